import { KycError } from '../errors.ts';

/** How much of the files is there, 0..1. */
export type OnShare = (share: number) => void;

/** The smallest module that needs SIMD: one function that splats a byte over a vector. */
const simdProbe = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11,
]);

/** An empty module, which a policy without 'wasm-unsafe-eval' refuses like any other. */
const emptyModule = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);

/** Whether WebAssembly may be used in this page, and with vectors; null where not at all. */
export async function wasmSupport(): Promise<{ readonly simd: boolean } | null> {
  if (typeof WebAssembly === 'undefined') return null;
  try {
    await WebAssembly.compile(emptyModule);
    return { simd: WebAssembly.validate(simdProbe) };
  } catch {
    return null;
  }
}

async function get(url: string, signal: AbortSignal): Promise<Response> {
  try {
    // Without cookies: the files are nobody's in particular.
    const response = await fetch(url, { credentials: 'omit', signal });
    if (response.ok) return response;
  } catch (cause) {
    throw new KycError(signal.aborted ? 'aborted' : 'network', { cause });
  }
  throw new KycError('network');
}

/** Counts what arrives of a body, without keeping it. */
async function count(
  body: ReadableStream<Uint8Array> | null,
  total: number,
  onShare: OnShare,
): Promise<void> {
  if (!body) return;
  const reader = body.getReader();
  let loaded = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    loaded += part.value.length;
    onShare(Math.min(1, loaded / total));
  }
  onShare(1);
}

/**
 * Fetches and compiles WebAssembly while it arrives. A server that calls it something else than `application/wasm` costs the streaming.
 * Rejects with `network`, `aborted` or `browser_unsupported`.
 *
 * @param bytes About how many it has, for the share.
 */
export async function fetchWasm(
  url: string,
  bytes: number,
  onShare: OnShare,
  signal: AbortSignal,
): Promise<WebAssembly.Module> {
  const response = await get(url, signal);
  const counted = count(response.clone().body, bytes, onShare).catch(() => undefined);
  try {
    const isNamed = response.headers.get('content-type')?.startsWith('application/wasm');
    const module = isNamed
      ? await WebAssembly.compileStreaming(response)
      : await WebAssembly.compile(await response.arrayBuffer());
    await counted;
    return module;
  } catch (cause) {
    if (signal.aborted) throw new KycError('aborted', { cause });
    // Cut off on the way, or nothing that this browser runs; either way another try may do better.
    throw new KycError(cause instanceof WebAssembly.CompileError ? 'browser_unsupported' : 'network', {
      cause,
    });
  }
}

/** SHA-256 in lowercase hex. Only on secure pages, which a camera needs too. */
export async function sha256Of(bytes: ArrayBuffer): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Fetches a file that has to be exactly the expected one. Rejects with `network` where it is not there, cut off or another, and with
 * `aborted`.
 */
export async function fetchExact(
  url: string,
  expected: { readonly sha256: string; readonly bytes: number },
  onShare: OnShare,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const response = await get(url, signal);
  const counted = count(response.clone().body, expected.bytes, onShare).catch(() => undefined);
  try {
    const bytes = await response.arrayBuffer();
    await counted;
    if (bytes.byteLength === expected.bytes && (await sha256Of(bytes)) === expected.sha256)
      return new Uint8Array(bytes);
  } catch (cause) {
    throw new KycError(signal.aborted ? 'aborted' : 'network', { cause });
  }
  throw new KycError('network');
}
