/**
 * Which clients a server keeps and which it loses, for a terminal. The first line is the answer. Pure.
 *
 * @module
 */
import type { ClientFacts, ClientOutcome } from '../facts/client-facts.ts';
import { FLOOR_WORDS, type Floor, type YesNoUnknown } from '../facts/server-facts.ts';
import { spokenVersion, TLS_VERSIONS } from '../tls/version.ts';
import type { Paint } from './paint.ts';

export type OutcomeRow = {
  readonly client: ClientFacts;
  readonly outcome: ClientOutcome;
  /** Whether it would still connect if the server took nothing below the floor. */
  readonly atFloor: YesNoUnknown;
  /** What brings it over the floor, in one line; empty where nothing is to be done. */
  readonly fix: string;
};

export type AskedPlace = { readonly address: string; readonly rows: readonly OutcomeRow[] };

/** Addresses of the target at which the clients fare alike are told of together. */
export function outcomesText(target: string, places: readonly AskedPlace[], floor: Floor, paint: Paint): string {
  const groups = new Map<string, AskedPlace[]>();
  for (const place of places) {
    const key = place.rows.map(({ outcome }) => `${outcome.outcome} ${outcome.version}`).join();
    groups.set(key, [...(groups.get(key) ?? []), place]);
  }
  const texts = [...groups.values()].map((alike) => {
    const of = places.length > 1 ? ` (${alike.map(({ address }) => address).join(', ')})` : '';
    return placeText(`${target}${of}`, alike[0]?.rows ?? [], floor, paint);
  });
  return texts.join('\n');
}

function placeText(place: string, rows: readonly OutcomeRow[], floor: Floor, paint: Paint): string {
  const of = (outcome: ClientOutcome['outcome']): OutcomeRow[] => rows.filter((row) => row.outcome.outcome === outcome);
  const [failing, unclear, connecting] = [of('fails'), of('inconclusive'), of('connects')];
  const below = connecting.filter(({ atFloor }) => atFloor === 'no');
  const lines = [paint.bold(summary(place, rows.length, failing.length, unclear.length))];
  if (below.length > 0) lines.push(`${below.length} more connect ${FLOOR_WORDS[floor].below}`);
  if (failing.length > 0) lines.push('', paint.red(`Cannot connect (${failing.length})`));
  for (const row of failing) lines.push(...failingLines(row, paint));
  if (unclear.length > 0) lines.push('', paint.yellow(`Cannot be told (${unclear.length})`));
  for (const { client, outcome } of unclear) lines.push(`  ${client.name}: ${outcome.reason}`);
  for (const version of TLS_VERSIONS.toReversed()) {
    const group = connecting.filter(({ outcome }) => outcome.version === version);
    if (group.length === 0) continue;
    lines.push('', paint.green(`Connect by ${spokenVersion(version)} (${group.length})`));
    for (const { client, outcome, atFloor, fix } of group) {
      lines.push(`  ${client.name}: ${paint.dim(agreedText(outcome))}`);
      if (atFloor === 'no' && fix !== '') lines.push(`    ${paint.dim(fix)}`);
    }
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

function failingLines({ client, outcome, fix }: OutcomeRow, paint: Paint): string[] {
  return [`  ${client.name}: ${outcome.reason}`, ...(fix === '' ? [] : [`    ${paint.dim(fix)}`])];
}

function agreedText({ cipherSuite, group, reason }: ClientOutcome): string {
  return cipherSuite === null ? reason : [cipherSuite, ...(group === null ? [] : [group])].join(', ');
}
