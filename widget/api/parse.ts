import type { Flow, FlowStep } from '../../server/contract/flow.ts';
import type { LivenessRound } from '../../server/contract/liveness.ts';
import type { MintedToken } from '../../server/contract/session.ts';
import type { FlowStatus } from '../../server/contract/status.ts';
import { KycError } from '../errors.ts';

/**
 * Guards for what the server answers: enough to be safe to act on, small enough for the first screen (the schemas
 * themselves are the server's). Each throws `server_error` for what is malformed and `contract_unsupported` for what
 * a newer server may mean by it.
 */
const CONTRACT: Flow['contract'] = 1;
const kinds: readonly FlowStep['kind'][] = ['consent', 'details', 'document', 'selfie', 'file'];
const statuses: readonly FlowStatus['status'][] = [
  'pending',
  'processing',
  'review',
  'completed',
  'expired',
  'failed',
];

type Fields = Readonly<Record<string, unknown>>;

export const malformed = (): never => {
  throw new KycError('server_error');
};
export const unsupported = (): never => {
  throw new KycError('contract_unsupported');
};

export const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isTexts = (value: unknown): boolean =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');
export const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isOptional = (value: unknown, is: (value: unknown) => boolean): boolean =>
  value === undefined || is(value);
const isSize = (value: unknown): boolean =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0;
export const isTime = (value: unknown): boolean => isText(value) && Number.isFinite(Date.parse(value));
/** Only what a browser may be sent to: no `javascript:`, no `data:`. */
export const isHttp = (value: unknown): boolean => {
  try {
    return isText(value) && /^https?:$/.test(new URL(value).protocol);
  } catch {
    return false;
  }
};

export const fields = (value: unknown): Fields => (isObject(value) ? value : malformed());

const isScalar = (value: unknown): boolean => typeof value === 'string' || Number.isFinite(value);
const isString = (value: unknown): value is string => typeof value === 'string';

/** Texts by name. */
export const isTextRecord = (value: unknown): value is Record<string, string> =>
  isObject(value) && Object.values(value).every(isString);

const isField = (value: unknown): boolean =>
  isObject(value) &&
  isText(value['name']) &&
  isText(value['type']) &&
  typeof value['required'] === 'boolean' &&
  isOptional(value['options'], isTexts) &&
  isOptional(value['pattern'], isString) &&
  isOptional(value['min'], isScalar) &&
  isOptional(value['max'], isScalar) &&
  isOptional(value['maxLength'], isSize);

const isHosted = (value: unknown): boolean =>
  isObject(value) &&
  isHttp(value['url']) &&
  (value['expiresAt'] === null || isTime(value['expiresAt'])) &&
  typeof value['opened'] === 'boolean';

/** Challenges that this widget does not know are the face's part to pass over. */
export const isRound = (value: unknown): value is LivenessRound =>
  isObject(value) && isText(value['nonce']) && isTexts(value['challenges']) && isSize(value['triesLeft']);

const isNullOr = (value: unknown, is: (value: unknown) => boolean): boolean => value === null || is(value);

const isLiveness = (value: unknown): boolean =>
  isObject(value) && isNullOr(value['round'], isRound) && isNullOr(value['modelUrl'], isHttp);

function checkStep(value: unknown): void {
  const step = fields(value);
  if (!isText(step['kind'])) malformed();
  if (!kinds.some((kind) => kind === step['kind'])) unsupported();
  const isGood =
    typeof step['id'] === 'string' &&
    isTexts(step['accept']) &&
    isSize(step['maxBytes']) &&
    typeof step['done'] === 'boolean' &&
    isOptional(step['slot'], isText) &&
    isOptional(step['side'], isText) &&
    isOptional(step['documentType'], isText) &&
    isOptional(step['code'], isText) &&
    isOptional(step['optional'], (flag) => typeof flag === 'boolean') &&
    ['minBytes', 'minWidth', 'minHeight', 'maxWidth', 'maxHeight'].every((name) =>
      isOptional(step[name], isSize),
    ) &&
    isOptional(step['fields'], (list) => Array.isArray(list) && list.every(isField)) &&
    isOptional(step['challenges'], isTexts) &&
    isOptional(step['liveness'], isLiveness) &&
    isOptional(step['refused'], isTexts);
  if (!isGood) malformed();
}

function checkStatus(answer: Fields): void {
  if (!statuses.some((status) => status === answer['status'])) unsupported();
  const { result } = answer as { result?: unknown };
  if (result !== null && result !== 'approved' && result !== 'rejected') unsupported();
}

export function parseFlow(value: unknown): Flow {
  const flow = fields(value);
  if (typeof flow['contract'] !== 'number') malformed();
  if (flow['contract'] !== CONTRACT) unsupported();
  if (flow['mode'] !== 'capture' && flow['mode'] !== 'hosted') unsupported();
  if (!Array.isArray(flow['steps'])) malformed();
  for (const step of flow['steps'] as unknown[]) checkStep(step);
  checkStatus(flow);
  const isGood =
    isText(flow['sessionId']) &&
    isText(flow['provider']) &&
    isText(flow['locale']) &&
    isOptional(flow['hosted'], isHosted) &&
    isOptional(flow['redirectUrl'], isHttp) &&
    isTime(flow['expiresAt']) &&
    isTime(flow['tokenExpiresAt']);
  return isGood ? (value as Flow) : malformed();
}

export function parseStatus(value: unknown): FlowStatus {
  const answer = fields(value);
  checkStatus(answer);
  // A longer timer would overflow and fire at once.
  const wait = answer['pollAfterMs'];
  const isGood =
    isText(answer['sessionId']) &&
    (wait === null || (isSize(wait) && wait !== 0 && Number(wait) < 2 ** 31)) &&
    (answer['reasonCode'] === null || typeof answer['reasonCode'] === 'string');
  return isGood ? (value as FlowStatus) : malformed();
}

export function parseToken(value: unknown): MintedToken {
  const minted = fields(value);
  return isText(minted['token']) && /^[\x21-\x7e]+$/.test(minted['token']) && isTime(minted['tokenExpiresAt'])
    ? (value as MintedToken)
    : malformed();
}
