/**
 * The line that says how far a run is. Pure.
 *
 * @module
 */
import { formatCount } from './totals.ts';

export type Progress = {
  /** Targets dealt with, those of earlier runs included. */
  readonly done: number;
  /** Of these, taken over from the journal of an earlier run. */
  readonly resumed: number;
  /** Targets in the whole list; `undefined` while it is not known. */
  readonly total: number | undefined;
  /** Targets about which nothing could be learnt. */
  readonly errors: number;
  readonly elapsedMs: number;
};

/** `1,234 of 50,000 · 512/s · 37 errors · 1 min 35 s left`, cut to `width` columns. */
export function progressText({ done, resumed, total, errors, elapsedMs }: Progress, width: number): string {
  const rate = elapsedMs > 0 ? ((done - resumed) * 1000) / elapsedMs : 0;
  const parts = [total === undefined ? `${formatCount(done)} done` : `${formatCount(done)} of ${formatCount(total)}`];
  if (rate > 0) parts.push(`${rate < 10 ? rate.toFixed(1) : formatCount(Math.round(rate))}/s`);
  parts.push(errors === 1 ? '1 error' : `${formatCount(errors)} errors`);
  // The first moments say little about the rest.
  if (total !== undefined && total > done && rate > 0 && elapsedMs > SETTLED_MS) {
    parts.push(`${spokenTime((total - done) / rate)} left`);
  }
  return parts.join(' · ').slice(0, width);
}

/** @param seconds 0 or more */
function spokenTime(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 10) return `${minutes} min ${whole % 60} s`;
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} days`;
}

const SETTLED_MS = 2000;
