import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Just enough of a provider to be uploaded to: reads all there is and says thank you. */
export interface DrainingUpstream {
  /** With `/api` at its end. */
  readonly base: string;
  /** Bytes of all uploads so far, the forms around the files included. */
  received(): number;
  close(): Promise<void>;
}

async function drain(request: IncomingMessage): Promise<number> {
  let bytes = 0;
  for await (const chunk of request) bytes += (chunk as Buffer).byteLength;
  return bytes;
}

export async function startUpstream(): Promise<DrainingUpstream> {
  let received = 0;
  let sessions = 0;
  const server = createServer((request, response) => {
    const answer = (status: number, body: object): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    drain(request).then(
      (bytes) => {
        if (request.url === '/api/v1/kyc/initiate') {
          sessions += 1;
          answer(201, { kycSessionId: `bench-${sessions}`, status: 'PENDING' });
        } else if (request.url?.startsWith('/api/v1/kyc/upload/')) {
          received += bytes;
          answer(201, { success: true, documentUrl: 'bench' });
        } else {
          answer(404, { statusCode: 404, message: 'Not Found', error: 'NOT_FOUND' });
        }
      },
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`,
    received: () => received,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
