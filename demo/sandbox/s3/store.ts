import { createHash } from 'node:crypto';
import { S3Error } from './errors.ts';

export interface StoredObject {
  readonly key: string;
  readonly bytes: Buffer;
  readonly contentType: string;
  /** Quoted MD5 in hex, as in the ETag header. */
  readonly etag: string;
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
  /** `x-amz-meta-*`, by full name in lower case. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Objects in memory, by bucket and key; when they outgrow the cap the oldest go first. */
export class Store {
  readonly #buckets = new Map<string, Map<string, StoredObject>>();
  #total = 0;

  constructor(
    buckets: readonly string[],
    /** All objects together, in bytes. */
    readonly capacity: number,
  ) {
    for (const bucket of buckets) this.create(bucket);
  }

  create(bucket: string): void {
    if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) {
      throw new S3Error('InvalidBucketName', 'The specified bucket is not valid.', { BucketName: bucket });
    }
    if (!this.#buckets.has(bucket)) this.#buckets.set(bucket, new Map());
  }

  /** @throws S3Error NoSuchBucket */
  bucket(name: string): Map<string, StoredObject> {
    const bucket = this.#buckets.get(name);
    if (bucket) return bucket;
    throw new S3Error('NoSuchBucket', 'The specified bucket does not exist', { BucketName: name });
  }

  /** @throws S3Error NoSuchBucket, NoSuchKey */
  get(bucket: string, key: string): StoredObject {
    const object = this.bucket(bucket).get(key);
    if (object) return object;
    throw new S3Error('NoSuchKey', 'The specified key does not exist.', { Key: key });
  }

  put(bucket: string, object: Omit<StoredObject, 'etag'>): StoredObject {
    const objects = this.bucket(bucket);
    if (Buffer.byteLength(object.key) > 1024) throw new S3Error('KeyTooLongError', 'Your key is too long');
    if (object.bytes.length > this.capacity) {
      throw new S3Error('ServiceUnavailable', 'The object is larger than the memory of this endpoint.');
    }
    this.erase(bucket, object.key);
    const stored = { ...object, etag: `"${createHash('md5').update(object.bytes).digest('hex')}"` };
    objects.set(object.key, stored);
    this.#total += stored.bytes.length;
    this.#makeRoom();
    return stored;
  }

  /** Forgets one object, a bucket's objects or all of them. What is not there is no error. */
  erase(bucket?: string, key?: string): void {
    for (const [name, objects] of this.#buckets) {
      if (bucket !== undefined && bucket !== name) continue;
      for (const [objectKey, object] of objects) {
        if (key !== undefined && key !== objectKey) continue;
        objects.delete(objectKey);
        this.#total -= object.bytes.length;
      }
    }
  }

  #makeRoom(): void {
    while (this.#total > this.capacity) {
      const all = [...this.#buckets].flatMap(([bucket, objects]) =>
        [...objects.values()].map((object) => ({ bucket, object })),
      );
      const oldest = all.reduce((a, b) => (b.object.lastModified < a.object.lastModified ? b : a));
      this.erase(oldest.bucket, oldest.object.key);
    }
  }
}
