/**
 * What changed between two scans, for a terminal. The first line is the answer. Pure.
 *
 * @module
 */

import { safeText } from '../core/safe-text.ts';
import { type Answer, FLOOR_WORDS } from '../facts/server-facts.ts';
import type { ServerState } from '../facts/server-state.ts';
import type { ChangedServer, ScanDiff } from '../readiness/scan-diff.ts';
import type { Change } from '../readiness/server-change.ts';
import { spokenVersion, spokenVersions } from '../tls/version.ts';
import type { Colour, Paint } from './paint.ts';
import { formatCount } from './totals.ts';

export function scanDiffText(diff: ScanDiff, paint: Paint): string {
  const { worse, better, unknown, other, added, gone } = diff;
  const lines = [paint.bold(diffSummary(diff))];
  const section = (title: string, colour: Colour, rows: readonly string[]): void => {
    if (rows.length > 0) lines.push('', paint[colour](title), ...rows);
  };
  section('Worse', 'red', worse.flatMap(changedLines));
  section('Better', 'green', better.flatMap(changedLines));
  section('Cannot be told', 'yellow', unknown.flatMap(changedLines));
  section('Otherwise changed', 'cyan', other.flatMap(changedLines));
  section(
    'New',
    'cyan',
    added.map((server) => `  ${placeText(server)}: ${stateText(server)}`),
  );
  section(
    'Gone',
    'cyan',
    gone.map((server) => `  ${placeText(server)}`),
  );
  return `${lines.join('\n')}\n`;
}

/** `1 server got worse; 2 better; 40 the same`. */
function diffSummary({ worse, better, unknown, other, added, gone, same }: ScanDiff): string {
  const first = worse.length === 0 ? 'no server got worse' : `${count(worse.length, 'server')} got worse`;
  const rest = [
    [better.length, 'better'],
    [unknown.length, 'cannot be told'],
    [other.length, 'otherwise changed'],
    [added.length, 'new'],
    [gone.length, 'gone'],
    [same, 'the same'],
  ] as const;
  return [first, ...rest.filter(([n]) => n > 0).map(([n, words]) => `${formatCount(n)} ${words}`)].join('; ');
}

/** `was strict and answers TLS 1.0 again`: what happened to a server, in one phrase. */
export function changedPhrase({ wasStrict, now, changes }: ChangedServer): string {
  const versions = (direction: Change['direction'], isWanted: (to: Answer) => boolean): string =>
    spokenVersions(
      changes.flatMap((c) => (isVersion(c) && c.direction === direction && isWanted(c.to) ? [c.version] : [])),
    );
  const accepted = versions('worse', (to) => to === 'accepted');
  const latent = versions('worse', (to) => to === 'latent');
  const lost = versions('worse', (to) => to === 'refused');
  const [worst] = changes;
  if (accepted && wasStrict) return `was strict and answers ${accepted} again`;
  if (lost && now.floor.supports === 'no') return `no longer supports ${FLOOR_WORDS[now.floor.floor].least}`;
  if (accepted) return `accepts ${accepted} now`;
  if (latent) return `allows ${latent} as soon as its crypto policy is relaxed`;
  if (lost) return `no longer accepts ${lost}`;
  if (worst?.what === 'without-sni' && worst.direction === 'worse')
    return 'lets clients without a name below the floor';
  if (worst?.what === 'fallback-scsv' && worst.direction === 'worse') return 'no longer honours TLS_FALLBACK_SCSV';
  if (worst && isDepth(worst) && worst.direction === 'worse') return worsePhrase(worst);
  if (worst?.what === 'reached') {
    const reason = now.error ? `: ${safeText(now.error.message)}` : '';
    return worst.to === 'judged' ? 'could not be judged before, and is now' : `could not be judged this time${reason}`;
  }
  const isStrict = now.floor.supports === 'yes' && now.floor.enforces === 'yes';
  return isStrict && changes.some(isVersion) && changes.every(({ direction }) => direction === 'better')
    ? 'meets the floor in full now'
    : 'changed';
}

function isVersion(change: Change): change is Extract<Change, { what: 'version' }> {
  return change.what === 'version';
}

function isDepth(change: Change): change is Extract<Change, { subject: string }> {
  return 'subject' in change;
}

function worsePhrase({ what, subject }: Extract<Change, { subject: string }>): string {
  const name = safeText(subject);
  if (what === 'attack') return `is open to ${name} now`;
  if (what === 'post-quantum') return `post-quantum key exchange is no longer ${name}`;
  return what === 'suites' ? `accepts weak suites in ${name} now` : `${name} got worse`;
}

function changedLines(server: ChangedServer): string[] {
  const { before, now, changes } = server;
  const moved =
    before.address !== now.address
      ? [`      address       ${before.address ?? 'none'} -> ${now.address ?? 'none'}`]
      : [];
  return [`  ${placeText(now)} ${changedPhrase(server)}`, ...changes.map(changeLine), ...moved];
}

function changeLine(change: Change): string {
  return `      ${termOf(change).padEnd(13)} ${safeText(change.from)} -> ${safeText(change.to)} (${WORDS[change.direction]})`;
}

function termOf(change: Change): string {
  switch (change.what) {
    case 'version':
      return spokenVersion(change.version);
    case 'without-sni':
      return 'floor, no name';
    case 'fallback-scsv':
      return 'downgrade';
    case 'reached':
      return 'reached';
    case 'certificate':
      return 'certificate';
    case 'post-quantum':
      return `pq ${safeText(change.subject)}`;
    case 'suites':
    case 'groups':
      return `${change.what} ${change.subject.replace('TLSv', '')}`;
    case 'feature':
    case 'attack':
      return safeText(change.subject);
  }
}

function stateText({ floor: { supports, enforces, floor }, error }: ServerState): string {
  if (supports === 'unknown' && enforces === 'unknown') return safeText(error?.message ?? 'could not be judged');
  if (supports === 'no') return `does not support ${FLOOR_WORDS[floor].least}`;
  if (enforces === 'no')
    return floor === 'pq' ? `allows key exchange ${FLOOR_WORDS[floor].below}` : `allows versions below TLS ${floor}`;
  return enforces === 'yes' && supports === 'yes' ? `meets the floor in full` : 'not settled';
}

function placeText({ target, address, port }: ServerState): string {
  const name = safeText(target);
  return address === null || name.includes(address)
    ? name
    : `${name} (${address.includes(':') ? `[${address}]` : address}:${port})`;
}

function count(n: number, noun: string): string {
  return `${formatCount(n)} ${noun}${n === 1 ? '' : 's'}`;
}

const WORDS = { worse: 'worse', better: 'better', unknown: 'cannot be told', other: 'changed' } as const;
