/**
 * `npm run lint`: every check that is no test. Runs them all, then says which failed.
 *
 * @module
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { houseRules } from './house-rules.mjs';
import { binOf, ensureInstalled, ROOT } from './setup.mjs';

const FOLDERS = ['src', 'lab', 'scripts'];

const STEPS = [
  ['types', () => bin('tsc', '--noEmit')],
  [
    'format and style (biome)',
    () => bin('biome', 'check', '--error-on-warnings', '--diagnostic-level=warn', ...FOLDERS, ...configFiles()),
  ],
  ['promises and switches (oxlint)', () => bin('oxlint', '--deny-warnings', '--report-unused-disable-directives')],
  ['arrows between rooms (dependency-cruiser)', () => bin('depcruise', ...FOLDERS, '--output-type', 'err-long')],
  ['unused files, exports, dependencies (knip)', () => bin('knip')],
  ['house rules', () => ({ status: houseRules().length, text: houseRules().join('\n') })],
  ['docs/errors.md is fresh', () => node('run-ts.mjs', 'scripts/docs.ts', '--check')],
  ['the library compiles', () => node('build.mjs', '--lib')],
  [
    'the package as published (publint)',
    () => bin('publint', 'run', '--pack', 'npm', '--strict', '--level', 'warning'),
  ],
];

ensureInstalled();
const failed = [];
for (const [name, check] of STEPS) {
  const start = performance.now();
  const { status, text } = check();
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  process.stdout.write(`${status === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)\n`);
  if (status === 0) continue;
  failed.push(name);
  process.stdout.write(`${text.trim()}\n\n`);
}
process.stdout.write(
  failed.length === 0 ? 'lint: all fine\n' : `lint: ${failed.length} failed: ${failed.join('; ')}\n`,
);
process.exitCode = failed.length === 0 ? 0 : 1;

/** Not the Markdown: biome would pad every table to its widest cell. */
function configFiles() {
  return readdirSync(ROOT).filter((file) => /\.(json|ts|cjs)$/.test(file));
}

function bin(name, ...args) {
  return run(binOf(name), args);
}

function node(script, ...args) {
  return run(process.execPath, [join(ROOT, 'scripts', script), ...args]);
}

function run(command, args) {
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    shell: command.endsWith('.cmd'),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { status: error ? 1 : status, text: `${stdout || ''}${stderr || ''}${error ? error.message : ''}` };
}
