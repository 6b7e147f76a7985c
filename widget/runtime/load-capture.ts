import { KycError } from '../errors.ts';

export type CaptureModule = typeof import('./capture.ts');

type Importer = () => Promise<CaptureModule>;

const importer: Importer = () => import('./capture.ts');

/**
 * Where the later chunk lies, read from the import that the bundler wrote: browsers keep a failed import in their module
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

/** The parts of the capture step, fetched. Tries twice, then rejects with `network`. */
export async function loadCapture(
  load: Importer = importer,
  again: (url: string) => Promise<CaptureModule> = (url) =>
    import(/* @vite-ignore */ /* webpackIgnore: true */ url),
): Promise<CaptureModule> {
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
