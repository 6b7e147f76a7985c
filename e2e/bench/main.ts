/** `npm run bench -- NAME`: a table for people, and as its last line one JSON object with the figures. */
export type Figures = Readonly<Record<string, number | boolean | string | null | readonly string[]>>;

const benches: Readonly<Record<string, () => Promise<{ run(): Promise<Figures> }>>> = {
  capture: () => import('./capture.ts'),
  liveness: () => import('./liveness.ts'),
  page: () => import('./page.ts'),
  server: () => import('./server.ts'),
  upload: () => import('./upload.ts'),
};

const name = process.argv[2] ?? '';
const load = benches[name];
if (!load) {
  console.error(`There is no bench "${name}". Choose one of: ${Object.keys(benches).join(', ')}.`);
  process.exit(2);
}
const { run } = await load();
const figures = await run();
console.log(JSON.stringify({ bench: name, ...figures }));
// A bench that misses its bar has said so in `process.exitCode`.
process.exit();
