import type { FaultAnswer } from '../faults.ts';

/**
 * The documented errors: HTTP status, code and cause. OneKYC writes codes as strings in some answers and as integers
 * in others, so both occur here; one code also has several meanings. A client has to go by status and cause.
 */
const failures = {
  missingClient: [400, 1539, 'MISSING_CLIENT_ID_OR_PASS_KEY'],
  missingPartner: [400, 1539, 'COE_PARTNER_CAN_NOT_BE_EMPTY'],
  missingUserId: [400, 1550, 'PARTNER_USER_ID_CAN_NOT_BE_EMPTY'],
  missingUserIdType: [400, 1539, 'PARTNER_USER_ID_TYPE_CAN_NOT_BE_EMPTY'],
  badClient: [401, 110, 'UNAUTHORIZED'],
  badToken: [401, '110', 'UNAUTHORIZED'],
  wrongToken: [403, '110', 'FORBIDDEN'],
  missingSdkSession: [400, '1539', 'X_SDK_SESSION_ID_CAN_NOT_BE_EMPTY'],
  missingPartnerSession: [400, '1539', 'X_PARTNER_SESSION_ID_CAN_NOT_BE_EMPTY'],
  badType: [400, '1542', 'INVALID_SUBMISSION_TYPE'],
  quota: [429, '429', 'SUBMISSION_QUOTA_EXCEEDED'],
  tooMany: [429, '429', 'TOO_MANY_REQUESTS'],
  badConfirm: [400, '1542', 'INVALID_CONFIRM_UPLOAD_REQUEST'],
  confirmUnknown: [404, '404', 'SUBMISSION_DOES_NOT_EXIST'],
  stateConflict: [409, '409', 'SUBMISSION_STATE_CONFLICT'],
  badArtifact: [422, '422', 'INVALID_UPLOAD_ARTIFACT'],
  unavailable: [503, '903', 'SERVICE_UNAVAILABLE'],
  badSubmissionId: [400, '1541', 'INVALID_SUBMISSION_ID'],
  statusUnknown: [404, '1543', 'SUBMISSION_DOES_NOT_EXIST'],
  detailsBadToken: [401, 1539, 'UNAUTHORIZED'],
  detailsForbidden: [403, 903, 'FORBIDDEN'],
  // A 400, not a 404: the details call has its own way.
  detailsUnknown: [400, 1552, 'SUBMISSION_DOES_NOT_EXIST'],
  foreignSession: [400, 1553, 'PARTNER_SESSION_ID_DOES_NOT_BELONG_TO_THE_USER'],
  noRoute: [404, '404', 'NOT_FOUND'],
  internal: [500, 900, 'GENERIC_SERVICE_ERROR'],
} as const satisfies Record<string, readonly [number, number | string, string]>;

export type Failure = keyof typeof failures;

/** A refusal in the shape that OneKYC documents. */
export class OneKycError extends Error {
  override readonly name = 'OneKycError';
  readonly status: number;
  readonly body: {
    readonly success: false;
    readonly data: null;
    readonly errors: readonly {
      readonly code: number | string;
      readonly entity: string;
      readonly cause: string;
    }[];
  };

  constructor(failure: Failure) {
    const [status, code, cause] = failures[failure];
    super(cause);
    this.status = status;
    this.body = { success: false, data: null, errors: [{ code, entity: 'COE', cause }] };
  }
}

/** What a status that was asked for by its number alone is called. */
const faults: Readonly<Record<number, Failure>> = {
  400: 'badConfirm',
  401: 'badToken',
  403: 'wrongToken',
  404: 'confirmUnknown',
  409: 'stateConflict',
  422: 'badArtifact',
  429: 'tooMany',
  500: 'internal',
  503: 'unavailable',
};

/** What OneKYC answers when it fails on demand; other statuses come from something in front of it, without JSON. */
export function faultAnswer(status: number): FaultAnswer {
  const failure = faults[status];
  if (failure !== undefined) return { body: new OneKycError(failure).body };
  return { body: null, html: `<html><body><h1>${status}</h1></body></html>` };
}
