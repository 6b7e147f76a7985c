/** The answer is longer than allowed or is not UTF-8; its bytes are not worth keeping. */
export class BodyUnreadable extends Error {
  override readonly name = 'BodyUnreadable';
}

/**
 * Reads an answer as UTF-8, at the most `maxBytes` of it: a length that the other side declares is not believed.
 * Throws BodyUnreadable, or what the stream threw when the connection ended early.
 */
export async function readText(response: Response, maxBytes: number): Promise<string> {
  const reader = response.body?.getReader();
  if (!reader) return '';
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    length += value?.byteLength ?? 0;
    if (length > maxBytes) {
      void reader.cancel().catch(() => undefined);
      throw new BodyUnreadable('too long');
    }
    try {
      text += done ? decoder.decode() : decoder.decode(value, { stream: true });
    } catch {
      void reader.cancel().catch(() => undefined);
      throw new BodyUnreadable('not UTF-8');
    }
    if (done) return text;
  }
}

/** `undefined` when the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
