/**
 * Reads a log that is still being written, through every rotation, and goes on where an earlier run was stopped or
 * killed.
 *
 * @module
 */
import { pause } from '../../core/pause.ts';
import { openSource } from '../input/source.ts';
import type { LogReading, LogSettings } from '../logs/log-reader.ts';
import type { UsageSink } from '../usage-row.ts';
import { beginsAsBefore, findFile, findMoved } from './file-identity.ts';
import { type FileMark, LogPlace } from './log-place.ts';

export type FollowOptions = {
  /** Where an earlier run was; from the beginning if not told. */
  readonly mark?: FileMark | undefined;
  /** Waits for more at the end of the file. */
  readonly isFollowing: boolean;
  /** How often it looks whether there is more. */
  readonly pollMs: number;
  readonly signal: AbortSignal;
};

/**
 * `read`: some of the file was; `waiting`: all that is there was; `rotated`: the file has another name now, or a copy, and
 * its rest was read; `truncated`: it was cut off, and begins anew; `lost`: the file that was read before is gone, and what was
 * written to it since was not seen; `end`: nothing more comes.
 */
export type FollowEvent = 'read' | 'waiting' | 'rotated' | 'truncated' | 'lost' | 'end';

export type FollowStep = {
  readonly event: FollowEvent;
  /**
   * Where to go on after the rows that were handed over so far, each of them once. `undefined`: not from here, so that
   * the mark before it holds, and what was handed over since comes again.
   */
  mark(): FileMark | undefined;
  reading(): LogReading;
};

/**
 * Gives each handshake to `sink`, and a step each time there is something to write down: the rows before a step are in
 * its mark, and those behind it are not.
 */
export async function* followLog(
  path: string,
  settings: Omit<LogSettings, 'resume'>,
  sink: UsageSink,
  options: FollowOptions,
): AsyncGenerator<FollowStep, void, undefined> {
  const { mark, isFollowing, pollMs, signal } = options;
  let place = mark === undefined ? undefined : new LogPlace(mark, settings, sink);
  let seenSize = -1;
  while (!signal.aborted) {
    const file = await findFile(path);
    if (file !== undefined) {
      if (place === undefined) {
        place = new LogPlace(file, settings, sink);
        seenSize = -1;
      }
      const { identity } = place;
      const isSame = file.inode === identity.inode && file.device === identity.device;
      if (!isSame || (file.size !== seenSize && !(await beginsAsBefore(path, identity)))) {
        // Also where it was cut off: a copy was made of it before.
        const moved = await findMoved(path, identity);
        if (moved !== undefined) {
          // Whoever writes the log goes on in the old file until it has opened the new one.
          const isWritten = file.size > 0;
          if (isFollowing) await pause(pollMs, signal);
          yield* readRest(moved, place, signal);
          if (isFollowing && !isWritten) {
            yield stepOf('waiting', place);
            continue;
          }
        }
        place.reader.end();
        if (moved === undefined) yield stepOf(isSame ? 'truncated' : 'lost', place);
        else yield stepOf('rotated', place);
        place = undefined;
        continue;
      }
      if (file.size !== seenSize) {
        seenSize = file.size;
        yield* readRest(path, place, signal);
        if (isFollowing) place.reader.decide();
      }
    }
    if (!isFollowing) {
      place?.reader.end();
      if (place !== undefined && !signal.aborted) yield stepOf('end', place);
      return;
    }
    if (place !== undefined) yield stepOf('waiting', place);
    await pause(pollMs, signal);
  }
}

async function* readRest(
  path: string,
  place: LogPlace,
  signal: AbortSignal,
): AsyncGenerator<FollowStep, void, undefined> {
  const source = await openSource(path, { startAt: place.readTo, signal });
  if (!source.ok) return;
  for await (const chunk of source.value.chunks) {
    place.push(chunk);
    yield stepOf('read', place);
  }
}

function stepOf(event: FollowEvent, place: LogPlace): FollowStep {
  return { event, mark: () => place.mark(), reading: () => place.reader.reading() };
}
