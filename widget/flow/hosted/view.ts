import type { KycErrorCode } from '../../errors.ts';
import type { PartSpec } from '../part.ts';
import { progressOf } from '../view.ts';
import type { AwayView, HostedState, TrialTrouble } from './types.ts';

/** Waited this long, the screen says that the person need not stay. Milliseconds. */
const LONG_MS = 120_000;

/** Anything else is a camera that stopped. */
const troubles: ReadonlyMap<KycErrorCode, TrialTrouble> = new Map([
  ['camera_denied', 'denied'],
  ['camera_missing', 'missing'],
  ['camera_busy', 'busy'],
  ['insecure_context', 'insecure'],
  ['camera_unsupported', 'unsupported'],
]);

/** The page itself stands against it: another try would end the same. */
const lasting: readonly TrialTrouble[] = ['insecure', 'unsupported'];

const placeOf = ({ way, isOpen }: Extract<HostedState, { name: 'away' }>): AwayView['place'] => {
  if (way === 'link') return 'link';
  return isOpen ? 'window' : 'gone';
};

export const hostedView: PartSpec<HostedState['name']>['view'] = {
  briefing: ({ journey }) => ({ screen: 'briefing', progress: progressOf(journey, 0.2) }),
  trial: ({ journey, phase, code }) => {
    const trouble = code && (troubles.get(code) ?? 'lost');
    return {
      screen: 'trial',
      phase,
      trouble,
      canRetry: trouble !== null && !lasting.includes(trouble),
      progress: progressOf(journey, phase === 'live' ? 0.7 : 0.5),
    };
  },
  leaving: ({ journey }) => ({ screen: 'leaving', progress: progressOf(journey, 0.1) }),
  away: (state) => {
    const { journey, way, isOpen, patience, waitedMs } = state;
    // Who came back is further than who is there.
    const progress = progressOf(journey, isOpen ? 0.5 : 0.8);
    if (way === 'iframe' && isOpen) return { screen: 'embedded', progress };
    if (patience > 0) {
      return { screen: 'progress', phase: 'waiting', isSlow: false, progress };
    }
    return { screen: 'away', place: placeOf(state), isLong: waitedMs >= LONG_MS, progress };
  },
};
