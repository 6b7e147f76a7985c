import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type ReasonCode, reasonCodes } from '../../server/contract/reason.ts';
import { en } from './en.ts';

/** Reasons of which nothing can be said that helps the person: they get the usual words of the outcome. */
const withoutSentence: readonly ReasonCode[] = [
  'reference_image_validation_failed',
  'verification_failed',
  'user_deleted',
  'other',
];

const withSentence = Object.keys(en).flatMap((key) => /^reason_(.*)/.exec(key)?.[1] ?? []);

const providers = readdirSync('server/providers', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** Words in quotes in the sources of an adapter: it can give no code that the contract does not have. */
const quotedBy = (name: string): Set<string> => {
  const folder = `server/providers/${name}`;
  const sources = readdirSync(folder).filter(
    (file) => /\.ts$/.test(file) && !/test\.ts$|fixtures/.test(file),
  );
  const text = sources.map((file) => readFileSync(`${folder}/${file}`, 'utf8')).join('\n');
  return new Set([...text.matchAll(/'([a-z_]+)'/g)].flatMap(([, word]) => word ?? []));
};

describe('reasons', () => {
  test('have a sentence each, or are known to have none', () => {
    expect([...withSentence, ...withoutSentence].sort()).toEqual([...reasonCodes].sort());
  });

  test('are each given by some adapter', () => {
    const quoted = providers.map(quotedBy);
    expect(quoted.length).toBeGreaterThan(4);
    expect(reasonCodes.filter((code) => !quoted.some((words) => words.has(code)))).toEqual([]);
  });

  test.each(reasonCodes)('%s tells nobody of a check against lists', (code) => {
    expect(code).not.toMatch(/aml|sanction|watch|pep|terror|launder/);
  });
});
