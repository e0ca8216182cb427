/**
 * `npm run bench -- scan|negotiate`: measures, prints the tables, and with `--write` keeps them in docs/benchmarks.md.
 *
 * Each subject has a part of the page of its own, from its heading to the next of that kind, and leaves the others.
 *
 * @module
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { parseArgs } from 'node:util';
import { benchNegotiate } from './negotiate.ts';
import { COMPUTED, PAGE, SCAN_NOTE, TITLE } from './page.ts';
import { type BenchOptions, benchScan } from './scan.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { write: { type: 'boolean', default: false }, seed: { type: 'string', default: '1' } },
});
const subject = positionals.join();
if (subject !== 'scan' && subject !== 'negotiate') {
  process.stderr.write('usage: npm run bench -- scan|negotiate [--write] [--seed N]\n');
  process.exit(2);
}
const loadBefore = loadavg();
const options: BenchOptions = {
  random: randomFrom(Number(values.seed)),
  say: (text) => process.stderr.write(`${text}\n`),
};
const sections = subject === 'scan' ? await benchScan(options) : await benchNegotiate(options);
const today = new Date().toISOString().slice(0, 10);
const made = `Made by \`npm run bench -- ${subject} --write --seed ${values.seed}\` on ${today}: ${machine()}.`;
const text =
  subject === 'scan' ? `${TITLE}\n\n${made}\n${SCAN_NOTE}\n\n${sections}\n` : `${COMPUTED}\n\n${made}\n${sections}\n`;
process.stdout.write(text);
if (values.write) {
  const page = readFileSync(PAGE, 'utf8');
  const at = page.indexOf(COMPUTED);
  const [scan, computed] = at < 0 ? [page, ''] : [page.slice(0, at), page.slice(at)];
  writeFileSync(PAGE, subject === 'scan' ? `${text}${computed && `\n${computed}`}` : `${scan.trimEnd()}\n\n${text}`);
}

function machine(): string {
  const cores = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const load = loadBefore[0]?.toFixed(2);
  return `${cores.length} cores (${cores[0]?.model.trim()}), ${memory} GiB, ${type()} ${release()}, load ${load} before the run`;
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
