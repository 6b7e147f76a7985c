import { isHttpUrl } from '../hosted/return-url.ts';
import { TrueStackError } from './errors.ts';

/** What TrueStack knows of a session besides its state. */
export interface Order {
  /** The key of the client whose session it is. */
  readonly apiKey: string;
  readonly refId: string;
  readonly documentName: string;
  readonly documentNumber: string;
  readonly documentType: string;
  readonly platform: string;
  readonly webhookUrl: string;
  readonly redirectUrl: string | null;
  readonly metadata: Readonly<Record<string, unknown>>;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

/** A passport is 2 for TrueStack and 3 for the provider behind it, to whom the value goes as it is. */
export const isPassport = (documentType: string): boolean => documentType === '2' || documentType === '3';

/**
 * Reads the body of a create call.
 * @throws TrueStackError 400, or 502 for what the provider behind TrueStack refuses
 */
export function readOrder(body: unknown): Omit<Order, 'apiKey' | 'refId'> {
  if (!isObject(body)) throw new TrueStackError('badJson');
  const documentName = text(body['document_name']);
  const documentNumber = text(body['document_number']);
  if (!documentName || !documentNumber) throw new TrueStackError('noDocument');
  const webhookUrl = body['webhook_url'];
  if (!webhookUrl) throw new TrueStackError('noWebhook');
  if (typeof webhookUrl !== 'string' || !isHttpUrl(webhookUrl)) throw new TrueStackError('badWebhook');
  const platform = body['platform'] ?? 'Web';
  if (platform !== 'Web' && platform !== 'iOS' && platform !== 'Android')
    throw new TrueStackError('badPlatform');
  const redirectUrl = body['redirect_url'] ?? null;
  if (redirectUrl !== null && (typeof redirectUrl !== 'string' || !isHttpUrl(redirectUrl))) {
    throw new TrueStackError('badRedirect');
  }
  const metadata = body['metadata'] ?? {};
  if (!isObject(metadata) || Object.keys(metadata).length > 10) throw new TrueStackError('badMetadata');
  if (Buffer.byteLength(JSON.stringify(metadata)) > 1024) throw new TrueStackError('badMetadata');
  const documentType = String(body['document_type'] ?? '1');
  if (documentType !== '1' && !isPassport(documentType)) throw new TrueStackError('badType');
  if (documentType === '1' && !/^(\d{12}|\d{6}-\d{2}-\d{4})$/.test(documentNumber)) {
    throw new TrueStackError('badNric');
  }
  return { documentName, documentNumber, documentType, platform, webhookUrl, redirectUrl, metadata };
}
