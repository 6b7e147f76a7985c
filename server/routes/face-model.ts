import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { RequestHandler } from 'express';
import { signalOf } from '../http/abort.ts';
import { Problem } from '../http/problem.ts';
import type { FaceModel } from '../models/load.ts';

/**
 * `GET /v1/models/{name}`: the face model, for pages of any origin. Nothing is secret in it, and its address changes with its
 * content.
 */
export const faceModel = ({ file, bytes, sha256, mtimeMs }: FaceModel): RequestHandler => {
  const tag = `"${sha256}"`;
  const headers = {
    'Cache-Control': 'public, max-age=31536000, immutable',
    ETag: tag,
    'Access-Control-Allow-Origin': '*',
    'Cross-Origin-Resource-Policy': 'cross-origin',
  };
  return async (request, response) => {
    const handle = await open(file).catch(() => null);
    try {
      const now = await handle?.stat();
      // What was put in its place since the start has not been hashed: nobody gets it under this name.
      if (!handle || now?.size !== bytes || now.mtimeMs !== mtimeMs) {
        throw new Problem('not_found', 'The face model is not there any more; start the server anew.');
      }
      response.set(headers);
      if (isKnown(request.get('if-none-match'), tag)) {
        response.status(304).end();
        return;
      }
      response.set({ 'Content-Type': 'application/octet-stream', 'Content-Length': String(bytes) });
      if (request.method === 'HEAD') {
        response.end();
        return;
      }
      const stream = handle.createReadStream({ start: 0, autoClose: false });
      await pipeline(stream, response, { signal: signalOf(response), end: false });
      // Cut off while it was read: the caller has to learn that this is not the whole.
      if (stream.bytesRead === bytes) response.end();
      else response.destroy();
    } finally {
      await handle?.close();
    }
  };
};

/** RFC 9110, 13.1.2. Not Express's own `fresh`: for that, a client that says `no-cache` beside its tag wants all of it again. */
const isKnown = (header: string | undefined, tag: string): boolean =>
  (header ?? '').split(',').some((one) => ['*', tag].includes(one.trim().replace(/^W\//, '')));
