import { checkDigests, collect } from './body.ts';
import { type Answer, type Call, header, metadataOf, requireLength } from './call.ts';
import { S3Error, xml } from './errors.ts';
import { parseBoundary, readMultipart } from './multipart.ts';
import { authorizePost } from './policy.ts';

/** Stands in a form's fields for the name of its file. */
const FILENAME = /\$\{filename\}/g;

/** Fields before the file, all together, in bytes (the limit of S3). */
const MAX_FIELDS = 20 * 1024;
interface Form {
  readonly fields: Map<string, string>;
  readonly file: AsyncIterable<Buffer>;
}

/** Reads the fields up to the file; what follows the file is ignored, as S3 does. */
async function readForm(call: Call): Promise<Form> {
  const boundary = parseBoundary(header(call, 'content-type'));
  const fields = new Map<string, string>();
  let room = MAX_FIELDS;
  const parts = readMultipart(call.body, boundary);
  for (let next = await parts.next(); !next.done; next = await parts.next()) {
    const part = next.value;
    const name = part.name.toLowerCase();
    if (name === 'file') {
      const filename = part.filename?.split(/[/\\]/).at(-1) ?? '';
      const expanded = [...fields].map(
        ([field, value]) =>
          [field, field === 'policy' ? value : value.replace(FILENAME, () => filename)] as const,
      );
      return { fields: new Map(expanded), file: part.body };
    }
    if (fields.has(name)) throw new S3Error('InvalidArgument', `The field ${name} is given more than once.`);
    const chunks: Buffer[] = [];
    for await (const chunk of part.body) {
      room -= chunk.length;
      if (room < 0) {
        throw new S3Error(
          'MaxPostPreDataLengthExceeded',
          'Your POST request fields preceding the upload file were too large.',
        );
      }
      chunks.push(chunk);
    }
    fields.set(name, Buffer.concat(chunks).toString('utf8'));
  }
  throw new S3Error('InvalidArgument', 'POST requires exactly one file upload per request.');
}

/** An upload by form under a POST policy. @throws S3Error */
export async function postForm(call: Call): Promise<Answer> {
  requireLength(call);
  const { fields, file } = await readForm(call);
  const range = authorizePost(fields, call.bucket, call.served);
  call.store.bucket(call.bucket);
  const key = fields.get('key');
  if (!key) {
    throw new S3Error('InvalidArgument', "Bucket POST must contain a field named 'key'.");
  }
  if (fields.has('success_action_redirect') || fields.has('redirect')) {
    throw new S3Error('NotImplemented', 'Redirects after an upload are not implemented here.');
  }
  const bytes = await collect(file, { ...range, max: Math.min(range.max, call.maxObjectBytes) });
  checkDigests(bytes, (name) => fields.get(name));
  const { etag } = call.store.put(call.bucket, {
    key,
    bytes,
    contentType: fields.get('content-type') ?? 'binary/octet-stream',
    lastModified: call.served.now,
    metadata: metadataOf(fields),
  });
  const location = `${call.url}/${call.bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;
  const headers = { etag, location };
  const status = fields.get('success_action_status');
  if (status === '201') {
    const body = xml('PostResponse', { Location: location, Bucket: call.bucket, Key: key, ETag: etag });
    return { status: 201, headers: { ...headers, 'content-type': 'application/xml' }, body };
  }
  return { status: status === '200' ? 200 : 204, headers };
}
