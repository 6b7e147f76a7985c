import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createShutdown, type ShutdownOptions } from './shutdown.ts';

async function serve(listener: RequestListener, options: Partial<ShutdownOptions> = {}) {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  let closed = 0;
  const close = async () => {
    closed += 1;
  };
  return {
    shutdown: createShutdown(server, { close, ...options }),
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    closed: () => closed,
  };
}

/** A promise and what settles it. */
function gate() {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

describe('stopping', () => {
  it('waits for what is under way, refuses what comes new, and closes once', async () => {
    const [entered, release] = [gate(), gate()];
    const { shutdown, url, closed } = await serve(async (_request, response) => {
      entered.open();
      await release.opened;
      response.end('whole');
    });
    const answer = fetch(url).then((response) => response.text());
    await entered.opened;
    expect(shutdown.stopping()).toBe(false);
    const stopped = Promise.all([shutdown.stop(), shutdown.stop()]);
    expect(shutdown.stopping()).toBe(true);
    await expect(fetch(url)).rejects.toThrow();
    expect(closed()).toBe(0);
    release.open();
    expect(await answer).toBe('whole');
    await stopped;
    expect(closed()).toBe(1);
    expect(shutdown.signal.aborted).toBe(false);
  });

  it('tells what takes too long, so that it can answer', async () => {
    const entered = gate();
    const served = await serve(
      (_request, response) => {
        entered.open();
        served.shutdown.signal.addEventListener('abort', () => response.end('told'));
      },
      { graceMs: 1, lastMs: 60_000 },
    );
    const answer = fetch(served.url).then((response) => response.text());
    await entered.opened;
    await served.shutdown.stop();
    expect(await answer).toBe('told');
  });

  it('ends what does not listen', async () => {
    const entered = gate();
    const { shutdown, url, closed } = await serve(() => entered.open(), { graceMs: 1, lastMs: 1 });
    const answer = fetch(url).then(
      () => 'answered',
      () => 'cut',
    );
    await entered.opened;
    await shutdown.stop();
    expect([await answer, closed()]).toEqual(['cut', 1]);
  });
});
