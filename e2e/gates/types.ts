/** `npm run types`: each room is compiled with its own tsconfig, so that the compiler holds its environment. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const projects = readdirSync('.', { recursive: true, encoding: 'utf8' })
  .filter((file) => /(^|[\\/])tsconfig(\.\w+)?\.json$/.test(file))
  .filter((file) => !/(^|[\\/])(node_modules|dist)[\\/]/.test(file))
  .sort();

const failed = projects.filter((project) => {
  const compiler = join('node_modules', 'typescript', 'bin', 'tsc');
  return spawnSync(process.execPath, [compiler, '-p', project], { stdio: 'inherit' }).status !== 0;
});

console.log(`${projects.length - failed.length} of ${projects.length} rooms compile`);
if (failed.length > 0) {
  console.error(`These do not: ${failed.join(', ')}`);
  process.exitCode = 1;
}
