import type { Clock } from '../clock.ts';
import { type Picture, pictures, samplePicture } from '../hosted/samples.ts';
import { presign, presignPut, type Storage } from '../s3/presign.ts';
import { isPassport } from './create.ts';
import type { TrueStackSession } from './session.ts';

/** How long a presigned picture can be fetched, in seconds. */
const EXPIRES_SECONDS = 3_600;

/** Whether there is such a picture: a passport has one side, and a face is taken only after a readable document. */
export function hasPicture({ verdict, details }: TrueStackSession, picture: Picture): boolean {
  if (verdict === null) return false;
  if (picture === 'back_document') return !isPassport(details.documentType);
  return picture !== 'best_frame' || verdict !== 'reject';
}

/** The pictures in an S3 storage, where presigned URLs lead to. */
export class PictureStore {
  readonly #storage: Storage;
  readonly #clock: Clock;
  readonly #stored = new Map<string, Promise<void>>();

  constructor(storage: Storage, clock: Clock) {
    this.#storage = storage;
    this.#clock = clock;
  }

  clear(): void {
    this.#stored.clear();
  }

  async #store(key: string, picture: Picture): Promise<void> {
    const url = await presignPut(this.#storage, key, { expiresSeconds: 60, now: this.#clock.now() });
    const answer = await fetch(url, {
      method: 'PUT',
      headers: { 'content-type': 'image/jpeg' },
      body: new Uint8Array(samplePicture(picture)),
    });
    await answer.arrayBuffer();
    if (!answer.ok) throw new Error(`The storage answered ${answer.status}.`);
  }

  async #link(session: TrueStackSession, picture: Picture): Promise<string | null> {
    if (!hasPicture(session, picture)) return null;
    const key = `kyc/${session.id}/${picture}.jpg`;
    const stored = this.#stored.get(key) ?? this.#store(key, picture);
    this.#stored.set(key, stored);
    await stored.catch((error: unknown) => {
      this.#stored.delete(key);
      throw error;
    });
    const now = this.#clock.now();
    return presign(this.#storage, key, { method: 'GET', expiresSeconds: EXPIRES_SECONDS, now });
  }

  /** A fresh presigned URL for each picture, null where there is none. */
  async links(session: TrueStackSession): Promise<Record<Picture, string | null>> {
    const links = await Promise.all(pictures.map((picture) => this.#link(session, picture)));
    const [front, back, face, best] = links;
    return {
      front_document: front ?? null,
      back_document: back ?? null,
      face_image: face ?? null,
      best_frame: best ?? null,
    };
  }
}
