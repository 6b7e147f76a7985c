import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bench, keys, pageOf, startBench } from './ctos/testing.ts';
import { choose, openPage } from './hosted/testing/receiver.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.close());

const MINUTE = 60_000;
const isJpeg = (text: unknown): boolean =>
  Buffer.from(String(text), 'base64').subarray(0, 3).toString('hex') === 'ffd8ff';

describe('create-transaction', () => {
  it('answers a flat object with a prefixed ref_id, a long onboarding_id and a local time', async () => {
    const { fields, text, status } = await bench.create('R1');
    expect(status).toBe(200);
    expect(fields).toEqual({
      api_key: keys.apiKey,
      package_name: keys.packageName,
      ref_id: 'com.example.pkgR1',
      signature: expect.stringMatching(/^.{88}$/),
      onboarding_id: expect.stringMatching(/^[A-Za-z0-9+/]{48}$/),
      onboarding_url: expect.stringContaining(`${bench.ctos.origin}/onboarding/`),
      expired_at: '2030-01-02 16:04:05',
    });
    expect(String(fields['onboarding_url']).length).toBeLessThanOrEqual(200);
    expect(text).toMatch(/^\{"success":true,"data":"(?:[A-Za-z0-9+=]|\\\/)+"\}$/);
  });

  it.each(['object', 'flat'] as const)('answers its data as %s, when told', async (envelope) => {
    bench.ctos.control.setAnswers({ envelope });
    const { body, fields } = await bench.create('R1');
    expect(fields['ref_id']).toBe('com.example.pkgR1');
    expect(body).toMatchObject(
      envelope === 'object' ? { data: { ...fields } } : { ref_id: fields['ref_id'] },
    );
  });
});

describe('a session', () => {
  it('goes from unopened to approved', async () => {
    const created = await bench.create('R1');
    const before = (await bench.status(created)).fields;
    expect(before).toMatchObject({ status: 0, mode: 1, ref_id: 'com.example.pkgR1' });
    expect(before).not.toHaveProperty('result');
    expect((await openPage(pageOf(created))).status).toBe(200);
    expect((await bench.status(created)).fields).toMatchObject({
      status: 1,
      result: 2,
      reject_message: 'Consent accepted',
    });
    const chosen = await choose(pageOf(created), 'approve');
    expect(chosen).toEqual({
      status: 200,
      location: 'https://shop.example/done?order=1&refId=R1&status=2&result=1',
      message: null,
    });
    const { fields } = await bench.status(created);
    expect(fields).toMatchObject({
      status: 2,
      result: 1,
      reject_message: 'EKYC onboarding process successful',
      step1: {
        status: true,
        ocr_result: { full_name: 'SITI SAMPLE', front_document_number: '000000-11-2222' },
        text_similarity_result: { name_similarity_status: 1 },
        landmark_status: { landmark_is_valid: true },
        attempt: 1,
        updated_at: 1893553445,
      },
      step2: { status: true, is_identical: true, percentage: '80.99' },
    });
    expect(fields['step1']).not.toHaveProperty('front_document_image');
  });

  it('shows pictures and scores in mode 2 only', async () => {
    const created = await bench.create('R1');
    bench.ctos.control.finish('R1');
    const { fields } = await bench.status(created, { mode: 2 });
    const step1 = fields['step1'] as Record<string, unknown>;
    const step2 = fields['step2'] as Record<string, unknown>;
    expect(fields['mode']).toBe(2);
    for (const name of ['front_document_image', 'back_document_image', 'face_image']) {
      expect([name, isJpeg(step1[name])]).toEqual([name, true]);
    }
    expect(isJpeg(step2['best_frame'])).toBe(true);
    expect(step1['text_similarity_result']).toHaveProperty('name_similarity_score', 98);
  });

  it('of a passport has neither a back nor landmarks, but dates', async () => {
    const created = await bench.create('R1', { document_type: '3', document_number: 'A1234567' });
    expect((await openPage(pageOf(created))).html).toContain('<dd>Passport</dd>');
    bench.ctos.control.finish('R1');
    const { fields } = await bench.status(created, { mode: '2' });
    expect(fields).toMatchObject({
      step1: { ocr_result: { date_of_birth: '2000-01-01', nationality: 'MYS' } },
      step2: { step2_result: 'PASS' },
    });
    for (const name of ['landmark', 'landmark_status', 'back_document_image']) {
      expect(fields['step1']).not.toHaveProperty(name);
    }
  });

  it.each([
    ['reject', 'OCR failed', false, undefined],
    ['reject-face', 'Step 2 failed', true, false],
    ['reject-retries', 'Exceed maximum number of retries', true, false],
  ] as const)('ends with %s', async (ending, message, first, second) => {
    const created = await bench.create('R1', { document_name: `SITI SAMPLE +${ending}` });
    await openPage(pageOf(created));
    expect((await choose(pageOf(created), 'finish')).location).toContain('status=2&result=0');
    const { fields } = await bench.status(created);
    expect(fields).toMatchObject({ status: 2, result: 0, reject_message: message });
    expect((fields['step1'] as { status: boolean }).status).toBe(first);
    expect((fields['step2'] as { status: boolean } | undefined)?.status).toBe(second);
  });

  it('runs out after 300 minutes, and what comes later is refused', async () => {
    const created = await bench.create('R1');
    await openPage(pageOf(created));
    bench.clock.advance(300 * MINUTE - 1);
    expect((await bench.status(created)).fields['status']).toBe(1);
    bench.clock.advance(1);
    expect((await bench.status(created)).fields).toMatchObject({
      status: 3,
      result: 2,
      reject_message: 'Session expired and onboarding process not  finished',
    });
    expect((await choose(pageOf(created), 'approve')).status).toBe(409);
    expect((await openPage(pageOf(created))).status).toBe(410);
  });

  it('takes its time with +slow, and for ever with +never', async () => {
    const slow = await bench.create('R1', { document_name: 'SITI SAMPLE +reject-face+slow' });
    const never = await bench.create('R2', { document_name: 'SITI SAMPLE +never' });
    for (const created of [slow, never]) {
      await openPage(pageOf(created));
      expect((await choose(pageOf(created), 'finish')).location).toContain('status=1&result=2');
      expect((await choose(pageOf(created), 'approve')).status).toBe(409);
    }
    bench.clock.advance(9_999);
    expect((await bench.status(slow)).fields['status']).toBe(1);
    bench.clock.advance(1);
    expect((await bench.status(slow)).fields).toMatchObject({ status: 2, result: 0 });
    bench.clock.advance(60 * MINUTE);
    expect((await bench.status(never)).fields['status']).toBe(1);
    bench.ctos.control.finish('com.example.pkgR2', 'approve');
    expect((await bench.status(never)).fields).toMatchObject({ status: 2, result: 1 });
  });

  it('reports numbers as texts, or the steps of the documentation, when told', async () => {
    const created = await bench.create('R1');
    bench.ctos.control.finish('R1');
    bench.ctos.control.setAnswers({ numbersAsText: true, steps: 'documentation' });
    expect((await bench.status(created, { mode: '2' })).fields).toMatchObject({
      status: '2',
      result: '1',
      mode: '2',
      step1: { selfie_match: true, liveness: true },
      step5: { document_expiry: '2035-12-31' },
    });
  });

  it('gives pictures as data URLs and fields their long names, when told', async () => {
    const created = await bench.create('R1');
    bench.ctos.control.finish('R1');
    bench.ctos.control.setAnswers({ dataUrls: true, longNames: true });
    const { fields } = await bench.status(created, { mode: '2' });
    expect(fields).toMatchObject({
      step1: {
        ocr_result: { front_document_gender: 'PEREMPUAN', front_document_address: expect.any(String) },
        face_image: expect.stringMatching(/^data:image\/jpeg;base64,\/9j\//),
      },
    });
    expect(fields['step1']).not.toHaveProperty('ocr_result.gender');
  });

  it('is forgotten by reset, with its faults and its timer', async () => {
    const created = await bench.create('R1');
    bench.ctos.control.failNext(5);
    bench.ctos.control.reset();
    expect(bench.ctos.sessions()).toEqual([]);
    expect((await bench.status(created)).fields['error_code']).toBe('103');
    bench.clock.advance(400 * MINUTE);
    await bench.ctos.control.idle();
    expect(bench.receiver.received).toEqual([]);
  });
});

describe('the way back', () => {
  it('has no query of its own without response_mode 1', async () => {
    const created = await bench.create('R1', { response_mode: '0' });
    await openPage(pageOf(created));
    expect((await choose(pageOf(created), 'approve')).location).toBe('https://shop.example/done?order=1');
  });

  it('joins an address without a query, and keeps its fragment last', async () => {
    const created = await bench.create('R1', { response_url: 'https://shop.example/done#top' });
    await openPage(pageOf(created));
    expect((await choose(pageOf(created), 'expire')).location).toBe(
      'https://shop.example/done?refId=R1&status=3&result=2#top',
    );
  });
});

it('refuses an IV that is none', async () => {
  await expect(startBench({ iv: 'too short' })).rejects.toThrow(RangeError);
});
