import type { PictureId } from '../flow/capture/types.ts';

/** Holds the pictures of one flow in memory, under names that may be logged. Nothing is written anywhere. */
export class PictureStore {
  private readonly _pictures = new Map<PictureId, { readonly blob: Blob; url: string | null }>();
  private _count = 0;

  get size(): number {
    return this._pictures.size;
  }

  add(blob: Blob): PictureId {
    this._count += 1;
    const id = `picture-${this._count}`;
    this._pictures.set(id, { blob, url: null });
    return id;
  }

  get(id: PictureId): Blob | null {
    return this._pictures.get(id)?.blob ?? null;
  }

  /** An address for an `<img>`, made at the first question and good until the picture is dropped. */
  url(id: PictureId): string | null {
    const picture = this._pictures.get(id);
    if (!picture) return null;
    picture.url ??= URL.createObjectURL(picture.blob);
    return picture.url;
  }

  drop(id: PictureId): void {
    const url = this._pictures.get(id)?.url;
    if (url) URL.revokeObjectURL(url);
    this._pictures.delete(id);
  }

  clear(): void {
    for (const id of [...this._pictures.keys()]) this.drop(id);
  }
}
