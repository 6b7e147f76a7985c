import type { IncomingHttpHeaders } from 'node:http';
import express from 'express';
import { listen } from '../listen.ts';

export interface Received {
  readonly headers: IncomingHttpHeaders;
  /** As it came, byte for byte. */
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A client's webhook endpoint that keeps what it gets. */
export async function startReceiver() {
  const received: Received[] = [];
  const statuses: number[] = [];
  const app = express();
  app.post('/hook', express.text({ type: () => true, limit: '1mb' }), (request, response) => {
    const text = String(request.body);
    received.push({ headers: request.headers, text, body: JSON.parse(text) as Record<string, unknown> });
    response.sendStatus(statuses.shift() ?? 200);
  });
  const { origin, close } = await listen(app, 0);
  return {
    url: `${origin}/hook`,
    received,
    /** What the next answers will be; 200 without. */
    statuses,
    close,
  };
}

export type Receiver = Awaited<ReturnType<typeof startReceiver>>;

/** Opens a hosted page as a browser would. */
export async function openPage(url: string): Promise<{ status: number; html: string; headers: Headers }> {
  const answer = await fetch(url);
  return { status: answer.status, html: await answer.text(), headers: answer.headers };
}

/** What a button of the page does. */
export async function choose(
  url: string,
  choice: unknown,
): Promise<{ status: number; location: string | null; message: string | null }> {
  const answer = await fetch(`${url}/choices`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ choice }),
  });
  const { location = null, message = null } = (await answer.json()) as {
    location?: string;
    message?: string;
  };
  return { status: answer.status, location, message };
}
