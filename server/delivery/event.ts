import type { MerchantEvent } from '../contract/webhook.ts';
import type { Session } from '../sessions/session.ts';
import { merchantView } from '../sessions/views.ts';
import type { OutboxEvent } from '../store/store.ts';

const typeOf: Readonly<Record<Session['status'], MerchantEvent['type']>> = {
  pending: 'session.updated',
  processing: 'session.updated',
  review: 'session.updated',
  completed: 'session.completed',
  expired: 'session.expired',
  failed: 'session.failed',
};

/**
 * What the merchant hears of a session that has changed; null when it named no address. The body is written once, so
 * that every attempt says the same, whatever has happened since. `uuid` makes the event's id.
 */
export function eventOf(session: Session, uuid: () => string): OutboxEvent | null {
  if (session.webhookUrl === null) return null;
  const event: MerchantEvent = {
    type: typeOf[session.status],
    timestamp: session.updatedAt.toISOString(),
    data: merchantView(session),
  };
  return {
    id: `evt_${uuid().replaceAll('-', '')}`,
    type: event.type,
    url: session.webhookUrl,
    body: JSON.stringify(event),
  };
}
