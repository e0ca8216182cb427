/**
 * A run of `tlsfloor observe`: reads the sources, rolls them up, and writes the answer.
 *
 * @module
 */
import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import { CATALOGUE } from '../clients/catalogue/index.ts';
import { identify } from '../clients/identify.ts';
import { EXIT, type ExitCode, type Failure } from '../core/errors.ts';
import { TOOL } from '../core/tool.ts';
import type { Floor } from '../facts/server-facts.ts';
import type { ServerState } from '../facts/server-state.ts';
import type { SourceCoverage } from '../facts/usage-facts.ts';
import type { UsageReport } from '../facts/usage-summary.ts';
import { followSources, type UsagePart } from '../observe/follow-sources.ts';
import { startLiveCapture } from '../observe/live-capture.ts';
import type { LogFormat } from '../observe/logs/log-format.ts';
import { type ReadOptions, readSource, readSources, type SourceReading } from '../observe/read-sources.ts';
import { type Keep, keepBy, type PrivacyMode } from '../observe/usage/privacy.ts';
import { RollUp } from '../observe/usage/roll-up.ts';
import type { UsageSink } from '../observe/usage-row.ts';
import { usageReport } from '../readiness/usage-report.ts';
import { observeEventLine, observeJson } from '../report/observe-json.ts';
import { observeText, type UsageGrouping } from '../report/observe-text.ts';
import { readScanFile } from '../store/scan-file.ts';
import { CommandFailure } from './command-failure.ts';
import { EventOutput } from './event-output.ts';
import { catchInterrupts } from './interrupt.ts';
import { openState, StateSaver } from './observe-state.ts';
import { openOutput } from './output.ts';
import { ReadProgress } from './read-progress.ts';

export type ObserveRun = {
  readonly sources: readonly string[];
  readonly form: 'text' | 'json' | 'events';
  readonly by: UsageGrouping | undefined;
  readonly floor: Floor;
  /** Milliseconds since 1970. */
  readonly since: number | null;
  readonly until: number | null;
  readonly privacy: PrivacyMode;
  /** `undefined`: pseudonyms of this run only. */
  readonly privacyKey: string | undefined;
  readonly format: LogFormat | undefined;
  /** Path of the results of a scan. */
  readonly scan: string | undefined;
  /** Interface to capture on. */
  readonly live: string | undefined;
  readonly isFollowing: boolean;
  /** Path of the state to go on from, and to write. */
  readonly resume: string | undefined;
  /** Folder for Parquet. */
  readonly store: string | undefined;
};

export async function runObserve(run: ObserveRun): Promise<ExitCode> {
  const scan = await readScan(run.scan);
  const keep = keepBy(run.privacy, run.privacyKey === undefined ? randomBytes(32) : Buffer.from(run.privacyKey));
  const output = await openOutput(undefined);
  const interrupt = catchInterrupts();
  const progress = new ReadProgress();
  const resumed = await openState(run);
  const { rollUp } = resumed;
  const events = run.form === 'events' ? new EventOutput(output, eventLine(keep)) : undefined;
  const coverage: SourceCoverage[] = [];
  const failures: Failure[] = [];
  const sink: UsageSink = (row) => {
    progress.handshakes += row.count;
    if (events === undefined) rollUp.add(row);
    else if (row.event !== null) events.add(row.event);
  };
  const options: ReadOptions = {
    floor: run.floor,
    format: run.format,
    isEveryEvent: events !== undefined,
    since: run.since,
    until: run.until,
    now: Date.now(),
    signal: interrupt.signal,
    onOpen: (name, source) => {
      progress.open(name, source);
      rollUp.source = unnamed(name);
    },
    onPiece: events === undefined ? undefined : () => events.flush(),
  };
  try {
    const take = (reading: SourceReading): void => {
      if (reading.kind === 'read') {
        // Lines that do not fit a format are shown as they are, addresses and all.
        coverage.push(run.privacy === 'full' ? reading.coverage : { ...reading.coverage, samples: [] });
        return;
      }
      failures.push(reading.failure);
      progress.clear();
      process.stderr.write(`error[${reading.failure.code}]: ${reading.failure.message}\n  ${reading.failure.hint}\n`);
    };
    if (run.isFollowing || run.resume !== undefined) {
      const saver = new StateSaver(run, resumed);
      const onMarks = async (): Promise<void> => {
        await events?.flush();
        await saver.saveSometimes();
      };
      const { isFollowing } = run;
      const newPart = (source: string): UsagePart => partOf(source, run.floor, sink, rollUp, events, progress);
      await followSources(
        run.sources,
        options,
        { isFollowing, marks: resumed.marks, pollMs: POLL_MS, newPart, onMarks },
        take,
      );
      await events?.flush();
      await saver.save();
    } else for await (const reading of readSources(run.sources, options, sink)) take(reading);
    for await (const reading of liveReading(run, options, sink)) take(reading);
    progress.end();
    await events?.flush();
    const [first] = failures;
    if (coverage.length === 0 && first !== undefined) throw new CommandFailure(first);
    if (events === undefined) {
      const report = usageReport(rollUp.summary(keep), coverage, CATALOGUE, scan);
      if (run.store !== undefined) await store(run.store, report, rollUp, run.privacy);
      await output.write(run.form === 'json' ? observeJson(report, TOOL) : observeText(report, run.by, output.paint));
    }
  } finally {
    progress.end();
    interrupt.release();
  }
  return (
    interrupt.exitCode() ??
    (failures.length > 0
      ? EXIT.usage
      : progress.handshakes > 0 || rollUp.summary().totals.handshakes > 0
        ? EXIT.fine
        : EXIT.nothingJudged)
  );
}

/** Parquet is loaded for those who ask for it. */
async function store(folder: string, report: UsageReport, rollUp: RollUp, privacy: PrivacyMode): Promise<void> {
  const { writeUsageSegments } = await import('../store/usage-segments.ts');
  const sketches = Array.from(rollUp.sketches(), ({ service, kind, version, sketch }) => {
    // Hashes without a key can be undone by trying all addresses.
    const isHashes = privacy === 'full' && sketch.isExact;
    const bytes = isHashes ? sketch.bytes() : sketch.registers();
    return { service, kind, version, form: isHashes ? ('hashes' as const) : ('registers' as const), bytes };
  });
  const written = await writeUsageSegments(folder, report, sketches);
  if (!written.ok) throw new CommandFailure(written.error);
}

async function* liveReading(
  run: ObserveRun,
  options: ReadOptions,
  sink: UsageSink,
): AsyncGenerator<SourceReading, void, undefined> {
  if (run.live === undefined || options.signal.aborted) return;
  const live = await startLiveCapture(run.live, options.signal);
  if (!live.ok) {
    yield { kind: 'unreadable', failure: live.error };
    return;
  }
  const reading = await readSource(live.value.source, { ...options, signal: new AbortController().signal }, sink);
  const problem = await live.value.stop();
  yield problem === undefined ? reading : { kind: 'unreadable', failure: problem };
}

/** Events are gathered by themselves; what is rolled up goes through a roll-up of its own. */
function partOf(
  source: string,
  floor: Floor,
  sink: UsageSink,
  whole: RollUp,
  events: EventOutput | undefined,
  progress: ReadProgress,
): UsagePart {
  if (events !== undefined) return { sink, take: () => undefined };
  const part = new RollUp(floor);
  part.source = unnamed(source);
  return {
    sink: (row) => {
      progress.handshakes += row.count;
      part.add(row);
    },
    take: () => whole.merge(part),
  };
}

/** What a service is called that no line names. */
function unnamed(source: string): string {
  return `whatever writes ${source === '-' ? 'standard input' : basename(source)}`;
}

function eventLine(keep: Keep): ConstructorParameters<typeof EventOutput>[1] {
  const known = new Map<string, readonly string[]>();
  return (event) => {
    const { ja3, ja4, userAgent, client } = event;
    const key = `${ja3} ${ja4} ${userAgent}`;
    let candidates = known.get(key);
    if (candidates === undefined) {
      const evidence = { ja3: ja3 ?? undefined, ja4: ja4 ?? undefined, userAgent: userAgent ?? undefined };
      candidates = identify(CATALOGUE, evidence).candidates.map((match) => match.client.id);
      if (known.size < MOST_KNOWN) known.set(key, candidates);
    }
    return observeEventLine(event, {
      address: client === null ? null : keep.address(client.address),
      isPortTold: keep.userAgents,
      userAgent: keep.userAgents ? userAgent : null,
      candidates,
    });
  };
}

async function readScan(path: string | undefined): Promise<readonly ServerState[]> {
  if (path === undefined) return [];
  const scan = await readScanFile(path);
  if (!scan.ok) throw new CommandFailure(scan.error);
  return scan.value.servers;
}

/** How often the end of a log is looked at. */
const POLL_MS = 500;
/** Programs whose candidates are remembered. */
const MOST_KNOWN = 10_000;
