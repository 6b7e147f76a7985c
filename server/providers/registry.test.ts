import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { providerModules } from './registry.ts';

const folders = readdirSync(import.meta.dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

describe('the registry', () => {
  it('lists each folder once, under its own name', () => {
    expect(folders.length).toBeGreaterThan(0);
    expect(providerModules.map(({ name }) => name).sort()).toEqual([...folders].sort());
  });

  it('gives no variable to two providers', () => {
    const variables = providerModules.flatMap((module) => Object.keys(module.variables));
    expect(new Set(variables).size).toBe(variables.length);
  });

  it.each(folders)('%s has the files that every provider has, and runs the conformance suite', (folder) => {
    const files = readdirSync(`${import.meta.dirname}/${folder}`);
    expect(files).toEqual(expect.arrayContaining(['index.ts', 'map.ts', 'fixtures.ts', 'index.test.ts']));
    const test = readFileSync(`${import.meta.dirname}/${folder}/index.test.ts`, 'utf8');
    expect(test).toMatch(/^conformance\(/m);
  });

  it.each(folders)('%s keeps to its own folder, the room and the contract', (folder) => {
    const own = readdirSync(`${import.meta.dirname}/${folder}`);
    const files = own.filter((name) => name.endsWith('.ts') && !/^fixtures|\.test\.ts$/.test(name));
    for (const name of files) {
      const source = readFileSync(`${import.meta.dirname}/${folder}/${name}`, 'utf8');
      const imports = [...source.matchAll(/from '([^']+)'/g)].map((match) => match[1] ?? '');
      for (const path of imports) {
        expect(path).toMatch(
          /^(node:crypto|zod|\.\/[\w.-]+|\.\.\/[\w-]+\.ts|\.\.\/\.\.\/contract\/\w+\.ts)$/,
        );
        expect(path).not.toMatch(/conformance|fixtures|registry/);
      }
      expect(source).not.toContain('process.env');
    }
  });
});
