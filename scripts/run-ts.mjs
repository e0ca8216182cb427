/**
 * `node scripts/run-ts.mjs FILE ARGS`: runs a TypeScript script, also on a clone where nothing is installed yet.
 *
 * @module
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { EXIT_SETUP, ensureInstalled, ROOT } from './setup.mjs';

const [file, ...args] = process.argv.slice(2);
if (file === undefined) {
  process.stderr.write('usage: node scripts/run-ts.mjs FILE ARGS\n');
  process.exit(EXIT_SETUP);
}
ensureInstalled();

const path = join(ROOT, file);
process.argv = [process.argv[0], path, ...args];
void import('tsx/esm/api').then(({ register }) => {
  register();
  return import(pathToFileURL(path).href);
});
