/**
 * Reads captures and logs so that a run which was stopped or killed can be gone on with: what was taken in and how far it
 * was read change together.
 *
 * @module
 */
import type { SourceCoverage } from '../facts/usage-facts.ts';
import { isCapture } from './capture-magic.ts';
import { followLog } from './follow/follow-log.ts';
import type { FileMark } from './follow/log-place.ts';
import { listSources } from './input/list.ts';
import { openSource } from './input/source.ts';
import { logSettings, type ReadOptions, readSource, type SourceReading, withinTimes } from './read-sources.ts';
import type { UsageSink } from './usage-row.ts';

/** How far the sources are read. */
export type Marks = {
  /** Of logs, by path. */
  readonly files: Record<string, FileMark>;
  /** Paths that were read to the end, and cannot be gone on with: captures, and logs that are one document. */
  readonly done: string[];
};

export type FollowRun = {
  /** Waits for more at the end of logs. */
  readonly isFollowing: boolean;
  readonly marks: Marks;
  readonly pollMs: number;
  /** Rows are gathered in a part, and taken in when their mark is known. */
  readonly newPart: (source: string) => UsagePart;
  /** Is waited for whenever marks have moved and what belongs to them was taken in. */
  readonly onMarks: () => Promise<void>;
};

export type UsagePart = { readonly sink: UsageSink; take(): void };

export async function followSources(
  paths: Iterable<string>,
  options: ReadOptions,
  run: FollowRun,
  onReading: (reading: SourceReading) => void,
): Promise<void> {
  const logs: string[] = [];
  for await (const path of listSources(paths)) {
    if (options.signal.aborted) return;
    if (!path.ok) onReading({ kind: 'unreadable', failure: path.error });
    else if (run.marks.done.includes(path.value)) continue;
    else if (run.marks.files[path.value] !== undefined || !(await isCaptureFile(path.value))) logs.push(path.value);
    else await readOnce(path.value, options, run, onReading);
  }
  const follow = async (path: string): Promise<void> => {
    const coverage = await followOne(path, options, run);
    if (coverage !== undefined) onReading({ kind: 'read', coverage, why: 'followed' });
  };
  if (run.isFollowing) await Promise.all(logs.map(follow));
  else for (const path of logs) await follow(path);
}

/** A capture that is broken off is read again from its beginning: nothing of it was taken in. */
async function readOnce(
  path: string,
  options: ReadOptions,
  run: FollowRun,
  onReading: (reading: SourceReading) => void,
): Promise<void> {
  const source = await openSource(path, { signal: options.signal });
  if (!source.ok) return onReading({ kind: 'unreadable', failure: source.error });
  const part = run.newPart(path);
  const reading = await readSource(source.value, options, part.sink);
  if (!options.signal.aborted) {
    part.take();
    run.marks.done.push(path);
  }
  onReading(reading);
  if (!options.signal.aborted) await run.onMarks();
}

async function followOne(path: string, options: ReadOptions, run: FollowRun): Promise<SourceCoverage | undefined> {
  let part = run.newPart(path);
  let coverage: SourceCoverage | undefined;
  const settings = await logSettings(path, options);
  const sink: UsageSink = withinTimes(options, (row) => part.sink(row));
  const { isFollowing, pollMs, marks } = run;
  const following = { mark: marks.files[path], isFollowing, pollMs, signal: options.signal };
  for await (const step of followLog(path, settings, sink, following)) {
    coverage = step.reading().coverage;
    const mark = step.mark();
    if (mark === undefined && step.event !== 'end') continue;
    if (mark === undefined) marks.done.push(path);
    else marks.files[path] = mark;
    part.take();
    part = run.newPart(path);
    await run.onMarks();
  }
  // What has no mark would come again.
  if (!options.signal.aborted) part.take();
  return coverage;
}

async function isCaptureFile(path: string): Promise<boolean> {
  const source = await openSource(path);
  if (!source.ok) return false;
  const first = await source.value.chunks.next();
  const isOne = !first.done && isCapture(first.value);
  await source.value.close();
  return isOne;
}
