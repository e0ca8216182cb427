/**
 * What a change of a server does to its clients, for a terminal. The first line is the answer. Pure.
 *
 * @module
 */
import type { ClientFacts, ClientOutcome } from '../facts/client-facts.ts';
import { spokenVersion, type TlsVersion } from '../tls/version.ts';
import type { Paint } from './paint.ts';

export type WhatIfRow = {
  readonly client: ClientFacts;
  readonly after: ClientOutcome;
  readonly change: 'lost' | 'won' | 'kept' | 'never' | 'unknown';
  readonly wonBackBy: { readonly version: TlsVersion; readonly cipherSuite: string | null } | null;
  /** What brings it over the floor, in one line; empty where nothing is to be done. */
  readonly fix: string;
};

export function whatIfText(rows: readonly WhatIfRow[], change: string, paint: Paint): string {
  const of = (kind: WhatIfRow['change']): WhatIfRow[] => rows.filter((row) => row.change === kind);
  const [lost, won, unknown] = [of('lost'), of('won'), of('unknown')];
  const lines = [paint.bold(summary(rows.length, lost.length, won.length, change))];
  if (lost.length > 0) lines.push('', paint.red(`Lost (${lost.length})`));
  for (const row of lost) lines.push(...lostLines(row, paint));
  if (won.length > 0) lines.push('', paint.green(`Won (${won.length})`));
  for (const { client, after } of won) lines.push(`  ${client.name}: ${agreedText(after)}`);
  if (unknown.length > 0) lines.push('', paint.yellow(`Cannot be told (${unknown.length})`));
  for (const { client, after } of unknown) lines.push(`  ${client.name}: ${after.reason}`);
  lines.push('', `${of('kept').length} are kept, ${of('never').length} could not connect before either.`);
  const suites = winners(lost);
  if (suites.length > 0) lines.push('', 'Won back by', ...suites);
  return `${lines.join('\n')}\n`;
}

function summary(all: number, lost: number, won: number, change: string): string {
  const losses = lost === 0 ? `none of ${all} clients is lost` : `${lost} of ${all} clients are lost`;
  return `${losses} by ${change}${won > 0 ? `, and ${won} won` : ''}`;
}

function lostLines({ client, after, wonBackBy, fix }: WhatIfRow, paint: Paint): string[] {
  const suite = wonBackBy?.cipherSuite;
  return [
    `  ${client.name}: ${after.reason}`,
    ...(fix === '' ? [] : [`    ${paint.dim(fix)}`]),
    ...(suite ? [`    ${paint.dim(`the server keeps it with ${suite} in ${spokenVersion(wonBackBy.version)}`)}`] : []),
  ];
}

/** How many clients each suite or version alone would bring back, the most useful first. */
function winners(lost: readonly WhatIfRow[]): string[] {
  const counts = new Map<string, number>();
  for (const { wonBackBy } of lost) {
    if (!wonBackBy) continue;
    const name = wonBackBy.cipherSuite ?? spokenVersion(wonBackBy.version);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].toSorted(([, a], [, b]) => b - a).map(([name, count]) => `  ${name}: ${count}`);
}

function agreedText({ version, cipherSuite }: ClientOutcome): string {
  const words = [...(version === null ? [] : [spokenVersion(version)]), ...(cipherSuite === null ? [] : [cipherSuite])];
  return words.join(', ');
}
