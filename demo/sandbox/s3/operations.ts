import { type Authenticated, authenticate } from './authenticate.ts';
import { checkDigests, collect, type SizeRange } from './body.ts';
import { type Answer, type Call, header, metadataOf, requireLength } from './call.ts';
import { parseCorsXml } from './cors.ts';
import { S3Error } from './errors.ts';
import { postForm } from './form.ts';
import type { StoredObject } from './store.ts';

/** Largest CORS configuration, in bytes. */
const MAX_CORS_XML = 64 * 1024;

async function receive(call: Call, range: SizeRange, proof: Authenticated): Promise<Buffer> {
  requireLength(call);
  const bytes = await collect(call.body, range);
  checkDigests(bytes, proof.declared);
  return bytes;
}

async function putObject(call: Call): Promise<Answer> {
  const proof = authenticate(call.request, call.served);
  call.store.bucket(call.bucket);
  const bytes = await receive(call, { min: 0, max: call.maxObjectBytes }, proof);
  const headers = [...call.request.headers].map(([name, values]) => [name, values.join(',')] as const);
  const { etag } = call.store.put(call.bucket, {
    key: call.key,
    bytes,
    contentType: header(call, 'content-type') ?? 'binary/octet-stream',
    lastModified: call.served.now,
    metadata: metadataOf([...call.request.query, ...headers]),
  });
  return { status: 200, headers: { etag } };
}

const objectHeaders = (object: StoredObject): Record<string, string> => ({
  ...object.metadata,
  'content-type': object.contentType,
  'content-length': String(object.bytes.length),
  'last-modified': new Date(object.lastModified).toUTCString(),
  etag: object.etag,
});

function getObject(call: Call): Answer {
  authenticate(call.request, call.served);
  const object = call.store.get(call.bucket, call.key);
  return { status: 200, headers: objectHeaders(object), body: object.bytes };
}

function deleteObject(call: Call): Answer {
  authenticate(call.request, call.served);
  call.store.bucket(call.bucket);
  call.store.erase(call.bucket, call.key);
  return { status: 204 };
}

/** CreateBucket and PutBucketCors: what a set-up needs, signed like everything else. */
async function putBucket(call: Call): Promise<Answer> {
  const proof = authenticate(call.request, call.served);
  const names = call.request.query.map(([name]) => name);
  const bytes = await receive(call, { min: 0, max: MAX_CORS_XML }, proof);
  if (names.length === 0) {
    call.store.create(call.bucket);
    return { status: 200, headers: { location: `/${call.bucket}` } };
  }
  if (names.join() !== 'cors')
    throw new S3Error('NotImplemented', 'This subresource is not implemented here.');
  call.store.bucket(call.bucket);
  call.setCors(parseCorsXml(bytes.toString('utf8')), call.bucket);
  return { status: 200 };
}

function headBucket(call: Call): Answer {
  authenticate(call.request, call.served);
  call.store.bucket(call.bucket);
  return { status: 200 };
}

type Operation = (call: Call) => Answer | Promise<Answer>;

const objectOperations: Readonly<Record<string, Operation>> = {
  PUT: putObject,
  GET: getObject,
  HEAD: getObject,
  DELETE: deleteObject,
};
const bucketOperations: Readonly<Record<string, Operation>> = {
  PUT: putBucket,
  POST: postForm,
  HEAD: headBucket,
};

/** What browsers send and faults apply to. */
export const isUpload = (method: string, key: string): boolean =>
  (method === 'PUT' && key !== '') || (method === 'POST' && key === '');

/** @throws S3Error */
export function perform(call: Call): Answer | Promise<Answer> {
  const operation = (call.key === '' ? bucketOperations : objectOperations)[call.request.method];
  if (operation && call.bucket !== '') return operation(call);
  throw new S3Error('MethodNotAllowed', 'The specified method is not allowed against this resource.', {
    Method: call.request.method,
  });
}
