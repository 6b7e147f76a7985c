/**
 * `npm test`: every test there is, from a fresh clone on. Gets a browser, builds, runs the unit, browser and end-to-end
 * tests, and closes with their sum on a line of its own.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ensureBrowser } from './browser.ts';

const reports = join('test-results', 'reports');
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

const bin = (name: string, ...path: string[]): string[] => [join('node_modules', name, ...path)];
const vitest = bin('vitest', 'vitest.mjs');
const playwright = bin('playwright', 'cli.js');

interface Suite {
  readonly name: string;
  readonly args: readonly string[];
  readonly report: string;
}

const unitReport = join(reports, 'unit.json');
const browserReport = join(reports, 'browser.json');
const journeysReport = join(reports, 'journeys.json');

const suites: readonly Suite[] = [
  {
    name: 'unit',
    args: [
      ...vitest,
      'run',
      '--project',
      'unit',
      '--reporter=default',
      '--reporter=json',
      `--outputFile=${unitReport}`,
    ],
    report: unitReport,
  },
  {
    name: 'browser',
    args: [
      ...vitest,
      'run',
      '--project',
      'browser',
      '--reporter=default',
      '--reporter=json',
      `--outputFile=${browserReport}`,
    ],
    report: browserReport,
  },
  {
    name: 'end to end',
    args: [...playwright, 'test', '-c', 'e2e/playwright.config.ts', '--reporter=list,json'],
    report: journeysReport,
  },
];

interface Count {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Reads what vitest and Playwright write; a suite that wrote nothing counts as one failure. */
function count(report: string): Count {
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 };
  const read = JSON.parse(readFileSync(report, 'utf8')) as Record<string, unknown>;
  const number = (of: unknown, key: string): number => {
    const value = typeof of === 'object' && of !== null ? (of as Record<string, unknown>)[key] : undefined;
    return typeof value === 'number' ? value : 0;
  };
  const stats = read['stats'];
  if (stats) {
    return {
      passed: number(stats, 'expected') + number(stats, 'flaky'),
      failed: number(stats, 'unexpected'),
      skipped: number(stats, 'skipped'),
    };
  }
  return {
    passed: number(read, 'numPassedTests'),
    failed: number(read, 'numFailedTests'),
    skipped: number(read, 'numPendingTests') + number(read, 'numTodoTests'),
  };
}

function run(args: readonly string[]): boolean {
  const environment = { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: resolve(journeysReport) };
  return spawnSync(process.execPath, args, { stdio: 'inherit', env: environment }).status === 0;
}

function main(): boolean {
  ensureBrowser();
  console.log('\nBuilding');
  const vite = bin('vite', 'bin', 'vite.js');
  const built =
    run([...vite, 'build', '--logLevel', 'warn']) &&
    run([...vite, 'build', '--mode', 'server', '--logLevel', 'warn']) &&
    run(['--import', 'tsx', 'e2e/setup/types.ts']);
  if (!built) return false;

  const results = suites.map((suite) => {
    console.log(`\n${suite.name} tests`);
    const ok = run(suite.args);
    const counted = count(suite.report);
    // A runner that failed without a failed test (a crash, a type error in its configuration) is a failure all the same.
    return { suite, ok, ...counted, failed: ok ? counted.failed : Math.max(counted.failed, 1) };
  });
  const sum = (key: keyof Count): number => results.reduce((all, result) => all + result[key], 0);
  console.log('');
  for (const { suite, passed, failed, skipped } of results) {
    console.log(`${suite.name}: ${passed} passed, ${failed} failed, ${skipped} skipped`);
  }
  console.log(`${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`);
  return results.every((result) => result.ok && result.failed === 0);
}

try {
  process.exitCode = main() ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
