import { S3Error } from './errors.ts';

/** One part of a form. Its body must be read, or is skipped, before the next part is asked for. */
export interface Part {
  readonly name: string;
  readonly filename: string | undefined;
  readonly body: AsyncIterable<Buffer>;
}

/** Headers of one part, in bytes. */
const MAX_HEADERS = 8 * 1024;
const CRLF = Buffer.from('\r\n');
const BLANK_LINE = Buffer.from('\r\n\r\n');

const malformed = (): S3Error =>
  new S3Error(
    'MalformedPOSTRequest',
    'The body of your POST request is not well-formed multipart/form-data.',
  );

/** Splits a stream at byte sequences, holding back only what could be the beginning of one. */
class Splitter {
  // The first boundary may stand at the very beginning: with a line break before it, all boundaries look alike.
  #held: Buffer = CRLF;
  readonly #source: AsyncIterator<Uint8Array>;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  async #more(): Promise<void> {
    const next = await this.#source.next();
    if (next.done) throw malformed();
    this.#held = this.#held.length === 0 ? Buffer.from(next.value) : Buffer.concat([this.#held, next.value]);
  }

  /** Yields what comes before `end` and swallows `end` itself. */
  async *until(end: Buffer): AsyncGenerator<Buffer, void> {
    for (;;) {
      const at = this.#held.indexOf(end);
      const ready = at >= 0 ? at : Math.max(0, this.#held.length - end.length + 1);
      const bytes = this.#held.subarray(0, ready);
      this.#held = this.#held.subarray(at >= 0 ? at + end.length : ready);
      if (bytes.length > 0) yield bytes;
      if (at >= 0) return;
      await this.#more();
    }
  }

  async take(length: number): Promise<Buffer> {
    while (this.#held.length < length) await this.#more();
    const bytes = this.#held.subarray(0, length);
    this.#held = this.#held.subarray(length);
    return bytes;
  }
}

async function gather(chunks: AsyncIterable<Buffer>, limit: number): Promise<Buffer> {
  const all: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > limit) throw malformed();
    all.push(chunk);
  }
  return Buffer.concat(all);
}

/** `multipart/form-data; boundary=…`. @throws S3Error when it is anything else */
export function parseBoundary(contentType: string | undefined): string {
  const match = /^multipart\/form-data\s*;(?:.*;)?\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(
    contentType ?? '',
  );
  const boundary = match?.[1] ?? match?.[2];
  if (boundary) return boundary;
  throw new S3Error('MalformedPOSTRequest', 'Bucket POST must be of the enclosure-type multipart/form-data');
}

const parameter = (disposition: string, name: string): string | undefined => {
  const match = new RegExp(`;\\s*${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^;\\s"]+))`, 'i').exec(disposition);
  return match?.[1]?.replace(/\\(["\\])/g, '$1') ?? match?.[2];
};

/** @returns the part's name and file name. @throws S3Error for anything but a part of a form */
function parseHeaders(text: string): { name: string; filename: string | undefined } {
  const lines = text.split('\r\n');
  const disposition = lines.find((line) => /^content-disposition\s*:\s*form-data\s*;/i.test(line));
  const name = disposition && parameter(disposition, 'name');
  if (!disposition || !name) throw malformed();
  return { name, filename: parameter(disposition, 'filename') };
}

/**
 * Reads a form part by part as it arrives (RFC 7578); never holds more than one chunk of it.
 * @throws S3Error MalformedPOSTRequest, also when the body ends before its last boundary
 */
export async function* readMultipart(
  source: AsyncIterable<Uint8Array>,
  boundary: string,
): AsyncGenerator<Part, void> {
  const splitter = new Splitter(source);
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  let body = splitter.until(delimiter);
  for (;;) {
    for await (const _rest of body);
    const mark = await splitter.take(2);
    if (mark.toString('latin1') === '--') return;
    if (!mark.equals(CRLF)) throw malformed();
    const headers = await gather(splitter.until(BLANK_LINE), MAX_HEADERS);
    body = splitter.until(delimiter);
    // A loop that stops early would close the generator and lose the rest of the part: hand out a plain iterator.
    const iterator = body;
    yield {
      ...parseHeaders(headers.toString('utf8')),
      body: { [Symbol.asyncIterator]: () => ({ next: () => iterator.next() }) },
    };
  }
}
