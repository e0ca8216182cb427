/**
 * Reads what a person gives `explain`: hex in the forms that tools print it in, or the bytes themselves.
 *
 * @module
 */
import { type Failure, failure } from '../../core/errors.ts';
import { toHex } from '../../core/hex.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { printable } from '../extension-values.ts';
import { framingOf } from './explain-bytes.ts';
import { isHexDump, readHexDump } from './hex-dump.ts';

/**
 * Gives the flights: what each connection sent, in order, at least one.
 *
 * Text may be hex on one line or many (spaces, colons, commas, `0x` and `\x` are passed over, `#` starts a comment), a
 * dump with offsets (`xxd`, `hexdump -C`, `od -tx1`, Wireshark), or one flight a line, if every line by itself begins a
 * hello. Bytes may be such text, or a hello as it was sent.
 *
 * @returns the failure `not-a-hello`, which says what was seen and where, if there is anything else in it
 */
export function parseHelloInput(input: string | Uint8Array): Result<Uint8Array[], Failure> {
  if (typeof input !== 'string') {
    if (framingOf(input) !== undefined) return ok([input]);
    if (input.some((byte) => byte < 0x09)) return notAHello(`the input begins with ${firstBytes(input)}`);
  }
  const text = (typeof input === 'string' ? input : new TextDecoder().decode(input)).replace(/^\ufeff/, '');
  const lines = text.split(/\r\n|\n|\r/).map((line) => line.replace(/#.*/, ''));
  const flights = isHexDump(lines) ? readHexDump(lines) : readPlainHex(lines);
  if (!flights.ok) return flights;
  if (flights.value.length === 0) return notAHello('the input is empty');
  for (const flight of flights.value) {
    if (framingOf(flight) === undefined) return notAHello(`the bytes begin with ${firstBytes(flight)}`);
  }
  return flights;
}

/** Hex with separators; each line a flight if each begins a hello, else all lines together one flight. */
function readPlainHex(lines: readonly string[]): Result<Uint8Array[], Failure> {
  const read: { readonly line: number; readonly digits: string }[] = [];
  for (const [index, line] of lines.entries()) {
    // Blanks keep the columns of what is left, so that a wrong character is reported where it stands.
    const bare = line.replace(/0x|\\x/gi, '  ').replace(/[,:;{}"']/g, ' ');
    const wrong = /[^0-9a-f\s]/i.exec(bare);
    if (wrong) return wrongCharacter(line, index, wrong.index);
    const digits = bare.replace(/\s+/g, '');
    if (digits !== '') read.push({ line: index + 1, digits });
  }
  const [first] = read;
  if (!first) return ok([]);
  const isFlightEach = read.length > 1 && read.every(({ digits }) => beginsHello(bytesOf(digits.slice(0, 12))));
  const runs = isFlightEach ? read : [{ line: first.line, digits: read.map(({ digits }) => digits).join('') }];
  const odd = runs.find(({ digits }) => digits.length % 2 !== 0);
  if (!odd) return ok(runs.map(({ digits }) => bytesOf(digits)));
  return notAHello(`line ${odd.line}: ${odd.digits.length} hex digits, and two make a byte: one is missing`);
}

/** Whether bytes by themselves begin what a side sends first: a hello or an alert, in a record or alone, or SSLv2. */
function beginsHello(bytes: Uint8Array): boolean {
  const [type, second] = bytes;
  switch (framingOf(bytes)) {
    case 'records':
      return second === 3 && (bytes.length <= 5 || type !== 22 || bytes[5] === 1 || bytes[5] === 2);
    case 'ssl2':
      return true;
    case 'handshake':
      return (type === 1 || type === 2) && second === 0 && (bytes.length <= 4 || bytes[4] === 3);
    default:
      return false;
  }
}

function bytesOf(digits: string): Uint8Array {
  const bytes = new Uint8Array(digits.length >> 1);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(digits.slice(i * 2, i * 2 + 2), 16);
  return bytes;
}

function wrongCharacter(line: string, index: number, column: number): Result<never, Failure> {
  const character = String.fromCodePoint(line.codePointAt(column) ?? 0);
  const shown = /[!-~]/.test(character) ? `"${character}"` : `U+${codeOf(character)}`;
  return notAHello(`line ${index + 1}, column ${column + 1}: ${shown} is no hex digit`);
}

function codeOf(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
}

/** `47 45 54 20 ("GET "), plain HTTP`. */
function firstBytes(bytes: Uint8Array): string {
  const start = bytes.subarray(0, 4);
  const hex = Array.from(start, (byte) => toHex(Uint8Array.of(byte))).join(' ');
  const known = KNOWN_STARTS.find(([digits]) => toHex(bytes.subarray(0, digits.length / 2)) === digits)?.[1];
  const text = start.every((byte) => byte >= 0x20 && byte < 0x7f) ? ` ("${printable(start)}")` : '';
  return `${hex}${text}${known ? `: that is ${known}` : ', which begins no TLS record, handshake message or SSLv2 hello'}`;
}

function notAHello(message: string): Result<never, Failure> {
  return err(failure('not-a-hello', message));
}

/** What people try to explain that is something else. */
const KNOWN_STARTS: readonly (readonly [string, string])[] = [
  ['d4c3b2a1', 'a packet capture (pcap)'],
  ['a1b2c3d4', 'a packet capture (pcap)'],
  ['0a0d0d0a', 'a packet capture (pcapng)'],
  ['16feff', 'DTLS'],
  ['16fefd', 'DTLS'],
  ['48545450', 'plain HTTP'],
  ['47455420', 'plain HTTP'],
  ['3082', 'a certificate (DER)'],
  ['2d2d2d2d', 'PEM'],
];
