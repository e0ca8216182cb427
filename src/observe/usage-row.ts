/**
 * How an instrument hands over what it saw, when there are millions: one row that is filled anew for each handshake.
 *
 * @module
 */
import type { UsageEvent, UsageVersion } from '../facts/usage-facts.ts';

/**
 * One handshake, or one line of a log, as a roll-up needs it. Nearly all traffic is modern and only counted, so a row
 * holds no more than what it is counted by, and its text is shared between rows. What has to be kept exactly (an old
 * version, a failure, a handshake that nobody answered) has its whole `event` as well.
 */
export type UsageRow = {
  /** Milliseconds since 1970; `NaN`: the source has no time. */
  time: number;
  /** Address as text; `null`: not told. */
  client: string | null;
  server: string | null;
  serverPort: number | null;
  sni: string | null;
  /** As `UsageEvent.service`. */
  service: string | null;
  negotiated: UsageVersion | null;
  offeredMax: UsageVersion | null;
  /** Handshakes that the row stands for. */
  count: number;
  /** Of the line or packet, from 1. */
  number: number;
  /**
   * `null`: the version is not below the floor, nothing is said of a failure, and whole events were not asked for.
   */
  event: UsageEvent | null;
};

/** Is given each row as it is read. The row is the same object each time: what is to be kept must be copied out. */
export type UsageSink = (row: Readonly<UsageRow>) => void;

/** A row of nothing yet. */
export function emptyRow(): UsageRow {
  return {
    time: Number.NaN,
    client: null,
    server: null,
    serverPort: null,
    sni: null,
    service: null,
    negotiated: null,
    offeredMax: null,
    count: 1,
    number: 0,
    event: null,
  };
}
