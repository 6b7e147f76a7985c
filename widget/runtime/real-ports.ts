import { createApi } from '../api/client.ts';
import { KycError } from '../errors.ts';
import { wallClock } from './clock.ts';
import { loadPart } from './load-part.ts';
import { createMemory, type Memory } from './memory.ts';
import type { Settings } from './part.ts';
import type { RuntimePorts } from './runtime.ts';

/** What the element puts in place of the browser and the server in tests. */
export type Parts = Pick<RuntimePorts, 'connect' | 'loadPart' | 'memory'>;

/** The session's token: of the session that the person comes back to, else the page's. Rejects with `token_missing`. */
export async function tokenOf(settings: Settings, memory: Memory): Promise<string> {
  const { serverUrl, token, tokenProvider } = settings;
  const kept = memory.recall(serverUrl, token);
  const found = kept ?? (tokenProvider ? await tokenProvider() : token);
  if (!found) throw new KycError('token_missing');
  return found;
}

export function realParts(settings: Settings): Parts {
  const memory = createMemory();
  return {
    memory,
    connect(signal) {
      const { serverUrl } = settings;
      return createApi({
        serverUrl: serverUrl ?? '',
        getToken: () => tokenOf(settings, memory),
        clock: wallClock,
        signal,
      });
    },
    loadPart,
  };
}
