/**
 * What every script needs before it can work: a Node.js that is new enough, the dependencies, a fresh build.
 *
 * Plain JavaScript in the syntax of Node.js 12 (no `??`, no top-level await), as is each script that a newcomer may
 * start: an old Node.js must get as far as the check below to hear what is wrong.
 *
 * @module
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Something the machine lacks: see the exit codes in README.md. */
export const EXIT_SETUP = 2;

const OLDEST_NODE = 20;

if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
  process.stderr.write(
    `tlsfloor needs Node.js ${OLDEST_NODE} or newer, and this is ${process.versions.node} (${process.execPath}).\n` +
      'Install a current Node.js from https://nodejs.org and start again.\n',
  );
  process.exit(EXIT_SETUP);
}

/** Installs the dependencies if they are missing or older than the lock file. Ends the process if that fails. */
export function ensureInstalled() {
  const lock = join(ROOT, 'package-lock.json');
  const installed = join(ROOT, 'node_modules', '.package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  process.stderr.write('Installing (about 30 s, once) ...\n');
  // Not `npm ci`: CONTRIBUTING.md says why. The options override what `npm start --silent` hands down.
  const [command, ...args] = npm();
  runQuietly('npm install', command, [...args, 'install', ...INSTALL_OPTIONS]);
  // npm leaves the file alone when it had nothing to do.
  if (existsSync(installed)) utimesSync(installed, new Date(), new Date());
}

/** Builds `dist` if it is missing or not made from the sources as they are. Ends the process if that fails. */
export function ensureBuilt() {
  const isWhole = ['tlsfloor.js', 'demo.js', '.stamp'].every((file) => existsSync(join(ROOT, 'dist', file)));
  if (isWhole && readFileSync(join(ROOT, 'dist', '.stamp'), 'utf8') === sourceStamp()) return;
  process.stderr.write('Building ...\n');
  runQuietly('The build', process.execPath, [join(ROOT, 'scripts', 'build.mjs')]);
}

/** Changes whenever a source is changed, added or taken away. */
export function sourceStamp() {
  const hash = createHash('sha256');
  for (const path of SOURCES) {
    for (const file of filesUnder(join(ROOT, path))) {
      const { mtimeMs, size } = statSync(file);
      hash.update(`${file} ${mtimeMs} ${size}\n`);
    }
  }
  return hash.digest('hex');
}

/** Every file under a folder, in order; a file is itself; nothing if there is no such path. */
export function filesUnder(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesUnder(join(path, name)));
}

/** Path of a program that a dependency brings. */
export function binOf(name) {
  return join(ROOT, 'node_modules', '.bin', process.platform === 'win32' ? `${name}.cmd` : name);
}

/** The npm that started us, or the one on the PATH. */
export function npm() {
  const path = process.env.npm_execpath;
  if (path && /npm-cli\.c?js$/.test(path)) return [process.execPath, path];
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm'];
}

/** Shows what a step prints only if it fails, and ends the process then. */
function runQuietly(title, command, args) {
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    shell: command.endsWith('.cmd'),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (status === 0) return;
  process.stderr.write(`${stdout || ''}${stderr || ''}${error ? `${error.message}\n` : ''}${title} failed.\n`);
  process.exit(EXIT_SETUP);
}

const INSTALL_OPTIONS = ['--include=dev', '--no-audit', '--no-fund', '--loglevel=warn', '--no-progress'];
const SOURCES = ['src', 'lab', 'scripts/build.mjs', 'package.json', 'package-lock.json'];
