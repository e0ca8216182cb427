/**
 * The catalogue of clients for a terminal: a line each, or everything about one. Pure.
 *
 * @module
 */
import type { ClientFacts, ClientReach, ClientSource, Sources } from '../facts/client-facts.ts';
import { FLOOR_WORDS, type Floor } from '../facts/server-facts.ts';
import { spokenVersion, TLS_VERSIONS } from '../tls/version.ts';
import type { Paint } from './paint.ts';

export type ClientRow = {
  readonly client: ClientFacts;
  readonly reach: ClientReach;
  /** What to do for it, in one line; empty where nothing is to be done, or nothing is known. */
  readonly fix: string;
};

/** The answer first, then those that do not reach the floor, then the rest. */
export function clientListText(rows: readonly ClientRow[], floor: Floor, paint: Paint): string {
  const lines = [paint.bold(listSummary(rows, floor))];
  for (const [reach, title] of SECTIONS) {
    const group = rows.filter((row) => row.reach === reach);
    if (group.length === 0) continue;
    lines.push('', `${paint[COLOURS[reach]](title)} (${group.length})`);
    for (const { client, fix } of group) {
      lines.push(`  ${client.id.padEnd(ID_WIDTH)} ${client.name}${fix === '' ? '' : `: ${paint.dim(fix)}`}`);
    }
  }
  lines.push('', 'More of one, with its sources: tlsfloor clients show NAME');
  return `${lines.join('\n')}\n`;
}

/** `14 of 131 clients cannot reach TLS 1.2 at all, 9 more only after a change`. */
function listSummary(rows: readonly ClientRow[], floor: Floor): string {
  const count = (reach: ClientReach): number => rows.filter((row) => row.reach === reach).length;
  const cannot = count('cannot');
  const some = cannot === 0 ? 'none' : String(cannot);
  const more =
    count('after-change') > 0 ? `, ${count('after-change')} ${cannot > 0 ? 'more ' : ''}only after a change` : '';
  const unknown = count('unknown') > 0 ? `; of ${count('unknown')} it is not known` : '';
  const clients = rows.length === 1 ? 'client' : 'clients';
  return `${some} of ${rows.length} ${clients} cannot reach ${FLOOR_WORDS[floor].least} at all${more}${unknown}`;
}

/** Everything of one client, with where it comes from. */
export function clientText(
  { client, reach, fix }: ClientRow,
  floor: Floor,
  fingerprints: readonly string[],
  paint: Paint,
): string {
  const { product, stack, platforms, protocols, released, limits } = client;
  const notes = new SourceNotes();
  const lines = [
    `${paint.bold(client.name)}: ${paint[COLOURS[reach]](`${REACH_WORDS[reach]} ${FLOOR_WORDS[floor].least}`)}`,
    '',
    `  id         ${client.id} (${client.family}, ${client.shareClass})`,
    `  product    ${product.name} ${rangeText(product.from, product.to)}, ${product.vendor}`,
    `  TLS by     ${stack.name}${stack.version === null ? '' : ` ${stack.version}`}`,
  ];
  if (platforms.length > 0) lines.push(`  on         ${platforms.join(', ')}`);
  if (client.configuration !== undefined) lines.push(`  set up     ${client.configuration}`);
  if (released) lines.push(`  released   ${rangeText(released.first, released.last)} ${notes.refer(released.sources)}`);
  lines.push('', `Versions (${protocols.confidence}) ${notes.refer(protocols.sources)}`);
  for (const version of TLS_VERSIONS) {
    const state = protocols.states[version];
    lines.push(`  ${spokenVersion(version)}  ${state === undefined ? paint.dim('not known') : STATE_WORDS[state]}`);
  }
  if (client.enable) lines.push('', 'How to turn it on');
  for (const { version, how, sources } of client.enable ?? []) {
    lines.push(`  ${spokenVersion(version)}: ${how} ${notes.refer(sources)}`);
  }
  if (client.upgrade) lines.push('', `Upgrade: ${client.upgrade.to} ${notes.refer(client.upgrade.sources)}`);
  if (floor !== '1.2' && fix !== '') lines.push('', `For ${FLOOR_WORDS[floor].least}: ${fix}`);
  if (limits) lines.push('', `Limits: ${limitWords(limits).join('; ')} ${notes.refer(limits.sources)}`);
  for (const { list, says, found, sources } of client.corrections ?? []) {
    lines.push(
      '',
      `${paint.yellow('Corrects')} ${list}`,
      `  it says: ${says}`,
      `  found:   ${found} ${notes.refer(sources)}`,
    );
  }
  for (const note of client.notes ?? []) lines.push('', note);
  if (client.offers.length > 0) lines.push('', 'Hellos');
  for (const [index, offer] of client.offers.entries()) {
    lines.push(`  ${offer.name} ${notes.refer(offer.sources)}`, `    ${paint.dim(fingerprints[index] ?? '')}`);
  }
  lines.push('', 'Sources', ...notes.lines());
  return `${lines.join('\n')}\n`;
}

/** Numbers sources in the order they are met. */
class SourceNotes {
  readonly #seen: string[] = [];

  refer(sources: Sources): string {
    return sources.map((source) => `[${this.#numberOf(sourceText(source))}]`).join('');
  }

  lines(): string[] {
    return this.#seen.map((text, index) => `  [${index + 1}] ${text}`);
  }

  #numberOf(text: string): number {
    if (!this.#seen.includes(text)) this.#seen.push(text);
    return this.#seen.indexOf(text) + 1;
  }
}

function sourceText(source: ClientSource): string {
  return source.kind === 'page' ? `${source.title}: ${source.url}` : `measured: ${source.program}`;
}

function rangeText(from: string | null, to: string | null): string {
  if (from === null && to === null) return '';
  if (from === to) return from ?? '';
  if (from === null) return `up to ${to}`;
  return to === null ? `from ${from} on` : `${from} to ${to}`;
}

function limitWords(limits: NonNullable<ClientFacts['limits']>): string[] {
  const words: string[] = [];
  if (limits.sni !== undefined) words.push(limits.sni ? 'sends the server name' : 'sends no server name');
  if (limits.sha2 !== undefined) words.push(limits.sha2 ? 'takes SHA-256' : 'takes no SHA-256 certificates');
  if (limits.ecdsa !== undefined) words.push(limits.ecdsa ? 'offers ECDSA' : 'offers no ECDSA');
  if (limits.leastDhBits !== undefined) words.push(`takes DH from ${limits.leastDhBits} bits on`);
  if (limits.mostDhBits !== undefined) words.push(`takes DH up to ${limits.mostDhBits} bits`);
  return words;
}

const SECTIONS = [
  ['cannot', 'Cannot reach it'],
  ['after-change', 'Only after a change'],
  ['unknown', 'Not known'],
  ['reaches', 'Reach it as they come'],
] as const;
const COLOURS = { cannot: 'red', 'after-change': 'yellow', unknown: 'yellow', reaches: 'green' } as const;
const REACH_WORDS = {
  cannot: 'cannot reach',
  'after-change': 'after a change reaches',
  unknown: 'may or may not reach',
  reaches: 'reaches',
} as const;
const STATE_WORDS = {
  none: 'unable',
  'supported-off': 'able, off as it comes',
  on: 'on',
  only: 'on, and nothing else',
} as const;
const ID_WIDTH = 32;
