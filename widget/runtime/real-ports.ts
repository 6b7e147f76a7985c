import { createApi } from '../api/client.ts';
import { KycError } from '../errors.ts';
import { wallClock } from './clock.ts';
import { loadPart } from './load-part.ts';
import type { Settings } from './part.ts';
import type { RuntimePorts } from './runtime.ts';

/** What the element puts in place of the browser and the server in tests. */
export type Parts = Pick<RuntimePorts, 'connect' | 'loadPart'>;

export function realParts(settings: Settings): Parts {
  return {
    connect(signal) {
      const { serverUrl } = settings;
      return createApi({
        serverUrl: serverUrl ?? '',
        getToken: async () => {
          const { token, tokenProvider } = settings;
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
