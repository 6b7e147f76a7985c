import express, { type ErrorRequestHandler, type Express, type Request, type Response } from 'express';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { Faults } from '../faults.ts';
import type { Access } from './access.ts';
import { initiateAnswer, statusAnswer, uploadAnswer, verifyAnswer } from './answers.ts';
import { type DocumentName, documents, type Generation, wantedDocuments } from './documents.ts';
import { EnxtaiError, type ErrorShape } from './errors.ts';
import { ConnectionLost, readUploadForm } from './form.ts';
import type { Mishaps } from './mishaps.ts';
import { acceptFile } from './picture.ts';
import type { RateLimit } from './rate-limit.ts';
import type { Session } from './session.ts';
import type { Sessions } from './sessions.ts';

export interface AppOptions {
  readonly clock: Clock;
  readonly sessions: Sessions;
  readonly access: Access;
  readonly rateLimit: RateLimit;
  /** Of every call. */
  readonly faults: Faults;
  /** Of uploads only. */
  readonly uploadFaults: Faults;
  readonly mishaps: Mishaps;
  readonly generation: Generation;
  readonly shape: ErrorShape;
  /** Of uploads and of verify. */
  readonly successStatus: 200 | 201;
  /** Whether verify answers with the verdict, or with the status as it is then. */
  readonly verifyAnswers: 'verdict' | 'at-once';
  /** Only known once the port is. */
  readonly baseUrl: () => string;
}

const initiateBody = z.object({
  externalUserId: z.string('externalUserId must be a string').min(1, 'externalUserId should not be empty'),
  email: z.email('email must be an email').nullish(),
  phone: z.string('phone must be a string').nullish(),
  metadata: z.record(z.string(), z.unknown(), 'metadata must be an object').nullish(),
});
const laterInitiateBody = initiateBody.extend({
  returnUrl: z.url('returnUrl must be a URL address').nullish(),
});
const verifyBody = z.object({
  kycSessionId: z.string('kycSessionId must be a string').min(1, 'kycSessionId should not be empty'),
});

/** @throws EnxtaiError invalid, with a message for each field */
function parse<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const parsed = schema.safeParse(body ?? {});
  if (parsed.success) return parsed.data;
  throw new EnxtaiError('invalid', { message: parsed.error.issues.map(({ message }) => message) });
}

/** EnxtAI's API under `/api`. */
export function createApp(options: AppOptions): Express {
  const { access, faults, generation, mishaps, rateLimit, sessions } = options;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  const json = express.json({ limit: '1mb' });

  app.use(faults.middleware);
  app.use('/api/v1/kyc/upload', options.uploadFaults.middleware);
  app.use((request, response, next) => {
    const bucket = access.bucketOf(request);
    rateLimit.count(bucket);
    response.set(rateLimit.headers(bucket));
    next();
  });
  app.use(access.middleware);

  app.post('/api/v1/kyc/initiate', json, (request, response) => {
    const schema = generation === 'EXH' ? laterInitiateBody : initiateBody;
    const { externalUserId } = parse(schema, request.body);
    mishaps.refuse(sessions.valuesOf(externalUserId));
    const session = sessions.initiate(access.clientOf(request), externalUserId);
    response.status(201).json(initiateAnswer(session, generation, options.baseUrl()));
  });

  const upload = (document: DocumentName) => async (request: Request, response: Response) => {
    const client = access.clientOf(request);
    const bodyBytes = Number(request.get('content-length') ?? 0);
    const form = await readUploadForm(request, (user) =>
      mishaps.cutAfter(user, sessions.valuesOf(user), bodyBytes),
    );
    const { externalUserId } = form;
    mishaps.refuseUpload(externalUserId, sessions.valuesOf(externalUserId));
    const image = acceptFile(form, form.declaredType);
    const session = sessions.newest(client, externalUserId);
    if (!session) {
      const message = `User not found: externalUserId=${externalUserId}. Call POST /v1/kyc/initiate first.`;
      throw new EnxtaiError('unknownUser', { message });
    }
    response
      .status(options.successStatus)
      .json(uploadAnswer(sessions.attach(session.id, document, form, image)));
  };
  for (const name of wantedDocuments(generation)) {
    app.post(`/api/v1/kyc/upload/${documents[name].path}`, upload(name));
  }

  /** @throws EnxtaiError unknownSession, foreignSession */
  function own(request: Request, id: string): Session {
    const session = sessions.find(id);
    if (!session) throw new EnxtaiError('unknownSession');
    if (session.client !== access.clientOf(request)) throw new EnxtaiError('foreignSession');
    return session;
  }

  app.get('/api/v1/kyc/status/:kycSessionId', (request, response) => {
    response.json(statusAnswer(own(request, request.params.kycSessionId)));
  });

  app.post('/api/v1/kyc/verify', json, async (request, response) => {
    const { id, externalUserId } = own(request, parse(verifyBody, request.body).kycSessionId);
    mishaps.refuse(sessions.valuesOf(externalUserId));
    const session = sessions.verify(id);
    const answered = options.verifyAnswers === 'verdict' ? await sessions.verdict(id) : session;
    response.status(options.successStatus).json(verifyAnswer(answered));
  });

  if (generation === 'EXH') {
    app.head('/api/v1/kyc/validate', (_request, response) => void response.end());
  }

  app.use((request) => {
    throw new EnxtaiError('noRoute', { message: `Cannot ${request.method} ${request.originalUrl}` });
  });
  const onError: ErrorRequestHandler = (error, request, response, _next) => {
    if (error instanceof ConnectionLost) {
      (response.socket ?? request.socket).destroy();
      return;
    }
    const unreadable = error instanceof Error && 'expose' in error;
    const refusal =
      error instanceof EnxtaiError
        ? error
        : new EnxtaiError(unreadable ? 'invalid' : 'internal', unreadable ? { message: error.message } : {});
    // A 429 says when to come again, and nothing else.
    if (refusal.status === 429)
      for (const name of Object.keys(rateLimit.headers(''))) response.removeHeader(name);
    if (refusal.retryAfterSeconds !== undefined)
      response.set('Retry-After', String(refusal.retryAfterSeconds));
    response
      .status(refusal.status)
      .json(refusal.body(options.shape, request.originalUrl, options.clock.now()));
  };
  app.use(onError);
  return app;
}
