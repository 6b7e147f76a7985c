import { EnxtaiError } from './errors.ts';
import type { TestValues } from './outcomes.ts';

/** What goes wrong because a user's id or the control says so. */
export class Mishaps {
  /** What has already befallen a user once. */
  readonly #over = new Set<string>();
  #drops: number[] = [];

  /** The connections of the next `count` uploads are cut once `afterBytes` of the file have arrived, or at its end. */
  dropNext(count: number, afterBytes: number): void {
    this.#drops.push(...Array.from({ length: count }, () => afterBytes));
  }

  clear(): void {
    this.#over.clear();
    this.#drops = [];
  }

  /** @throws EnxtaiError unavailable for a user of `+down` */
  refuse(values: TestValues): void {
    if (values.has('down')) throw new EnxtaiError('unavailable');
  }

  /** @throws EnxtaiError also busy for the first upload of a user of `+busy` */
  refuseUpload(user: string, values: TestValues): void {
    this.refuse(values);
    if (values.has('busy') && this.#isFirst(`busy ${user}`)) {
      throw new EnxtaiError('busy', { retryAfterSeconds: 1 });
    }
  }

  /**
   * Called once for each upload, before its content.
   * @param bodyBytes of the whole form. @returns after how many bytes of the file to cut the connection; null for never
   */
  cutAfter(user: string, values: TestValues, bodyBytes: number): number | null {
    const asked = this.#drops.shift();
    if (asked !== undefined) return asked;
    const drops = values.has('dropped-upload') && this.#isFirst(`dropped-upload ${user}`);
    return drops ? Math.floor(bodyBytes / 2) : null;
  }

  #isFirst(what: string): boolean {
    if (this.#over.has(what)) return false;
    this.#over.add(what);
    return true;
  }
}
