import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { readProviders } from '../config/providers.ts';
import { flowStep } from '../contract/flow.ts';
import { reasonCodes } from '../contract/reason.ts';
import { documentType, mode, providerName } from '../contract/session.ts';
import { checks, extracted, sessionResult, sessionStatus } from '../contract/status.ts';
import { uploadTarget } from '../contract/upload.ts';
import { ELSEWHERE, errorsInside, faultsWith } from './conformance.faults.ts';
import {
  journey,
  lifetime,
  NOW,
  type Operation,
  openAdapter,
  type ProviderFixtures,
  perform,
} from './conformance.harness.ts';
import { throughTheServer } from './conformance.server.ts';
import { hang } from './conformance.upstream.ts';
import { ProviderError, WebhookRejected } from './errors.ts';
import type { ProviderAdapter, ProviderSession, WebhookRequest } from './provider.ts';

const outcomeShape = z.strictObject({
  status: sessionStatus,
  result: sessionResult.nullable(),
  checks: checks.partial().strict().optional(),
  extracted: extracted.partial().strict().optional(),
  images: z.record(z.string(), z.url()).optional(),
  reasonCode: z.enum(reasonCodes).nullable().optional(),
});

const changeShape = z.strictObject({
  state: z.record(z.string(), z.json()).optional(),
  references: z.array(z.string().min(1)).optional(),
  outcome: outcomeShape
    .refine(
      ({ status, result }) => (result === null) === (status !== 'completed'),
      'only completed has a result',
    )
    .optional(),
  target: uploadTarget.optional(),
  hosted: z.strictObject({ url: z.url(), expiresAt: z.date().nullable() }).optional(),
});

/** Holds an adapter to `provider.ts`. Each adapter's `index.test.ts` calls it once. */
export function conformance(fixtures: ProviderFixtures): void {
  const { module, environment, routes } = fixtures;
  const secrets = [
    ...Object.entries(module.variables).flatMap(([key, sort]) =>
      sort === 'secret' ? [environment[key] ?? ''] : [],
    ),
    ...(fixtures.issued ?? []),
  ].filter((value) => value !== '');
  const operations = Object.entries(fixtures.operations) as [Operation, string][];

  const open = () => openAdapter(fixtures);

  const expectNoSecret = (printed: string, allowed: readonly string[] = []) => {
    for (const secret of secrets) {
      if (!allowed.includes(secret)) expect(printed).not.toContain(secret);
    }
  };

  const until = (adapter: ProviderAdapter, operation: Operation | 'end') =>
    journey(fixtures, adapter, operation);
  const run = (
    adapter: ProviderAdapter,
    operation: Operation,
    session: ProviderSession,
    signal?: AbortSignal,
  ) => perform(fixtures, adapter, operation, session, signal);

  const receive = async (adapter: ProviderAdapter, request: WebhookRequest) => {
    const { session, references } = await until(adapter, 'end');
    const find = async (reference: string) => (references.includes(reference) ? session : null);
    return adapter.receiveWebhook(request, find, { signal: new AbortController().signal, requestId: 'r' });
  };

  /** Resolves with what was thrown; timers that are waited for are run. */
  const thrownBy = async (work: Promise<unknown>): Promise<unknown> => {
    const caught = work.then(
      () => null,
      (error: unknown) => error,
    );
    await vi.advanceTimersByTimeAsync(120_000);
    return caught;
  };

  describe(`${module.name} keeps the adapter's contract`, () => {
    const printed: unknown[] = [];
    beforeEach(() => {
      printed.length = 0;
      for (const method of ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const) {
        vi.spyOn(console, method).mockImplementation((...words) => void printed.push(...words));
      }
    });
    afterEach(() => {
      vi.restoreAllMocks();
      vi.useRealTimers();
      // What is logged is the server's to decide, where secrets are masked.
      expect(printed).toEqual([]);
    });

    it('names every variable, and its origins among them', () => {
      expect(new Set(Object.keys(module.variables))).toEqual(new Set(Object.keys(environment)));
      expect(module.origins.length).toBeGreaterThan(0);
      for (const origin of module.origins) expect(module.variables).toHaveProperty(origin);
      expect(secrets.length).toBeGreaterThan(0);
    });

    it('refuses a configuration with nothing in it', () => {
      expect(module.settings.safeParse({}).success).toBe(false);
    });

    it.each(module.origins)(
      'has %s refused at boot unless it is https and public, or that is allowed',
      (origin) => {
        const offered = (changed: string, allowPrivateHosts: boolean) => {
          const values: Readonly<Record<string, string>> = { ...environment, [origin]: changed };
          const problems: string[] = [];
          const read = readProviders([module], (key) => values[key], allowPrivateHosts, problems);
          if (read.length === 0) expect(problems.join()).toContain(origin);
          return read.length === 1;
        };
        const right = environment[origin] ?? '';
        expect(offered(right, false)).toBe(true);
        const wrong = [
          right.replace('https:', 'http:'),
          right.replace(new URL(right).host, '127.0.0.1:8080'),
        ];
        for (const address of wrong) {
          expect(offered(address, false)).toBe(false);
          expect(offered(address, true)).toBe(true);
        }
        for (const address of [
          '',
          'ftp://provider.example',
          'provider.example',
          `${right}?a=b`,
          `${right}#a`,
        ]) {
          expect(offered(address, true)).toBe(false);
        }
        expect(offered(right.replace('://', '://user:word@'), true)).toBe(false);
      },
    );

    it('describes itself and its steps in the words of the contract', () => {
      const { adapter } = open();
      expect(adapter.name).toBe(module.name);
      providerName.parse(adapter.name);
      mode.parse(adapter.mode);
      z.array(documentType).parse(adapter.documents);
      const steps = z
        .array(flowStep.strict())
        .parse(adapter.steps(fixtures.session).map((step) => ({ ...step, done: false })));
      expect(steps.length > 0).toBe(adapter.mode === 'capture');
      expect(new Set(steps.map(({ id }) => id)).size).toBe(steps.length);
      for (const step of steps.filter(({ kind }) => kind === 'document' || kind === 'selfie')) {
        expect(step.slot).toBeDefined();
        expect(step.accept.length).toBeGreaterThan(0);
        expect(step.maxBytes).toBeGreaterThan(step.minBytes ?? 0);
      }
    });

    it('goes from start to approval, saying nothing secret', async () => {
      const { adapter } = open();
      for (const operation of lifetime) {
        const { session } = await until(adapter, operation);
        const change = changeShape.parse(await run(adapter, operation, session));
        if (operation === 'start') expect(change.hosted !== undefined).toBe(adapter.mode === 'hosted');
        if (operation === 'uploadTarget' && adapter.uploadTarget) expect(change.target).toBeDefined();
        if (operation === 'fetchStatus') {
          expect(change.outcome).toMatchObject({ status: 'completed', result: 'approved' });
        }
        // The state is encrypted at rest and goes nowhere.
        expectNoSecret(JSON.stringify({ ...change, state: undefined }));
      }
    });

    it('calls its configured origins only, with no secret in an address, and follows no redirect', async () => {
      const { adapter, upstream } = open();
      await until(adapter, 'end');
      const allowed = module.origins.map((variable) => new URL(environment[variable] ?? '').origin);
      expect(upstream.seen.length).toBeGreaterThan(0);
      for (const request of upstream.seen) {
        expect(allowed).toContain(request.url.origin);
        expect(routes).toHaveProperty([request.route]);
        expect(request.redirect).toBe('manual');
        expectNoSecret(request.url.href, fixtures.inAddress);
      }
    });

    it('can be begun again when the answer to its beginning was lost', async () => {
      const { adapter, upstream } = open();
      const { session } = await until(adapter, 'start');
      changeShape.parse(await run(adapter, 'start', session));
      upstream.set(fixtures.startedTwice ?? {});
      const again = changeShape.parse(await run(adapter, 'start', session));
      expect(again.references?.length).toBeGreaterThan(0);
      expect(again.hosted !== undefined).toBe(adapter.mode === 'hosted');
      // It leads as far as the first one would have.
      const { session: later } = await until(adapter, 'fetchStatus');
      upstream.set(routes);
      const { outcome } = await run(adapter, 'fetchStatus', later);
      expect(outcome).toMatchObject({ status: 'completed', result: 'approved' });
    });

    it.each(fixtures.outcomes)('understands: $name', async (outcome) => {
      const { adapter, upstream } = open();
      const { session } = await until(adapter, 'fetchStatus');
      upstream.set(outcome.routes);
      const change = changeShape.parse(await run(adapter, 'fetchStatus', session));
      expect(change.outcome).toMatchObject(outcome.expected);
      expectNoSecret(JSON.stringify({ ...change, state: undefined }));
    });

    it('leaves what it does not know to a person', async () => {
      // A status that nobody knows, and a status that is known with words about its result that are not.
      expect(fixtures.unknown.length).toBeGreaterThan(2);
      for (const unknown of fixtures.unknown) {
        const { adapter, upstream } = open();
        const { session } = await until(adapter, 'fetchStatus');
        upstream.set(unknown);
        const { outcome } = await run(adapter, 'fetchStatus', session);
        expect(outcome).toMatchObject({ status: 'review', result: null });
      }
    });

    describe.each(operations)('when the call of %s goes wrong', (operation, route) => {
      const contentType = operation === 'fetchImage' ? 'image/jpeg' : 'application/json';
      it.each(faultsWith(secrets.join(' '), NOW, contentType))('$name is $kind', async (fault) => {
        vi.useFakeTimers();
        const { adapter, upstream } = open();
        const { session } = await until(adapter, operation);
        upstream.set({ [route]: fault.reply });
        const before = upstream.count(route);
        const error = await thrownBy(run(adapter, operation, session));
        expect(error).toBeInstanceOf(ProviderError);
        expect(error).toMatchObject({ provider: module.name, kind: fault.kind });
        const { info } = error as ProviderError;
        expect(info.retryAfterMs).toBe(fault.retryAfterMs);
        expectNoSecret(`${inspect(error, { depth: 9 })} ${JSON.stringify(error)} ${String(error)}`);
        expect(upstream.seen.map(({ url }) => url.href)).not.toContain(ELSEWHERE);
        expect(upstream.count(route) - before).toBeLessThanOrEqual(fixtures.mostAttempts ?? 3);
        expect(vi.getTimerCount()).toBe(0);
      });

      it('takes no success with an error inside for one', async () => {
        for (const reply of errorsInside(secrets.join(' '))) {
          const { adapter, upstream } = open();
          const { session } = await until(adapter, operation);
          upstream.set({ [route]: reply });
          const error = await run(adapter, operation, session).then(
            (change) => change,
            (thrown: unknown) => thrown,
          );
          expect(error).toBeInstanceOf(ProviderError);
          expectNoSecret(`${inspect(error, { depth: 9 })} ${JSON.stringify(error)}`);
        }
      });

      it('stops when it is told to', async () => {
        const { adapter, upstream } = open();
        const { session } = await until(adapter, operation);
        upstream.set({ [route]: hang });
        const before = upstream.seen.length;
        const controller = new AbortController();
        const work = run(adapter, operation, session, controller.signal);
        await vi.waitFor(() => expect(upstream.count(route)).toBeGreaterThan(0));
        await vi.waitFor(() => expect(upstream.seen.at(-1)?.route).toBe(route));
        controller.abort();
        await expect(work).rejects.toMatchObject({ name: 'ProviderError', kind: 'aborted' });
        expect(upstream.seen.at(-1)?.signal.aborted).toBe(true);
        const calls = upstream.seen.length;
        await expect(run(adapter, operation, session, controller.signal)).rejects.toMatchObject({
          kind: 'aborted',
        });
        expect(upstream.seen.length).toBe(calls);
        expect(calls).toBeGreaterThan(before);
      });
    });

    const submitRoute = fixtures.operations.submit;
    const handsInOnce = async (route: string) => {
      const { adapter, upstream } = open();
      const before = await until(adapter, 'submit');
      const after = await until(adapter, 'fetchStatus');
      const calls = upstream.count(route);
      const again = changeShape.parse(await run(adapter, 'submit', after.session));
      expect(again.outcome?.status).not.toBe('pending');
      expect(upstream.count(route)).toBe(calls);

      // The answer was lost: all that is known is the state from before.
      upstream.set(fixtures.submittedTwice ?? {});
      const lost = changeShape.parse(await run(adapter, 'submit', before.session));
      expect(lost.outcome?.status).not.toBe('pending');
    };
    // In hosted mode there is nothing to hand in.
    if (submitRoute) it('hands in once, however often it is asked', () => handsInOnce(submitRoute));

    if (fixtures.operations.streamUpload) {
      it('takes a file that breaks off for none', async () => {
        const { adapter } = open();
        const { session } = await until(adapter, 'streamUpload');
        const [file] = session.uploads;
        if (!file) throw new Error('there is no file');
        async function* body() {
          yield new Uint8Array(1);
          throw new Error('gone');
        }
        const context = { signal: new AbortController().signal, requestId: 'r' };
        const sent = adapter.streamUpload?.(session, file, body(), context);
        await expect(sent).rejects.toMatchObject({ name: 'ProviderError', kind: 'unavailable' });
      });
    }

    describe('webhooks', () => {
      it('takes an authentic one, and knows it again', async () => {
        const first = await receive(open().adapter, fixtures.webhook.good);
        const second = await receive(open().adapter, fixtures.webhook.good);
        if (first.kind !== 'event') throw new Error('the good webhook was ignored');
        expect(first.sessionId).toBe(fixtures.session.sessionId);
        expect(first.dedupeKey.length).toBeGreaterThan(0);
        expect(second).toEqual(first);
        const change = changeShape.parse(first.change);
        // An end is believed only of who cannot have made it up.
        const isBound = fixtures.webhook.changedBody && !fixtures.webhook.asks?.includes('changedBody');
        if (first.trusted && change.outcome?.result) expect(isBound).toBe(true);
        if (!first.trusted) expect(change.outcome).toBeUndefined();
        expectNoSecret(JSON.stringify({ ...change, state: undefined }));
      });

      const refusals = [
        ['wrongKey', 401],
        ['missingHeader', 401],
        ['changedBody', 401],
        ['oldTimestamp', 401],
        ['malformed', 400],
        ['stranger', 404],
      ] as const;
      const given = refusals.flatMap(([which, status]) => {
        const request = fixtures.webhook[which];
        const asks = fixtures.webhook.asks?.some((one) => one === which) ?? false;
        return request ? [{ which, status, request, asks }] : [];
      });

      it.each(given.filter(({ asks }) => !asks))('refuses one: $which', async ({ status, request }) => {
        const error = await receive(open().adapter, request).then(
          () => null,
          (thrown: unknown) => thrown,
        );
        expect(error).toBeInstanceOf(WebhookRejected);
        expect(error).toMatchObject({ status });
        expectNoSecret(inspect(error, { depth: 9 }));
      });

      it.each(given.filter(({ asks }) => asks))('believes nothing of one: $which', async ({ request }) => {
        const event = await receive(open().adapter, request);
        expect(event).toMatchObject({ kind: 'event', trusted: false });
        if (event.kind === 'event') expect(event.change.outcome).toBeUndefined();
      });
    });
  });

  throughTheServer(fixtures, secrets);
}
