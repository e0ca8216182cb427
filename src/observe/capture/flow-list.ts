/**
 * The flows whose handshakes are under way, by number, and in the order in which they were last heard of.
 *
 * @module
 */
import type { Flow } from './flow.ts';
import { FIRST_FLOW } from './flow-table.ts';

export type Entry = {
  readonly flow: Flow;
  readonly keyA: number;
  readonly keyB: number;
  readonly state: number;
  time: number;
  before: Entry | undefined;
  behind: Entry | undefined;
};

export class FlowList {
  readonly #entries: (Entry | undefined)[] = [];
  readonly #free: number[] = [];
  #oldest: Entry | undefined;
  #newest: Entry | undefined;
  size = 0;

  get oldest(): Entry | undefined {
    return this.#oldest;
  }

  get(state: number): Entry | undefined {
    return this.#entries[state - FIRST_FLOW];
  }

  add(flow: Flow, keyA: number, keyB: number, time: number): Entry {
    const index = this.#free.pop() ?? this.#entries.length;
    const entry: Entry = { flow, keyA, keyB, state: index + FIRST_FLOW, time, before: undefined, behind: undefined };
    this.#entries[index] = entry;
    this.size++;
    this.#append(entry);
    return entry;
  }

  touch(entry: Entry, time: number): void {
    entry.time = time;
    if (entry === this.#newest) return;
    this.#unlink(entry);
    this.#append(entry);
  }

  remove(entry: Entry): void {
    this.#unlink(entry);
    this.#entries[entry.state - FIRST_FLOW] = undefined;
    this.#free.push(entry.state - FIRST_FLOW);
    this.size--;
  }

  #append(entry: Entry): void {
    entry.before = this.#newest;
    entry.behind = undefined;
    if (this.#newest) this.#newest.behind = entry;
    else this.#oldest = entry;
    this.#newest = entry;
  }

  #unlink({ before, behind }: Entry): void {
    if (before) before.behind = behind;
    else this.#oldest = behind;
    if (behind) behind.before = before;
    else this.#newest = before;
  }
}
