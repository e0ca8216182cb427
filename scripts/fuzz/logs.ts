/**
 * What must hold for any bytes at all that are said to be a log: nothing throws, what is given does not depend on how
 * the bytes are cut, every line is accounted for, and samples are safe to print.
 *
 * @module
 */
import { LOG_FORMATS } from '../../src/observe/logs/formats.ts';
import type { LogFormat } from '../../src/observe/logs/log-format.ts';
import { LogReader, type LogReading } from '../../src/observe/logs/log-reader.ts';
import { chunksOf, mutate, type Random } from './mutate.ts';

/** Lines of every format, changed as captures are. */
export function checkLog(random: Random, onInput: (bytes: Uint8Array) => void): void {
  const seed = SEEDS[random(SEEDS.length)];
  if (seed === undefined) throw new RangeError('there are no formats');
  const bytes = mutate(seed.bytes, TEXTS, random);
  onInput(bytes);
  // Finding out what a log is costs as much as reading thousands of its lines.
  const format = random(32) === 0 ? undefined : seed.format;
  const whole = read([bytes], format);
  if (random(4) > 0) return;
  const cut = read(chunksOf(bytes, random), format);
  if (JSON.stringify(cut) !== JSON.stringify(whole)) throw new Error('a log depends on how its bytes are cut');
}

function read(
  chunks: readonly Uint8Array[],
  format: LogFormat | undefined,
): { events: unknown[]; reading: LogReading } {
  const events: unknown[] = [];
  const reader = new LogReader({ file: 'x', now: NOW, isEveryEvent: true, format }, ({ event, time }) => {
    if (event === null || !(Number.isNaN(time) || Number.isSafeInteger(time))) throw new Error('log: no whole event');
    events.push(event);
  });
  for (const chunk of chunks) reader.push(chunk);
  const reading = reader.end();
  const { samples, records } = reading.coverage;
  if (samples.some((sample) => /\p{Cc}/u.test(sample))) throw new Error('log: a sample is not safe to print');
  if (records > 1 + chunks.reduce((sum, { length }) => sum + length, 0)) throw new Error('log: more lines than bytes');
  return { events, reading };
}

const NOW = Date.UTC(2026, 10, 23);

const SEEDS: readonly { readonly format: LogFormat; readonly bytes: Uint8Array }[] = LOG_FORMATS.flatMap((format) =>
  format.samples.flatMap(({ lines }) => [
    { format, bytes: Buffer.from(`${lines.join('\n')}\n`) },
    ...lines.map((line) => ({ format, bytes: Buffer.from(line) })),
  ]),
);

const TEXTS: readonly Uint8Array[] = SEEDS.map(({ bytes }) => bytes);
