/**
 * Counts of handshakes, for all services or for one: plain numbers, and a sketch of the clients for each version.
 *
 * @module
 */
import type { UsageVersion } from '../../facts/usage-facts.ts';
import {
  type DayUsage,
  USAGE_STANDINGS,
  USAGE_VERSIONS,
  type UsageCounts,
  type UsageStanding,
  type VersionUsage,
} from '../../facts/usage-summary.ts';
import { DistinctSketch, type Hash, type SketchState } from './distinct-sketch.ts';

/** Place of a version in the counts; the last is for none. */
export function versionIndex(version: UsageVersion | null): number {
  return version === null ? NO_VERSION : (INDEX.get(version) ?? NO_VERSION);
}

/** What is counted of a handshake. */
export type Counted = {
  standing: number;
  negotiated: number;
  offered: number;
  count: number;
  /** Days since 1970; NaN: the source has no time. */
  day: number;
  client: Hash | undefined;
};

export function standingIndex(standing: UsageStanding): number {
  return USAGE_STANDINGS.indexOf(standing);
}

export class UsageCounter {
  readonly #standings = new Array<number>(USAGE_STANDINGS.length).fill(0);
  readonly #negotiated = new Array<number>(SLOTS).fill(0);
  readonly #offered = new Array<number>(SLOTS).fill(0);
  readonly #negotiators: (DistinctSketch | undefined)[] = [];
  readonly #offerers: (DistinctSketch | undefined)[] = [];
  /** Standings and then negotiated versions, by the day. */
  readonly #days = new Map<number, number[]>();
  readonly #room: DayRoom;
  #lastDay = Number.NaN;
  #lastCounts: number[] = [];

  constructor(room: DayRoom = { left: MOST_DAYS }) {
    this.#room = room;
  }

  /** @returns whether its day is kept apart; a clock that jumps about could make any number of them */
  add({ standing, negotiated, offered, count, day, client }: Readonly<Counted>): boolean {
    add(this.#standings, standing, count);
    add(this.#negotiated, negotiated, count);
    add(this.#offered, offered, count);
    if (client !== undefined) {
      sketchAt(this.#negotiators, negotiated).add(client);
      if (offered !== NO_VERSION) sketchAt(this.#offerers, offered).add(client);
    }
    if (Number.isNaN(day)) return true;
    const counts = day === this.#lastDay ? this.#lastCounts : this.#countsOf(day);
    if (counts === undefined) return false;
    add(counts, standing, count);
    add(counts, USAGE_STANDINGS.length + negotiated, count);
    return true;
  }

  /** @returns handshakes whose day is not kept apart */
  merge(other: UsageCounter): number {
    addAll(this.#standings, other.#standings);
    addAll(this.#negotiated, other.#negotiated);
    addAll(this.#offered, other.#offered);
    for (const [own, others] of [
      [this.#negotiators, other.#negotiators],
      [this.#offerers, other.#offerers],
    ] as const) {
      for (const [index, sketch] of others.entries()) if (sketch) sketchAt(own, index).merge(sketch);
    }
    let dropped = 0;
    for (const [day, counts] of other.#days) {
      const own = this.#countsOf(day);
      if (own) addAll(own, counts);
      else for (const count of counts.slice(0, USAGE_STANDINGS.length)) dropped += count;
    }
    return dropped;
  }

  /** @param old distinct clients below and blocked, which are kept one by one elsewhere */
  counts(old: Pick<UsageCounts, 'clientsBelow' | 'clientsBlocked'>): UsageCounts {
    const all = new DistinctSketch();
    for (const sketch of this.#negotiators) if (sketch) all.merge(sketch);
    return {
      ...byStanding(this.#standings),
      handshakes: this.#standings.reduce((sum, n) => sum + n, 0),
      clients: all.count(),
      ...old,
      negotiated: byVersion(this.#negotiated, this.#negotiators),
      offered: byVersion(this.#offered, this.#offerers),
      days: [...this.#days].toSorted(([a], [b]) => a - b).map(([day, counts]) => dayUsage(day, counts)),
    };
  }

  get isExact(): boolean {
    return [...this.#negotiators, ...this.#offerers].every((sketch) => sketch === undefined || sketch.isExact);
  }

  /** The clients of each version, as sketches. */
  *sketches(): Generator<CounterSketch, void, undefined> {
    for (const [kind, sketches] of [
      ['negotiated', this.#negotiators],
      ['offered', this.#offerers],
    ] as const) {
      for (const [index, sketch] of sketches.entries()) {
        if (sketch) yield { kind, version: USAGE_VERSIONS[index] ?? null, sketch };
      }
    }
  }

  /** Plain data, to be written down; {@link UsageCounter.restore} reads it. */
  state(): CounterState {
    const states = (sketches: readonly (DistinctSketch | undefined)[]): (SketchState | null)[] =>
      Array.from(sketches, (sketch) => sketch?.state() ?? null);
    return {
      standings: this.#standings,
      negotiated: this.#negotiated,
      offered: this.#offered,
      negotiators: states(this.#negotiators),
      offerers: states(this.#offerers),
      days: [...this.#days],
    };
  }

  static restore(state: CounterState, room: DayRoom): UsageCounter {
    const counter = new UsageCounter(room);
    addAll(counter.#standings, state.standings);
    addAll(counter.#negotiated, state.negotiated);
    addAll(counter.#offered, state.offered);
    const fill = (into: (DistinctSketch | undefined)[], from: readonly (SketchState | null)[]): void =>
      from.forEach((sketch, index) => {
        if (sketch) into[index] = DistinctSketch.restore(sketch);
      });
    fill(counter.#negotiators, state.negotiators);
    fill(counter.#offerers, state.offerers);
    for (const [day, counts] of state.days) addAll(counter.#countsOf(day) ?? [], counts);
    return counter;
  }

  #countsOf(day: number): number[] | undefined {
    let counts = this.#days.get(day);
    if (counts === undefined) {
      if (this.#days.size >= MOST_DAYS || this.#room.left <= 0) return undefined;
      this.#room.left--;
      counts = new Array<number>(USAGE_STANDINGS.length + SLOTS).fill(0);
      this.#days.set(day, counts);
    }
    this.#lastDay = day;
    this.#lastCounts = counts;
    return counts;
  }
}

/** How many days may still be kept apart, of all counters that share it. */
export type DayRoom = { left: number };

export type CounterSketch = {
  readonly kind: 'negotiated' | 'offered';
  /** `null`: of handshakes without one. */
  readonly version: UsageVersion | null;
  readonly sketch: DistinctSketch;
};

export type CounterState = {
  readonly standings: readonly number[];
  readonly negotiated: readonly number[];
  readonly offered: readonly number[];
  readonly negotiators: readonly (SketchState | null)[];
  readonly offerers: readonly (SketchState | null)[];
  readonly days: readonly (readonly [day: number, counts: readonly number[]])[];
};

function add(counts: number[], index: number, count: number): void {
  counts[index] = (counts[index] ?? 0) + count;
}

function addAll(counts: number[], others: readonly number[]): void {
  for (const [index, count] of others.entries()) add(counts, index, count);
}

function sketchAt(sketches: (DistinctSketch | undefined)[], index: number): DistinctSketch {
  const sketch = sketches[index] ?? new DistinctSketch();
  sketches[index] = sketch;
  return sketch;
}

function byStanding(counts: readonly number[]): Record<UsageStanding, number> {
  const [fine = 0, below = 0, blocked = 0, failed = 0, untold = 0] = counts;
  return { fine, below, blocked, failed, untold };
}

function byVersion(
  counts: readonly number[],
  sketches: readonly (DistinctSketch | undefined)[],
): Partial<Record<UsageVersion, VersionUsage>> {
  const found = USAGE_VERSIONS.flatMap((version, index) => {
    const handshakes = counts[index] ?? 0;
    return handshakes > 0 ? [[version, { handshakes, clients: sketches[index]?.count() ?? 0 }] as const] : [];
  });
  return Object.fromEntries(found);
}

function dayUsage(day: number, counts: readonly number[]): DayUsage {
  const versions = USAGE_VERSIONS.flatMap((version, index) => {
    const handshakes = counts[USAGE_STANDINGS.length + index] ?? 0;
    return handshakes > 0 ? [[version, handshakes] as const] : [];
  });
  const date = new Date(day * DAY_MS).toISOString().slice(0, 10);
  return { day: date, ...byStanding(counts), negotiated: Object.fromEntries(versions) };
}

const NO_VERSION: number = USAGE_VERSIONS.length;
export const DAY_MS = 86_400_000;
const SLOTS = USAGE_VERSIONS.length + 1;
const MOST_DAYS = 1100;
const INDEX: ReadonlyMap<UsageVersion, number> = new Map(USAGE_VERSIONS.map((version, index) => [version, index]));
