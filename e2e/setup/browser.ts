/**
 * Finds a Chromium that the tests can drive, and gets one where there is none: an installed Chromium or Chrome first,
 * then the system's packages, then Playwright's own download. `npm run browser` and `npm test` call this file.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright';

const commands = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];

const applications = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

const isExecutable = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** Path of an installed browser; `KYC_TEST_BROWSER` names one explicitly. Null when there is none. */
export function findBrowser(): string | null {
  const named = process.env['KYC_TEST_BROWSER'];
  if (named) return named;
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
  const onPath = commands.flatMap((command) => folders.map((folder) => join(folder, command)));
  const installed = [...onPath, ...applications].find(isExecutable);
  if (installed) return installed;
  const own = chromium.executablePath();
  return existsSync(own) ? own : null;
}

const run = (command: string, args: readonly string[]): boolean => {
  console.log(`> ${command} ${args.join(' ')}`);
  return spawnSync(command, args, { stdio: 'inherit' }).status === 0;
};

const canUseApt = (): boolean => process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');

function installFromSystem(): boolean {
  if (!canUseApt()) return false;
  const install = ['install', '-y', '--no-install-recommends', 'chromium', 'fonts-liberation'];
  return run('apt-get', ['update']) && run('apt-get', install);
}

/** A browser for the tests, installed if need be. Throws a message that says exactly what to install. */
export function ensureBrowser(): string {
  const found = findBrowser();
  if (found) return found;
  console.log('No Chromium or Chrome was found: installing one for the tests.');
  if (installFromSystem()) {
    const fromSystem = findBrowser();
    if (fromSystem) return fromSystem;
  }
  run(process.execPath, [join('node_modules', 'playwright', 'cli.js'), 'install', 'chromium']);
  const downloaded = findBrowser();
  if (downloaded) return downloaded;
  throw new Error(
    'The tests need a Chromium or Chrome and could not install one. Install it yourself and run this again:\n' +
      '  Debian or Ubuntu:  sudo apt-get install chromium\n' +
      '  Fedora:            sudo dnf install chromium\n' +
      '  macOS:             brew install --cask google-chrome\n' +
      'or name an installed one: KYC_TEST_BROWSER=/path/to/chromium npm test',
  );
}

/** Quiet, offline Chromium with a camera that plays `clip`, or a moving test picture without one. */
export function browserArguments(clip?: string): string[] {
  return [
    // Chromium's sandbox cannot start as root, which is what containers and CI machines run as.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--use-fake-device-for-media-stream',
    ...(clip ? [`--use-file-for-fake-video-capture=${clip}`] : []),
  ];
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    console.log(`Browser for the tests: ${ensureBrowser()}`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
