import { expect, test } from 'vitest';
import { KycError } from '../errors.ts';
import type { FlowEvent } from '../flow/types.ts';
import { settled } from '../testing/fake-world.ts';
import { Lanes } from './lanes.ts';

/** Work that ends when the test says so. */
function held() {
  let finish: (event: FlowEvent | null) => void = () => undefined;
  let fail: (thrown: unknown) => void = () => undefined;
  let signal: AbortSignal | null = null;
  const work = (given: AbortSignal): Promise<FlowEvent | null> => {
    signal = given;
    return new Promise((resolve, reject) => {
      finish = resolve;
      fail = reject;
    });
  };
  return {
    work,
    finish: (event: FlowEvent) => finish(event),
    fail: (thrown: unknown) => fail(thrown),
    isAborted: () => signal?.aborted,
  };
}

function makeLanes() {
  const reported: FlowEvent[] = [];
  return { lanes: new Lanes((event) => reported.push(event)), reported };
}

test('a new run aborts the older of its lane, and drops its late answer', async () => {
  const { lanes, reported } = makeLanes();
  const [old, fresh, other] = [held(), held(), held()];
  lanes.run('server', 'network', old.work);
  lanes.run('camera', 'camera_failed', other.work);
  lanes.run('server', 'network', fresh.work);
  expect([old.isAborted(), fresh.isAborted(), other.isAborted()]).toEqual([true, false, false]);
  old.finish({ type: 'uploaded' });
  fresh.finish({ type: 'camera_opened' });
  await settled();
  expect(reported).toEqual([{ type: 'camera_opened' }]);
});

test('drops a late failure too', async () => {
  const { lanes, reported } = makeLanes();
  const one = held();
  lanes.run('server', 'network', one.work);
  lanes.abort('server');
  one.fail(new KycError('provider_error'));
  await settled();
  expect(reported).toEqual([]);
});

test.each([
  [new KycError('rate_limited', { retryAfterMs: 5_000 }), { code: 'rate_limited', retryAfterMs: 5_000 }],
  [new KycError('upload_missing', { paths: ['selfie'] }), { code: 'upload_missing', paths: ['selfie'] }],
  [new KycError('upload_missing', { paths: [] }), { code: 'upload_missing' }],
  [new TypeError('anything'), { code: 'upload_failed' }],
  ['not even an error', { code: 'upload_failed' }],
  [new KycError('aborted'), { code: 'upload_failed' }],
])('%s is reported with a code', async (thrown, expected) => {
  const { lanes, reported } = makeLanes();
  const one = held();
  lanes.run('server', 'upload_failed', one.work);
  one.fail(thrown);
  await settled();
  expect(reported).toEqual([{ type: 'failed', ...expected }]);
});

test('all lanes can be ended at once', () => {
  const { lanes } = makeLanes();
  const [one, two] = [held(), held()];
  lanes.run('server', 'network', one.work);
  lanes.run('camera', 'camera_failed', two.work);
  lanes.abortAll();
  expect([one.isAborted(), two.isAborted()]).toEqual([true, true]);
});
