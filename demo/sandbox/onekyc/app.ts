import express, { type ErrorRequestHandler, type Express, type Request } from 'express';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { Faults } from '../faults.ts';
import { presign, presignPut, type Storage } from '../s3/presign.ts';
import { detailsData, statusData } from './answers.ts';
import { type Failure, OneKycError } from './errors.ts';
import type { Misbehaviour } from './misbehaviour.ts';
import { submissionTypes } from './outcomes.ts';
import { inspectUpload } from './storage.ts';
import type { Submission, Submissions } from './submissions.ts';
import type { Tokens } from './tokens.ts';

export interface AppOptions {
  readonly clock: Clock;
  readonly storage: Storage;
  readonly tokens: Tokens;
  readonly submissions: Submissions;
  readonly clientId: string;
  readonly passKey: string;
  readonly onboardingPartner: string;
  readonly userTokenSeconds: number;
  readonly partnerTokenSeconds: number;
  readonly urlSeconds: number;
  /** Who may ask for details: the documentation says `user`, the API reference says `partner`. */
  readonly detailsToken: 'user' | 'partner' | 'either';
  readonly faults: Faults;
  readonly misbehaviour: Misbehaviour;
}

const confirmBody = z.object({
  submissionId: z.string().min(1),
  metadata: z.record(z.string(), z.unknown()).optional(),
});
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A header that must be there and not be empty. */
function need(request: Request, name: string, failure: Failure): string {
  const value = request.get(name)?.trim();
  if (!value) throw new OneKycError(failure);
  return value;
}

/** Both hosts of OneKYC in one application: `/v1|v2/coe/…` for tokens, `/coe/v1/…` for submissions. */
export function createApp(options: AppOptions): Express {
  const { clock, storage, submissions, tokens } = options;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(options.faults.middleware);
  // The documentation's own example sends the JSON without naming its type.
  app.use(express.json({ type: () => true, limit: '64kb' }));

  function checkClient(request: Request): void {
    const clientId = need(request, 'client-id', 'missingClient');
    const passKey = need(request, 'pass-key', 'missingClient');
    if (clientId !== options.clientId || passKey !== options.passKey) throw new OneKycError('badClient');
  }

  app.get('/v2/coe/authentication', async (request, response) => {
    checkClient(request);
    const partner = need(request, 'x-onboarding-partner', 'missingPartner');
    const userId = need(request, 'x-partner-user-id', 'missingUserId');
    need(request, 'x-partner-user-id-type', 'missingUserIdType');
    if (partner !== options.onboardingPartner) throw new OneKycError('badClient');
    response.json({ success: true, data: await tokens.issue('user', userId, options.userTokenSeconds) });
  });

  app.get('/v1/coe/partner/authentication', async (request, response) => {
    checkClient(request);
    response.json({ success: true, data: await tokens.issue('partner', '', options.partnerTokenSeconds) });
  });

  /** The three headers of every call for a user. */
  async function authorize(request: Request): Promise<{ userId: string; sessionId: string }> {
    const token = await tokens.read(need(request, 'x-onekyc-token', 'badToken'));
    if (!token) throw new OneKycError('badToken');
    if (token.type !== 'user') throw new OneKycError('wrongToken');
    need(request, 'x-sdk-session-id', 'missingSdkSession');
    const sessionId = need(request, 'x-partner-session-id', 'missingPartnerSession');
    options.misbehaviour.check(token.userId, submissions.valuesOf(token.userId), token, 'badToken');
    return { userId: token.userId, sessionId };
  }

  const refuseIfDown = (userId: string): void => {
    if (submissions.valuesOf(userId).has('down')) throw new OneKycError('unavailable');
  };

  app.get('/coe/v1/submissions/urls', async (request, response) => {
    const { userId, sessionId } = await authorize(request);
    refuseIfDown(userId);
    const type = submissionTypes.find((known) => known === request.query['submissionType']);
    if (!type) throw new OneKycError('badType');
    if (submissions.valuesOf(userId).has('quota')) throw new OneKycError('quota');
    const submission = submissions.open(userId, sessionId, type);
    // Signed so long ago that it has just run out.
    const stale = submission.values.has('expired-url') && submission.urlsIssued === 1;
    const documentUrl = await presignPut(storage, submission.objectKey, {
      expiresSeconds: options.urlSeconds,
      now: clock.now() - (stale ? (options.urlSeconds + 1) * 1000 : 0),
    });
    const { documentReference } = submission;
    response.json({
      success: true,
      data: {
        submissionId: submission.id,
        status: submission.status,
        documents: {
          [submission.documentKey]: {
            documentUrl,
            documentReference,
            expiryInSeconds: String(options.urlSeconds),
          },
        },
      },
    });
  });

  /** A submission of this user and partner session. @throws OneKycError `failure` */
  function own(id: string, caller: { userId: string; sessionId: string }, failure: Failure): Submission {
    const submission = submissions.find(id);
    if (submission?.userId !== caller.userId || submission.sessionId !== caller.sessionId) {
      throw new OneKycError(failure);
    }
    return submission;
  }

  app.put('/coe/v1/submissions/urls', async (request, response) => {
    const caller = await authorize(request);
    refuseIfDown(caller.userId);
    const body = confirmBody.safeParse(request.body);
    if (!body.success) throw new OneKycError('badConfirm');
    const { id } = own(body.data.submissionId, caller, 'confirmUnknown');
    await submissions.confirm(id, ({ objectKey }) => inspectUpload(storage, objectKey, clock.now()));
    response.json({ success: true, data: { submissionId: id } });
  });

  app.get('/coe/v1/submissions/:submissionId/status', async (request, response) => {
    const caller = await authorize(request);
    const id = request.params.submissionId;
    if (!uuid.test(id)) throw new OneKycError('badSubmissionId');
    const submission = own(id, caller, 'statusUnknown');
    response.json({ success: true, data: statusData(submissions.poll(submission.id)) });
  });

  app.get('/coe/v1/submissions', async (request, response) => {
    const token = await tokens.read(need(request, 'x-onekyc-token', 'detailsBadToken'));
    if (!token) throw new OneKycError('detailsBadToken');
    if (options.detailsToken !== 'either' && token.type !== options.detailsToken) {
      throw new OneKycError('detailsForbidden');
    }
    const named = request.get('x-partner-user-id')?.trim();
    if (token.type === 'user' && named && named !== token.userId) throw new OneKycError('foreignSession');
    const userId = token.type === 'user' ? token.userId : named;
    if (!userId) throw new OneKycError('missingUserId');
    const sessionId = request.get('x-partner-session-id')?.trim();
    const submissionId = request.get('x-submission-id')?.trim();
    if (!sessionId && !submissionId) throw new OneKycError('missingPartnerSession');
    options.misbehaviour.check(userId, submissions.valuesOf(userId), token, 'detailsBadToken');
    const submission = submissionId ? submissions.find(submissionId) : submissions.latest(sessionId ?? '');
    if (!submission) throw new OneKycError('detailsUnknown');
    const foreign = sessionId !== undefined && sessionId !== '' && submission.sessionId !== sessionId;
    if (submission.userId !== userId || foreign) throw new OneKycError('foreignSession');
    const imageUrl = submission.image
      ? await presign(storage, submission.objectKey, {
          method: 'GET',
          expiresSeconds: options.urlSeconds,
          now: clock.now(),
        })
      : null;
    response.json({ success: true, data: detailsData(submission, imageUrl) });
  });

  app.use(() => {
    throw new OneKycError('noRoute');
  });
  const onError: ErrorRequestHandler = (error, _request, response, _next) => {
    const parsing = error instanceof SyntaxError || (error instanceof Error && 'expose' in error);
    const refusal =
      error instanceof OneKycError ? error : new OneKycError(parsing ? 'badConfirm' : 'internal');
    response.status(refusal.status).json(refusal.body);
  };
  app.use(onError);
  return app;
}
