/** The answer is longer than allowed or is not UTF-8; its bytes are not worth keeping. */
export class BodyUnreadable extends Error {
  override readonly name = 'BodyUnreadable';
}

/** The chunks of an answer. A length that the other side declares is not believed: BodyUnreadable after `maxBytes`. */
async function* chunksOf(response: Response, maxBytes: number): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = response.body?.getReader();
  if (!reader) return;
  let length = 0;
  let isDone = false;
  try {
    while (!isDone) {
      const { done, value } = await reader.read();
      isDone = done;
      length += value?.byteLength ?? 0;
      if (length > maxBytes) throw new BodyUnreadable('too long');
      if (value) yield value;
    }
  } finally {
    if (!isDone) void reader.cancel().catch(() => undefined);
  }
}

/**
 * Reads an answer as UTF-8, at the most `maxBytes` of it. Throws BodyUnreadable, or what the stream threw when the
 * connection ended early.
 */
export async function readText(response: Response, maxBytes: number): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (chunk?: Uint8Array): string => {
    try {
      return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
    } catch {
      throw new BodyUnreadable('not UTF-8');
    }
  };
  let text = '';
  for await (const chunk of chunksOf(response, maxBytes)) text += decode(chunk);
  return text + decode();
}

/** As `readText`, for what is no text. */
export async function readBytes(response: Response, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of chunksOf(response, maxBytes)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** `undefined` when the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
