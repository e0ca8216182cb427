import { deferred } from './deferred.ts';

/**
 * Runs tasks in rounds over connections that a round before has opened: a task's connection is there when its turn
 * comes, and what tasks leave idle of the limit is used to open connections for what is to come.
 *
 * A round is one trip of the network: some tasks talk, some connections open, and the next round begins when all are
 * done. What a round brings decides the next one, so the number of trips does not hang on who was a little faster.
 */
export class Rounds<C> {
  readonly #options: RoundsOptions<C>;
  #waiting: Waiting<C>[] = [];
  #spare: C[] = [];
  /** Tasks with their own connections that are under way: they take as many trips as they like, and no round waits. */
  readonly #own = new Set<Promise<unknown>>();
  #isUnderWay = false;
  #isClosed = false;

  constructor(options: RoundsOptions<C>) {
    this.#options = options;
  }

  /**
   * @param wish.urgency the highest goes first; of equals, who came first
   * @param wish.hasMore whether the task's end is likely to bring another task
   */
  use<T>(task: (connection: C) => Promise<T>, wish: { urgency: number; hasMore: boolean }): Promise<T> {
    return this.#enter({ ...wish, kind: 'uses', start: task });
  }

  /** A task that opens its own connection, one at a time. */
  run<T>(task: () => Promise<T>, urgency: number): Promise<T> {
    return this.#enter({ urgency, hasMore: false, kind: 'opens', start: task });
  }

  /** Closes what was opened and not used, and what is still opening. Nothing may be asked any more. */
  close(): void {
    this.#isClosed = true;
    for (const connection of this.#spare) this.#options.close(connection);
    this.#spare = [];
  }

  #enter<T>(wish: Omit<Waiting<C>, 'start'> & { start: (connection: C) => Promise<T> }): Promise<T> {
    const { promise, resolve, reject } = deferred<T>();
    this.#waiting.push({ ...wish, start: (connection) => wish.start(connection).then(resolve, reject) });
    if (!this.#isUnderWay) {
      this.#isUnderWay = true;
      setImmediate(() => void this.#goOn());
    }
    return promise;
  }

  async #goOn(): Promise<void> {
    while (this.#waiting.length > 0) {
      const now = this.#round();
      await (now.length > 0 ? Promise.all(now) : Promise.race(this.#own));
      // Whoever waited for an answer asks the next question in this turn.
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#isUnderWay = false;
  }

  #round(): Promise<unknown>[] {
    const { canOpenAhead, open } = this.#options;
    this.#tidy();
    const now: Promise<unknown>[] = [];
    const left: Waiting<C>[] = [];
    let lacking = 0;
    let hopes = 0;
    for (const one of this.#waiting.toSorted((a, b) => b.urgency - a.urgency)) {
      const limit = this.#options.limit - this.#own.size;
      const busy = now.length + lacking;
      const connection = one.kind === 'uses' && busy < limit ? this.#spare.shift() : undefined;
      const opensNow = one.kind === 'opens' && busy + this.#spare.length < limit;
      if (one.hasMore && busy < limit) hopes++;
      if (one.kind === 'uses' && connection === undefined && busy < limit) lacking++;
      if (connection !== undefined) now.push(one.start(connection));
      else if (opensNow) this.#startOwn(one);
      else left.push(one);
    }
    this.#waiting = left;
    const ahead = canOpenAhead ? Math.max(0, hopes - this.#spare.length) : 0;
    const room = this.#options.limit - this.#own.size - now.length - this.#spare.length;
    const toOpen = Math.min(lacking + ahead, room);
    for (let opened = 0; opened < toOpen; opened++) {
      now.push(open().then((connection) => this.#keep(connection)));
    }
    return now;
  }

  #startOwn(task: Waiting<C>): void {
    const run = async (): Promise<void> => {
      await task.start(undefined as C);
      // A turn later, so that its connection is gone when the next one comes.
      await new Promise((resolve) => setImmediate(resolve));
      this.#own.delete(running);
    };
    const running = run();
    this.#own.add(running);
  }

  #keep(connection: C): void {
    if (this.#isClosed) this.#options.close(connection);
    else this.#spare.push(connection);
  }

  /** A connection that has waited for long may be closed by its server at any time; one that nobody wants is in the way. */
  #tidy(): void {
    const isWanted = this.#waiting.some(({ kind }) => kind === 'uses');
    const { isFresh, close } = this.#options;
    for (const connection of this.#spare.filter((one) => !isWanted || !isFresh(one))) close(connection);
    this.#spare = isWanted ? this.#spare.filter(isFresh) : [];
  }
}

export type RoundsOptions<C> = {
  /** Connections at once, open ones without a task included; 1 or more. */
  readonly limit: number;
  /** Never rejects: a connection that failed tells its task so. */
  readonly open: () => Promise<C>;
  readonly close: (connection: C) => void;
  /** Whether it can still be given to a task. */
  readonly isFresh: (connection: C) => boolean;
  /** Where opening takes many trips, doing so beside tasks would make them wait. */
  readonly canOpenAhead: boolean;
};

type Waiting<C> = {
  readonly kind: 'uses' | 'opens';
  readonly urgency: number;
  readonly hasMore: boolean;
  /** Never rejects. */
  readonly start: (connection: C) => Promise<unknown>;
};
