import { type ChallengeName, challengeName } from '../contract/liveness.ts';
import { beyondPhotos } from '../liveness/rounds.ts';
import { list, ValueError } from './values.ts';

/** The challenges of every round: each once, and one at least that nobody can do with a photo. */
export function livenessChallenges(value: string): readonly ChallengeName[] {
  const known = challengeName.options;
  const names = list(value).map((entry) => known.find((name) => name === entry));
  const challenges = names.filter((name) => name !== undefined);
  if (challenges.length === 0 || challenges.length < names.length) {
    throw new ValueError(`must list challenges out of ${known.join(', ')}, separated by commas`);
  }
  if (new Set(challenges).size < challenges.length) {
    throw new ValueError('lists the same challenge twice; list each challenge once');
  }
  if (!challenges.some((name) => beyondPhotos.includes(name))) {
    throw new ValueError(`must hold one of ${beyondPhotos.join(', ')}: a photo can be moved closer`);
  }
  return challenges;
}
