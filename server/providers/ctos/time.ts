/** Zones without summer time, so that each is one offset from UTC. Malaysia has kept +08:00 since 1982. */
const offsets = { 'Asia/Kuala_Lumpur': 8 * 3_600_000, UTC: 0 } as const;

export type Zone = keyof typeof offsets;
export const zones = Object.keys(offsets) as [Zone, ...Zone[]];

/** `time` in milliseconds since the epoch, as the gateway writes it: `YYYY-MM-DD HH:mm:ss` on the clocks of `zone`. */
export function formatTime(time: number, zone: Zone): string {
  return new Date(time + offsets[zone]).toISOString().slice(0, 19).replace('T', ' ');
}

/** The same way back, in milliseconds since the epoch; null for anything that no calendar or clock shows. */
export function readTime(text: string, zone: Zone): number | null {
  if (!/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(text)) return null;
  const time = Date.parse(`${text.replace(' ', 'T')}Z`) - offsets[zone];
  // 31 February would roll over into March, so that only a time that comes back unchanged exists.
  return !Number.isNaN(time) && formatTime(time, zone) === text ? time : null;
}

/**
 * When the page ends. The gateway names no zone: an end that is over before the page was made was written in another one
 * than ours, and says nothing.
 */
export function readExpiry(expiredAt: string | undefined, zone: Zone, now: number): Date | null {
  const time = expiredAt === undefined ? null : readTime(expiredAt, zone);
  return time !== null && time > now ? new Date(time) : null;
}
