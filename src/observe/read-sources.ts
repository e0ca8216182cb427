/**
 * Reads captures and logs, whatever each of them is, into one sink.
 *
 * @module
 */
import { stat } from 'node:fs/promises';
import type { Failure } from '../core/errors.ts';
import type { Floor } from '../facts/server-facts.ts';
import type { SourceCoverage, UsageEvent } from '../facts/usage-facts.ts';
import { readCapture } from './capture/read-capture.ts';
import { isCapture } from './capture-magic.ts';
import { listSources } from './input/list.ts';
import { openSource, type Source, type SourceProgress } from './input/source.ts';
import type { LogFormat } from './logs/log-format.ts';
import type { LogSettings } from './logs/log-reader.ts';
import { readLog } from './logs/read-log.ts';
import { emptyRow, type UsageRow, type UsageSink } from './usage-row.ts';

export type ReadOptions = {
  readonly floor: Floor;
  /** Of logs; found out if not told. */
  readonly format: LogFormat | undefined;
  /** Every handshake comes with its whole event. */
  readonly isEveryEvent: boolean;
  /** Milliseconds since 1970: handshakes before and from then on are left out; those without a time are not. */
  readonly since: number | null;
  readonly until: number | null;
  /** Milliseconds since 1970, for logs that are no files and have dates without a year. */
  readonly now: number;
  readonly signal: AbortSignal;
  /** Is told of each source when it is opened, so that somebody can look how far it is. */
  readonly onOpen?: (name: string, progress: Readonly<SourceProgress>) => void;
  /** Is waited for before each piece of a source after the first, so that a slow reader holds the reading back. */
  readonly onPiece?: (() => Promise<void>) | undefined;
};

export type SourceReading =
  | { readonly kind: 'read'; readonly coverage: SourceCoverage; readonly why: string }
  | { readonly kind: 'unreadable'; readonly failure: Failure };

/** One reading a source, when it is done; the handshakes go to `sink` as they are found. */
export async function* readSources(
  paths: Iterable<string>,
  options: ReadOptions,
  sink: UsageSink,
): AsyncGenerator<SourceReading, void, undefined> {
  for await (const path of listSources(paths)) {
    if (options.signal.aborted) return;
    const source = path.ok ? await openSource(path.value, { signal: options.signal }) : path;
    if (source.ok) yield await readSource(source.value, options, sink);
    else yield { kind: 'unreadable', failure: source.error };
  }
}

export async function readSource(source: Source, options: ReadOptions, sink: UsageSink): Promise<SourceReading> {
  const { name, progress, chunks } = source;
  const { signal } = options;
  options.onOpen?.(name, progress);
  const wanted = withinTimes(options, sink);
  try {
    const first = await chunks.next();
    const bytes = first.done ? nothing() : startingWith(first.value, chunks, options.onPiece);
    if (!first.done && isCapture(first.value)) {
      const coverage = await readCaptureInto(name, bytes, wanted, signal);
      return { kind: 'read', coverage: withProblem(coverage, progress), why: 'by its first bytes' };
    }
    const settings = await logSettings(name, options);
    const { coverage, why } = await readLog(bytes, settings, wanted, signal);
    return { kind: 'read', coverage: withProblem(coverage, progress), why };
  } finally {
    await source.close();
  }
}

/** Lets through what is of the time asked for, or of no time. */
export function withinTimes({ since, until }: Pick<ReadOptions, 'since' | 'until'>, sink: UsageSink): UsageSink {
  if (since === null && until === null) return sink;
  return (row) => {
    if (!(since !== null && row.time < since) && !(until !== null && row.time >= until)) sink(row);
  };
}

export async function logSettings(file: string, options: ReadOptions): Promise<LogSettings> {
  return {
    file,
    now: await timeOf(file, options.now),
    format: options.format,
    floor: options.floor === '1.2' ? 'TLSv1.2' : 'TLSv1.3',
    // What has no event is only counted by version, and a post-quantum floor asks for the group.
    isEveryEvent: options.isEveryEvent || options.floor === 'pq',
  };
}

async function readCaptureInto(
  file: string,
  chunks: AsyncIterable<Buffer>,
  sink: UsageSink,
  signal: AbortSignal,
): Promise<SourceCoverage> {
  const events = readCapture(chunks, { file, signal });
  const row: UsageRow = emptyRow();
  for (;;) {
    const step = await events.next();
    if (step.done) return step.value;
    sink(filled(row, step.value));
  }
}

function filled(row: UsageRow, event: UsageEvent): UsageRow {
  row.time = event.time ?? Number.NaN;
  row.client = event.client?.address ?? null;
  row.server = event.server?.address ?? null;
  row.serverPort = event.server?.port ?? null;
  row.sni = event.sni;
  row.service = event.service;
  row.negotiated = event.negotiated;
  row.offeredMax = event.offeredMax;
  row.count = event.count;
  row.number = event.source.number;
  row.event = event;
  return row;
}

/** When the file was last written, for dates without a year. */
async function timeOf(path: string, now: number): Promise<number> {
  if (path === '-') return now;
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => now,
  );
}

function withProblem(coverage: SourceCoverage, { problem }: Readonly<SourceProgress>): SourceCoverage {
  return problem === null ? coverage : { ...coverage, skipped: { ...coverage.skipped, [problem]: 1 } };
}

async function* startingWith(
  first: Buffer,
  rest: AsyncGenerator<Buffer, void, undefined>,
  onPiece: ReadOptions['onPiece'],
): typeof rest {
  yield first;
  for (;;) {
    await onPiece?.();
    const next = await rest.next();
    if (next.done) return;
    yield next.value;
  }
}

async function* nothing(): AsyncGenerator<Buffer, void, undefined> {}
