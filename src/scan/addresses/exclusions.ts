/**
 * The opt-out list: hosts, addresses and networks that are never contacted. Pure.
 *
 * @module
 */
import { type Failure, failure } from '../../core/errors.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { parseTarget } from '../target.ts';
import { type AddressRange, parseRange, rangeOf } from './address-range.ts';
import { behindNat64, type Ip, parseIp } from './ip.ts';

/** Answers for one address or name; both are asked before a connection, as a name may lead to an excluded address. */
export class Exclusions {
  readonly #names: ReadonlySet<string>;
  readonly #suffixes: ReadonlySet<string>;
  readonly #ranges: Readonly<Record<4 | 6, readonly AddressRange[]>>;

  constructor(names: readonly string[], ranges: readonly AddressRange[]) {
    this.#names = new Set(names.filter((name) => !name.startsWith('.')));
    this.#suffixes = new Set(names.filter((name) => name.startsWith('.')));
    this.#ranges = { 4: merge(ranges.filter(({ family }) => family === 4)), 6: merge(ranges.filter(is6)) };
  }

  /** @param host a name in ASCII, or an address */
  has(host: string): boolean {
    const ip = parseIp(host);
    if (ip) return this.#hasAddress(ip);
    const name = bareName(host);
    if (this.#names.has(name)) return true;
    for (let at = name.indexOf('.'); at >= 0; at = name.indexOf('.', at + 1)) {
      if (this.#suffixes.has(name.slice(at))) return true;
    }
    return false;
  }

  #hasAddress(ip: Ip): boolean {
    const inner = behindNat64(ip);
    return isWithin(this.#ranges[ip.family], ip.value) || (inner !== undefined && this.#hasAddress(inner));
  }
}

export const NOTHING_EXCLUDED: Exclusions = new Exclusions([], []);

/**
 * Reads a list, one entry a line: a host, `*.example.org` for all names below, an address, a CIDR block or a range.
 * `#` starts a comment. A line that cannot be read is a failure of the whole list: to pass over it would be to contact
 * somebody who opted out.
 */
export function parseExclusions(text: string, name: string): Result<Exclusions, Failure> {
  const names: string[] = [];
  const ranges: AddressRange[] = [];
  for (const [index, line] of text.split(/\r\n|\n|\r/).entries()) {
    const entry = line
      .replace(/^\uFEFF/, '')
      .replace(/(^|\s)#.*$/, '')
      .trim();
    if (entry === '') continue;
    const read = parseEntry(entry);
    if (read === undefined) {
      return err(failure('bad-exclusion', `${name}, line ${index + 1}: ${JSON.stringify(entry)} cannot be read`));
    }
    if (typeof read === 'string') names.push(read);
    else ranges.push(read);
  }
  return ok(new Exclusions(names, ranges));
}

function parseEntry(entry: string): AddressRange | string | undefined {
  const bare = /^\[(.*)\]$/.exec(entry)?.[1] ?? entry;
  const ip = parseIp(bare);
  if (ip) return rangeOf(ip);
  const range = parseRange(bare);
  if (range !== undefined) return typeof range === 'string' ? undefined : range;
  const wildcard = entry.startsWith('*.') ? entry.slice(2) : undefined;
  const target = parseTarget(wildcard ?? entry);
  if (!target.ok) return undefined;
  const { host } = target.value;
  // host:port would read as the whole host to some and as one port to others.
  if (/[:/]/.test(entry)) return undefined;
  return wildcard === undefined ? bareName(host) : `.${bareName(host)}`;
}

function bareName(host: string): string {
  return host.toLowerCase().replace(/\.$/, '');
}

/** Sorted, and free of overlaps, so that a look-up is a binary search however long the list is. */
function merge(ranges: readonly AddressRange[]): AddressRange[] {
  const merged: AddressRange[] = [];
  for (const range of ranges.toSorted((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0))) {
    const last = merged.at(-1);
    if (last && range.first <= last.last + 1n) {
      if (range.last > last.last) merged[merged.length - 1] = { ...last, last: range.last };
    } else {
      merged.push(range);
    }
  }
  return merged;
}

function isWithin(ranges: readonly AddressRange[], value: bigint): boolean {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const range = ranges[middle];
    if (range && range.last < value) low = middle + 1;
    else high = middle;
  }
  const found = ranges[low];
  return found !== undefined && found.first <= value;
}

function is6({ family }: AddressRange): boolean {
  return family === 6;
}
