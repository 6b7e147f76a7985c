import type { RequestHandler } from 'express';
import { z } from 'zod';
import { providerName, type SessionList } from '../contract/session.ts';
import { sessionStatus } from '../contract/status.ts';
import { parse } from '../http/validate.ts';
import { merchantView } from '../sessions/views.ts';
import type { Dependencies } from './dependencies.ts';

const query = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z.string().min(1).max(200).optional(),
  status: sessionStatus.optional(),
  provider: providerName.optional(),
});

/** `GET /v1/sessions`: newest first, page by page. */
export const listSessions =
  ({ sessions }: Dependencies): RequestHandler =>
  async (request, response) => {
    const { limit, cursor, status, provider } = parse(query, request.query, 'query_invalid');
    const page = await sessions.list({
      limit,
      ...(cursor !== undefined && { cursor }),
      ...(status !== undefined && { status }),
      ...(provider !== undefined && { provider }),
    });
    const answer: SessionList = { sessions: page.sessions.map(merchantView), nextCursor: page.nextCursor };
    response.json(answer);
  };
