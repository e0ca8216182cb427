/**
 * Rolls handshakes up as they come: what is modern is counted, and what is old is kept client by client. Memory has a
 * ceiling, and what does not fit under it is counted. Roll-ups of parts merge into that of the whole.
 *
 * @module
 */
import type { Floor } from '../../facts/server-facts.ts';
import type { UsageCounts, UsageSummary } from '../../facts/usage-summary.ts';
import type { UsageRow } from '../usage-row.ts';
import { hashOfText, SKETCH_ERROR } from './distinct-sketch.ts';
import { OldClients, type OldClientsState } from './old-clients.ts';
import { type Keep, keepAll } from './privacy.ts';
import { isRefusedNewer, standingOf } from './standing.ts';
import {
  type Counted,
  type CounterSketch,
  type CounterState,
  DAY_MS,
  type DayRoom,
  standingIndex,
  UsageCounter,
  versionIndex,
} from './usage-counter.ts';

export type RollUpLimits = {
  /** Old clients that are kept one by one. */
  readonly maxClients: number;
  readonly maxServices: number;
};

type Service = { readonly name: string; readonly names: Set<string>; readonly counter: UsageCounter };

export type RollUpState = {
  readonly floor: Floor;
  readonly other: CounterState;
  readonly services: readonly (readonly [name: string, names: readonly string[], counter: CounterState])[];
  readonly old: OldClientsState;
  readonly overflow: Omit<UsageSummary['overflow'], 'clients'>;
  readonly from: number | null;
  readonly to: number | null;
};

export class RollUp {
  readonly #floor: Floor;
  readonly #limits: RollUpLimits;
  /** What is of no service that is kept apart. */
  #other = new UsageCounter();
  /** Shared by all services: as many as fit into some 60 MB. */
  readonly #room: DayRoom = { left: 200_000 };
  readonly #services = new Map<string, Service>();
  readonly #old: OldClients;
  #overflowServices = 0;
  #overflowDays = 0;
  #from = Number.NaN;
  #to = Number.NaN;
  readonly #lastPlace: Pick<UsageRow, 'service' | 'server' | 'serverPort' | 'sni'> = {
    service: null,
    server: null,
    serverPort: null,
    sni: null,
  };
  #lastService: Service | undefined;
  #source = UNNAMED_SERVICE;
  readonly #counted: Counted = { standing: 0, negotiated: 0, offered: 0, count: 0, day: 0, client: undefined };

  constructor(floor: Floor, limits: RollUpLimits = DEFAULT_LIMITS) {
    this.#floor = floor;
    this.#limits = limits;
    this.#old = new OldClients(floor, limits.maxClients);
  }

  /** What the next rows come from, for those that do not say which service they are of. */
  set source(name: string) {
    this.#source = name;
    this.#lastService = undefined;
  }

  add(row: Readonly<UsageRow>): void {
    const standing = standingOf(row, this.#floor);
    const { time, client, event } = row;
    const counted = this.#counted;
    counted.standing = standingIndex(standing);
    // What a refused handshake would have become is not what the two agreed on.
    counted.negotiated = versionIndex(standing === 'fine' || standing === 'below' ? row.negotiated : null);
    counted.offered = versionIndex(row.offeredMax);
    counted.count = row.count;
    counted.day = Math.floor(time / DAY_MS);
    // Hashed anew each time: a table of hashes was slower, by its misses in the cache of the processor.
    counted.client = client === null ? undefined : hashOfText(client);
    if (!Number.isNaN(time)) {
      // Written so that a NaN of before gives way.
      if (!(time >= this.#from)) this.#from = time;
      if (!(time <= this.#to)) this.#to = time;
    }
    const service = this.#serviceOf(row);
    if (service === undefined) this.#overflowServices += row.count;
    if (!(service?.counter ?? this.#other).add(counted)) this.#overflowDays += row.count;
    if (event === null) return;
    if (standing === 'below' || standing === 'blocked') {
      this.#old.add(client, service?.name ?? OTHER_SERVICES, standing, event);
    }
    if (isRefusedNewer(event, this.#floor)) this.#old.addRefusal(client, event.time);
  }

  /** Takes in what `other`, of the same floor, has seen; best the later part into the earlier. */
  merge(other: RollUp): void {
    this.#overflowDays += this.#other.merge(other.#other);
    for (const [key, { names, counter }] of other.#services) {
      const own = this.#serviceNamed(key);
      if (own === undefined) {
        this.#overflowServices += counter.counts(NONE).handshakes;
        this.#overflowDays += this.#other.merge(counter);
        continue;
      }
      this.#overflowDays += own.counter.merge(counter);
      for (const name of names) noteName(own, name);
    }
    this.#old.merge(other.#old);
    this.#overflowServices += other.#overflowServices;
    this.#overflowDays += other.#overflowDays;
    if (!Number.isNaN(other.#from) && !(this.#from <= other.#from)) this.#from = other.#from;
    if (!Number.isNaN(other.#to) && !(this.#to >= other.#to)) this.#to = other.#to;
  }

  /** @param keep what may be said of clients, and how */
  summary(keep: Keep = keepAll): UsageSummary {
    const numbers = this.#old.numbers();
    const services = [...this.#services.values()].map(({ name, names, counter }) => ({
      service: name,
      names: [...names].toSorted(),
      ...counter.counts(numbers.services.get(name) ?? NONE),
    }));
    const clients = this.#old.list(keep.address);
    const total = new UsageCounter();
    let overflowDays = this.#overflowDays + total.merge(this.#other);
    for (const { counter } of this.#services.values()) overflowDays += total.merge(counter);
    return {
      floor: this.#floor,
      totals: total.counts(numbers.all),
      services: services.toSorted(
        (a, b) =>
          b.below + b.blocked - a.below - a.blocked || b.handshakes - a.handshakes || (a.service < b.service ? -1 : 1),
      ),
      clients: keep.userAgents ? clients : clients.map(withoutAgents),
      clientCountError: total.isExact ? 0 : SKETCH_ERROR,
      overflow: { clients: this.#old.overflow, services: this.#overflowServices, days: overflowDays },
      from: orNull(this.#from),
      to: orNull(this.#to),
    };
  }

  /** The clients of each service and version, as sketches. */
  *sketches(): Generator<CounterSketch & { readonly service: string }, void, undefined> {
    for (const { name, counter } of this.#services.values()) {
      for (const sketch of counter.sketches()) yield { service: name, ...sketch };
    }
  }

  /** Plain data, to be written down; {@link RollUp.restore} reads it. */
  state(): RollUpState {
    return {
      floor: this.#floor,
      other: this.#other.state(),
      services: [...this.#services].map(([name, { names, counter }]) => [name, [...names], counter.state()] as const),
      old: this.#old.state(),
      overflow: { services: this.#overflowServices, days: this.#overflowDays },
      from: orNull(this.#from),
      to: orNull(this.#to),
    };
  }

  static restore(state: RollUpState, limits: RollUpLimits = DEFAULT_LIMITS): RollUp {
    const rollUp = new RollUp(state.floor, limits);
    rollUp.#other = UsageCounter.restore(state.other, { left: Number.POSITIVE_INFINITY });
    for (const [name, names, counter] of state.services) {
      rollUp.#services.set(name, { name, names: new Set(names), counter: UsageCounter.restore(counter, rollUp.#room) });
    }
    rollUp.#old.restore(state.old);
    rollUp.#overflowServices = state.overflow.services;
    rollUp.#overflowDays = state.overflow.days;
    rollUp.#from = state.from ?? Number.NaN;
    rollUp.#to = state.to ?? Number.NaN;
    return rollUp;
  }

  #serviceOf(row: Readonly<UsageRow>): Service | undefined {
    const last = this.#lastPlace;
    const { service, server, serverPort, sni } = row;
    if (
      this.#lastService !== undefined &&
      last.service === service &&
      last.server === server &&
      last.serverPort === serverPort &&
      last.sni === sni
    ) {
      return this.#lastService;
    }
    const found = this.#serviceNamed(nameOf(row) ?? this.#source);
    if (found !== undefined && sni !== null && sni !== found.name) noteName(found, sni);
    last.service = service;
    last.server = server;
    last.serverPort = serverPort;
    last.sni = sni;
    this.#lastService = found;
    return found;
  }

  #serviceNamed(name: string): Service | undefined {
    const known = this.#services.get(name);
    if (known !== undefined || this.#services.size >= this.#limits.maxServices) return known;
    const made = { name, names: new Set<string>(), counter: new UsageCounter(this.#room) };
    this.#services.set(name, made);
    return made;
  }
}

/** What the source calls the service, or else address and port, or else the name that was asked for. */
function nameOf({ service, server, serverPort, sni }: Readonly<UsageRow>): string | undefined {
  if (service !== null) return service.slice(0, LONGEST_NAME);
  if (server === null) return sni?.slice(0, LONGEST_NAME);
  if (serverPort === null) return server;
  return server.includes(':') ? `[${server}]:${serverPort}` : `${server}:${serverPort}`;
}

/** The first few in the order of the alphabet, so that it does not matter which part of the traffic came first. */
function noteName({ names }: Service, name: string): void {
  const short = name.slice(0, LONGEST_NAME);
  if (names.has(short)) return;
  names.add(short);
  if (names.size <= MOST_NAMES) return;
  let last = short;
  for (const each of names) if (each > last) last = each;
  names.delete(last);
}

function withoutAgents(client: UsageSummary['clients'][number]): typeof client {
  return { ...client, programs: client.programs.map((program) => ({ ...program, userAgent: null })) };
}

function orNull(time: number): number | null {
  return Number.isNaN(time) ? null : time;
}

const UNNAMED_SERVICE = 'a service that the source does not name';
const OTHER_SERVICES = 'other services';
const NONE: Pick<UsageCounts, 'clientsBelow' | 'clientsBlocked'> = { clientsBelow: 0, clientsBlocked: 0 };
const MOST_NAMES = 8;
/** A host name has 253 characters (RFC 1035 §2.3.4). */
const LONGEST_NAME = 253;
const DEFAULT_LIMITS: RollUpLimits = { maxClients: 100_000, maxServices: 4096 };
