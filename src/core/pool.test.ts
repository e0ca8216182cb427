import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runPool } from './pool.ts';

const never = new AbortController().signal;

describe('runPool', () => {
  test('gives each item once and holds to the concurrency', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(40), fc.integer({ min: 1, max: 9 }), async (count, concurrency) => {
        const items = Array.from({ length: count }, (_, index) => index);
        let running = 0;
        let peak = 0;
        const task = async (item: number): Promise<number> => {
          peak = Math.max(peak, ++running);
          for (let turn = 0; turn < item % 5; turn++) await Promise.resolve();
          running--;
          return item;
        };
        const seen: number[] = [];
        for await (const item of runPool(items, task, { concurrency, signal: never })) seen.push(item);
        expect(seen.toSorted((a, b) => a - b)).toEqual(items);
        expect(peak).toBeLessThanOrEqual(concurrency);
        if (count >= concurrency) expect(peak).toBeGreaterThan(0);
      }),
      { numRuns: 50 },
    );
  });

  test('takes no more items than the consumer and the concurrency ask for', async () => {
    let taken = 0;
    function* source(): Generator<number, void, undefined> {
      for (;;) yield taken++;
    }
    const pool = runPool(source(), async (item) => item, { concurrency: 4, signal: never });
    for (let i = 0; i < 10; i++) await pool.next();
    // Ten given, four running, one pulled ahead.
    expect(taken).toBeLessThanOrEqual(15);
    await pool.return();
  });

  test('leaving early aborts what runs and waits for it', async () => {
    const log: string[] = [];
    const { promise: othersRun, resolve: letGo } = deferred();
    const task = async (item: number, signal: AbortSignal): Promise<number> => {
      if (item === 2) letGo();
      if (item === 0) await othersRun;
      else await aborted(signal);
      log.push(`${item} is over`);
      return item;
    };
    for await (const item of runPool([0, 1, 2, 3, 4, 5], task, { concurrency: 3, signal: never })) {
      expect(item).toBe(0);
      expect(log).toEqual(['0 is over']);
      break;
    }
    expect(log).toEqual(['0 is over', '1 is over', '2 is over']);
  });

  test('an abort lets the partial results of what runs out, and starts nothing more', async () => {
    const controller = new AbortController();
    const started: number[] = [];
    const task = async (item: number, signal: AbortSignal): Promise<string> => {
      started.push(item);
      if (started.length === 3) controller.abort('interrupt');
      await aborted(signal);
      return `partial ${item}`;
    };
    const seen: string[] = [];
    const items = Array.from({ length: 100 }, (_, index) => index);
    for await (const out of runPool(items, task, { concurrency: 3, signal: controller.signal })) seen.push(out);
    expect(started).toEqual([0, 1, 2]);
    expect(seen.toSorted()).toEqual(['partial 0', 'partial 1', 'partial 2']);
  });

  test('an abort ends the run while the source is stuck', async () => {
    const controller = new AbortController();
    async function* stuck(): AsyncGenerator<number, void, undefined> {
      yield 1;
      await new Promise(() => {});
    }
    const seen: number[] = [];
    for await (const item of runPool(stuck(), async (n) => n, { concurrency: 2, signal: controller.signal })) {
      seen.push(item);
      controller.abort();
    }
    expect(seen).toEqual([1]);
  });

  test('a signal that has fired before runs nothing', async () => {
    let calls = 0;
    const task = async (): Promise<number> => ++calls;
    for await (const _ of runPool([1, 2], task, { concurrency: 2, signal: AbortSignal.abort() }));
    expect(calls).toBe(0);
  });

  test('a source that throws ends the run with what it threw', async () => {
    async function* broken(): AsyncGenerator<number, void, undefined> {
      yield 1;
      throw new Error('the source broke');
    }
    const signals: AbortSignal[] = [];
    const task = async (item: number, signal: AbortSignal): Promise<number> => {
      signals.push(signal);
      await aborted(signal);
      return item;
    };
    const run = async (): Promise<void> => {
      for await (const _ of runPool(broken(), task, { concurrency: 4, signal: never }));
    };
    await expect(run()).rejects.toThrow('the source broke');
    expect(signals.map(({ aborted: isAborted }) => isAborted)).toEqual([true]);
  });

  test('a task that throws ends the run with what it threw', async () => {
    const task = async (item: number): Promise<number> => {
      if (item === 2) throw new TypeError('a bug');
      return item;
    };
    const run = async (): Promise<void> => {
      for await (const _ of runPool([1, 2, 3], task, { concurrency: 2, signal: never }));
    };
    await expect(run()).rejects.toThrow('a bug');
  });

  test('a slow source does not hold back what is done', async () => {
    const log: string[] = [];
    async function* slow(): AsyncGenerator<string, void, undefined> {
      yield 'a';
      await new Promise((resolve) => setTimeout(resolve, 20));
      log.push('source');
      yield 'b';
    }
    for await (const item of runPool(slow(), async (text) => text, { concurrency: 4, signal: never })) log.push(item);
    expect(log).toEqual(['a', 'source', 'b']);
  });
});

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
