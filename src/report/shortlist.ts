import type { ServerFacts } from '../facts/server-facts.ts';
import { addToTotals, countServers, NO_TOTALS, STANDINGS, standingOf, type Totals } from './totals.ts';

/**
 * The results that a report for people shows: all of them, or the worst where a list is too long to read. It counts all
 * and holds no more than it shows, so a million results take no more memory than a thousand.
 */
export class Shortlist {
  readonly #most: number;
  /** By standing, worst first, each in the order of the list. */
  readonly #rows = STANDINGS.map((): Row[] => []);
  #held = 0;
  #totals: Totals = NO_TOTALS;

  /** @param most results shown, 1 or more */
  constructor(most: number) {
    this.#most = most;
  }

  get totals(): Totals {
    return this.#totals;
  }

  /** How many are counted and not shown. */
  get left(): number {
    return countServers(this.#totals) - this.#held;
  }

  /** @param order place in the list, which need not be the order of the calls */
  add(facts: ServerFacts, order: number): void {
    this.#totals = addToTotals(this.#totals, facts);
    this.#rows[STANDINGS.indexOf(standingOf(facts))]?.push({ facts, order });
    this.#held++;
    if (this.#held <= this.#most) return;
    this.#rows.findLast((rows) => rows.length > 0)?.pop();
    this.#held--;
  }

  /** In the order of the list, or worst first when some had to be left out. */
  results(): ServerFacts[] {
    const byOrder = (a: Row, b: Row): number => a.order - b.order;
    const rows = this.left === 0 ? this.#rows.flat().sort(byOrder) : this.#rows.flatMap((each) => each.sort(byOrder));
    return rows.map(({ facts }) => facts);
  }
}

type Row = { readonly facts: ServerFacts; readonly order: number };
