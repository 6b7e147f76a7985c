import { createApi } from '../api/client.ts';
import { KycError } from '../errors.ts';
import { wallClock } from './clock.ts';
import { loadPart } from './load-part.ts';
import { createMemory } from './memory.ts';
import type { Settings } from './part.ts';
import type { RuntimePorts } from './runtime.ts';

/** What the element puts in place of the browser and the server in tests. */
export type Parts = Pick<RuntimePorts, 'connect' | 'loadPart' | 'memory'>;

export function realParts(settings: Settings): Parts {
  const memory = createMemory();
  return {
    memory,
    connect(signal) {
      const { serverUrl } = settings;
      return createApi({
        serverUrl: serverUrl ?? '',
        getToken: async () => {
          const { token, tokenProvider } = settings;
          const kept = memory.recall(serverUrl, token);
          if (kept) return kept;
          const fresh = tokenProvider ? await tokenProvider() : token;
          if (!fresh) throw new KycError('token_missing');
          return fresh;
        },
        clock: wallClock,
        signal,
      });
    },
    loadPart,
  };
}
