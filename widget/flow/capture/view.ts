import type { PartSpec } from '../part.ts';
import { currentStep } from '../steps.ts';
import type { Journey, Step } from '../types.ts';
import { type DocumentName, progressOf } from '../view.ts';
import { afterRefusal, captureRecoveryOf } from './recovery.ts';
import type { CameraScreenView, CaptureState, DeliveryView } from './types.ts';

/** The side is worth a word only where another picture of the same document is taken too. */
function documentOf(step: Step | undefined, { steps }: Journey): DocumentName {
  const pictures = steps.filter(({ documentType }) => documentType && documentType === step?.documentType);
  return {
    type: step?.documentType ?? 'other',
    side: pictures.length > 1 ? (step?.side ?? null) : null,
  };
}

const ofStep = (journey: Journey) => {
  const step = currentStep(journey);
  return { document: documentOf(step, journey), accept: step?.accept ?? [] };
};

const camera = (journey: Journey, phase: CameraScreenView['phase']): CameraScreenView => ({
  screen: 'camera',
  document: ofStep(journey).document,
  phase,
  progress: progressOf(journey, 0.4),
});

const delivery = (
  journey: Journey,
  phase: DeliveryView['phase'],
  within: number,
  sent: number | null,
): DeliveryView => ({ screen: 'delivery', phase, sent, progress: progressOf(journey, within) });

export const captureView: PartSpec<CaptureState['name']>['view'] = {
  prepare: ({ journey }) => ({
    screen: 'prepare',
    ...ofStep(journey),
    isAgain: Boolean(currentStep(journey)?.refused),
    progress: progressOf(journey, 0.2),
  }),
  opening: ({ journey }) => camera(journey, 'opening'),
  camera: ({ journey }) => camera(journey, 'live'),
  checking: ({ journey, source }) =>
    source === 'camera' ? camera(journey, 'checking') : delivery(journey, 'checking', 0.5, null),
  review: ({ journey, picture, problem, source }) => ({
    screen: 'review',
    ...ofStep(journey),
    picture,
    problem,
    offers: problem ? afterRefusal(source, journey.refusals) : null,
    again: source === 'file' ? 'use_file' : 'retake',
    progress: progressOf(journey, 0.6),
  }),
  uploading: ({ journey, loaded, total }) => {
    const sent = total > 0 ? Math.min(1, loaded / total) : null;
    return delivery(journey, 'uploading', 0.7 + 0.3 * (sent ?? 0), sent);
  },
  failed: ({ journey, code }) => {
    const recovery = captureRecoveryOf(code);
    if (!recovery || !journey) return null;
    return {
      screen: 'picture_problem',
      ...recovery,
      accept: ofStep(journey).accept,
      progress: null,
    };
  },
};
