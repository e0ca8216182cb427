/**
 * Which clients a server keeps and which it loses, for a terminal. The first line is the answer. Pure.
 *
 * @module
 */
import type { ClientFacts, ClientOutcome, ClientReach } from '../facts/client-facts.ts';
import { spokenVersion, TLS_VERSIONS } from '../tls/version.ts';
import { fixOf } from './clients-text.ts';
import type { Paint } from './paint.ts';

export type OutcomeRow = {
  readonly client: ClientFacts;
  readonly outcome: ClientOutcome;
  /** Of TLS 1.2, for the fix. */
  readonly reach: ClientReach;
};

export function outcomesText(place: string, rows: readonly OutcomeRow[], paint: Paint): string {
  const of = (outcome: ClientOutcome['outcome']): OutcomeRow[] => rows.filter((row) => row.outcome.outcome === outcome);
  const [failing, unclear, connecting] = [of('fails'), of('inconclusive'), of('connects')];
  const lines = [paint.bold(summary(place, rows.length, failing.length, unclear.length))];
  if (failing.length > 0) lines.push('', paint.red(`Cannot connect (${failing.length})`));
  for (const row of failing) lines.push(...failingLines(row, paint));
  if (unclear.length > 0) lines.push('', paint.yellow(`Cannot be told (${unclear.length})`));
  for (const { client, outcome } of unclear) lines.push(`  ${client.name}: ${outcome.reason}`);
  for (const version of TLS_VERSIONS.toReversed()) {
    const group = connecting.filter(({ outcome }) => outcome.version === version);
    if (group.length === 0) continue;
    lines.push('', paint.green(`Connect by ${spokenVersion(version)} (${group.length})`));
    for (const { client, outcome } of group) lines.push(`  ${client.name}: ${paint.dim(agreedText(outcome))}`);
  }
  return `${lines.join('\n')}\n`;
}

/** `61 of 167 clients cannot connect to example.org; of 12 it cannot be told`. */
function summary(place: string, all: number, failing: number, unclear: number): string {
  const first =
    failing === 0
      ? `none of ${all} clients fails at ${place}`
      : `${failing} of ${all} clients cannot connect to ${place}`;
  return unclear === 0 ? first : `${first}; of ${unclear} it cannot be told`;
}

function failingLines({ client, outcome, reach }: OutcomeRow, paint: Paint): string[] {
  const fix = fixOf(client, reach);
  return [`  ${client.name}: ${outcome.reason}`, ...(fix === '' ? [] : [`    ${paint.dim(fix)}`])];
}

function agreedText({ cipherSuite, group, reason }: ClientOutcome): string {
  return cipherSuite === null ? reason : [cipherSuite, ...(group === null ? [] : [group])].join(', ');
}
