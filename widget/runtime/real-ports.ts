import { createApi } from '../api/client.ts';
import { KycError } from '../errors.ts';
import { wallClock } from './clock.ts';
import { type CaptureModule, loadCapture } from './load-capture.ts';
import type { RuntimePorts } from './runtime.ts';

/** The element's settings; they are read when they are needed, as they may change at any time. */
export interface Settings {
  readonly serverUrl: string | null;
  readonly token: string | null;
  readonly tokenProvider: (() => Promise<string>) | null;
}

/** What the element puts in place of the browser and the server in tests. */
export interface Parts {
  connect: RuntimePorts['connect'];
  loadCapture: () => Promise<CaptureModule>;
}

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
    loadCapture,
  };
}
