import express, { type Request, type RequestHandler } from 'express';
import { Problem } from './problem.ts';

const JSON_BYTES = 64 * 1024;
const DEEPEST = 8;
const forbidden = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Reads a body that has to be a JSON object: `application/json` in UTF-8, not compressed, 64 KiB and 8 levels at the
 * most. Anything else is `content_type_unsupported`, `body_too_large` or `json_invalid`.
 */
export function jsonBody(): RequestHandler {
  const read = rawBody(JSON_BYTES);
  return (request, response, next) => {
    const type = request.is('application/json');
    if (type === null) throw new Problem('json_invalid', 'The body is empty; send a JSON object.');
    if (type === false || !isUtf8(request)) {
      throw new Problem('content_type_unsupported', 'Send the body as application/json in UTF-8.');
    }
    read(request, response, (error?: unknown) => {
      if (error !== undefined) return next(error);
      try {
        request.body = parseObject(request.body);
      } catch (problem) {
        return next(problem);
      }
      next();
    });
  };
}

/** Reads a body as it is, whatever its type, into a Buffer of `limit` bytes at the most. */
export function rawBody(limit: number): RequestHandler {
  return express.raw({ type: () => true, limit, inflate: false });
}

function isUtf8(request: Request): boolean {
  const charset = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(request.get('content-type') ?? '')?.[1];
  return charset === undefined || /^utf-?8$/i.test(charset);
}

function parseObject(body: unknown): object {
  if (!Buffer.isBuffer(body) || body.length === 0) {
    throw new Problem('json_invalid', 'The body is empty; send a JSON object.');
  }
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    // The parser's own message quotes the body.
    throw new Problem('json_invalid', 'The body is not valid JSON.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Problem('json_invalid', 'The body must be a JSON object.');
  }
  inspect(value);
  return value;
}

/** Level by level, so that no depth overflows the stack. */
function inspect(root: object): void {
  let level: object[] = [root];
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > DEEPEST)
      throw new Problem('json_invalid', `The body is nested deeper than ${DEEPEST} levels.`);
    if (level.some((node) => Object.keys(node).some((key) => forbidden.has(key)))) {
      throw new Problem('json_invalid', 'The body has a member with a name that is not allowed.');
    }
    level = level
      .flatMap((node) => Object.values(node))
      .filter((node) => typeof node === 'object' && node !== null);
  }
}
