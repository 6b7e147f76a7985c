import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import { presign, presignPut, type Storage, signPost } from '../s3/presign.ts';
import { headUpload, StorageUnavailable, type UploadHead } from '../uploads.ts';
import { type ErrorDatum, OstError } from './errors.ts';

const types = ['image/jpeg', 'image/png', 'image/jpg', 'application/pdf'] as const;

/** Of a file sent by form, in bytes. */
export const FORM_SIZE = { min: 204_800, max: 20_971_520 } as const;
const MAX_FILES = 20;
/** Lifetime of a link to a file, 12 h. */
const LINK_SECONDS = 43_200;

export const filesSchema = z.object({
  files: z
    .record(z.string(), z.enum(types, 'Unsupported content type.'), 'Files are required.')
    .refine((files) => Object.keys(files).length > 0, 'Files are required.')
    .refine((files) => Object.keys(files).length <= MAX_FILES, `At most ${MAX_FILES} files at once.`),
});
type WantedFiles = z.output<typeof filesSchema>['files'];

export interface FileRules {
  readonly clock: Clock;
  readonly storage: Storage;
  /** First part of every key. */
  readonly clientId: number;
  /** Lifetime of a presigned URL. */
  readonly urlSeconds: number;
  /** Whether a PUT must carry the declared type. */
  readonly putSignsContentType: boolean;
  /** Whether a form carries the declared type, and must; without it a Content-Type is a field too many. */
  readonly postHasContentType: boolean;
  /** The key with which the storage is to encrypt; null where the storage has none. */
  readonly kmsKeyId: string | null;
}

/** An uploaded file that a form named. */
export interface UploadedFile extends UploadHead {
  readonly path: string;
}

interface Issued {
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** Hands out places for files, and looks whether there is something in them. */
export class Files {
  readonly #rules: FileRules;
  readonly #issued = new Set<string>();
  #expired = 0;

  constructor(rules: FileRules) {
    this.#rules = rules;
  }

  clear(): void {
    this.#issued.clear();
    this.#expired = 0;
  }

  /** The URLs of the next `count` answers will have run out already. */
  expireNext(count: number): void {
    this.#expired = count;
  }

  /** @returns by the names that the client gave */
  async issue(how: 'put' | 'post', wanted: WantedFiles): Promise<Record<string, Issued>> {
    const { clock, urlSeconds } = this.#rules;
    const now = clock.now() - (this.#expired > 0 ? (urlSeconds + 1) * 1000 : 0);
    this.#expired = Math.max(this.#expired - 1, 0);
    const issued = await Promise.all(
      Object.entries(wanted).map(async ([name, type]) => {
        const key = this.#newKey(type);
        return [name, how === 'put' ? await this.#put(key, type, now) : this.#post(key, type, now)] as const;
      }),
    );
    return Object.fromEntries(issued);
  }

  #newKey(type: string): string {
    const folder = type === 'application/pdf' ? 'd' : 'i';
    const key = `${this.#rules.clientId}/${folder}/${randomBytes(16).toString('hex')}`;
    this.#issued.add(key);
    return key;
  }

  get #encryption(): Record<string, string> {
    const { kmsKeyId } = this.#rules;
    if (kmsKeyId === null) return {};
    return {
      'x-amz-server-side-encryption': 'aws:kms',
      'x-amz-server-side-encryption-aws-kms-key-id': kmsKeyId,
    };
  }

  async #put(key: string, type: string, now: number): Promise<Issued> {
    const { storage, urlSeconds, putSignsContentType } = this.#rules;
    const url = await presignPut(storage, key, {
      expiresSeconds: urlSeconds,
      now,
      query: this.#encryption,
      ...(putSignsContentType ? { headers: { 'content-type': type } } : {}),
    });
    return { url, fields: { key } };
  }

  #post(key: string, type: string, now: number): Issued {
    const { storage, urlSeconds, postHasContentType } = this.#rules;
    return signPost(storage, key, {
      expiresSeconds: urlSeconds,
      now,
      fields: { ...(postHasContentType ? { 'Content-Type': type } : {}), ...this.#encryption },
      conditions: [['content-length-range', FORM_SIZE.min, FORM_SIZE.max]],
    });
  }

  /** A link to what was uploaded, good for 12 h. */
  link(path: string): Promise<string> {
    const { storage, clock } = this.#rules;
    return presign(storage, path, { method: 'GET', expiresSeconds: LINK_SECONDS, now: clock.now() });
  }

  /**
   * Files that a form names must have been handed out here and uploaded since.
   * @throws OstError 400 with one entry for each parameter, 500 when the storage does not answer
   */
  async find(
    named: readonly { readonly parameter: string; readonly path: string }[],
  ): Promise<readonly UploadedFile[]> {
    const found = await Promise.all(named.map(({ path }) => this.#head(path)));
    const problems = new Map<string, ErrorDatum>();
    const files: UploadedFile[] = [];
    for (const [at, { parameter, path }] of named.entries()) {
      const head = found[at];
      if (head && head.size > 0) files.push({ path, ...head });
      else problems.set(parameter, { parameter, msg: 'The file was not uploaded.' });
    }
    if (problems.size > 0) throw new OstError(400, 'um_ka_f_1', { errorData: [...problems.values()] });
    return files;
  }

  async #head(path: string): Promise<UploadHead | null> {
    const { storage, clock } = this.#rules;
    if (!this.#issued.has(path)) return null;
    return headUpload(storage, path, clock.now()).catch((error: unknown) => {
      throw error instanceof StorageUnavailable ? new OstError(500, 'um_ka_f_2') : error;
    });
  }
}
