/**
 * Times of which no source tells. Pure.
 *
 * @module
 */
import type { SourceCoverage } from '../facts/usage-facts.ts';
import type { DayUsage, UsageGaps } from '../facts/usage-summary.ts';

/** Between one source and the next an hour or more, and within them whole days without a handshake. */
export function silencesIn(sources: readonly SourceCoverage[], days: readonly DayUsage[]): UsageGaps['silences'] {
  const spans = sources.flatMap(({ from, to }) => (from === null || to === null ? [] : [{ from, to }]));
  const found: { from: number; to: number }[] = [];
  let end: number | undefined;
  for (const { from, to } of spans.toSorted((a, b) => a.from - b.from)) {
    if (end !== undefined && from - end >= LEAST_MS) found.push({ from: end, to: from });
    end = Math.max(end ?? to, to);
  }
  for (const [index, { day }] of days.entries()) {
    const next = days[index + 1];
    if (next === undefined) break;
    const from = Date.parse(day) + DAY_MS;
    const to = Date.parse(next.day);
    if (to > from && !found.some((gap) => gap.from <= from && gap.to >= to)) found.push({ from, to });
  }
  return found.toSorted((a, b) => a.from - b.from).slice(0, MOST_GAPS);
}

const DAY_MS = 86_400_000;
const LEAST_MS = 3_600_000;
const MOST_GAPS = 100;
