/**
 * Dumps with offsets, as `xxd`, `hexdump -C`, `od -A x -t x1` and Wireshark print them.
 *
 * @module
 */
import { type Failure, failure } from '../../core/errors.ts';
import { err, ok, type Result } from '../../core/result.ts';

/** Whether the first line that is not blank has the offset zero, as a dump's has and a hello never begins. */
export function isHexDump(lines: readonly string[]): boolean {
  const first = lines.find((line) => line.trim() !== '');
  return first !== undefined && /^\s*(0{4,8}:|0{4,8}\s+[0-9a-f]{2})/i.test(first) && !/^\s*0+\s*$/.test(first);
}

/** Reads the bytes beside the offsets; an offset that is zero again begins another flight. */
export function readHexDump(lines: readonly string[]): Result<Uint8Array[], Failure> {
  const flights: number[][] = [];
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const match = /^\s*([0-9a-f]{4,8}):?(?:\s+(.*))?$/i.exec(line);
    if (!match) return notADump(index, 'begins with no offset, as the lines above it do');
    const offset = match[1] ?? '';
    if (/^0+$/.test(offset)) flights.push([]);
    const flight = flights.at(-1) ?? [];
    // `od` counts in octal unless told otherwise.
    if (Number.parseInt(offset, 16) !== flight.length && Number.parseInt(offset, 8) !== flight.length) {
      return notADump(index, `has the offset ${offset}, and ${flight.length} bytes stand above it`);
    }
    for (const pair of bytePairs(match[2] ?? '')) flight.push(Number.parseInt(pair, 16));
  }
  return ok(flights.filter((flight) => flight.length > 0).map((flight) => Uint8Array.from(flight)));
}

/** The hex of a line without its column of text, which two or more blanks or a bar set off. */
function bytePairs(text: string): string[] {
  const [hex = '', ...others] = (text.split('|', 1)[0] ?? '').trimEnd().split(/\s{2,}/);
  const pairs = pairsOf(hex) ?? [];
  // Some leave a gap after the eighth byte.
  const [second = ''] = others;
  const more = pairs.length === 8 && text.startsWith(`${hex}  ${second}`) ? pairsOf(second) : undefined;
  return more && more.length <= 8 ? [...pairs, ...more] : pairs;
}

/** Groups of whole bytes, or `undefined` if that is not what the text is. */
function pairsOf(text: string): string[] | undefined {
  if (!/^([0-9a-f]{2})+( ([0-9a-f]{2})+)*$/i.test(text)) return undefined;
  return text.match(/[0-9a-f]{2}/gi) ?? [];
}

function notADump(index: number, what: string): Result<never, Failure> {
  return err(failure('not-a-hello', `line ${index + 1} of the hex dump ${what}`));
}
