import type { FlowStep } from '../../contract/flow.ts';

type Step = Omit<FlowStep, 'done'>;

/** Where each picture goes, below the base. In the order in which the person is asked. */
export const uploadPaths = {
  pan: '/v1/kyc/upload/pan',
  aadhaar_front: '/v1/kyc/upload/aadhaar/front',
  aadhaar_back: '/v1/kyc/upload/aadhaar/back',
  live_photo: '/v1/kyc/upload/live-photo',
} as const;

export type Slot = keyof typeof uploadPaths;

export const slots = Object.keys(uploadPaths) as readonly Slot[];

export const isSlot = (text: string): text is Slot => Object.hasOwn(uploadPaths, text);

/** As documented for all four: JPEG or PNG, 5 MiB at the most, each side 300 to 8192 px. */
const limits = {
  accept: ['image/jpeg', 'image/png'],
  maxBytes: 5 * 1024 * 1024,
  minWidth: 300,
  minHeight: 300,
  maxWidth: 8192,
  maxHeight: 8192,
};

const step = (slot: Slot, more: Pick<Step, 'kind' | 'documentType' | 'side' | 'code'>): Step => ({
  id: slot,
  slot,
  ...more,
  ...limits,
});

export const steps: readonly Step[] = [
  step('pan', { kind: 'document', documentType: 'pan', side: 'front', code: 'pan' }),
  step('aadhaar_front', { kind: 'document', documentType: 'aadhaar', side: 'front', code: 'aadhaar' }),
  step('aadhaar_back', { kind: 'document', documentType: 'aadhaar', side: 'back', code: 'aadhaar' }),
  step('live_photo', { kind: 'selfie' }),
];
