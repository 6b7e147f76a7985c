import { KycError } from '../errors.ts';
import { stopStream } from './constraints.ts';

interface Claim {
  give(stream: MediaStream): void;
  fail(thrown: unknown): void;
}

interface Asked {
  readonly key: string;
  claim: Claim | null;
}

/**
 * Keeps the permission prompts few. A request to the browser cannot be taken back: one that nobody claims any more goes
 * on, its stream is stopped the moment it comes, and whoever asks for the same thing before that joins it instead of
 * putting a second prompt behind the first.
 */
export class Prompt {
  private _asked: Asked | null = null;

  /**
   * The stream of `request`, or of one with the same key that is still under way. A new claim takes the place of the
   * older one, which is rejected. `request` is called at once, in the same task, so that a person's tap counts.
   * Rejects as `request` does, or with `aborted` when the signal fires first.
   */
  ask(
    key: string,
    request: (isWanted: () => boolean) => Promise<MediaStream>,
    signal: AbortSignal,
  ): Promise<MediaStream> {
    if (signal.aborted) return Promise.reject(new KycError('aborted'));
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        if (asked.claim === claim) asked.claim = null;
        claim.fail(new KycError('aborted'));
      };
      const claim: Claim = {
        give(stream) {
          signal.removeEventListener('abort', leave);
          resolve(stream);
        },
        fail(thrown) {
          signal.removeEventListener('abort', leave);
          reject(thrown);
        },
      };
      signal.addEventListener('abort', leave, { once: true });
      const asked = this._join(key, claim) ?? this._begin(key, claim, request);
    });
  }

  private _join(key: string, claim: Claim): Asked | null {
    const asked = this._asked;
    asked?.claim?.fail(new KycError('aborted'));
    if (asked) asked.claim = null;
    if (asked?.key !== key) return null;
    asked.claim = claim;
    return asked;
  }

  private _begin(
    key: string,
    claim: Claim,
    request: (isWanted: () => boolean) => Promise<MediaStream>,
  ): Asked {
    const asked: Asked = { key, claim };
    this._asked = asked;
    const isWanted = (): boolean => asked.claim !== null;
    request(isWanted)
      .finally(() => {
        if (this._asked === asked) this._asked = null;
      })
      .then(
        (stream) => (asked.claim ? asked.claim.give(stream) : stopStream(stream)),
        (thrown: unknown) => asked.claim?.fail(thrown),
      );
    return asked;
  }
}
