import { describe, expect, it } from 'vitest';
import { challengeName } from '../contract/liveness.ts';
import { livenessChallenges } from './challenges.ts';
import { ValueError } from './values.ts';

describe('challenges', () => {
  it.each([
    ['one', 'blink', ['blink']],
    ['several, with spaces', ' nod , move_closer', ['nod', 'move_closer']],
    ['all', challengeName.options.join(','), challengeName.options],
  ])('are %s', (_name, value, challenges) => {
    expect(livenessChallenges(value)).toEqual(challenges);
  });

  it.each(challengeName.options.filter((name) => name !== 'move_closer'))('may be %s alone', (name) => {
    expect(livenessChallenges(name)).toEqual([name]);
  });

  it.each([
    ['none', ',', /must list/],
    ['none, by a word', 'off', /must list/],
    ['one that is unknown among others', 'blink,wink', /must list/],
    ['one in capitals', 'Blink', /must list/],
    ['one twice', 'blink,nod,blink', /twice/],
    ['one that a photo can do', 'move_closer', /photo/],
  ])('are not %s', (_name, value, sentence) => {
    expect(() => livenessChallenges(value)).toThrow(ValueError);
    expect(() => livenessChallenges(value)).toThrow(sentence);
  });
});
