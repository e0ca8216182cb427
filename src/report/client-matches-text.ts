/**
 * The candidates of an identification for a terminal. The first line is the answer. Pure.
 *
 * @module
 */
import { safeText } from '../core/safe-text.ts';
import type { ClientMatch } from '../facts/client-facts.ts';
import type { Paint } from './paint.ts';

export type MatchVerdict = {
  readonly agreement: 'agrees' | 'contradicts' | 'unknown';
  readonly reason: string;
  /** Whether both a user agent and something that was sent are known: else there is nothing to compare. */
  readonly isCompared: boolean;
};

export function matchesText(matches: readonly ClientMatch[], verdict: MatchVerdict, paint: Paint): string {
  const lines = [paint.bold(summary(matches))];
  if (verdict.isCompared) {
    const colour = { agrees: 'green', contradicts: 'red', unknown: 'yellow' } as const;
    lines.push(
      `user agent and hello: ${paint[colour[verdict.agreement]](verdict.agreement)}, ${safeText(verdict.reason)}`,
    );
  }
  if (matches.length > 0) lines.push('');
  for (const { client, by } of matches) {
    lines.push(
      `  ${client.id.padEnd(32)} ${client.name} ${paint.dim(`(by ${by.map((sign) => SIGNS[sign]).join(', ')})`)}`,
    );
  }
  if (matches.length > 1) lines.push('', 'A fingerprint is shared by whatever uses the same stack in the same way.');
  return `${lines.join('\n')}\n`;
}

function summary(matches: readonly ClientMatch[]): string {
  const sending = matches.filter(({ by }) => by.some((sign) => sign !== 'user-agent')).length;
  if (matches.length === 0) return 'the catalogue knows no client that fits';
  if (sending === 0)
    return `${matches.length} of the catalogue may call ${matches.length === 1 ? 'itself' : 'themselves'} so`;
  return `${sending} of the catalogue ${sending === 1 ? 'sends' : 'send'} this`;
}

const SIGNS = {
  ja3: 'JA3 or the whole list',
  ja4: 'JA4',
  'ja4-but-name': 'JA4 but for name and ALPN',
  'user-agent': 'user agent',
} as const;
