import { createHash } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type Bench,
  type Body,
  formOf,
  jpegOf,
  picture,
  pngOf,
  startBench,
  startCustomer,
} from './testing.ts';

const MIB = 1024 * 1024;

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.close());

const restart = async (options: Parameters<typeof startBench>[0]): Promise<void> => {
  await bench.close();
  bench = await startBench(options);
};
const send = (body: Body, headers: Record<string, string> = {}) =>
  bench.call('/v1/kyc/upload/pan', { body, headers });

/** Parts of a form; one with a type is a file. */
function multipart(...parts: readonly { name: string; body: string | Buffer; type?: string }[]) {
  const chunks = parts.flatMap(({ name, body, type }) => [
    `--sample\r\ncontent-disposition: form-data; name="${name}"`,
    type === undefined ? '' : `; filename="photo"\r\ncontent-type: ${type}`,
    '\r\n\r\n',
    body,
    '\r\n',
  ]);
  return Buffer.concat([...chunks, '--sample--\r\n'].map((chunk) => Buffer.from(chunk)));
}
const user = { name: 'externalUserId', body: 'u' };
const file = { name: 'file', body: picture, type: 'image/jpeg' };
const sampleType = { 'content-type': 'multipart/form-data; boundary=sample' };

describe('an upload', () => {
  it('is answered with 201 and an address, and remembered without its content', async () => {
    const customer = await startCustomer(bench, 'u');
    const answer = await customer.upload('pan');
    expect([answer.status, answer.body]).toEqual([
      201,
      {
        success: true,
        kycSessionId: customer.id,
        documentUrl: expect.stringMatching(/^kyc-sandbox-pan\/[0-9a-f-]{36}\/PAN_CARD_\d{13}\.jpg$/),
      },
    ]);
    expect(bench.enxtai.uploads()).toEqual([
      {
        sessionId: customer.id,
        externalUserId: 'u',
        document: 'pan',
        size: picture.length,
        sha256: createHash('sha256').update(picture).digest('hex'),
        image: { type: 'image/jpeg', width: 640, height: 404 },
        documentUrl: answer.body['documentUrl'],
      },
    ]);
  });

  it('is answered with 200 where that is wanted', async () => {
    await restart({ successStatus: 200 });
    expect(await (await startCustomer(bench, 'u')).upload('livePhoto')).toMatchObject({ status: 200 });
  });

  it('goes to the newest session of the user', async () => {
    const first = await startCustomer(bench, 'u');
    const second = await startCustomer(bench, 'u');
    await startCustomer(bench, 'somebody else');
    expect((await first.upload('pan')).body['kycSessionId']).toBe(second.id);
  });

  it('goes to the session of the client who sends it', async () => {
    const mine = await startCustomer(bench, 'u');
    const other = await bench.call('/v1/kyc/initiate', { key: 'key-2', json: { externalUserId: 'u' } });
    const theirs = await bench.call('/v1/kyc/upload/pan', { key: 'key-2', body: formOf('u') });
    expect(theirs.body['kycSessionId']).toBe(other.body['kycSessionId']);
    expect(theirs.body['documentUrl']).toMatch(/^kyc-other-pan\//);
    expect((await mine.upload('pan')).body['kycSessionId']).toBe(mine.id);
  });

  it('may be a PNG', async () => {
    const customer = await startCustomer(bench, 'u');
    const answer = await customer.upload('aadhaarFront', pngOf(300, 8192), 'image/png');
    expect(answer.status).toBe(201);
    expect(answer.body['documentUrl']).toMatch(/^kyc-sandbox-aadhaar-front\/.*\.png$/);
  });

  it.each([
    ['299 x 300', jpegOf(299, 300), 400],
    ['300 x 299', jpegOf(300, 299), 400],
    ['300 x 300', jpegOf(300, 300), 201],
    ['8192 x 8192', jpegOf(8192, 8192), 201],
    ['8193 x 8192', jpegOf(8193, 8192), 400],
    ['8192 x 8193', jpegOf(8192, 8193), 400],
  ])('of %s pixels', async (_name, bytes, status) => {
    const answer = await (await startCustomer(bench, 'u')).upload('pan', bytes);
    expect(answer.status).toBe(status);
    if (status !== 201) {
      expect(answer.body['message']).toBe('Image dimensions must be between 300x300 and 8192x8192');
    }
  });

  it.each([
    ['5 MiB', 5 * MIB, 201],
    ['one byte more', 5 * MIB + 1, 413],
    ['10 MiB', 10 * MIB, 413],
    ['more than that', 10 * MIB + 1, 500],
  ])('of %s', async (_name, size, status) => {
    const customer = await startCustomer(bench, 'u');
    const answer = await customer.upload('pan', jpegOf(640, 404, size));
    expect(answer.status).toBe(status);
    if (status === 413) {
      expect(answer.body).toMatchObject({ error: 'INTERNAL_ERROR', message: 'File size exceeds 5MB limit' });
    }
    expect(bench.enxtai.uploads()).toHaveLength(status === 201 ? 1 : 0);
  });

  it.each([
    ['a PNG declared as a JPEG', pngOf(640, 404), 'image/jpeg'],
    ['a JPEG declared as something else', picture, 'application/pdf'],
    ['a JPEG declared as image/jpg', picture, 'image/jpg'],
    ['a text declared as a JPEG', Buffer.from('not a picture'), 'image/jpeg'],
    ['nothing at all', Buffer.alloc(0), 'image/jpeg'],
  ])('of %s is no picture', async (_name, bytes, type) => {
    const answer = await (await startCustomer(bench, 'u')).upload('pan', bytes, type);
    expect([answer.status, answer.body['message']]).toEqual([
      400,
      'Invalid file type. Allowed: image/jpeg, image/png',
    ]);
  });

  it('of an unknown user is refused, also when only another client knows them', async () => {
    await bench.call('/v1/kyc/initiate', { key: 'key-2', json: { externalUserId: 'u' } });
    const answer = await send(formOf('u'));
    expect([answer.status, answer.body['error'], answer.body['message']]).toEqual([
      404,
      'NOT_FOUND',
      'User not found: externalUserId=u. Call POST /v1/kyc/initiate first.',
    ]);
  });

  it('after the verdict is answered, and changes nothing', async () => {
    const customer = await startCustomer(bench, 'u');
    await customer.submit();
    const before = await customer.status();
    bench.clock.advance(1000);
    expect((await customer.upload('pan')).status).toBe(201);
    expect((await customer.status()).body).toEqual(before.body);
  });
});

describe('the form', () => {
  it('may have other fields, and more files', async () => {
    await startCustomer(bench, 'u');
    const form = multipart({ name: 'note', body: 'x' }, user, file, { ...file, body: pngOf(1, 1) });
    expect((await send(form, sampleType)).status).toBe(201);
  });

  it.each([
    ['without the user', multipart(file), 'Missing or invalid externalUserId field'],
    ['with the user after the file', multipart(file, user), 'Missing or invalid externalUserId field'],
    ['with an empty user', multipart({ ...user, body: '' }, file), 'Missing or invalid externalUserId field'],
    ['with two users', multipart(user, user, file), 'Missing or invalid externalUserId field'],
    ['with an endless user', multipart({ ...user, body: 'u'.repeat(70_000) }, file), 'Missing or invalid'],
    ['without a file', multipart(user), 'No file uploaded'],
    ['with a file of another name', multipart(user, { ...file, name: 'photo' }), 'No file uploaded'],
    ['with a file as a text', multipart(user, { name: 'file', body: 'x' }), 'No file uploaded'],
  ])('%s is refused', async (_name, form, message) => {
    await startCustomer(bench, 'u');
    const answer = await send(form, sampleType);
    expect([answer.status, answer.body['error']]).toEqual([400, 'VALIDATION_ERROR']);
    expect(answer.body['message']).toContain(message);
    expect(bench.enxtai.uploads()).toEqual([]);
  });

  it.each([
    ['that is none', Buffer.from('{}'), { 'content-type': 'application/json' }, 400],
    ['without a boundary', multipart(user, file), { 'content-type': 'multipart/form-data; x=y' }, 500],
    ['that ends in its file', multipart(user, file).subarray(0, 1500), sampleType, 500],
    ['that ends after its file', multipart(user, file).subarray(0, -14), sampleType, 500],
    ['with a broken head', Buffer.from('--sample\r\n: \r\n\r\nx\r\n--sample--\r\n'), sampleType, 500],
    ['of another boundary', Buffer.alloc(3 * MIB, 'x'), sampleType, 500],
  ])('%s is refused', async (_name, form, headers, status) => {
    await startCustomer(bench, 'u');
    expect((await send(form, headers)).status).toBe(status);
    expect((await send(formOf('u'))).status).toBe(201);
  });
});

describe('a lost connection', () => {
  it('is cut midway on demand, and leaves nothing behind', async () => {
    const customer = await startCustomer(bench, 'u');
    bench.enxtai.control.dropNextUploads(2, MIB);
    await expect(customer.upload('pan', jpegOf(640, 404, 4 * MIB))).rejects.toThrow('fetch failed');
    await expect(customer.upload('pan', picture)).rejects.toThrow('fetch failed');
    expect(bench.enxtai.uploads()).toEqual([]);
    expect((await customer.upload('pan')).status).toBe(201);
  });

  it('befalls the first upload of +dropped-upload', async () => {
    const customer = await startCustomer(bench, 'u+dropped-upload');
    await expect(customer.upload('pan')).rejects.toThrow('fetch failed');
    expect((await customer.upload('pan')).status).toBe(201);
  });

  it('of a client that leaves is noticed, and the next one is served', async () => {
    const customer = await startCustomer(bench, 'u');
    const whole = multipart(user, file);
    const leaving = httpRequest(`${bench.enxtai.baseUrl}/v1/kyc/upload/pan`, {
      method: 'POST',
      headers: { 'x-api-key': 'key-1', 'content-length': whole.length, ...sampleType },
    });
    const gone = new Promise<void>((resolve) => leaving.once('close', resolve));
    leaving.on('error', () => undefined);
    await new Promise((resolve) => leaving.write(whole.subarray(0, 500), resolve));
    leaving.destroy();
    await gone;
    expect((await customer.upload('pan')).status).toBe(201);
    expect(bench.enxtai.uploads()).toHaveLength(1);
  });
});
