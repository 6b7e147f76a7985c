import { z } from 'zod';
import { codeEvidence, wantedCode } from './code.ts';
import { challengeName, stepLiveness } from './liveness.ts';
import { documentType, mode, providerName } from './session.ts';
import { slotName } from './slot.ts';
import { sessionResult, sessionStatus } from './status.ts';

/** The version of this contract. The widget refuses a server that speaks another one. */
export const CONTRACT_VERSION = 1;

export const stepKind = z.enum(['consent', 'details', 'document', 'selfie', 'file']);
export type StepKind = z.infer<typeof stepKind>;

/**
 * A form that a plain pattern cannot tell: it has a check digit, a date or a place inside. `contract/documents` has the
 * rule of each, for the page and for the server.
 */
export const fieldFormat = z.enum(['mykad', 'nik', 'pan', 'aadhaar', 'passport', 'ethereum_address']);
export type FieldFormat = z.infer<typeof fieldFormat>;

/** One field of a details form. Labels come from the widget's locale, by name. */
export const field = z.object({
  name: z.string(),
  type: z.enum(['text', 'date', 'number', 'country', 'select']),
  required: z.boolean(),
  pattern: z.string().optional(),
  format: fieldFormat.optional(),
  options: z.array(z.string()).optional(),
  min: z.union([z.number(), z.string()]).optional(),
  max: z.union([z.number(), z.string()]).optional(),
  maxLength: z.number().int().positive().optional(),
});
export type Field = z.infer<typeof field>;

const pixels = z.number().int().positive();

/** One step of the flow. Sizes are in bytes and pixels; `accept` holds MIME types, the preferred one first. */
export const flowStep = z.object({
  id: z.string(),
  kind: stepKind,
  slot: slotName.optional(),
  side: z.enum(['front', 'back']).optional(),
  documentType: documentType.optional(),
  accept: z.array(z.string()),
  minBytes: z.number().int().nonnegative().optional(),
  maxBytes: z.number().int().nonnegative(),
  minWidth: pixels.optional(),
  minHeight: pixels.optional(),
  maxWidth: pixels.optional(),
  maxHeight: pixels.optional(),
  fields: z.array(field).optional(),
  /** Of a selfie: what the person is asked to do before it is taken, in this order; those of `liveness.round`. */
  challenges: z.array(challengeName).optional(),
  liveness: stepLiveness.optional(),
  /** A code of this document is looked for in the picture, and sent to `POST /v1/flow/codes`. */
  code: wantedCode.optional(),
  /** A slot that may be left out. Absent means that it may not. */
  optional: z.boolean().optional(),
  /** True when the server already has what this step delivers, so that a reloaded page can go on where it was. */
  done: z.boolean(),
  /**
   * There when what was delivered has to come anew: the fields of a form that the provider does not accept, as far as it
   * said which; empty for a file that it lacks or cannot read.
   */
  refused: z.array(z.string()).optional(),
});
export type FlowStep = z.infer<typeof flowStep>;

/** The provider's own page, in hosted mode. It may be one that opens only once. */
export const hostedPage = z.object({
  url: z.url(),
  expiresAt: z.iso.datetime().nullable(),
  /** True once the person was on their way there, from whatever window. */
  opened: z.boolean(),
});
export type HostedPage = z.infer<typeof hostedPage>;

/**
 * Body of `POST /v1/flow/hosted`: the person is about to go to the provider's page. `returnUrl` is the page that they are
 * to come back to, of an origin that the token allows; without it they come to the session's `redirectUrl`, or to a page
 * of this server that says that all is done. Answers with the page.
 */
export const openHosted = z.strictObject({
  returnUrl: z
    .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
    .max(2048)
    .optional(),
});
export type OpenHosted = z.infer<typeof openHosted>;

/** Answer of `GET /v1/flow`. */
export const flow = z.object({
  contract: z.literal(CONTRACT_VERSION),
  sessionId: z.string(),
  provider: providerName,
  mode,
  steps: z.array(flowStep),
  hosted: hostedPage.optional(),
  locale: z.string(),
  status: sessionStatus,
  result: sessionResult.nullable(),
  /** Where the merchant wants the person to be brought after the result. */
  redirectUrl: z.url().optional(),
  expiresAt: z.iso.datetime(),
  /** When the session token of this request ends, so that the widget can renew it in time. */
  tokenExpiresAt: z.iso.datetime(),
});
export type Flow = z.infer<typeof flow>;

/** Body of `PUT /v1/flow/details`; each value is checked against its field. */
export const details = z.record(z.string().max(64), z.union([z.string().max(500), z.number(), z.null()]));
export type Details = z.infer<typeof details>;

/** Body of `POST /v1/flow/codes`: the text of a code, as it was read in the picture of this slot. */
export const sendCode = z.strictObject({ slot: slotName, text: z.string().min(1).max(8000) });
export type SendCode = z.infer<typeof sendCode>;

/** What a code says for the form, by the names of its fields; only what such a field takes, and nothing of a forged code. */
export const codeFields = z.record(z.string(), z.string());
export type CodeFields = z.infer<typeof codeFields>;

/** Answer of `POST /v1/flow/codes`. */
export const codeAnswer = codeEvidence.extend({ fields: codeFields });
export type CodeAnswer = z.infer<typeof codeAnswer>;

/** Answer of `GET /v1/flow/codes`: of each slot the latest code, and what all of them say for the form. */
export const knownCodes = z.object({ codes: z.array(codeEvidence), fields: codeFields });
export type KnownCodes = z.infer<typeof knownCodes>;
