/** A multipart form with one text and one file, written around the file as it passes. */
export interface Multipart {
  readonly contentType: string;
  /** Bytes of the whole body. */
  readonly length: number;
  readonly body: AsyncIterable<Uint8Array>;
}

export interface FormFile {
  readonly contentType: string;
  /** ASCII, without quotes. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly body: AsyncIterable<Uint8Array>;
}

/**
 * RFC 7578. The text part comes first: EnxtAI reads no further than the file. `boundary` must be random, so that neither
 * text nor file can hold it. Holds no more than a chunk of the file at a time.
 */
export function multipart(boundary: string, externalUserId: string, file: FormFile): Multipart {
  const before = Buffer.from(
    [
      `--${boundary}`,
      'Content-Disposition: form-data; name="externalUserId"',
      '',
      externalUserId,
      `--${boundary}`,
      `Content-Disposition: form-data; name="file"; filename="${file.name}"`,
      `Content-Type: ${file.contentType}`,
      '',
      '',
    ].join('\r\n'),
  );
  const after = Buffer.from(`\r\n--${boundary}--\r\n`);

  async function* body(): AsyncGenerator<Uint8Array, void, undefined> {
    yield before;
    yield* file.body;
    yield after;
  }

  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    length: before.byteLength + file.size + after.byteLength,
    body: body(),
  };
}
