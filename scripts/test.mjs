/**
 * `npm test`: all tests, from a bare clone. Ends with what was skipped and why, and one line of numbers.
 *
 * @module
 */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, ROOT } from './setup.mjs';

ensureInstalled();
ensureBuilt();

const folder = fs.mkdtempSync(join(tmpdir(), 'tlsfloor-test-'));
const summaryFile = join(folder, 'summary.json');
const reporters = ['--reporter=default', `--reporter=${join(ROOT, 'scripts', 'test-reporter.mjs')}`];
const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
const child = spawn(process.execPath, [vitest, 'run', ...reporters, ...process.argv.slice(2)], {
  cwd: ROOT,
  env: { ...process.env, TLSFLOOR_TEST_SUMMARY: summaryFile },
  stdio: 'inherit',
});
// A terminal sends SIGINT to vitest as well; the others come to us alone.
process.on('SIGINT', () => undefined);
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));

child.on('close', (code) => {
  const summary = readSummary();
  fs.rmSync(folder, { recursive: true, force: true });
  if (summary === undefined) {
    process.stderr.write('vitest ended before its tests did\n');
    process.exitCode = code || 1;
    return;
  }
  const { passed, failed, skipped } = summary;
  process.stdout.write(skippedText(skipped));
  process.stdout.write(
    `${passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}\n`,
  );
  const hasRun = passed + failed > 0;
  if (!hasRun) process.stderr.write('no test was run\n');
  process.exitCode = code || (failed > 0 || !hasRun ? 1 : 0);
});

function readSummary() {
  try {
    return JSON.parse(fs.readFileSync(summaryFile, 'utf8'));
  } catch {
    return undefined;
  }
}

function skippedText(skipped) {
  if (skipped.length === 0) return '\n';
  const byReason = new Map();
  for (const { name, file, reason } of skipped) {
    const title = reason === null ? `in ${file}` : reason;
    byReason.set(title, [...(byReason.get(title) || []), name.split(' > ').pop()]);
  }
  const lines = [...byReason].map(([reason, all]) => {
    const names = [...new Set(all)];
    const rest = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
    return `  ${reason}: ${names.slice(0, MOST_NAMES).join(', ')}${rest}\n`;
  });
  return `\nSKIPPED, so nothing is known of:\n${lines.join('')}\n`;
}

const MOST_NAMES = 40;
