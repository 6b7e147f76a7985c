import type { IncomingMessage } from 'node:http';

/** More than any file that is taken here; who sends more is cut off. */
const MOST_BYTES = 32 * 1024 * 1024;

/**
 * Reads and forgets what is left of a body that is refused. Browsers read no answer before they have sent everything:
 * without this they would wait until the connection is given up, and never see why. `most` in bytes.
 */
export function drain(request: IncomingMessage, most: number = MOST_BYTES): void {
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.byteLength;
    if (bytes > most) request.destroy();
  });
  // Whoever leaves midway is nobody's concern any more.
  request.once('error', () => undefined);
  request.resume();
}
