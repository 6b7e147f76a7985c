import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { wantedCode } from '../../server/contract/code.ts';
import { type Flow, flow, stepKind } from '../../server/contract/flow.ts';
import { challengeName } from '../../server/contract/liveness.ts';
import { documentType, mintedToken, mode, providerName } from '../../server/contract/session.ts';
import { flowStatus, sessionResult, sessionStatus } from '../../server/contract/status.ts';
import { uploadTarget } from '../../server/contract/upload.ts';
import { KycError } from '../errors.ts';
import { parseFlow, parseStatus, parseToken } from './parse.ts';
import { parseTarget } from './parse-target.ts';

const text = fc.string({ minLength: 1, maxLength: 12 });
const time = fc
  .integer({ min: 0, max: 4_000_000_000 })
  .map((seconds) => new Date(seconds * 1000).toISOString());
const url = fc.webUrl({ validSchemes: ['https', 'http'] });
const size = fc.integer({ min: 0, max: 1e8 });
const pixels = fc.integer({ min: 1, max: 9000 });
const name = fc.stringMatching(/^[a-z][a-z0-9_]{0,10}$/);

const field = fc.record(
  {
    name: text,
    type: fc.constantFrom('text', 'date', 'number', 'country', 'select'),
    required: fc.boolean(),
    pattern: text,
    options: fc.array(text, { maxLength: 3 }),
    min: fc.oneof(fc.integer(), text),
  },
  { requiredKeys: ['name', 'type', 'required'] },
);
const round = fc.record({
  nonce: fc.constant('AAAAAAAAAAAAAAAAAAAAAA'),
  challenges: fc.array(fc.constantFrom(...challengeName.options), { minLength: 1, maxLength: 3 }),
  triesLeft: fc.nat({ max: 2 }),
});
const step = fc.record(
  {
    id: text,
    kind: fc.constantFrom(...stepKind.options),
    slot: name,
    side: fc.constantFrom('front', 'back'),
    documentType: fc.constantFrom(...documentType.options),
    code: fc.constantFrom(...wantedCode.options),
    accept: fc.array(fc.constantFrom('image/jpeg', 'image/png'), { maxLength: 2 }),
    minBytes: size,
    maxBytes: size,
    minWidth: pixels,
    maxHeight: pixels,
    fields: fc.array(field, { maxLength: 3 }),
    challenges: fc.array(fc.constantFrom(...challengeName.options), { maxLength: 2 }),
    liveness: fc.record({ round: fc.option(round), modelUrl: fc.option(url) }),
    optional: fc.boolean(),
    done: fc.boolean(),
  },
  { requiredKeys: ['id', 'kind', 'accept', 'maxBytes', 'done'] },
);
const anyFlow = fc.record(
  {
    contract: fc.constant(1 as const),
    sessionId: text,
    provider: fc.constantFrom(...providerName.options),
    mode: fc.constantFrom(...mode.options),
    steps: fc.array(step, { maxLength: 5 }),
    hosted: fc.record({ url, expiresAt: fc.option(time), opened: fc.boolean() }),
    locale: fc.constantFrom('en', 'id', 'ms-MY'),
    status: fc.constantFrom(...sessionStatus.options),
    result: fc.option(fc.constantFrom(...sessionResult.options)),
    redirectUrl: url,
    expiresAt: time,
    tokenExpiresAt: time,
  },
  {
    requiredKeys: [
      'contract',
      'sessionId',
      'provider',
      'mode',
      'steps',
      'locale',
      'status',
      'result',
      'expiresAt',
      'tokenExpiresAt',
    ],
  },
);
const strings = fc.dictionary(text, text, { maxKeys: 4, noNullPrototype: true });
const anyTarget = fc.oneof(
  fc.record({ method: fc.constant('PUT'), url, headers: strings, expiresAt: time }),
  fc.record({ method: fc.constant('POST'), url, fields: strings, fileField: text, expiresAt: time }),
);
const anyStatus = fc.record({
  sessionId: text,
  status: fc.constantFrom(...sessionStatus.options),
  result: fc.option(fc.constantFrom(...sessionResult.options)),
  reasonCode: fc.option(text),
  pollAfterMs: fc.option(fc.integer({ min: 1, max: 600_000 })),
});

/** Whatever the schema takes, the guard takes and hands on untouched. */
function agrees<T>(
  samples: fc.Arbitrary<unknown>,
  schema: { parse(value: unknown): T },
  guard: (value: unknown) => T,
) {
  fc.assert(
    fc.property(samples, (value) => {
      schema.parse(value);
      expect(guard(value)).toBe(value);
    }),
  );
}

const sample: Flow = {
  contract: 1,
  sessionId: 'ses_1',
  provider: 'onekyc',
  mode: 'capture',
  steps: [
    { id: 'ktp', kind: 'document', slot: 'ktp', accept: ['image/jpeg'], maxBytes: 5_000_000, done: false },
  ],
  locale: 'id',
  status: 'pending',
  result: null,
  expiresAt: '2030-01-01T00:00:00.000Z',
  tokenExpiresAt: '2030-01-01T00:00:00.000Z',
};

describe('guards take what the contract allows', () => {
  test('flow', () => agrees(anyFlow, flow, parseFlow));
  test('upload target', () => agrees(anyTarget, uploadTarget, parseTarget));
  test('status', () => agrees(anyStatus, flowStatus, parseStatus));
  test('token', () =>
    agrees(
      fc.record({ token: fc.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/), tokenExpiresAt: time }),
      mintedToken,
      parseToken,
    ));
});

describe('guards refuse', () => {
  test.each<[string, unknown]>([
    ['another contract', { ...sample, contract: 2 }],
    ['a step of an unknown kind', { ...sample, steps: [{ ...sample.steps[0], kind: 'hologram' }] }],
    ['an unknown mode', { ...sample, mode: 'oracle' }],
    ['an unknown status', { ...sample, status: 'thinking' }],
    ['an unknown result', { ...sample, result: 'perhaps' }],
  ])('%s as contract_unsupported', (_, value) => {
    expect(() => parseFlow(value)).toThrow(new KycError('contract_unsupported'));
  });

  test.each<[string, unknown]>([
    ['a step without limits', { ...sample, steps: [{ ...sample.steps[0], maxBytes: undefined }] }],
    ['a negative limit', { ...sample, steps: [{ ...sample.steps[0], minWidth: -1 }] }],
    ['accept that is no list', { ...sample, steps: [{ ...sample.steps[0], accept: 'image/jpeg' }] }],
    ['a script as the way back', { ...sample, redirectUrl: 'javascript:alert(1)' }],
    [
      'a script as the hosted page',
      { ...sample, hosted: { url: 'javascript:alert(1)', expiresAt: null, opened: false } },
    ],
    ['no session', { ...sample, sessionId: '' }],
    ['no locale', { ...sample, locale: undefined }],
    ['a time that is none', { ...sample, tokenExpiresAt: 'soon' }],
  ])('%s as server_error', (_, value) => {
    expect(() => parseFlow(value)).toThrow(new KycError('server_error'));
  });

  test('an upload to anything but http', () => {
    const target = {
      method: 'PUT',
      url: 'https://storage.example/a',
      headers: {},
      expiresAt: sample.expiresAt,
    };
    expect(parseTarget(target)).toBe(target);
    for (const address of [
      'data:,x',
      'blob:https://a/b',
      'ftp://a/b',
      '//a/b',
      'https://',
      'https://[',
      '',
    ]) {
      expect(() => parseTarget({ ...target, url: address })).toThrow(KycError);
    }
    expect(() => parseTarget({ ...target, headers: { a: 1 } })).toThrow(KycError);
    expect(() => parseTarget({ ...target, method: 'DELETE' })).toThrow(new KycError('contract_unsupported'));
  });

  test('anything at all with a KycError and nothing else', () => {
    for (const guard of [parseFlow, parseStatus, parseTarget, parseToken]) {
      fc.assert(
        fc.property(fc.anything(), (value) => {
          try {
            guard(value);
          } catch (thrown) {
            expect(thrown).toBeInstanceOf(KycError);
          }
        }),
      );
    }
  });

  test('a wait that would overflow a timer', () => {
    const status = { sessionId: 's', status: 'processing', result: null, reasonCode: null };
    expect(() => parseStatus({ ...status, pollAfterMs: 2 ** 31 })).toThrow(new KycError('server_error'));
    expect(parseStatus({ ...status, pollAfterMs: 2000 })).toMatchObject({ pollAfterMs: 2000 });
  });

  test('a token that no header could carry', () => {
    const tokenExpiresAt = sample.expiresAt;
    expect(() => parseToken({ token: 'a\nb', tokenExpiresAt })).toThrow(new KycError('server_error'));
  });
});

type Path = readonly (string | number)[];

function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inner = Object.entries(value).flatMap(([key, one]) =>
    pathsOf(one, [...path, Array.isArray(value) ? Number(key) : key]),
  );
  return [path, ...inner];
}

function replaced(value: unknown, [key, ...rest]: Path, by: unknown): unknown {
  if (key === undefined) return by;
  if (Array.isArray(value)) return value.map((one, at) => (at === key ? replaced(one, rest, by) : one));
  const entries = Object.entries(value as object);
  return Object.fromEntries(
    entries.map(([name, one]) => [name, name === key ? replaced(one, rest, by) : one]),
  );
}

describe('answers with anything in the place of a part', () => {
  const odd = fc.oneof(fc.jsonValue(), fc.constant(undefined));

  test.each([
    ['flow', anyFlow, flow, parseFlow],
    ['upload target', anyTarget, uploadTarget, parseTarget],
    ['status', anyStatus, flowStatus, parseStatus],
  ] as const)('%s: a wrong kind of thing is refused, by a code', (_, samples, schema, guard) => {
    fc.assert(
      fc.property(samples as fc.Arbitrary<unknown>, fc.nat(), odd, (value, at, by) => {
        const paths = pathsOf(value);
        const mutant = replaced(value, paths[at % paths.length] ?? [], by);
        const fault = schema.safeParse(mutant).error?.issues[0];
        let code: string | null = null;
        try {
          guard(mutant);
        } catch (thrown) {
          if (!(thrown instanceof KycError)) throw thrown;
          code = thrown.code;
        }
        expect([null, 'server_error', 'contract_unsupported']).toContain(code);
        if (fault?.code === 'invalid_type') expect(code).not.toBeNull();
      }),
      { numRuns: 200 },
    );
  });
});
