import { createHash } from 'node:crypto';
import type { UploadRequest } from '../contract/upload.ts';
import { Problem } from '../http/problem.ts';

export interface CheckedBody {
  readonly body: AsyncIterable<Uint8Array>;
  /** Why the file was refused: the adapter may see only a broken body, and call it something else. */
  readonly problem: Problem | null;
  /** True once the whole file went through and is the one that was announced. */
  readonly complete: boolean;
  /** True while the next bytes are asked for and have not come: it is the sender who is slow. */
  readonly isStarved: boolean;
}

/**
 * Passes a file on as it is pulled, counting and hashing. The latest chunk is held back until the next one or the digest
 * is there, so that the upstream never has the whole of a file that is not the announced one. Holds one chunk at a time.
 */
export function checkUpload(source: AsyncIterable<Uint8Array>, file: UploadRequest): CheckedBody {
  let problem: Problem | null = null;
  let complete = false;
  let isStarved = false;
  const refuse = (code: 'file_too_large' | 'file_mismatch', message: string): Problem => {
    problem = new Problem(code, message);
    return problem;
  };

  async function* pass(): AsyncGenerator<Uint8Array, void, undefined> {
    const hash = createHash('sha256');
    let bytes = 0;
    let held: Uint8Array | null = null;
    isStarved = true;
    for await (const chunk of source) {
      // An empty one is no news, and would let the last bytes out before the digest is known.
      if (chunk.byteLength === 0) continue;
      isStarved = false;
      bytes += chunk.byteLength;
      if (bytes > file.size) throw refuse('file_too_large', 'The file is longer than it was announced.');
      hash.update(chunk);
      if (held) yield held;
      held = chunk;
      isStarved = true;
    }
    isStarved = false;
    if (bytes < file.size) throw refuse('file_mismatch', 'The file is shorter than it was announced.');
    if (hash.digest('hex') !== file.sha256)
      throw refuse('file_mismatch', 'The file is not the one that was announced.');
    complete = true;
    if (held) yield held;
  }

  return {
    body: pass(),
    get problem() {
      return problem;
    },
    get complete() {
      return complete;
    },
    get isStarved() {
      return isStarved;
    },
  };
}
