/**
 * `npm start`: works on a bare clone. With arguments it is the command `tlsfloor`, without any it is the demo.
 *
 * @module
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt, ensureInstalled, ROOT } from './setup.mjs';

const args = process.argv.slice(2);
ensureInstalled();
ensureBuilt();

const isNpmStart = process.env.npm_lifecycle_event === 'start';
if (isNpmStart && process.env.npm_config_loglevel !== 'silent' && asksForData(args)) {
  process.stderr.write(
    'npm has printed two lines above the data; `npm start --silent -- ...` prints the data alone.\n',
  );
}
// npm changes to the root of the package; @hosts.txt and --output mean the folder the user is in.
if (isNpmStart && process.env.INIT_CWD) process.chdir(process.env.INIT_CWD);

if (isNpmStart) endWithParent();

// In this process, so that standard input and output, signals and the exit code need nobody to pass them on.
const file = join(ROOT, 'dist', args.length > 0 ? 'tlsfloor.js' : 'demo.js');
process.argv = [process.argv[0], file, ...args];
void import(pathToFileURL(file).href);

/** npm passes SIGTERM to the shell between us and not to us; what shows is that the shell is gone. */
function endWithParent() {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 200);
  watch.unref();
}

function asksForData(words) {
  return !process.stdout.isTTY && (words.includes('--json') || words.includes('--ndjson'));
}
