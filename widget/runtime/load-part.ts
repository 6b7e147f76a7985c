import { KycError } from '../errors.ts';
import type { PartName } from '../flow/types.ts';
import type { Part } from './part.ts';

/**
 * Where a later file lies, read from the import that the bundler wrote: browsers keep a failed import in their module
 * map, so the second try needs another address, and `mark` makes it one. Null where another bundler wrote it in its own
 * way.
 */
export function chunkUrl(source: string, base: string, mark: string): string | null {
  const path = /import\(\s*(?:\/\*.*?\*\/\s*)?["'`]([^"'`]+)["'`]/.exec(source)?.[1];
  if (!path) return null;
  const url = new URL(path, base);
  url.searchParams.set('retry', mark);
  return url.href;
}

/** A later file, fetched. Tries twice, then rejects with `network`. */
export async function fetchChunk<T>(
  load: () => Promise<T>,
  again: (url: string) => Promise<T> = (url) =>
    import(/* @vite-ignore */ /* webpackIgnore: true */ url) as Promise<T>,
): Promise<T> {
  try {
    return await load();
  } catch {
    try {
      const url = chunkUrl(String(load), import.meta.url, String(Date.now()));
      return await (url ? again(url) : load());
    } catch (cause) {
      throw new KycError('network', { cause });
    }
  }
}

const capture = () => fetchChunk(() => import('./parts/capture.ts'));

/**
 * Each part is one file, which imports nothing but the first: a second try has a new address for that one file only
 * (`npm run size` looks). What another part has too is fetched with it, when it is wanted.
 */
const parts: Readonly<Record<PartName, () => Promise<Part>>> = {
  capture: async () => (await capture()).part,
  face: async () => {
    const { partWith } = await fetchChunk(() => import('./parts/face.ts'));
    return partWith(async () => (await capture()).createBridge);
  },
  form: async () => (await fetchChunk(() => import('./parts/form.ts'))).part,
  hosted: async () => {
    const { partWith } = await fetchChunk(() => import('./parts/hosted.ts'));
    return partWith(async () => (await capture()).createCamera());
  },
  proof: async () => (await fetchChunk(() => import('./parts/proof.ts'))).part,
};

/** Rejects with `network`. */
export const loadPart = (name: PartName): Promise<Part> => parts[name]();
