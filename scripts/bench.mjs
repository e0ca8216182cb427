/**
 * `npm run bench -- scan|negotiate`: builds the command that users run, then measures it, or the part that computes.
 *
 * @module
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt, ensureInstalled, ROOT } from './setup.mjs';

ensureInstalled();
ensureBuilt();
void import('tsx/esm/api').then(({ register }) => {
  register();
  return import(pathToFileURL(join(ROOT, 'scripts', 'bench', 'main.ts')).href);
});
