import type { FlowStep } from '../../contract/flow.ts';
import type { SessionInput } from '../provider.ts';
import type { Params } from './canonical.ts';
import { formFields } from './form.ts';
import type { Settings } from './settings.ts';

export const slots = [
  'document_id',
  'selfie',
  'residence_proof',
  'investor_proof_1',
  'investor_proof_2',
] as const;
export type Slot = (typeof slots)[number];

/** Keys of the files that have a place at OST, by slot. */
export type FileKeys = Partial<Readonly<Record<Slot, string>>>;

export const required: readonly Slot[] = ['document_id', 'selfie'];

/** What OST calls the file of a slot when it gives out its place; the names are the caller's, these are its own examples. */
export const fileName: Readonly<Record<Slot, string>> = {
  document_id: 'document_id',
  selfie: 'selfie',
  residence_proof: 'residence_proof',
  investor_proof_1: 'investor_proof_file1',
  investor_proof_2: 'investor_proof_file2',
};

export const isSlot = (name: string): name is Slot => slots.some((slot) => slot === name);

/** Range of the POST policy, in bytes. A presigned PUT has no such policy, so that only the upper end is kept to. */
const POLICY_LEAST = 204_800;
const POLICY_MOST = 20_971_520;

/** `image/jpg` is no registered type, yet one of the four that OST takes; what is declared so is sent so. */
const pictures = ['image/jpeg', 'image/png', 'image/jpg'];
const files = [...pictures, 'application/pdf'];

type Step = Omit<FlowStep, 'done'>;

/** Documents with a code that can be read. */
const codeOf = (document: SessionInput['document']): Step['code'] =>
  document?.type === 'aadhaar' || document?.type === 'pan' ? document.type : undefined;

/**
 * The form first: it is the longest, and who cannot fill it in need not take a picture. A document with a code comes before
 * it all the same, as it fills in most of it.
 */
export function stepsFor(
  { createdAt, document }: SessionInput,
  upload: Settings['OST_UPLOAD'],
): readonly Step[] {
  const size = { ...(upload === 'post' && { minBytes: POLICY_LEAST }), maxBytes: POLICY_MOST };
  const proof = (slot: Slot): Step => ({
    id: slot,
    kind: 'file',
    slot,
    accept: files,
    ...size,
    optional: true,
  });
  const code = codeOf(document);
  const form: Step = {
    id: 'details',
    kind: 'details',
    accept: [],
    maxBytes: 0,
    fields: [...formFields(createdAt)],
  };
  const picture: Step = {
    id: 'document_id',
    kind: 'document',
    slot: 'document_id',
    side: 'front',
    ...(document && { documentType: document.type }),
    ...(code && { code }),
    accept: pictures,
    ...size,
  };
  return [
    ...(code ? [picture, form] : [form, picture]),
    { id: 'selfie', kind: 'selfie', slot: 'selfie', accept: pictures, ...size },
    proof('residence_proof'),
    proof('investor_proof_1'),
    proof('investor_proof_2'),
  ];
}

/** The parameters that name the files. */
export function fileParams(keys: FileKeys): Params {
  const proofs = [keys.investor_proof_1, keys.investor_proof_2].filter((key) => key !== undefined);
  return {
    ...(keys.document_id !== undefined && { document_id_file_path: keys.document_id }),
    ...(keys.selfie !== undefined && { selfie_file_path: keys.selfie }),
    ...(keys.residence_proof !== undefined && { residence_proof_file_path: keys.residence_proof }),
    ...(proofs.length > 0 && { investor_proof_files_path: proofs }),
  };
}

/** The slots that these parameters speak of, of those that were filled or have to be. */
export function slotsOf(refused: readonly string[], keys: FileKeys): readonly Slot[] {
  const parameter: Readonly<Record<Slot, string>> = {
    document_id: 'document_id_file_path',
    selfie: 'selfie_file_path',
    residence_proof: 'residence_proof_file_path',
    investor_proof_1: 'investor_proof_files_path',
    investor_proof_2: 'investor_proof_files_path',
  };
  return slots
    .filter((slot) => keys[slot] !== undefined || required.includes(slot))
    .filter((slot) => refused.includes(parameter[slot]));
}
