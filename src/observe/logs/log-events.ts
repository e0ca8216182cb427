/**
 * From the fields of a line to the event that it tells of.
 *
 * @module
 */
import type { Place, UsageAlert, UsageEvent, UsageOutcome, UsageVersion } from '../../facts/usage-facts.ts';
import { alertOfReason, named } from './failure-reasons.ts';
import type { LogValues } from './log-fields.ts';
import type { LogFormat } from './log-format.ts';
import { suiteOfSpelling } from './suite-spellings.ts';
import { type SpeltVersion, versionOfSpelling } from './version-spellings.ts';

/** What of a line is worked out already, and where it stands. */
export type LineFacts = { readonly time: number; readonly file: string; readonly number: number };

export type LineVersions = { readonly negotiated: SpeltVersion; readonly offered: SpeltVersion };

export function versionsOf(values: LogValues, format: LogFormat): LineVersions {
  return {
    negotiated: versionOfSpelling(values.version ?? '', format.spelling ?? 'names'),
    offered: versionOfSpelling(values.offered ?? '', format.offeredSpelling ?? 'names'),
  };
}

/** The whole event of a line. */
export function eventOf(values: LogValues, versions: LineVersions, format: LogFormat, line: LineFacts): UsageEvent {
  const failure = present(values.failure);
  const alert = alertOf(values, failure);
  const outcome = outcomeOf(values, versions, format, failure, alert);
  const isWrong = format.isVersionOfFailureWrong === true && failure !== undefined;
  return {
    time: Number.isNaN(line.time) ? null : line.time,
    client: placeOf(values.client, values.clientPort, values.clientPlace),
    server: placeOf(values.server, values.serverPort, values.serverPlace),
    transport: transportOf(versions),
    sni: present(values.sni) ?? null,
    offered: null,
    offeredMax: known(versions.offered),
    negotiated: isWrong ? null : known(versions.negotiated),
    cipherSuite: isWrong ? null : suiteOfSpelling(present(values.suite) ?? ''),
    group: present(values.group) ?? null,
    outcome,
    alert,
    fallbackScsv: null,
    downgradeSentinel: null,
    ja3: present(values.ja3) ?? null,
    ja4: present(values.ja4) ?? null,
    userAgent: present(values.userAgent) ?? null,
    service: serviceName(present(values.service)),
    count: countOf(values.count),
    source: { file: line.file, format: format.name, number: line.number },
  };
}

/** An address as the events have it: without brackets and zone, and IPv4 where it is mapped into IPv6. */
export function plainAddress(text: string): string | null {
  const bare = text.replace(/^\[(.*)\]$/, '$1').replace(/%.*$/, '');
  const address = bare.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');
  return present(address) ?? null;
}

/** HAProxy marks a frontend that speaks TLS with a `~` behind its name. */
export function serviceName(text: string | undefined): string | null {
  return text?.replace(/~$/, '') ?? null;
}

/** A value that says something: programs write `-` for what they do not know. */
export function present(text: string | undefined): string | undefined {
  return text === undefined || text === '' || text === '-' || text === '(null)' ? undefined : text;
}

export function known(version: SpeltVersion): UsageVersion | null {
  return version === 'none' || version === 'unknown' || version === 'unread' ? null : version;
}

function countOf(text: string | undefined): number {
  const count = Number(text ?? '1');
  return Number.isSafeInteger(count) && count > 0 ? count : 1;
}

function outcomeOf(
  values: LogValues,
  versions: LineVersions,
  format: LogFormat,
  failure: string | undefined,
  alert: UsageAlert | null,
): UsageOutcome {
  if (failure !== undefined) return alert === null && LEFT_ALONE.test(failure) ? 'abandoned' : 'refused';
  if (isUnfinished(values)) {
    return alert === null ? 'abandoned' : 'refused';
  }
  if (format.outcome !== undefined) return format.outcome;
  return known(versions.negotiated) === null ? 'unknown' : 'established';
}

/** Whether the line says in so many words that the handshake did not come off. */
export function isUnfinished({ established }: LogValues): boolean {
  return present(established) !== undefined && !CAME_OFF.test(established ?? '');
}

function alertOf(values: LogValues, failure: string | undefined): UsageAlert | null {
  const alert = present(values.alert);
  if (alert === undefined) return failure === undefined ? null : alertOfReason(failure);
  const { description, name } = named(alert);
  return description === 0 ? null : { description, name, by: null };
}

function transportOf({ negotiated, offered }: LineVersions): UsageEvent['transport'] {
  const version = known(negotiated) ?? known(offered);
  if (version === null) return null;
  return version.startsWith('DTLS') ? 'dtls' : 'tcp';
}

function placeOf(address: string | undefined, port: string | undefined, both: string | undefined): Place | null {
  const joined = present(both);
  if (joined !== undefined) {
    const colon = joined.lastIndexOf(':');
    return placeOf(colon < 0 ? joined : joined.slice(0, colon), colon < 0 ? undefined : joined.slice(colon + 1), '');
  }
  const plain = plainAddress(present(address) ?? '');
  return plain === null ? null : { address: plain, port: portOf(port) };
}

export function portOf(text: string | undefined): number | null {
  const port = Number(text ?? '');
  return text !== '' && Number.isInteger(port) && port > 0 && port < 65_536 ? port : null;
}

const CAME_OFF = /^(?:t|true|yes|y|1|success|established)$/i;

/** The other side went away, or nothing came any more. */
const LEFT_ALONE = /closed|reset by peer|timed? ?out|lost connection|eof|disconnect|broken pipe/i;
