import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** What a process holds in memory now (RSS), in MB; from `ps` where there is no /proc. */
export function residentMb(pid: number): number {
  const file = `/proc/${pid}/status`;
  const kilobytes = existsSync(file)
    ? /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(file, 'utf8'))?.[1]
    : execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  const mb = Number(kilobytes) / 1024;
  if (!Number.isFinite(mb) || mb <= 0) throw new Error(`the memory of process ${pid} cannot be read`);
  return mb;
}

/** Looks every 20 ms until it is stopped; `peak` is the most that was seen so far, in MB. */
export function watchMemory(pid: number): { peak(): number; stop(): void } {
  let most = residentMb(pid);
  const look = (): void => {
    most = Math.max(most, residentMb(pid));
  };
  const timer = setInterval(look, 20);
  return {
    peak: () => {
      look();
      return most;
    },
    stop: () => clearInterval(timer),
  };
}
