import type { UsageVersion } from '../../facts/usage-facts.ts';
import { TLS_VERSIONS } from '../../tls/version.ts';
import { emptyRow, type UsageRow, type UsageSink } from '../usage-row.ts';
import { AddressCache } from './address-cache.ts';
import { ByteCache, textOf } from './byte-cache.ts';
import { eventOf, isUnfinished, known, portOf, present, serviceName, versionsOf } from './log-events.ts';
import { FIELD_INDEX, type FieldOffsets, LOG_FIELDS, type LogValues } from './log-fields.ts';
import type { LogFormat } from './log-format.ts';
import { TimeReader, type TimeSettings, timeOfText } from './log-time.ts';
import { type SpeltVersion, versionOfSpelling } from './version-spellings.ts';

export type RowSettings = TimeSettings & {
  readonly file: string;
  /** Handshakes below it have their whole event; so has every one if `isEveryEvent`. */
  readonly floor: 'TLSv1.2' | 'TLSv1.3';
  readonly isEveryEvent: boolean;
};

/** `row`: it was given to the sink; the others say why not. */
export type LineOutcome = 'row' | 'no-tls' | 'no-version' | 'same-connection' | 'unread-version' | 'bad-time';

/** Makes rows of lines, and gives them to a sink. A modern line that came off costs no object. */
export class RowMaker {
  readonly #format: LogFormat;
  readonly #settings: RowSettings;
  readonly #sink: UsageSink;
  readonly #times: TimeReader;
  readonly #clients = new AddressCache();
  readonly #servers = new AddressCache();
  readonly #snis: ByteCache<string | null>;
  readonly #services: ByteCache<string | null>;
  readonly #versions: ByteCache<SpeltVersion>;
  readonly #offered: ByteCache<SpeltVersion>;
  readonly #modern: ReadonlySet<SpeltVersion>;
  /** The same of what was offered: 196611 of HAProxy is TLS 1.2 at least. */
  readonly #modernOffer: ReadonlySet<SpeltVersion>;
  readonly #row: UsageRow = emptyRow();

  constructor(format: LogFormat, settings: RowSettings, sink: UsageSink) {
    this.#format = format;
    this.#settings = settings;
    this.#sink = sink;
    this.#times = new TimeReader(settings);
    const spelling = format.spelling ?? 'names';
    this.#versions = new ByteCache((text) => versionOfSpelling(text, spelling), 256);
    const { offeredSpelling = 'names' } = format;
    this.#offered = new ByteCache((text) => versionOfSpelling(text, offeredSpelling), 256);
    const plain = format.form.kind === 'json' ? unescaped : (text: string) => text;
    this.#snis = new ByteCache((text) => present(plain(text)) ?? null);
    this.#services = new ByteCache((text) => serviceName(present(plain(text))));
    const isFloor12 = settings.floor === 'TLSv1.2';
    this.#modern = new Set<SpeltVersion>([
      ...TLS_VERSIONS.slice(TLS_VERSIONS.indexOf(settings.floor)),
      ...(isFloor12 ? (['DTLSv1.2'] as const) : []),
      'DTLSv1.3',
    ]);
    const isAtLeast12 = isFloor12 && offeredSpelling === 'haproxy';
    this.#modernOffer = new Set([...this.#modern, ...(isAtLeast12 ? (['unknown'] as const) : [])]);
  }

  /** The row of a line whose fields have been found, all of them. */
  fromOffsets(bytes: Buffer, offsets: FieldOffsets, number: number): LineOutcome {
    return this.plain(bytes, offsets, number) ?? this.fromValues(valuesOf(bytes, offsets, this.#format), number);
  }

  /**
   * The row of a line that is only counted, for which the fields do that it is counted by.
   *
   * @returns `undefined`: it is no such line, so that all its fields are wanted
   */
  plain(bytes: Buffer, offsets: FieldOffsets, number: number): LineOutcome | undefined {
    const { starts, ends } = offsets;
    const request = starts[REQUEST] ?? -1;
    const { firstRequest } = this.#format;
    if (firstRequest !== undefined && request >= 0) {
      const length = (ends[REQUEST] ?? 0) - request;
      const isFirst = length === 1 && bytes[request] === firstRequest.charCodeAt(0);
      if (!isFirst && length > 0) return 'same-connection';
    }
    const from = starts[VERSION] ?? -1;
    const offer = starts[OFFERED] ?? -1;
    if (this.#settings.isEveryEvent || (from < 0 && offer < 0)) return undefined;
    const version = from < 0 ? 'none' : this.#versions.get(bytes, from, ends[VERSION] ?? 0);
    const offered = offer < 0 ? 'none' : this.#offered.get(bytes, offer, ends[OFFERED] ?? 0);
    const established = starts[ESTABLISHED] ?? -1;
    if (
      (from >= 0 && !this.#modern.has(version)) ||
      (offer >= 0 && !this.#modernOffer.has(offered)) ||
      isPresent(bytes, starts[FAILURE] ?? -1, ends[FAILURE] ?? 0) ||
      (established >= 0 && !isYes(bytes, established)) ||
      (starts[COUNT] ?? -1) >= 0
    ) {
      return undefined;
    }
    const row = this.#row;
    const time = starts[TIME] ?? -1;
    row.time = time < 0 ? Number.NaN : this.#time(bytes, offsets);
    if (time >= 0 && Number.isNaN(row.time)) return 'bad-time';
    if ((starts[CLIENT_PLACE] ?? -1) >= 0) splitPlace(bytes, offsets, CLIENT_PLACE, CLIENT, CLIENT_PORT);
    if ((starts[SERVER_PLACE] ?? -1) >= 0) splitPlace(bytes, offsets, SERVER_PLACE, SERVER, SERVER_PORT);
    row.client = textAt(this.#clients, bytes, offsets, CLIENT);
    row.server = textAt(this.#servers, bytes, offsets, SERVER);
    row.serverPort = portAt(bytes, offsets);
    row.sni = textAt(this.#snis, bytes, offsets, SNI);
    row.service = textAt(this.#services, bytes, offsets, SERVICE);
    row.negotiated = known(version);
    row.offeredMax = known(offered);
    row.count = 1;
    row.number = number;
    row.event = null;
    this.#sink(row);
    return 'row';
  }

  fromValues(values: LogValues, number: number): LineOutcome {
    const format = this.#format;
    const versions = versionsOf(values, format);
    const isFailure = present(values.failure) !== undefined || isUnfinished(values);
    const seen = versions.negotiated !== 'none' ? versions.negotiated : versions.offered;
    if (seen === 'none' && !isFailure) {
      return values.version === undefined && values.offered === undefined ? 'no-version' : 'no-tls';
    }
    const text = [values.date, values.time].filter((part) => part !== undefined).join(' ');
    const time = timeOfText(text, this.#settings);
    if (text !== '' && Number.isNaN(time)) return 'bad-time';
    const event = eventOf(values, versions, format, { time, file: this.#settings.file, number });
    const row = this.#row;
    row.time = time;
    row.client = event.client?.address ?? null;
    row.server = event.server?.address ?? null;
    row.serverPort = event.server?.port ?? null;
    row.sni = event.sni;
    row.service = event.service;
    row.negotiated = event.negotiated;
    row.offeredMax = event.offeredMax;
    row.count = event.count;
    row.number = number;
    const isPlain = event.outcome === (format.outcome ?? 'established') && isModern(this.#modern, event.negotiated);
    row.event = isPlain && !this.#settings.isEveryEvent ? null : event;
    this.#sink(row);
    return seen === 'unread' ? 'unread-version' : 'row';
  }

  #time(bytes: Buffer, offsets: FieldOffsets): number {
    const { starts, ends } = offsets;
    const start = starts[TIME] ?? 0;
    const end = ends[TIME] ?? 0;
    const date = starts[DATE] ?? -1;
    if (date < 0) return this.#times.read(bytes, start, end);
    // Day and time of day stand side by side, so that both are read in one.
    if (start === (ends[DATE] ?? 0) + 1) return this.#times.read(bytes, date, end);
    const text = `${bytes.toString('latin1', date, ends[DATE])} ${bytes.toString('latin1', start, end)}`;
    return timeOfText(text, this.#settings);
  }
}

/** Takes address and port apart, which the last colon divides. */
function splitPlace(bytes: Buffer, { starts, ends }: FieldOffsets, place: number, host: number, port: number): void {
  const start = starts[place] ?? 0;
  const end = ends[place] ?? 0;
  let colon = end - 1;
  while (colon > start && bytes[colon] !== COLON) colon--;
  starts[host] = start;
  ends[host] = colon > start ? colon : end;
  if (colon > start) {
    starts[port] = colon + 1;
    ends[port] = end;
  }
}

function valuesOf(bytes: Buffer, { starts, ends }: FieldOffsets, format: LogFormat): LogValues {
  const values: LogValues = {};
  for (let index = 0; index < LOG_FIELDS.length; index++) {
    const start = starts[index] ?? -1;
    const field = LOG_FIELDS[index];
    if (start < 0 || field === undefined) continue;
    const text = textOf(bytes, start, Math.min(ends[index] ?? 0, start + LONGEST_VALUE));
    values[field] = format.form.kind === 'json' ? unescaped(text) : text;
  }
  return values;
}

/** The text of a JSON string; as it stands if its escapes are broken. */
function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  try {
    return String(JSON.parse(`"${text}"`));
  } catch {
    return text;
  }
}

function textAt(
  cache: AddressCache | ByteCache<string | null>,
  bytes: Buffer,
  { starts, ends }: FieldOffsets,
  index: number,
): string | null {
  const start = starts[index] ?? -1;
  if (start < 0) return null;
  const end = ends[index] ?? 0;
  return end <= start || (end === start + 1 && bytes[start] === DASH) ? null : cache.get(bytes, start, end);
}

function portAt(bytes: Buffer, { starts, ends }: FieldOffsets): number | null {
  const start = starts[SERVER_PORT] ?? -1;
  const end = ends[SERVER_PORT] ?? 0;
  if (start < 0 || end - start > 5) return null;
  let port = 0;
  for (let at = start; at < end; at++) {
    const digit = (bytes[at] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) return portOf(bytes.toString('latin1', start, end));
    port = port * 10 + digit;
  }
  return port > 0 && port < 65_536 ? port : null;
}

function isPresent(bytes: Buffer, start: number, end: number): boolean {
  return start >= 0 && end > start && !(end === start + 1 && bytes[start] === DASH);
}

/** `T`, `true`, `yes`, `y`, `1`, `Success`: by the first letter, as the rest of the line is read again if it is not. */
function isYes(bytes: Buffer, start: number): boolean {
  const byte = (bytes[start] ?? 0) | 32;
  return byte === 116 || byte === 121 || byte === 115 || byte === 49;
}

function isModern(modern: ReadonlySet<SpeltVersion>, version: UsageVersion | null): boolean {
  return version !== null && modern.has(version);
}

// Numbers of their own: every line asks for them twenty times, and a lookup in an object is not free.
const CLIENT: number = FIELD_INDEX.client;
const CLIENT_PLACE: number = FIELD_INDEX.clientPlace;
const CLIENT_PORT: number = FIELD_INDEX.clientPort;
const COUNT: number = FIELD_INDEX.count;
const DATE: number = FIELD_INDEX.date;
const ESTABLISHED: number = FIELD_INDEX.established;
const FAILURE: number = FIELD_INDEX.failure;
const REQUEST: number = FIELD_INDEX.request;
const SERVER: number = FIELD_INDEX.server;
const SERVER_PLACE: number = FIELD_INDEX.serverPlace;
const SERVER_PORT: number = FIELD_INDEX.serverPort;
const SERVICE: number = FIELD_INDEX.service;
const SNI: number = FIELD_INDEX.sni;
const TIME: number = FIELD_INDEX.time;
const OFFERED: number = FIELD_INDEX.offered;
const VERSION: number = FIELD_INDEX.version;
const DASH = 45;
const ZERO = 48;
const COLON = 58;
/** A browser's name, or a host's, is shorter. */
const LONGEST_VALUE = 1024;
