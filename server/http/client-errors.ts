import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { type ErrorBody, type ErrorCode, errorStatus } from '../contract/error.ts';

/**
 * Answers what is no HTTP request at all, or is one that Node refuses to read: headers over 16 KiB, two different
 * lengths, a body that never comes. There is no request yet to hand to the app, but the answer has the same form.
 */
export function answerClientErrors(server: Server): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy();
    const tooLong = error.code === 'HPE_HEADER_OVERFLOW';
    const late = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
    const message = tooLong
      ? 'The headers are too long.'
      : late
        ? 'The request did not come in time.'
        : 'This is not a valid HTTP request.';
    socket.end(answer('header_invalid', message), () => socket.destroy());
  });
}

function answer(code: ErrorCode, message: string): string {
  const requestId = randomUUID();
  const body: ErrorBody = { error: { code, message, requestId } };
  const text = JSON.stringify(body);
  return [
    `HTTP/1.1 ${errorStatus[code]} Bad Request`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(text)}`,
    `X-Request-Id: ${requestId}`,
    'Cache-Control: no-store',
    'Connection: close',
    '',
    text,
  ].join('\r\n');
}
