/**
 * Runs a task for each item and yields each result when it is ready, so order is not kept.
 *
 * Takes at most `concurrency` items ahead of the consumer: memory stays flat however long `items` is. Leaving the loop
 * early stops taking items and aborts what runs; when `signal` fires, what runs is waited for, so that its partial
 * results are not lost.
 *
 * @param options.concurrency tasks at once, 1 or more
 * @throws what `items` or `task` throws
 */
export async function* runPool<I, O>(
  items: AsyncIterable<I> | Iterable<I>,
  task: (item: I, signal: AbortSignal) => Promise<O>,
  options: { readonly concurrency: number; readonly signal: AbortSignal },
): AsyncGenerator<O, void, undefined> {
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, options.signal]);
  const source = iterate(items);
  const running = new Set<Promise<Finished<O>>>();
  const aborted = new Promise<{ done: true }>((resolve) => {
    if (signal.aborted) resolve({ done: true });
    signal.addEventListener('abort', () => resolve({ done: true }), { once: true });
  });

  const start = (item: I): void => {
    const job: Promise<Finished<O>> = task(item, signal).then((output) => ({ job, output }));
    running.add(job);
  };

  let pull: Promise<IteratorResult<I, void> | { done: true }> | undefined = source.next();
  try {
    while (pull || running.size > 0) {
      const room = pull && running.size < options.concurrency ? [aborted, pull] : [];
      const step = await Promise.race([...room, ...running]);
      if ('job' in step) {
        running.delete(step.job);
        yield step.output;
      } else if (step.done) {
        pull = undefined;
      } else {
        start(step.value);
        pull = source.next();
      }
    }
  } finally {
    stop.abort();
    // A pull that nobody waits for any more may still fail, as when the list's file goes away.
    pull?.catch(() => undefined);
    await Promise.allSettled(running);
    void source.return().catch(() => undefined);
  }
}

async function* iterate<T>(items: AsyncIterable<T> | Iterable<T>): AsyncGenerator<T, void, undefined> {
  yield* items;
}

type Finished<O> = { readonly job: Promise<Finished<O>>; readonly output: O };
