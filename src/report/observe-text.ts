/**
 * Who still uses old versions, for a terminal. The first line is the answer. Pure.
 *
 * @module
 */
import { safeText } from '../core/safe-text.ts';
import { FLOOR_WORDS } from '../facts/server-facts.ts';
import {
  AS_OLD_AS,
  type JudgedClient,
  type ServiceUsage,
  USAGE_VERSIONS,
  type UsageCounts,
  type UsageReport,
} from '../facts/usage-summary.ts';
import { spokenVersion } from '../tls/version.ts';
import { termLines } from './layout.ts';
import { coverageLines } from './observe-coverage-text.ts';
import type { Paint } from './paint.ts';
import { formatCount } from './totals.ts';

export const USAGE_GROUPINGS = ['service', 'client', 'version', 'program', 'day'] as const;
export type UsageGrouping = (typeof USAGE_GROUPINGS)[number];

/** @param by `undefined`: services and clients, the first of each; else the one table, whole */
export function observeText(report: UsageReport, by: UsageGrouping | undefined, paint: Paint): string {
  const lines = [paint.bold(answerLine(report)), ...trendLines(report)];
  const section = (title: string, rows: readonly string[]): void => {
    if (rows.length > 0) lines.push('', paint.cyan(title), ...rows);
  };
  const wants = (grouping: UsageGrouping): boolean => by === undefined || by === grouping;
  const most = by === undefined ? MOST_ROWS : Number.POSITIVE_INFINITY;
  if (by === 'version') section('By version', versionRows(report.totals));
  if (by === 'day') section('By day', dayRows(report.totals));
  if (by === 'program') section('Programs below or refused', programRows(report));
  if (wants('service')) section('By service', serviceRows(report, most));
  if (wants('client')) section('Clients below or refused', clientRows(report.clients, most));
  section('Not seen', coverageLines(report));
  section('Next', nextRows(report, by));
  return `${lines.join('\n')}\n`;
}

/** `0.4 % of 1,234,567 handshakes are below TLS 1.2: 37 clients on 3 services; 12 clients are already blocked.` */
export function answerLine({ totals, share, floor, services }: UsageReport): string {
  const { below } = FLOOR_WORDS[floor];
  const { clientsBelow, clientsBlocked } = totals;
  const blocked =
    clientsBlocked === 0
      ? ''
      : `; ${count(clientsBlocked, 'client')} ${clientsBlocked === 1 ? 'is' : 'are'} already blocked`;
  const judged = totals.fine + totals.below;
  if (share === null) {
    const why =
      totals.handshakes === 0
        ? 'No handshake was found'
        : `No handshake of ${formatCount(totals.handshakes)} tells of a version that came off`;
    return `${why}${blocked}.`;
  }
  if (totals.below === 0) return `None of ${count(judged, 'handshake')} is ${below}${blocked}.`;
  const where = services.filter((service) => service.below > 0).length;
  const verb = judged === 1 ? 'is' : 'are';
  return `${percent(share)} of ${count(judged, 'handshake')} ${verb} ${below}: ${count(clientsBelow, 'client')} on ${count(where, 'service')}${blocked}.`;
}

function trendLines({ trend: { direction, before, after }, totals, from, to }: UsageReport): string[] {
  if (from === null || to === null) return [];
  const span = `${day(from)} to ${day(to)}`;
  if (before === null || after === null || totals.below === 0) return [span];
  return [
    `${span}; the share is ${direction}: ${percent(before)} in the first half of the days, ${percent(after)} in the second`,
  ];
}

function serviceRows({ services, floor }: UsageReport, most: number): string[] {
  const rows = services.slice(0, most).map((service) => {
    const { fine, below, clientsBelow, blocked, clientsBlocked } = service;
    const share = fine + below === 0 ? '-' : percent(below / (fine + below));
    const parts = [
      below > 0 ? `${count(below, 'handshake')} ${FLOOR_WORDS[floor].below} by ${count(clientsBelow, 'client')}` : '',
      blocked > 0 ? `${formatCount(blocked)} blocked of ${count(clientsBlocked, 'client')}` : '',
      `${formatCount(service.handshakes)} in all`,
    ];
    return `  ${share.padStart(7)}  ${serviceName(service)}: ${parts.filter((part) => part !== '').join(', ')}`;
  });
  return [...rows, ...moreRow(services.length - rows.length, 'service', 'service')];
}

function serviceName({ service, names }: ServiceUsage): string {
  const shown = names.filter((name) => name !== service).slice(0, 2);
  const rest = names.length - shown.length;
  if (shown.length === 0) return safeText(service);
  return `${safeText(service)} (${shown.map(safeText).join(', ')}${rest > 0 ? ` and ${rest} more` : ''})`;
}

function clientRows(clients: readonly JudgedClient[], most: number): string[] {
  const rows = clients.slice(0, most).flatMap((client) => {
    const { address, below, blocked, cause, evidence, mend, services, firstSeen, lastSeen } = client;
    const counts = [
      below > 0 ? `${formatCount(below)} below` : '',
      blocked > 0 ? `${formatCount(blocked)} blocked` : '',
    ];
    const versions = versionsOf(client);
    const head = [safeText(address ?? 'address not told'), counts.filter((part) => part !== '').join(', '), versions];
    const where = services.slice(0, 3).map(({ service }) => safeText(service));
    const more = services.length > 3 ? ` and ${services.length - 3} more` : '';
    return [
      `  ${head.join('  ')}`,
      ...indented('program', programOf(client)),
      ...indented('cause', `${cause}: ${safeText(evidence)}`),
      ...(mend === null ? [] : indented('mend', safeText(mend))),
      ...indented('where', `${where.join(', ')}${more}${seenText(firstSeen, lastSeen)}`),
    ];
  });
  return [...rows, ...moreRow(clients.length - Math.min(most, clients.length), 'client', 'client')];
}

function indented(term: string, text: string): string[] {
  return termLines(`  ${term}`, text);
}

function versionsOf({ negotiated, offered }: JudgedClient): string {
  const used = USAGE_VERSIONS.filter((version) => negotiated[version] !== undefined);
  const wanted = USAGE_VERSIONS.filter((version) => offered[version] !== undefined);
  const list = (versions: typeof used): string => [...new Set(versions.map((v) => spoken(v)))].join(', ');
  if (used.length > 0) return wanted.length > 0 ? `${list(used)} (offers ${list(wanted)})` : list(used);
  return wanted.length > 0 ? `wants ${list(wanted)}` : 'version not told';
}

function programOf({ candidates, programs }: JudgedClient): string {
  const names = candidates.slice(0, 3).map(({ client }) => client.name);
  const rest = candidates.length - names.length;
  if (names.length > 0) return `${names.join(' or ')}${rest > 0 ? ` or one of ${rest} others` : ''}`;
  const said = programs.find(({ userAgent }) => userAgent !== null)?.userAgent;
  if (said) return `calls itself "${safeText(said.slice(0, 100))}"`;
  const print = programs.find(({ ja4, ja3 }) => (ja4 ?? ja3) !== null);
  return print ? `not in the catalogue (${safeText(print.ja4 ?? print.ja3 ?? '')})` : 'not told by the source';
}

function programRows({ clients }: UsageReport): string[] {
  const programs = new Map<string, { clients: number; handshakes: number }>();
  for (const client of clients) {
    const name = programOf(client);
    const known = programs.get(name) ?? { clients: 0, handshakes: 0 };
    programs.set(name, {
      clients: known.clients + 1,
      handshakes: known.handshakes + client.below + client.blocked,
    });
  }
  return [...programs]
    .toSorted(([, a], [, b]) => b.clients - a.clients || b.handshakes - a.handshakes)
    .map(([name, all]) => `  ${name}: ${count(all.clients, 'client')}, ${count(all.handshakes, 'handshake')}`);
}

function versionRows({ negotiated, offered }: UsageCounts): string[] {
  const rows = USAGE_VERSIONS.flatMap((version) => {
    const used = negotiated[version];
    const wanted = offered[version];
    if (!used && !wanted) return [];
    const usage = (one: typeof used): string =>
      one ? `${formatCount(one.handshakes)} (${count(one.clients, 'client')})` : '-';
    return [`  ${spoken(version).padEnd(9)}${usage(used).padEnd(34)}${usage(wanted)}`];
  });
  return rows.length === 0 ? [] : [`  ${''.padEnd(9)}${'negotiated'.padEnd(34)}newest offered`, ...rows];
}

function dayRows({ days }: UsageCounts): string[] {
  return days.map(({ day: date, fine, below, blocked, failed, untold }) => {
    const share = fine + below === 0 ? '-' : percent(below / (fine + below));
    const all = fine + below + blocked + failed + untold;
    return `  ${date}  ${share.padStart(7)}  ${formatCount(below)} below, ${formatCount(blocked)} blocked, ${formatCount(all)} in all`;
  });
}

function nextRows({ clients, sources, floor, totals }: UsageReport, by: UsageGrouping | undefined): string[] {
  const command = `tlsfloor observe ${sources.length === 1 && sources[0] ? shellText(sources[0].file) : 'SOURCE...'}`;
  const flag = floor === '1.2' ? '' : ` --floor ${floor}`;
  const [first] = clients.flatMap(({ services }) => services.map(({ service }) => service));
  if (totals.handshakes === 0) return ['  tlsfloor observe --format list        the logs that can be read'];
  if (clients.length === 0) return [`  ${command}${flag} --by version`];
  const rows = by === 'client' ? [] : [`  ${command}${flag} --by client`];
  const isPlain = first !== undefined && /^[\w.:[\]-]+$/.test(first) && /[.:]/.test(first);
  const isOpen = clients.some(({ cause }) => cause === 'unknown' || cause === 'client-limited');
  if (!isPlain || !isOpen) return rows;
  return [
    ...rows,
    `  tlsfloor scan ${shellText(first)}${flag} --json -o scan.json; ${command}${flag} --scan scan.json`,
  ];
}

/** Safe to paste: what a shell would take for more than a name is put in quotes. */
function shellText(text: string): string {
  const safe = safeText(text);
  return /^[\w./:@%+,=-]+$/.test(safe) ? safe : `'${safe.replaceAll("'", `'\\''`)}'`;
}

function seenText(first: number | null, last: number | null): string {
  if (first === null || last === null) return '';
  return day(first) === day(last) ? `; on ${day(first)}` : `; ${day(first)} to ${day(last)}`;
}

function moreRow(left: number, noun: string, by: UsageGrouping): string[] {
  return left > 0 ? [`  and ${count(left, noun)} more: --by ${by}`] : [];
}

function spoken(version: (typeof USAGE_VERSIONS)[number]): string {
  return version.startsWith('DTLS') ? version.replace('DTLSv', 'DTLS ') : spokenVersion(AS_OLD_AS[version]);
}

/** Small shares keep a digit that says something. */
export function percent(share: number): string {
  const value = share * 100;
  if (value === 0 || value === 100) return `${value} %`;
  if (value < 0.01) return 'under 0.01 %';
  return `${value < 1 ? Number(value.toPrecision(1)) : Math.min(99.9, Number(value.toFixed(1)))} %`;
}

function day(time: number): string {
  return Math.abs(time) <= LAST_MS ? new Date(time).toISOString().slice(0, 10) : 'no date';
}

function count(n: number, noun: string): string {
  return `${formatCount(n)} ${noun}${n === 1 ? '' : 's'}`;
}

/** The last that JavaScript's Date can say. */
const LAST_MS = 8.64e15;
const MOST_ROWS = 20;
