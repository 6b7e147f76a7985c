/** Of `response_url` and of `backend_url`, in characters. */
export const LONGEST_URL = 200;

/**
 * Where postbacks can go. The gateway takes 200 characters and the ports 80 and 443; elsewhere it would refuse the whole
 * transaction, so that it is then told of no address and asked for the status only. A loopback address is a rehearsal's.
 */
export function backendUrl(webhookUrl: string): string | null {
  if (webhookUrl.length > LONGEST_URL || !URL.canParse(webhookUrl)) return null;
  const { port, hostname } = new URL(webhookUrl);
  return ['', '80', '443'].includes(port) || isLoopback(hostname) ? webhookUrl : null;
}

const isLoopback = (hostname: string): boolean => ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
