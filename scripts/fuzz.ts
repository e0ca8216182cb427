/**
 * Throws changed captures at everything that reads bytes from the network: `npm run fuzz -- --inputs 10000000`,
 * or `--target captures` at what reads packets.
 *
 * Ends with exit code 1 and the hex of the input at the first exception, broken promise or slow input. Every input
 * follows from the seed and its number alone, so that two runs, on any number of threads, try the same ones.
 *
 * @module
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { toHex } from '../src/core/hex.ts';
import { captureCorpus, checkCapture } from './fuzz/captures.ts';
import { checkOne, fuzzCorpus } from './fuzz/checks.ts';
import { type Random, randomFor } from './fuzz/mutate.ts';

/** Makes input after input out of real bytes and tries each; throws at what does not hold. */
type Check = (random: Random, onInput?: (bytes: Uint8Array) => void) => void;

/** What can be fuzzed, by the name that `--target` takes. */
const TARGETS: Readonly<Record<string, () => Check>> = {
  wire() {
    const corpus = fuzzCorpus();
    return (random, onInput) => checkOne(corpus, random, onInput);
  },
  captures() {
    const corpus = captureCorpus();
    return (random, onInput) => checkCapture(corpus, random, onInput);
  },
};

/** Every `step`-th input of a run, from `first` on. */
type Share = {
  readonly target: string;
  readonly seed: number;
  readonly inputs: number;
  readonly first: number;
  readonly step: number;
};

type Message =
  | { readonly kind: 'progress' | 'done'; readonly tried: number; readonly slowestMs: number }
  | { readonly kind: 'failed'; readonly index: number; readonly hex: string; readonly why: string };

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      target: { type: 'string', default: 'wire' },
      inputs: { type: 'string' },
      seed: { type: 'string' },
      threads: { type: 'string' },
    },
  });
  if (!(values.target in TARGETS)) throw new Error(`--target is one of ${Object.keys(TARGETS).join(', ')}`);
  const inputs = Number(values.inputs ?? 1_000_000);
  const seed = Number(values.seed ?? Date.now() % 1_000_000);
  const threads = Number(values.threads ?? Math.min(2, availableParallelism()));
  const startedAt = performance.now();
  const seconds = (): string => ((performance.now() - startedAt) / 1000).toFixed(1);
  const tried = new Map<number, number>();
  let slowestMs = 0;
  const shares = Array.from({ length: threads }, (_, first) => ({
    target: values.target,
    seed,
    inputs,
    first,
    step: threads,
  }));
  const failed = await Promise.all(
    shares.map((share) =>
      inWorker(share, (message) => {
        tried.set(share.first, message.tried);
        slowestMs = Math.max(slowestMs, message.slowestMs);
        const total = [...tried.values()].reduce((sum, count) => sum + count, 0);
        if (message.kind === 'progress')
          console.log(`${total} inputs, slowest ${slowestMs.toFixed(1)} ms, ${seconds()} s`);
      }),
    ),
  );
  const failures = failed.filter((message) => message !== undefined);
  for (const { index, why, hex } of failures) console.error(`input ${index} of seed ${seed}: ${why}\n${hex}`);
  const total = [...tried.values()].reduce((sum, count) => sum + count, 0);
  console.log(
    `${total} inputs, ${failures.length} exceptions, slowest ${slowestMs.toFixed(1)} ms, seed ${seed}, ${seconds()} s`,
  );
  process.exitCode = failures.length > 0 ? 1 : 0;
}

/** Resolves with what failed, if anything did; the first failure ends the share. */
function inWorker(
  share: Share,
  onProgress: (message: Extract<Message, { tried: number }>) => void,
): Promise<Extract<Message, { kind: 'failed' }> | undefined> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(BOOT, { eval: true, workerData: share });
    worker.on('error', reject);
    worker.on('message', (message: Message) => {
      if (message.kind === 'failed') return resolve(message);
      onProgress(message);
      if (message.kind === 'done') resolve(undefined);
    });
  });
}

function runShare({ target, seed, inputs, first, step }: Share, tell: (message: Message) => void): void {
  const check = TARGETS[target]?.();
  if (!check) throw new RangeError(target);
  // Most inputs are refused, and a stack costs more than all the reading before it; a failure is run again with one.
  Error.stackTraceLimit = 0;
  let tried = 0;
  let slowestMs = 0;
  for (let index = first; index < inputs; index += step) {
    const elapsedMs = tryInput(check, seed, index, tell);
    if (elapsedMs === undefined) return;
    // A pause of the machine is no fault of the code: what looks slow is measured again.
    if (elapsedMs > slowestMs) slowestMs = Math.max(slowestMs, fastestOf(20, check, seed, index));
    if (slowestMs > SLOW_MS) {
      check(randomFor(seed, index), (bytes) => {
        tell({ kind: 'failed', index, hex: toHex(bytes), why: `took ${slowestMs.toFixed(1)} ms` });
      });
      return;
    }
    tried++;
    if (tried % PROGRESS_EVERY === 0) tell({ kind: 'progress', tried, slowestMs });
  }
  tell({ kind: 'done', tried, slowestMs });
}

/** Gives the time in ms; `undefined` if it failed, which is told. */
function tryInput(check: Check, seed: number, index: number, tell: (message: Message) => void): number | undefined {
  let hex = '';
  const startedAt = performance.now();
  try {
    check(randomFor(seed, index), Error.stackTraceLimit === 0 ? undefined : (bytes) => (hex = toHex(bytes)));
  } catch (error) {
    if (Error.stackTraceLimit === 0) {
      Error.stackTraceLimit = 20;
      return tryInput(check, seed, index, tell);
    }
    const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
    tell({ kind: 'failed', index, hex, why });
    return undefined;
  }
  return performance.now() - startedAt;
}

function fastestOf(runs: number, check: Check, seed: number, index: number): number {
  let fastestMs = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run++) {
    fastestMs = Math.min(fastestMs, tryInput(check, seed, index, () => undefined) ?? 0);
  }
  return fastestMs;
}

/** A thread starts without the loader for TypeScript that this file was read with. */
const BOOT = `import('tsx/esm/api').then(({ register }) => {
  register();
  return import(${JSON.stringify(import.meta.url)});
});`;
const SLOW_MS = 50;
const PROGRESS_EVERY = 250_000;

if (isMainThread) await main();
else runShare(workerData as Share, (message) => parentPort?.postMessage(message));
