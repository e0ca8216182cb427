/**
 * The times that logs write, told apart by their looks: no format has to say which is its own.
 *
 * @module
 */

export type TimeSettings = {
  /** Milliseconds since 1970: for a date without a year, the year is the one that comes closest before this. */
  readonly now: number;
  /** Of a time that has no zone, in minutes east of UTC. */
  readonly utcOffsetMinutes: number;
};

/**
 * Reads times. It keeps the second it read last, as neighbouring lines mostly share it, and gives `NaN` for what is none.
 */
export class TimeReader {
  readonly #settings: TimeSettings;
  readonly #last = new Uint8Array(LONGEST);
  #lastLength = 0;
  #lastTime = Number.NaN;

  constructor(settings: TimeSettings) {
    this.#settings = settings;
  }

  read(bytes: Buffer, start: number, end: number): number {
    const length = end - start;
    // Seconds with a fraction are seldom the same twice.
    if (bytes[start + 10] === DOT && length > 10) {
      const time = sinceEpoch(bytes, start, end);
      if (time >= 0) return time;
    }
    const last = this.#last;
    if (length === this.#lastLength) {
      let at = 0;
      while (at < length && last[at] === bytes[start + at]) at++;
      if (at === length) return this.#lastTime;
    }
    const time = this.#other(bytes, start, end);
    if (length <= LONGEST) {
      for (let at = 0; at < length; at++) last[at] = bytes[start + at] ?? 0;
      this.#lastLength = length;
      this.#lastTime = time;
    }
    return time;
  }

  #other(bytes: Buffer, start: number, end: number): number {
    return end - start > LONGEST ? Number.NaN : timeOfText(bytes.toString('latin1', start, end), this.#settings);
  }
}

/** The time that a text stands for, in milliseconds since 1970; `NaN` if it is none. */
export function timeOfText(text: string, settings: TimeSettings): number {
  const bare = text.replace(/^\[|\]$/g, '');
  if (/^\d+(?:[.,]\d+)?$/.test(bare)) return ofNumber(bare.replace(',', '.'));
  const clf = CLF.exec(bare);
  if (clf) {
    const [, day, month, year, hour, minute, second, fraction, zone] = clf;
    return ofParts([year, monthOf(month), day, hour, minute, second, fraction], zone, settings);
  }
  const iso = ISO.exec(bare);
  if (iso) {
    const [, year, month, day, hour, minute, second, fraction, zone] = iso;
    return ofParts([year, Number(month) - 1, day, hour, minute, second, fraction], zone, settings);
  }
  const slapd = SLAPD.exec(bare);
  if (slapd) return Number.parseInt(slapd[1] ?? '', 16) * 1000 + Math.floor(Number.parseInt(slapd[2] ?? '', 16) / 1e6);
  const ctime = CTIME.exec(bare);
  if (ctime) {
    const [, month, day, hour, minute, second, fraction, year] = ctime;
    return ofParts([year, monthOf(month), day, hour, minute, second, fraction], undefined, settings);
  }
  const syslog = SYSLOG.exec(bare);
  return syslog ? withoutYear(syslog, settings) : Number.NaN;
}

/** Syslog's dates have no year (RFC 3164 §4.1.2): the latest that is not more than a day ahead of now. */
function withoutYear([, month, day, hour, minute, second]: RegExpExecArray, settings: TimeSettings): number {
  const year = new Date(settings.now).getUTCFullYear();
  const inYear = (wanted: number): number =>
    ofParts([String(wanted), monthOf(month), day, hour, minute, second, undefined], undefined, settings);
  const thisYear = inYear(year);
  return thisYear > settings.now + DAY_MS ? inYear(year - 1) : thisYear;
}

type Part = string | number | undefined;

function ofParts(parts: readonly Part[], zone: string | undefined, settings: TimeSettings): number {
  const [year, month, day, hour, minute, second, fraction] = parts;
  if (month === undefined || Number(month) < 0) return Number.NaN;
  const local = Date.UTC(Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second));
  // February 31 and 25 o'clock are moved by Date.UTC, and never were.
  const isReal = new Date(local).getUTCDate() === Number(day) && Number(hour) < 24 && Number(minute) < 60;
  if (!isReal) return Number.NaN;
  const ms = fraction === undefined ? 0 : Math.floor(Number(`0.${fraction}`) * 1000);
  return local + ms - offsetOf(zone, settings) * 60_000;
}

function offsetOf(zone: string | undefined, settings: TimeSettings): number {
  if (zone === undefined || zone === '') return settings.utcOffsetMinutes;
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone) ?? [];
  if (sign === undefined) return /^(?:Z|UTC|GMT)$/i.test(zone) ? 0 : settings.utcOffsetMinutes;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes ?? 0));
}

function monthOf(name: string | undefined): number {
  return MONTHS.indexOf((name ?? '').toLowerCase());
}

/** Seconds, or by the number of digits thousandths, millionths and thousand-millionths of them. */
function ofNumber(text: string): number {
  const value = Number(text);
  const digits = text.indexOf('.') < 0 ? text.length : text.indexOf('.');
  if (digits < 9 || digits > 19) return Number.NaN;
  if (digits <= 11) return Math.floor(value * 1000 + 1e-4);
  if (digits <= 14) return Math.floor(value);
  return digits <= 17 ? Math.floor(value / 1000) : Math.floor(value / 1e6);
}

/** The same from bytes, for ten digits and a fraction, as in every line of Zeek; -1 for what is none. */
function sinceEpoch(bytes: Buffer, start: number, end: number): number {
  let seconds = 0;
  for (let at = start; at < start + 10; at++) {
    const digit = (bytes[at] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) return -1;
    seconds = seconds * 10 + digit;
  }
  let ms = 0;
  let place = 100;
  for (let at = start + 11; at < end; at++) {
    const digit = (bytes[at] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) return -1;
    if (place >= 1) ms += digit * place;
    place /= 10;
  }
  return seconds * 1000 + ms;
}

const DOT = 46;
const ZERO = 48;
const LONGEST = 64;
const DAY_MS = 86_400_000;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** `22/Nov/2026:11:25:47 +0000`, in HAProxy with milliseconds and without a zone. */
const CLF = /^(\d{1,2})\/([A-Za-z]{3})\/(\d{4}):(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?: ([+-]\d{4}))?$/;

/** RFC 3339 and what is like it: nginx's error log has slashes, PostgreSQL the name of the zone behind a blank. */
const ISO =
  /^(\d{4})[-/](\d\d)[-/](\d\d)[T \t](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(?: ?(Z|z|[+-]\d\d(?::?\d\d)?|[A-Za-z]{2,5}))?$/;

/** OpenLDAP 2.5 and later: hex seconds, and nanoseconds behind the dot. */
const SLAPD = /^([0-9a-f]{8})\.([0-9a-f]{8})$/;

/** Of Apache's error log: `Sun Nov 22 11:26:00.123456 2026`. */
const CTIME = /^[A-Za-z]{3} ([A-Za-z]{3}) +(\d{1,2}) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))? (\d{4})$/;
const SYSLOG = /^([A-Za-z]{3}) +(\d{1,2}) (\d\d):(\d\d):(\d\d)$/;
