/**
 * Reads a capture: from the bytes of a pcap or pcapng file, or of a live one that never ends, to the handshakes in it.
 *
 * @module
 */
import { safeText } from '../../core/safe-text.ts';
import type { SourceCoverage, UsageEvent } from '../../facts/usage-facts.ts';
import { CaptureContainer } from './container.ts';
import { Tracker, type TrackerLimits } from './tracker.ts';

export type CaptureOptions = {
  /** What events and coverage call the source. */
  readonly file: string;
  readonly limits?: TrackerLimits;
  readonly signal?: AbortSignal;
};

/**
 * Yields each handshake when it is judged, so in the order in which they end, and returns how much could be read.
 * Nothing in the bytes makes it throw; what could not be read is in the coverage.
 *
 * @param chunks pieces of any size, each of which may be overwritten when the next one is asked for
 */
export async function* readCapture(
  chunks: AsyncIterable<Uint8Array>,
  options: CaptureOptions,
): AsyncGenerator<UsageEvent, SourceCoverage, undefined> {
  const tracker = new Tracker(options.file, options.limits);
  const container = new CaptureContainer(tracker);
  let bytes = 0;
  let events = 0;
  const found = (): UsageEvent[] => {
    events += tracker.events.length;
    return tracker.events.splice(0);
  };
  for await (const chunk of chunks) {
    bytes += chunk.length;
    container.push(chunk);
    tracker.format = container.format;
    tracker.expire();
    if (tracker.events.length > 0) yield* found();
    if (container.isOver || options.signal?.aborted) break;
  }
  container.end();
  tracker.end();
  yield* found();
  return {
    file: safeText(options.file),
    format: container.format,
    bytes,
    records: tracker.packets,
    events,
    from: Number.isNaN(tracker.firstTime) ? null : tracker.firstTime,
    to: Number.isNaN(tracker.lastTime) ? null : tracker.lastTime,
    skipped: { ...tracker.skipped },
    samples: [],
    hint: null,
  };
}
