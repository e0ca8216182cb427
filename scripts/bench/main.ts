/**
 * `npm run bench -- scan`: measures, prints the tables, and with `--write` keeps them in docs/benchmarks.md.
 *
 * @module
 */
import { writeFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { parseArgs } from 'node:util';
import { benchLogs } from './observe-logs.ts';
import { benchScan } from './scan.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { write: { type: 'boolean', default: false }, seed: { type: 'string', default: '1' } },
});
if (positionals.join() === 'observe-logs') {
  const random = randomFrom(Number(values.seed));
  process.stdout.write(`${await benchLogs({ random, say: (text) => process.stderr.write(`${text}\n`) })}\n`);
  process.exit(0);
}
if (positionals.join() !== 'scan') {
  process.stderr.write('usage: npm run bench -- scan|observe-logs [--write] [--seed N]\n');
  process.exit(2);
}
const loadBefore = loadavg();
const sections = await benchScan({
  random: randomFrom(Number(values.seed)),
  say: (text) => process.stderr.write(`${text}\n`),
});
const today = new Date().toISOString().slice(0, 10);
const text = `# Benchmarks

Made by \`npm run bench -- scan --write --seed ${values.seed}\` on ${today}: ${machine()}.
All on loopback, all in one run, which takes about eight minutes. No test depends on these numbers.

${sections}
`;
process.stdout.write(text);
if (values.write) writeFileSync(new URL('../../docs/benchmarks.md', import.meta.url), text);

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
