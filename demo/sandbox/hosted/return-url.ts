import type { HostedSession } from './sessions.ts';

/** Innovatif's number for a stage: not opened, processing, completed, expired. */
export const statusNumber = ({ stage }: Pick<HostedSession<unknown>, 'stage'>): 0 | 1 | 2 | 3 =>
  (({ pending: 0, processing: 1, completed: 2, expired: 3 }) as const)[stage];

/** Innovatif's number for a result: rejected, approved, not available. */
export const resultNumber = ({ verdict }: Pick<HostedSession<unknown>, 'verdict'>): 0 | 1 | 2 =>
  verdict === null ? 2 : verdict === 'approve' ? 1 : 0;

/** Where the person goes at the end: `?refId=…&status=2&result=1` joined to whatever query the address has already. */
export function returnUrl(address: string, refId: string, session: HostedSession<unknown>): string {
  const url = new URL(address);
  url.searchParams.append('refId', refId);
  url.searchParams.append('status', String(statusNumber(session)));
  url.searchParams.append('result', String(resultNumber(session)));
  return url.toString();
}

/** An address that a browser may be sent to, and a webhook to. */
export function isHttpUrl(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url?.protocol === 'http:' || url?.protocol === 'https:';
}
