import type { WaitingRoom } from './pool.ts';

/** Where an item goes. */
export type Lane = {
  readonly key: string;
  /** Items of the lane that may run at once, 1 or more. */
  readonly limit: number;
  /** Items with the same text never run at once; `undefined`: it has no like. */
  readonly solo: string | undefined;
};

/**
 * Holds items back while their lane is full or their like is running. Who is next: of the lanes that may go on, the
 * one with the fewest running, then the one whose item came first. So one large network never keeps others waiting, as
 * far as it sees: it holds `most` items, no more.
 */
export class FairQueue<I> implements WaitingRoom<I> {
  readonly #most: number;
  readonly #laneOf: (item: I) => Lane;
  /** Only lanes that have somebody waiting or running. */
  readonly #lanes = new Map<string, { readonly limit: number; readonly waiting: I[]; running: number }>();
  readonly #soloRunning = new Set<string | undefined>();
  #size = 0;

  /** @param most items that wait at once, 1 or more */
  constructor(most: number, laneOf: (item: I) => Lane) {
    this.#most = most;
    this.#laneOf = laneOf;
  }

  get isFull(): boolean {
    return this.#size >= this.#most;
  }

  add(item: I): void {
    const { key, limit } = this.#laneOf(item);
    const lane = this.#lanes.get(key);
    if (lane) lane.waiting.push(item);
    else this.#lanes.set(key, { limit, waiting: [item], running: 0 });
    this.#size++;
  }

  take(): I | undefined {
    let best: { readonly key: string; readonly index: number; readonly running: number } | undefined;
    for (const [key, lane] of this.#lanes) {
      if (lane.running >= lane.limit || (best && lane.running >= best.running)) continue;
      const index = lane.waiting.findIndex((item) => !this.#soloRunning.has(this.#laneOf(item).solo));
      if (index < 0) continue;
      best = { key, index, running: lane.running };
      if (lane.running === 0) break;
    }
    return best && this.#start(best.key, best.index);
  }

  leave(item: I): void {
    const { key, solo } = this.#laneOf(item);
    this.#soloRunning.delete(solo);
    const lane = this.#lanes.get(key);
    if (!lane) return;
    lane.running--;
    if (lane.running === 0 && lane.waiting.length === 0) this.#lanes.delete(key);
  }

  #start(key: string, index: number): I | undefined {
    const lane = this.#lanes.get(key);
    const [item] = lane?.waiting.splice(index, 1) ?? [];
    if (!lane || item === undefined) return undefined;
    lane.running++;
    const { solo } = this.#laneOf(item);
    if (solo !== undefined) this.#soloRunning.add(solo);
    this.#size--;
    return item;
  }
}
