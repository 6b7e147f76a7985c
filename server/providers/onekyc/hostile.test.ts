import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { uploadTarget } from '../../contract/upload.ts';
import { journey, openAdapter, perform } from '../conformance.harness.ts';
import { json } from '../conformance.upstream.ts';
import { ProviderError } from '../errors.ts';
import { either, FACE, faceStatus, livenessFixtures } from './fixtures.liveness.ts';
import { detailsReply, fixtures, ktpData, route, SUBMISSION, urlsReply } from './fixtures.ts';

const context = () => ({ signal: new AbortController().signal, requestId: 'request-1' });

describe('whatever the provider answers', () => {
  const sometimes = (...good: unknown[]) =>
    fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...good) }, fc.jsonValue());
  const answers = fc.record({
    success: sometimes(true, true, true, 'true', false),
    status: sometimes(...Array(6).fill('COMPLETED'), 'IN_PROGRESS', 'PARTIALLY_COMPLETED', 'ERROR'),
    submissionId: sometimes(SUBMISSION, SUBMISSION, SUBMISSION, 'another'),
    isApproved: sometimes(...Array(6).fill(true), false, 'true', 1),
    document: sometimes('VERIFIED', 'VERIFIED', 'INVALID', 'REJECTED', 'PENDING'),
    result: sometimes('VALID', 'VALID', 'INVALID', null),
    detailsStatus: sometimes('COMPLETED', 'COMPLETED', 'ERROR', 'IN_PROGRESS'),
    submissionDetails: fc.oneof(fc.constant({ ktpData }), fc.jsonValue()),
  });

  it.each([
    { about: 'the KTP', suite: fixtures, submission: SUBMISSION, status: route.status },
    { about: 'the face', suite: livenessFixtures, submission: FACE, status: faceStatus },
  ])('approves in the one documented way only: $about', async ({ suite, submission, status }) => {
    const { adapter, upstream } = openAdapter(suite);
    const { session } = await journey(suite, adapter, 'fetchStatus');
    let approvals = 0;
    await fc.assert(
      fc.asyncProperty(answers, async (a) => {
        const submissionId = a.submissionId === SUBMISSION ? submission : a.submissionId;
        const details = detailsReply({
          submissionId: submission,
          status: a.detailsStatus,
          result: a.result,
          submissionDetails: a.submissionDetails,
        });
        upstream.set({
          [status]: json({
            success: a.success,
            data: {
              submissionId,
              status: a.status,
              verificationResult: { isApproved: a.isApproved },
              documents: { KTP: { status: a.document } },
            },
          }),
          [route.details]: submission === FACE ? either(details, detailsReply({})) : details,
        });
        const change = await adapter.fetchStatus(session, context()).catch((error: unknown) => error);
        if (change instanceof ProviderError) return;
        if (!(change instanceof Object && 'outcome' in change))
          throw new Error('neither an outcome nor an error');
        const { result } = change.outcome as { result: string | null };
        if (result !== 'approved') return;
        approvals++;
        expect([true, 'true']).toContain(a.success);
        expect(a).toMatchObject({ status: 'COMPLETED', submissionId: SUBMISSION, isApproved: true });
        expect(['INVALID', 'REJECTED']).not.toContain(a.document);
        // A result or status of no text makes the details unreadable, which is as if there were none.
        if (typeof a.result === 'string' && typeof (a.detailsStatus ?? '') === 'string') {
          expect(a.result).toBe('VALID');
          expect(a.detailsStatus ?? 'COMPLETED').toBe('COMPLETED');
        }
      }),
      { numRuns: 500 },
    );
    expect(approvals).toBeGreaterThan(0);
  });

  it('fails with a ProviderError or gives what the contract allows', async () => {
    const routes = Object.values(route);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...routes),
        fc.oneof(fc.jsonValue(), fc.record({ success: fc.constant(true), data: fc.jsonValue() })),
        fc.constantFrom(200, 201, 400, 401, 409, 422, 500),
        async (where, body, status) => {
          const { adapter } = openAdapter(fixtures, { [where]: json(body, status) });
          const end = await journey(fixtures, adapter, 'fetchStatus')
            .then(
              async ({ session }) => adapter.fetchStatus(session, context()),
              (error: unknown) => error,
            )
            .catch((error: unknown) => error);
          if (end instanceof ProviderError) return;
          expect(end).toHaveProperty('outcome.status');
          // Only the details and the partner's token may be missing from an approval.
          const approved = (end as { outcome: { result: unknown } }).outcome.result === 'approved';
          if (approved) expect([route.details, route.partnerToken, route.confirm]).toContain(where);
        },
      ),
    );
  });

  it('gives an upload target that the contract allows, or none', async () => {
    const { adapter, upstream } = openAdapter(fixtures);
    const { session } = await journey(fixtures, adapter, 'uploadTarget');
    const url = fc.oneof(
      fc.webUrl({ withQueryParameters: true }),
      fc.string(),
      fc.constant('https://u.example/1'),
    );
    const documents = fc.dictionary(
      fc.oneof(fc.constantFrom('KTP', 'KTP_FRONT', 'KTP_BACK'), fc.string()),
      fc.oneof(
        fc.jsonValue(),
        fc.record({ documentUrl: url, expiryInSeconds: fc.oneof(fc.nat(), fc.jsonValue()) }),
      ),
    );
    await fc.assert(
      fc.asyncProperty(documents, async (offered) => {
        upstream.set({ [route.urls]: urlsReply(offered) });
        const change = await perform(fixtures, adapter, 'uploadTarget', session).catch(
          (error: unknown) => error,
        );
        if (change instanceof ProviderError) return;
        const target = uploadTarget.parse((change as { target: unknown }).target);
        expect(target.url).toMatch(/^https:/i);
      }),
    );
  });
});
