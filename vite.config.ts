import { playwright } from '@vitest/browser-playwright';
import { defineConfig, type Plugin, type UserConfig } from 'vite';
import type { InlineConfig as TestConfig } from 'vitest/node';
import { browserArguments, findBrowser } from './e2e/setup/browser.ts';
import { leanCompression } from './e2e/setup/lean-compression.ts';

/**
 * Strips the indentation of the sources: minifiers leave the white space of Lit's templates and style sheets as it is.
 * Line breaks stay, so that nothing else changes its meaning.
 */
function withoutIndentation(): Plugin {
  return {
    name: 'without-indentation',
    enforce: 'pre',
    transform: (code, id) =>
      /\/widget\/(screens|styles|kyc-flow)/.test(id) ? code.replace(/\n[ \t]+/g, '\n') : null,
  };
}

/** Vite's helper preloads style sheets of later parts; there are none, and it is a twentieth of the first screen. */
function withoutPreloading(): Plugin {
  return {
    name: 'without-preloading',
    enforce: 'pre',
    load: (id) =>
      id.includes('vite/preload-helper') ? 'export const __vitePreload = (load) => load();' : null,
  };
}

/**
 * zxing's packages do not say that importing a file of theirs does nothing by itself; it is so, and of their 430 KB only what reads QR
 * codes is wanted.
 */
const treeshake = { moduleSideEffects: [{ test: /[\\/]@zxing[\\/]/, sideEffects: false }] };

/** The browser parts: one entry that a script tag loads; later parts are loaded from beside it. */
const widget: UserConfig = {
  plugins: [withoutIndentation(), withoutPreloading(), leanCompression()],
  base: './',
  publicDir: false,
  worker: {
    format: 'iife',
    rolldownOptions: { treeshake, output: { entryFileNames: 'kyc-[name]-[hash].js' } },
  },
  build: {
    outDir: 'dist/widget',
    emptyOutDir: true,
    // Chrome 87, Safari 14: the oldest engines with getUserMedia, module scripts and dynamic import that still matter. It says
    // 91, because `?.` would be rewritten for less, on account of `f?.(...list)` alone, which is not written here.
    target: ['es2020', 'chrome91', 'safari14', 'firefox90'],
    modulePreload: false,
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rolldownOptions: {
      input: { 'kyc-flow': 'widget/index.ts' },
      treeshake,
      preserveEntrySignatures: 'allow-extension',
      output: {
        entryFileNames: '[name].js',
        chunkFileNames: 'kyc-[name]-[hash].js',
        assetFileNames: 'kyc-[name]-[hash][extname]',
      },
    },
  },
};

/** The server: packages stay outside of the bundle and are installed with it. */
const server: UserConfig = {
  publicDir: false,
  build: {
    outDir: 'dist/server',
    emptyOutDir: true,
    ssr: true,
    target: 'node20',
    rolldownOptions: { input: { main: 'server/main.ts', index: 'server/index.ts' } },
  },
};

const chromium = findBrowser();

const tests: TestConfig = {
  projects: [
    {
      test: {
        name: 'unit',
        environment: 'node',
        // No measure of speed: a bound against what hangs, far enough for a busy machine.
        testTimeout: 30_000,
        include: ['{widget,server,demo,e2e}/**/*.test.ts'],
        exclude: ['**/*.browser.test.ts', '**/node_modules/**'],
      },
    },
    {
      // The library as it is built; one that is bundled ahead is not seen by plugins.
      plugins: [leanCompression()],
      // Named here, or the tests begin anew when Vite meets it midway.
      optimizeDeps: {
        include: ['axe-core', '@zxing/browser', '@zxing/library', 'zxing-wasm/reader', 'zxing-wasm/writer'],
        exclude: ['browser-image-compression'],
      },
      test: {
        name: 'browser',
        include: ['widget/**/*.browser.test.ts'],
        browser: {
          enabled: true,
          headless: true,
          screenshotFailures: false,
          provider: playwright({
            launchOptions: { ...(chromium ? { executablePath: chromium } : {}), args: browserArguments() },
            contextOptions: { permissions: ['camera'] },
          }),
          instances: [{ browser: 'chromium' }],
        },
      },
    },
  ],
};

export default defineConfig(({ mode }) => ({
  ...(mode === 'server' ? server : widget),
  test: tests,
}));
