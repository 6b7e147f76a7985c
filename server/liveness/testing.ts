import type {
  ChallengeName,
  ChallengeRecord,
  LivenessReport,
  LivenessSignals,
} from '../contract/liveness.ts';

// Test code only: what a page tells.

export const signals: LivenessSignals = {
  camera: { virtual: false, changes: 0, width: 1280, height: 720, frameRate: 30, facing: 'user' },
  frames: { analysed: 120, perSecond: 15.5, medianGapMs: 64.2, longestGapMs: 201.5, repeated: 0 },
  face: { lost: 0, jumps: 0, others: 0 },
  engine: { place: 'worker', delegate: 'cpu', simd: true, medianMs: 21.4 },
};

export const digest = (digit: string): string => digit.repeat(64);

interface Handed {
  readonly nonce: string;
  readonly challenges: readonly ChallengeName[];
}

/** All of a round, each in so many milliseconds. */
export const passedAll = ({ challenges }: Handed, ms = 1000): ChallengeRecord[] =>
  challenges.map((name) => ({ name, passed: true, ms }));

/** The first one passed, the second one not. */
export const failedSecond = (round: Handed): ChallengeRecord[] =>
  passedAll(round)
    .slice(0, 2)
    .map((record, index) => ({ ...record, passed: index === 0 }));

export const passing = (round: Handed, changed: Partial<LivenessReport> = {}): LivenessReport => ({
  slot: 'selfie',
  route: 'guided',
  nonce: round.nonce,
  challenges: passedAll(round),
  sha256: digest('a'),
  signals,
  ...changed,
});

/** Of a round after which no picture was taken. */
export const failing = (round: Handed, changed: Partial<LivenessReport> = {}): LivenessReport => {
  const { sha256: _, ...report } = passing(round);
  return { ...report, challenges: failedSecond(round), ...changed };
};

export const manual = (changed: Partial<LivenessReport> = {}): LivenessReport => ({
  slot: 'selfie',
  route: 'manual',
  nonce: null,
  challenges: [],
  reason: 'person',
  sha256: digest('b'),
  signals: null,
  ...changed,
});
