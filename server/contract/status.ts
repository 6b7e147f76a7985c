import { z } from 'zod';

/** Where a session stands. `completed` is the only status that carries a result. */
export const sessionStatus = z.enum(['pending', 'processing', 'review', 'completed', 'expired', 'failed']);
export type SessionStatus = z.infer<typeof sessionStatus>;

export const sessionResult = z.enum(['approved', 'rejected']);
export type SessionResult = z.infer<typeof sessionResult>;

const verdict = z.boolean().nullable();
const score = z.number().min(0).max(1).nullable();

/** What the provider checked; null means that it did not say. Scores are 0..1. */
export const checks = z.object({
  documentValid: verdict,
  nameMatch: verdict,
  idMatch: verdict,
  frontBackMatch: verdict,
  landmarkValid: verdict,
  faceMatch: verdict,
  faceMatchScore: score,
  livenessPassed: verdict,
  livenessScore: score,
});
export type Checks = z.infer<typeof checks>;

const text = z.string().nullable();

/** What the provider read from the document; null means that it did not say. Dates are ISO 8601 (YYYY-MM-DD). */
export const extracted = z.object({
  fullName: text,
  documentNumber: text,
  dateOfBirth: text,
  placeOfBirth: text,
  address: text,
  gender: text,
  nationality: text,
  religion: text,
  maritalStatus: text,
  occupation: text,
  bloodType: text,
  province: text,
  city: text,
  district: text,
  village: text,
  issuedAt: text,
  expiresAt: text,
});
export type Extracted = z.infer<typeof extracted>;

export const noChecks: Checks = {
  documentValid: null,
  nameMatch: null,
  idMatch: null,
  frontBackMatch: null,
  landmarkValid: null,
  faceMatch: null,
  faceMatchScore: null,
  livenessPassed: null,
  livenessScore: null,
};

export const nothingExtracted: Extracted = {
  fullName: null,
  documentNumber: null,
  dateOfBirth: null,
  placeOfBirth: null,
  address: null,
  gender: null,
  nationality: null,
  religion: null,
  maritalStatus: null,
  occupation: null,
  bloodType: null,
  province: null,
  city: null,
  district: null,
  village: null,
  issuedAt: null,
  expiresAt: null,
};

/** Answer of `GET /v1/flow/status` and `POST /v1/flow/submissions`: what the person may know. */
export const flowStatus = z.object({
  sessionId: z.string(),
  status: sessionStatus,
  result: sessionResult.nullable(),
  /** A stable code in snake_case that the widget turns into a sentence (`document_not_found`); never upstream text. */
  reasonCode: z.string().nullable(),
  /** How long to wait before asking again, in milliseconds; null when the status is final. */
  pollAfterMs: z.number().int().positive().nullable(),
});
export type FlowStatus = z.infer<typeof flowStatus>;

const finalStatuses: readonly SessionStatus[] = ['completed', 'expired', 'failed'];

/** A final status never changes again, except that an erased session disappears. */
export const isFinal = (status: SessionStatus): boolean => finalStatuses.includes(status);
