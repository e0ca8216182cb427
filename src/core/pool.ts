import { setMaxListeners } from 'node:events';

/** What waits for a place in a pool, and in which order it gets one. */
export type WaitingRoom<I> = {
  /** Whether nothing more shall be taken from the source for now. */
  readonly isFull: boolean;
  add(item: I): void;
  /** The next that may start now; `undefined` if there is none, or none of them may. */
  take(): I | undefined;
  /** An item that was taken has finished. */
  leave(item: I): void;
};

/**
 * Runs a task for each item and yields each result when it is ready, so order is not kept.
 *
 * Memory stays flat however long `items` is: it holds what fits into the waiting room, and at most `concurrency` tasks
 * and results ahead of the consumer. Leaving the loop early stops taking items and aborts what runs; when `signal`
 * fires, what runs is waited for, so that its partial results are not lost.
 *
 * @param options.concurrency tasks at once, 1 or more
 * @param options.waiting who is next; by default the one who came first
 * @throws what `items` or `task` throws, once the results that are ready were taken
 */
export async function* runPool<I, O>(
  items: AsyncIterable<I> | Iterable<I>,
  task: (item: I, signal: AbortSignal) => Promise<O>,
  options: { readonly concurrency: number; readonly signal: AbortSignal; readonly waiting?: WaitingRoom<I> },
): AsyncGenerator<O, void, undefined> {
  const pool = new Pool(items, task, options);
  const onAbort = (): void => pool.stop(options.signal.reason);
  if (options.signal.aborted) onAbort();
  options.signal.addEventListener('abort', onAbort, { once: true });
  try {
    for (let next = await pool.next(); next; next = await pool.next()) yield next.output;
  } finally {
    options.signal.removeEventListener('abort', onAbort);
    pool.stop();
    await pool.settled();
  }
}

/** Written with callbacks: to race promises for a million items would leave a million reactions on the lasting ones. */
class Pool<I, O> {
  readonly #source: AsyncIterator<I, unknown>;
  readonly #task: (item: I, signal: AbortSignal) => Promise<O>;
  readonly #concurrency: number;
  readonly #waiting: WaitingRoom<I>;
  readonly #stop = new AbortController();
  readonly #running = new Set<Promise<void>>();
  readonly #finished: { readonly output: O }[] = [];
  #isPulling = false;
  #isDrained = false;
  #failure: { readonly error: unknown } | undefined;
  #wake: () => void = () => undefined;

  constructor(
    items: AsyncIterable<I> | Iterable<I>,
    task: (item: I, signal: AbortSignal) => Promise<O>,
    options: { readonly concurrency: number; readonly waiting?: WaitingRoom<I> },
  ) {
    this.#source = iterate(items);
    this.#task = task;
    this.#concurrency = options.concurrency;
    this.#waiting = options.waiting ?? new FirstCome();
    // Every task may listen; that is no leak.
    setMaxListeners(0, this.#stop.signal);
  }

  /** The next result; `undefined` when there will be no more. @throws what the source or a task threw */
  async next(): Promise<{ readonly output: O } | undefined> {
    // Not when a result is handed out: the consumer may have seen enough with it.
    this.#fill();
    for (;;) {
      const next = this.#finished.shift();
      if (next) return next;
      if (this.#running.size === 0) {
        if (this.#failure) throw this.#failure.error;
        if (this.#isDrained || this.#stop.signal.aborted) return undefined;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  stop(reason?: unknown): void {
    if (this.#stop.signal.aborted) return;
    this.#stop.abort(reason);
    // A source that never answers, as an open standard input, must not be waited for.
    void this.#source.return?.().catch(() => undefined);
    this.#wake();
  }

  async settled(): Promise<void> {
    await Promise.all(this.#running);
  }

  /** Starts what may start, and takes more from the source only when there is a place that nobody can have. */
  #fill(): void {
    while (this.#hasPlace()) {
      const item = this.#waiting.take();
      if (item === undefined) break;
      this.#begin(item);
    }
    if (this.#hasPlace() && !this.#isPulling && !this.#isDrained && !this.#waiting.isFull) this.#pull();
  }

  #pull(): void {
    this.#isPulling = true;
    void this.#source.next().then(
      (step) => {
        this.#isPulling = false;
        if (step.done) this.#isDrained = true;
        else this.#waiting.add(step.value);
        this.#fill();
        if (step.done) this.#wake();
      },
      (error: unknown) => this.#fail(error),
    );
  }

  #begin(item: I): void {
    const job = this.#task(item, this.#stop.signal).then(
      (output) => {
        this.#leave(item, job);
        this.#finished.push({ output });
        this.#fill();
        this.#wake();
      },
      (error: unknown) => {
        this.#leave(item, job);
        this.#fail(error);
      },
    );
    this.#running.add(job);
  }

  #leave(item: I, job: Promise<void>): void {
    this.#running.delete(job);
    this.#waiting.leave(item);
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.stop();
    this.#wake();
  }

  /** Results that nobody has fetched take up places: a slow consumer slows the pool down. */
  #hasPlace(): boolean {
    return !this.#stop.signal.aborted && this.#running.size + this.#finished.length < this.#concurrency;
  }
}

/** Holds one item, so that nothing is taken from the source long before it can start. */
class FirstCome<I> implements WaitingRoom<I> {
  readonly #items: I[] = [];

  get isFull(): boolean {
    return this.#items.length > 0;
  }

  add(item: I): void {
    this.#items.push(item);
  }

  take(): I | undefined {
    return this.#items.shift();
  }

  leave(): void {}
}

async function* iterate<T>(items: AsyncIterable<T> | Iterable<T>): AsyncGenerator<T, void, undefined> {
  yield* items;
}
