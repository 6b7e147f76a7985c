import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, resolve, sep } from 'node:path';
import { describe, expect, test } from 'vitest';

/**
 * Who may import what. Each rule: files under `from` may import only what `allow` matches (of the project, as a path
 * from its root; of packages, by name). The first rule that matches a file counts, so exceptions stand first.
 */
interface Wall {
  readonly from: RegExp;
  readonly allow: readonly RegExp[];
}

const typesOnly = (path: string): RegExp => new RegExp(`^type:${path}`);

/** What both sides know of forms; it brings no package along. */
const documents = /^server\/contract\/documents\/[\w-]+\.ts$/;

const walls: readonly Wall[] = [
  { from: documents, allow: [documents, typesOnly('server/contract/flow\\.ts')] },
  { from: /^server\/contract\//, allow: [/^server\/contract\//, /^zod$/] },
  {
    from: /^widget\/flow\//,
    allow: [/^widget\/flow\//, typesOnly('widget/'), typesOnly('server/contract/')],
  },
  ...['camera', 'quality', 'image', 'liveness', 'barcode'].map((room) => ({
    from: new RegExp(`^widget/${room}/`),
    allow: [
      new RegExp(`^widget/${room}/`),
      /^widget\/(errors|worker-bridge|upright)\.ts$/,
      typesOnly('widget/(runtime/ports|quality/types)\\.ts'),
      typesOnly('server/contract/liveness\\.ts'),
      /^browser-image-compression$/,
      /^@zxing\/(browser|library)$/,
      /^zxing-wasm\/reader(\/zxing_reader\.wasm\?url)?$/,
      /^@mediapipe\/tasks-vision(\/[\w.]+\?url)?$/,
    ],
  })),
  {
    from: /^widget\/api\//,
    allow: [
      /^widget\/api\//,
      /^widget\/errors\.ts$/,
      /^widget\/hashes\.ts$/,
      typesOnly('widget/runtime/ports'),
      typesOnly('server/contract/'),
    ],
  },
  {
    from: /^widget\/screens\//,
    allow: [
      /^widget\/(screens|i18n|form)\//,
      /^widget\/(styles|errors)\.ts$/,
      typesOnly('widget/'),
      typesOnly('server/contract/'),
      /^lit(\/|$)/,
    ],
  },
  { from: /^widget\/i18n\//, allow: [/^widget\/i18n\//, typesOnly('widget/')] },
  {
    from: /^widget\/form\//,
    allow: [/^widget\/form\//, documents, typesOnly('server/contract/')],
  },
  { from: /^widget\/hashes\.ts$/, allow: [/^@noble\/hashes\/sha[23]\.js$/] },
  { from: /^widget\//, allow: [/^widget\//, documents, typesOnly('server/contract/'), /^lit(\/|$)/] },
  ...['onekyc', 'ost', 'enxtai', 'ctos', 'truestack'].map((name) => ({
    from: new RegExp(`^server/providers/${name}/`),
    allow: [
      new RegExp(`^server/providers/${name}/`),
      /^server\/providers\/(provider|errors|call|token-cache|safe-url|values)\.ts$/,
      /^server\/contract\//,
      /^zod$/,
      /^node:(crypto|buffer|stream)$/,
    ],
  })),
  {
    from: /^server\/routes\//,
    allow: [/^server\/(?!providers\/[^/]+\/)/, /^(express|zod|undici)$/, /^node:/],
  },
  {
    from: /^server\//,
    allow: [/^server\//, /^(?!widget\/|demo\/|e2e\/|dist\/|lit|vite|vitest|playwright)[@\w]/, /^node:/],
  },
  { from: /^demo\//, allow: [/^demo\//, /^dist\//, /^(?!server\/|widget\/|e2e\/)[@\w][\w/.-]*$/, /^node:/] },
];

const root = process.cwd();
const rooms = ['widget', 'server', 'demo'];

const sources = rooms
  .flatMap((room) => readdirSync(room, { recursive: true, encoding: 'utf8' }).map((file) => join(room, file)))
  .map((file) => file.split(sep).join('/'))
  .filter((file) => /\.(ts|tsx|vue)$/.test(file))
  .filter(
    (file) =>
      !/\.test\.ts$|\/testing\/|^server\/providers\/(conformance|.+\/fixtures(\.\w+)?\.ts)|\/node_modules\//.test(
        file,
      ),
  );

const importPattern =
  /(?:^|\n)\s*(?:import|export)\s+(type\s+)?(?:[\w*{}\s,$]+?\s+from\s+)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)|new URL\(\s*['"](\.[^'"]+\.ts)['"]/g;

interface Imported {
  readonly file: string;
  readonly target: string;
  readonly isType: boolean;
}

function importsOf(file: string): Imported[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(importPattern)].map(([, type, fixed, lazy, asset]) => {
    const specifier = fixed ?? lazy ?? asset ?? '';
    const target = specifier.startsWith('.')
      ? posix.normalize(
          relative(root, resolve(dirname(file), specifier))
            .split(sep)
            .join('/'),
        )
      : specifier;
    return { file, target, isType: Boolean(type) };
  });
}

const isAllowed = ({ file, target, isType }: Imported): boolean => {
  const wall = walls.find(({ from }) => from.test(file));
  if (!wall) return false;
  return wall.allow.some((pattern) => pattern.test(target) || (isType && pattern.test(`type:${target}`)));
};

describe('the walls between the rooms', () => {
  test('every source file stays within what its room may import', () => {
    const broken = sources.flatMap(importsOf).filter((one) => !isAllowed(one));
    expect(broken.map(({ file, target }) => `${file} must not import ${target}`)).toEqual([]);
  });

  test('the walls see imports of each kind', () => {
    const all = sources.flatMap(importsOf);
    expect(all.some(({ isType }) => isType)).toBe(true);
    expect(all.some(({ isType }) => !isType)).toBe(true);
    expect(isAllowed({ file: 'widget/flow/machine.ts', target: 'lit', isType: false })).toBe(false);
    expect(
      isAllowed({ file: 'widget/camera/index.ts', target: 'widget/quality/verdict.ts', isType: false }),
    ).toBe(false);
    expect(isAllowed({ file: 'server/contract/flow.ts', target: 'node:fs', isType: false })).toBe(false);
    const rule = { file: 'server/contract/documents/pan.ts', target: 'zod', isType: false };
    expect([isAllowed(rule), isAllowed({ ...rule, file: 'server/contract/flow.ts' })]).toEqual([false, true]);
    expect(
      isAllowed({
        file: 'server/providers/ost/index.ts',
        target: 'server/providers/onekyc/map.ts',
        isType: true,
      }),
    ).toBe(false);
    expect(isAllowed({ file: 'demo/main.ts', target: 'server/app.ts', isType: false })).toBe(false);
  });

  test('only server/main.ts reads the environment of the process', () => {
    const readers = sources
      .filter((file) => file.startsWith('server/') || file.startsWith('widget/'))
      .filter((file) => readFileSync(file, 'utf8').includes('process.env'));
    expect(readers).toEqual(['server/main.ts']);
  });
});
