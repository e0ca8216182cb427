/**
 * Every client that uses or wants an old version, one by one: there are few of them, and somebody has to be told.
 *
 * @module
 */
import type { Floor } from '../../facts/server-facts.ts';
import type { UsageEvent, UsageVersion } from '../../facts/usage-facts.ts';
import type { ClientProgram, OldClient } from '../../facts/usage-summary.ts';
import { isBelow } from './standing.ts';

type Mutable<T> = { -readonly [key in keyof T]: T[key] };

type Entry = {
  below: number;
  blocked: number;
  first: number | null;
  last: number | null;
  /** First handshake below the floor: what a refusal in an earlier part may have led to. */
  firstBelow: number | null;
  shortestFallbackMs: number | null;
  readonly negotiated: Partial<Record<UsageVersion, number>>;
  readonly offered: Partial<Record<UsageVersion, number>>;
  readonly services: { service: string; below: number; blocked: number }[];
  readonly programs: Mutable<ClientProgram>[];
  readonly signs: Mutable<OldClient['signs']>;
};

export type OldClientsState = {
  readonly clients: readonly (readonly [address: string, entry: Entry])[];
  readonly refusals: readonly (readonly [address: string, time: number])[];
  readonly overflow: number;
};

export class OldClients {
  readonly #floor: Floor;
  readonly #most: number;
  readonly #entries = new Map<string, Entry>();
  /** When a newer hello of a client was last refused. */
  readonly #refusals = new Map<string, number>();
  /** Handshakes of clients that came when there were too many. */
  overflow = 0;

  constructor(floor: Floor, most: number) {
    this.#floor = floor;
    this.#most = most;
  }

  /** @param service as the roll-up calls it */
  add(address: string | null, service: string, standing: 'below' | 'blocked', event: UsageEvent): void {
    const key = address ?? UNTOLD;
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      if (this.#entries.size >= this.#most) {
        this.overflow += event.count;
        return;
      }
      entry = newEntry();
      this.#entries.set(key, entry);
    }
    this.#count(entry, service, standing, event);
    if (event.time !== null) this.#noteTime(entry, key, standing, event.time);
  }

  /** A newer hello of this client was refused: what it does next may be a fallback. */
  addRefusal(address: string | null, time: number | null): void {
    if (address === null || time === null) return;
    this.#refusals.delete(address);
    this.#refusals.set(address, time);
    if (this.#refusals.size <= MOST_REFUSALS) return;
    for (const oldest of this.#refusals.keys()) {
      this.#refusals.delete(oldest);
      return;
    }
  }

  /** Takes in what `other` has seen. A fallback is found across the two if `other` is the later one. */
  merge(other: OldClients): void {
    this.overflow += other.overflow;
    for (const [address, entry] of other.#entries) {
      const own = this.#entries.get(address);
      const refused = this.#refusals.get(address);
      const gap = refused === undefined || entry.firstBelow === null ? null : gapOf(refused, entry.firstBelow);
      const shortestFallbackMs = least(entry.shortestFallbackMs, gap);
      if (own) mergeEntry(own, { ...entry, shortestFallbackMs });
      else if (this.#entries.size >= this.#most) this.overflow += entry.below + entry.blocked;
      else this.#entries.set(address, { ...structuredClone(entry), shortestFallbackMs });
    }
    for (const [address, time] of other.#refusals) this.addRefusal(address, time);
  }

  /** How many there are below and blocked, in all and by service. */
  numbers(): { readonly all: OldNumbers; readonly services: ReadonlyMap<string, OldNumbers> } {
    const all = { clientsBelow: 0, clientsBlocked: 0 };
    const services = new Map<string, OldNumbers>();
    for (const entry of this.#entries.values()) {
      if (entry.below > 0) all.clientsBelow++;
      if (entry.blocked > 0) all.clientsBlocked++;
      for (const { service, below, blocked } of entry.services) {
        const { clientsBelow, clientsBlocked } = services.get(service) ?? all0;
        services.set(service, {
          clientsBelow: clientsBelow + Number(below > 0),
          clientsBlocked: clientsBlocked + Number(blocked > 0),
        });
      }
    }
    return { all, services };
  }

  /** Those with most handshakes first; the same order whatever order they came in. */
  list(privately: (address: string) => string | null): OldClient[] {
    return [...this.#entries]
      .toSorted(([a, one], [b, other]) => {
        return other.below + other.blocked - one.below - one.blocked || (a < b ? -1 : Number(a > b));
      })
      .map(([address, { below, blocked, first, last, shortestFallbackMs, services, programs, ...rest }]) => ({
        address: address === UNTOLD ? null : privately(address),
        below,
        blocked,
        firstSeen: first,
        lastSeen: last,
        negotiated: rest.negotiated,
        offered: rest.offered,
        signs: rest.signs,
        shortestFallbackMs,
        services: services.toSorted((a, b) => b.below + b.blocked - a.below - a.blocked || order(a.service, b.service)),
        programs: programs.toSorted((a, b) => b.handshakes - a.handshakes || order(programKey(a), programKey(b))),
      }));
  }

  state(): OldClientsState {
    return { clients: [...this.#entries], refusals: [...this.#refusals], overflow: this.overflow };
  }

  restore({ clients, refusals, overflow }: OldClientsState): void {
    for (const [address, entry] of clients) this.#entries.set(address, entry);
    for (const [address, time] of refusals) this.#refusals.set(address, time);
    this.overflow = overflow;
  }

  #count(entry: Entry, service: string, standing: 'below' | 'blocked', event: UsageEvent): void {
    const { count, negotiated, offeredMax, alert } = event;
    entry[standing] += count;
    if (negotiated !== null) increase(entry.negotiated, negotiated, count);
    if (offeredMax !== null) {
      increase(entry.offered, offeredMax, count);
      entry.signs[isBelow(offeredMax, this.#floor) ? 'offeredLess' : 'offeredMore'] += count;
    }
    if (event.fallbackScsv === true || alert?.name === 'inappropriate_fallback') entry.signs.fallback += count;
    if (event.downgradeSentinel === true) entry.signs.sentinel += count;
    countService(entry, { service, below: 0, blocked: 0, [standing]: count });
    const { ja3, ja4, userAgent } = event;
    countProgram(entry, { ja3, ja4, userAgent: userAgent?.slice(0, LONGEST_AGENT) ?? null, handshakes: count });
  }

  #noteTime(entry: Entry, key: string, standing: 'below' | 'blocked', time: number): void {
    entry.first = least(entry.first, time);
    entry.last = Math.max(entry.last ?? time, time);
    if (standing !== 'below') return;
    entry.firstBelow = least(entry.firstBelow, time);
    const refused = this.#refusals.get(key);
    if (refused !== undefined) entry.shortestFallbackMs = least(entry.shortestFallbackMs, gapOf(refused, time));
  }
}

type OldNumbers = { readonly clientsBelow: number; readonly clientsBlocked: number };

function mergeEntry(own: Entry, other: Entry): void {
  own.below += other.below;
  own.blocked += other.blocked;
  own.first = least(own.first, other.first);
  own.last = own.last === null ? other.last : Math.max(own.last, other.last ?? own.last);
  own.firstBelow = least(own.firstBelow, other.firstBelow);
  own.shortestFallbackMs = least(own.shortestFallbackMs, other.shortestFallbackMs);
  for (const [version, count] of entriesOf(other.negotiated)) increase(own.negotiated, version, count);
  for (const [version, count] of entriesOf(other.offered)) increase(own.offered, version, count);
  for (const sign of ['offeredMore', 'offeredLess', 'fallback', 'sentinel'] as const)
    own.signs[sign] += other.signs[sign];
  for (const service of other.services) countService(own, service);
  for (const program of other.programs) countProgram(own, program);
}

function newEntry(): Entry {
  return {
    below: 0,
    blocked: 0,
    first: null,
    last: null,
    firstBelow: null,
    shortestFallbackMs: null,
    negotiated: {},
    offered: {},
    services: [],
    programs: [],
    signs: { offeredMore: 0, offeredLess: 0, fallback: 0, sentinel: 0 },
  };
}

function countService({ services }: Entry, seen: Entry['services'][number]): void {
  const known = services.find(({ service }) => service === seen.service);
  if (known) {
    known.below += seen.below;
    known.blocked += seen.blocked;
  } else if (services.length < MOST_SERVICES) services.push({ ...seen });
}

function countProgram({ programs }: Entry, seen: ClientProgram): void {
  if (seen.ja3 === null && seen.ja4 === null && seen.userAgent === null) return;
  const known = programs.find(
    ({ ja3, ja4, userAgent }) => ja3 === seen.ja3 && ja4 === seen.ja4 && userAgent === seen.userAgent,
  );
  if (known) known.handshakes += seen.handshakes;
  else if (programs.length < MOST_PROGRAMS) programs.push({ ...seen });
}

function entriesOf(counts: Entry['negotiated']): [UsageVersion, number][] {
  return Object.entries(counts) as [UsageVersion, number][];
}

function increase(counts: Entry['negotiated'], version: UsageVersion, count: number): void {
  counts[version] = (counts[version] ?? 0) + count;
}

/** `null`: the refusal came later, so it led to nothing. */
function gapOf(refused: number, old: number): number | null {
  return old < refused ? null : old - refused;
}

function least(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.min(a, b);
}

function programKey({ ja3, ja4, userAgent }: ClientProgram): string {
  return `${ja4} ${ja3} ${userAgent}`;
}

function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** No address is the empty text. */
const UNTOLD = '';
const all0: OldNumbers = { clientsBelow: 0, clientsBlocked: 0 };
const MOST_REFUSALS = 65_536;
const MOST_SERVICES = 32;
const MOST_PROGRAMS = 8;
const LONGEST_AGENT = 512;
