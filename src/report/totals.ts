/**
 * What a run came to, in numbers, and in the one sentence that stands first in every report. Pure.
 *
 * @module
 */
import { FLOOR_WORDS, type Floor, type ServerFacts } from '../facts/server-facts.ts';
import { isBelowAccepted } from '../readiness/severity.ts';

/**
 * Where a server stands. `ready`: it speaks the floor and refuses all below; `latent`: nothing but its crypto policy
 * blocks what is below; `open`: a question has no answer; `failed`: nothing could be judged; `excluded`: not contacted.
 */
export type Standing = (typeof STANDINGS)[number];

export type Totals = Readonly<Record<Standing, number>>;

/** Worst first. */
export const STANDINGS = ['without', 'below', 'latent', 'open', 'failed', 'excluded', 'ready'] as const;

export const NO_TOTALS: Totals = { without: 0, below: 0, latent: 0, open: 0, failed: 0, excluded: 0, ready: 0 };

export function standingOf(facts: ServerFacts): Standing {
  const { supports, enforces } = facts.floor;
  if (facts.error?.code === 'excluded') return 'excluded';
  if (supports === 'unknown' && enforces === 'unknown') return 'failed';
  if (supports === 'no') return 'without';
  if (enforces === 'no') return isBelowAccepted(facts) ? 'below' : 'latent';
  return supports === 'yes' && enforces === 'yes' ? 'ready' : 'open';
}

export function addToTotals(totals: Totals, facts: ServerFacts): Totals {
  const standing = standingOf(facts);
  return { ...totals, [standing]: totals[standing] + 1 };
}

export function countServers(totals: Totals): number {
  return STANDINGS.reduce((sum, standing) => sum + totals[standing], 0);
}

/** `7 of 12 servers refuse everything below TLS 1.2; 3 do not; 2 not settled`. */
export function summaryText(totals: Totals, floor: Floor): string {
  const parts = [
    [totals.below + totals.latent, 'do not'],
    [totals.without, `without ${FLOOR_WORDS[floor].least}`],
    [totals.open + totals.failed, 'not settled'],
    [totals.excluded, 'left out'],
  ] as const;
  const rest = parts.filter(([n]) => n > 0).map(([n, text]) => `${formatCount(n)} ${text}`);
  const count = countServers(totals);
  const whole = `${formatCount(count)} ${count === 1 ? 'server refuses' : 'servers refuse'}`;
  return [`${formatCount(totals.ready)} of ${whole} everything ${FLOOR_WORDS[floor].below}`, ...rest].join('; ');
}

/** `12,345`. */
export function formatCount(n: number): string {
  return n.toLocaleString('en-US');
}
