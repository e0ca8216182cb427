/**
 * Logs as a stream of bytes in, and what they tell of handshakes out.
 *
 * @module
 */
import type { UsageEvent } from '../../facts/usage-facts.ts';
import type { UsageSink } from '../usage-row.ts';
import { LogReader, type LogReading, type LogSettings } from './log-reader.ts';

/**
 * Reads a log to its end and gives each handshake to `sink`.
 *
 * @throws what `chunks` throws; nothing that a log can hold is an error
 */
export async function readLog(
  chunks: AsyncIterable<Uint8Array>,
  settings: LogSettings,
  sink: UsageSink,
  signal: AbortSignal,
): Promise<LogReading> {
  const reader = new LogReader(settings, sink);
  for await (const chunk of chunks) {
    if (signal.aborted) return reader.reading();
    reader.push(chunk);
  }
  return reader.end();
}

/** The same as events, one by one; what is returned at the end says how much of the log could be read. */
export async function* logEvents(
  chunks: AsyncIterable<Uint8Array>,
  settings: Omit<LogSettings, 'isEveryEvent'>,
  signal: AbortSignal,
): AsyncGenerator<UsageEvent, LogReading, undefined> {
  const events: UsageEvent[] = [];
  const reader = new LogReader({ ...settings, isEveryEvent: true }, ({ event }) => {
    if (event !== null) events.push(event);
  });
  for await (const chunk of chunks) {
    if (signal.aborted) return reader.reading();
    reader.push(chunk);
    yield* events;
    events.length = 0;
  }
  const reading = reader.end();
  yield* events;
  return reading;
}
