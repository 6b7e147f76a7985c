/** Malaysia's time, all year round. */
const MYT_MS = 8 * 3_600_000;

/** `YYYY-MM-DD HH:mm:ss` in Malaysia's time. @param time milliseconds since the epoch */
export const malaysianTime = (time: number): string =>
  new Date(time + MYT_MS).toISOString().slice(0, 19).replace('T', ' ');

/** @returns milliseconds since the epoch as if the text were UTC; null when it is not of the form or no real time */
export function readTime(text: string): number | null {
  if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text)) return null;
  const time = Date.parse(`${text.replace(' ', 'T')}Z`);
  const exact = Number.isFinite(time) && new Date(time).toISOString().startsWith(text.replace(' ', 'T'));
  return exact ? time : null;
}

/** How far a client's clock may be off, in milliseconds. */
const WINDOW_MS = 15 * 60_000;

/** Nobody says which zone request_time is in, and clients use both: Malaysia's time and UTC count as now. */
export const isFresh = (asUtc: number, now: number): boolean =>
  [asUtc, asUtc - MYT_MS].some((time) => Math.abs(time - now) <= WINDOW_MS);
