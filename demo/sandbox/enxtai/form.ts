import type { IncomingMessage } from 'node:http';
import busboy from 'busboy';
import { EnxtaiError } from './errors.ts';
import { type FileFacts, PassingFile } from './picture.ts';

/** From here on the form reader cuts a file off, in bytes, and all goes wrong: 500. */
const MAX_FORM_FILE = 10 * 1024 * 1024;
/** How much of a body is read and thrown away before the connection is cut, in bytes. */
const DRAIN_LIMIT = 256 * 1024 * 1024;

/** The connection is no longer worth an answer: the client left, or a fault cut it. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}

export interface UploadForm extends FileFacts {
  readonly externalUserId: string;
  /** As the part declared it, e.g. `image/jpeg`. */
  readonly declaredType: string;
}

/**
 * Reads a form as it arrives: `externalUserId`, then `file`, whose content is not kept. Ends with the body's end, also
 * when it refuses: a client that is still sending would otherwise see a broken connection instead of the answer.
 * @param cutAfter after how many bytes of this user's file the connection is lost, or at its end; null for never
 * @throws EnxtaiError noFile, badUserField (also when the field follows the file), internal; ConnectionLost
 */
export async function readUploadForm(
  request: IncomingMessage,
  cutAfter: (externalUserId: string) => number | null,
): Promise<UploadForm> {
  if (!/^multipart\/form-data\s*;/i.test(request.headers['content-type'] ?? '')) {
    await drain(request);
    throw new EnxtaiError('noFile');
  }
  const form = openForm(request);
  if (!form) {
    await drain(request);
    throw new EnxtaiError('internal');
  }

  const users: string[] = [];
  const files: { userId: string; declaredType: string; facts: FileFacts }[] = [];
  let cutOff = false;
  let lost = false;
  const lose = (): void => {
    lost = true;
    request.destroy();
  };
  form.on('field', (name, value, { valueTruncated }) => {
    if (name === 'externalUserId') users.push(valueTruncated ? '' : value);
  });
  form.on('file', (name, stream, { mimeType: declaredType }) => {
    const passing = new PassingFile();
    // Only what came before counts, and only once.
    const userId = users.length === 1 ? (users[0] ?? '') : '';
    const limit = name === 'file' && userId !== '' ? cutAfter(userId) : null;
    stream.on('data', (chunk: Buffer) => {
      passing.add(chunk);
      if (limit !== null && passing.size >= limit) lose();
    });
    stream.on('limit', () => {
      cutOff = true;
    });
    stream.on('end', () => {
      if (limit !== null) lose();
      if (name === 'file') files.push({ userId, declaredType, facts: passing.finish() });
    });
    // The form itself says what went wrong.
    stream.on('error', () => undefined);
  });

  const whole = await readThrough(request, form);
  if (lost) throw new ConnectionLost();
  if (!whole || cutOff) throw new EnxtaiError('internal');
  const [file] = files;
  if (!file) throw new EnxtaiError('noFile');
  if (file.userId === '') throw new EnxtaiError('badUserField');
  return { externalUserId: file.userId, declaredType: file.declaredType, ...file.facts };
}

/** @returns null for a form without a boundary */
function openForm(request: IncomingMessage): busboy.Busboy | null {
  try {
    return busboy({
      headers: request.headers,
      limits: { fieldSize: 64 * 1024, fields: 10, files: 1, fileSize: MAX_FORM_FILE + 1 },
    });
  } catch {
    return null;
  }
}

/** @returns whether the form was well-formed. @throws ConnectionLost */
async function readThrough(request: IncomingMessage, form: busboy.Busboy): Promise<boolean> {
  let broken = false;
  const closed = new Promise<void>((resolve) => form.once('close', resolve));
  form.on('error', () => {
    broken = true;
    request.unpipe(form);
    request.resume();
    form.destroy();
  });
  request.pipe(form);
  try {
    await drain(request);
  } catch (error) {
    form.destroy();
    throw error;
  }
  await closed;
  return !broken;
}

/** Resolves at the body's end. @throws ConnectionLost when it does not come to one, or is too long to wait for */
function drain(request: IncomingMessage): Promise<void> {
  return new Promise((resolve, reject) => {
    if (request.destroyed && !request.readableEnded) return reject(new ConnectionLost());
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > DRAIN_LIMIT) request.destroy();
    });
    request.once('end', resolve);
    request.once('error', () => undefined);
    request.once('close', () => reject(new ConnectionLost()));
  });
}
