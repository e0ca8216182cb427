/**
 * Runs a task for each item and yields each result when it is ready, so order is not kept.
 *
 * Takes at most `concurrency` items ahead of the consumer: memory stays flat however long `items` is. Leaving the loop
 * early stops taking items and aborts what runs; when `signal` fires, what runs is waited for, so that its partial
 * results are not lost.
 *
 * @param options.concurrency tasks at once, 1 or more
 * @throws what `items` or `task` throws, once the results that are ready were taken
 */
export async function* runPool<I, O>(
  items: AsyncIterable<I> | Iterable<I>,
  task: (item: I, signal: AbortSignal) => Promise<O>,
  options: { readonly concurrency: number; readonly signal: AbortSignal },
): AsyncGenerator<O, void, undefined> {
  const stop = new AbortController();
  const source = iterate(items);
  const state: State<O> = { ready: [], failures: [], running: 0, isPulling: false, isOver: false };
  // Not Promise.race over what runs: every race would leave its reactions on the promises that live longest.
  let wake = (): void => undefined;
  const onAbort = (): void => {
    state.isOver = true;
    stop.abort(options.signal.reason);
    wake();
  };
  options.signal.addEventListener('abort', onAbort, { once: true });
  if (options.signal.aborted) onAbort();

  const start = async (item: I): Promise<void> => {
    state.running++;
    try {
      state.ready.push(await task(item, stop.signal));
    } catch (error) {
      state.failures.push(error);
    }
    state.running--;
    wake();
  };
  const pull = async (): Promise<void> => {
    state.isPulling = true;
    try {
      const step = await source.next();
      if (step.done) state.isOver = true;
      else if (!state.isOver) void start(step.value);
    } catch (error) {
      state.isOver = true;
      state.failures.push(error);
    }
    state.isPulling = false;
    wake();
  };

  try {
    for (;;) {
      for (let output = state.ready.shift(); output !== undefined; output = state.ready.shift()) yield output;
      if (state.failures.length > 0) stop.abort();
      if (state.failures.length > 0 && state.running === 0) throw state.failures[0];
      if (state.isOver && state.running === 0) return;
      if (!state.isOver && !state.isPulling && state.failures.length === 0 && state.running < options.concurrency) {
        void pull();
      }
      if (state.ready.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    state.isOver = true;
    stop.abort();
    options.signal.removeEventListener('abort', onAbort);
    while (state.running > 0) await new Promise<void>((resolve) => (wake = resolve));
    void source.return().catch(() => undefined);
  }
}

type State<O> = {
  readonly ready: O[];
  readonly failures: unknown[];
  running: number;
  isPulling: boolean;
  /** No more items are taken. */
  isOver: boolean;
};

async function* iterate<T>(items: AsyncIterable<T> | Iterable<T>): AsyncGenerator<T, void, undefined> {
  yield* items;
}
