import type { RequestHandler } from 'express';
import { livenessReport } from '../contract/liveness.ts';
import { parse } from '../http/validate.ts';
import { type Dependencies, verifiedOf } from './dependencies.ts';

/** `POST /v1/flow/liveness`: how a round of challenges went, or that a face is photographed without. */
export const reportLiveness =
  ({ sessions }: Dependencies): RequestHandler =>
  async (request, response) => {
    const report = parse(livenessReport, request.body, 'body_invalid');
    response.json(await sessions.reportLiveness(verifiedOf(response).sessionId, report));
  };
