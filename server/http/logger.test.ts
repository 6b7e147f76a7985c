import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createLogger } from './logger.ts';
import { createMask } from './mask.ts';
import { Problem } from './problem.ts';
import { type Stage, stage } from './testing.ts';

const secret = 'sample/secret+"quoted"-0123';
const jwt = 'eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJzYW1wbGUifQ.c2lnbmF0dXJl';
const person = { name: 'BUDI CONTOH', number: '0000000101000001' };
const personal = /BUDI|CONTOH|0000000101000001/;

let made: Stage | undefined;
afterEach(async () => {
  await made?.stop();
  made = undefined;
});

const capture = (secrets: readonly string[] = []) => {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  return { lines, logger: createLogger({ level: 'debug', secrets, destination }) };
};

/** A request is logged when its connection has taken the answer, which may be after the client has it. */
const lineOf = ({ log }: Stage): Promise<string> =>
  vi.waitFor(() => {
    expect(log()).toContain('"msg":"request"');
    return log();
  });

describe('the log', () => {
  it('holds of a request its method, route, status, time, id, session and code, and nothing else', async () => {
    made = await stage('/v1/sessions/:id', [
      () => {
        throw new Problem('step_conflict', `${person.name} again`);
      },
    ]);
    const id = 'ses_sample0000000000000000aa';
    await fetch(`${made.url}/v1/sessions/${id}?name=${person.name}&number=${person.number}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${jwt}`,
        'x-request-id': 'sample-request',
        'user-agent': person.name,
      },
      body: JSON.stringify(person),
    });
    expect(JSON.parse(await lineOf(made))).toEqual({
      level: 'info',
      time: expect.any(String),
      method: 'POST',
      route: '/v1/sessions/:id',
      status: 409,
      ms: expect.any(Number),
      requestId: 'sample-request',
      sessionId: id,
      code: 'step_conflict',
      msg: 'request',
    });
  });

  it('names no address that is not a route', async () => {
    made = await stage('/only', [(_request, response) => void response.end()]);
    await fetch(`${made.url}/${person.number}/${person.name}?token=${jwt}`, { method: 'POST' });
    const line = await lineOf(made);
    expect(line).toContain('"route":"unknown"');
    expect(line).not.toMatch(personal);
    expect(line).not.toContain('eyJ');
  });

  it('drops members that are not on its list, however deep and under whatever name', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.constantFrom<unknown>(person, [person], person.name)),
        (members) => {
          const { lines, logger } = capture();
          const own = {
            ...members,
            body: person,
            err: new Error(person.name),
            status: { person },
            code: [person],
          };
          logger.info(Object.fromEntries(Object.entries(own).filter(([name]) => !plain.has(name))), 'sample');
          logger.child({ person, name: person.name }).info('sample');
          expect(lines.join('')).not.toMatch(personal);
        },
      ),
    );
  });
  const plain = new Set([
    'method',
    'route',
    'reason',
    'why',
    'error',
    'kind',
    'operation',
    'provider',
    'signal',
  ]);

  it('never takes an error’s own words', () => {
    const { lines, logger } = capture();
    const error = new TypeError(`cannot read ${person.name}`, { cause: new RangeError(person.number) });
    logger.error(error);
    logger.error(error, 'while testing');
    logger.error({ err: error }, 'while testing');
    expect(lines.join('')).not.toMatch(personal);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      error: 'TypeError',
      cause: 'RangeError',
      msg: 'error',
    });
  });

  it('masks a secret in every spelling, and credentials that it was not told of', () => {
    const { lines, logger } = capture([secret]);
    const basic = Buffer.from(secret).toString('base64');
    for (const text of [
      secret,
      encodeURIComponent(secret),
      basic,
      `Bearer ${secret}`,
      jwt,
      'Basic c2FtcGxlOg==',
    ]) {
      logger.info({ reason: `before ${text} after` }, text);
    }
    expect(lines).toHaveLength(6);
    for (const line of lines) {
      expect(line).not.toMatch(/sample.secret|quoted|eyJ|c2Ftc/);
      expect(JSON.parse(line)).toMatchObject({
        reason: expect.stringMatching(/^before .*\[masked\].* after$/),
      });
    }
  });
});

describe('the mask', () => {
  it('blots out the longest of secrets that begin alike', () => {
    expect(createMask(['sample', 'sample-long'])('x sample-long y sample z')).toBe('x [masked] y [masked] z');
  });

  it('leaves other lines alone', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z {}":,]*$/), (line) => {
        expect(createMask(['SECRET-SAMPLE'])(line)).toBe(line);
      }),
    );
  });
});
