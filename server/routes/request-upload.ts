import type { RequestHandler } from 'express';
import { uploadRequest } from '../contract/upload.ts';
import { contextOf } from '../http/context.ts';
import { parse } from '../http/validate.ts';
import { type Dependencies, verifiedOf } from './dependencies.ts';

/** `POST /v1/flow/uploads`: where to send one file, and with what. */
export const requestUpload =
  ({ sessions, publicUrl }: Dependencies): RequestHandler =>
  async (request, response) => {
    const file = parse(uploadRequest, request.body, 'body_invalid');
    const contentUrl = (slot: string): string => `${publicUrl}/v1/flow/uploads/${slot}/content`;
    const { sessionId } = verifiedOf(response);
    const target = await sessions.uploadTarget(sessionId, file, contentUrl, contextOf(request, response));
    response.status(201).json(target);
  };
