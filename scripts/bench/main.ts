/**
 * `npm run bench -- scan`, or `observe`: measures, prints the tables, and with `--write` keeps them in
 * docs/benchmarks.md, where each subject has a part of its own.
 *
 * @module
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { parseArgs } from 'node:util';
import { benchObserve } from './observe.ts';
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
const SUBJECTS = { scan: benchScan, observe: benchObserve } as const;
const subject = positionals.join();
if (subject !== 'scan' && subject !== 'observe') {
  process.stderr.write('usage: npm run bench -- scan|observe|observe-logs [--write] [--seed N]\n');
  process.exit(2);
}
const loadBefore = loadavg();
const sections = await SUBJECTS[subject]({
  random: randomFrom(Number(values.seed)),
  say: (text) => process.stderr.write(`${text}\n`),
});
const today = new Date().toISOString().slice(0, 10);
const text = `Made by \`npm run bench -- ${subject} --write --seed ${values.seed}\` on ${today}: ${machine()}.
All on this machine, all in one run. No test depends on these numbers.

${sections}
`;
process.stdout.write(text);
if (values.write) {
  const page = new URL('../../docs/benchmarks.md', import.meta.url);
  writeFileSync(page, withPart(readFileSync(page, 'utf8'), subject, text));
}

/** The page with one subject's part replaced, or added at its end. */
function withPart(page: string, name: string, part: string): string {
  const heading = (subject: string): string => `<!-- ${subject} -->\n\n`;
  const parts = page.split(/^(?=<!-- \w+ -->$)/m);
  const index = parts.findIndex((one) => one.startsWith(heading(name)));
  const whole = heading(name) + part;
  return `${(index < 0 ? [...parts, whole] : parts.with(index, whole)).map((one) => one.trimEnd()).join('\n\n')}\n`;
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
