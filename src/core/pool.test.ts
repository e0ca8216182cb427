import { describe, expect, test } from 'vitest';
import { FairQueue } from './fair-queue.ts';
import { runPool } from './pool.ts';

const never = new AbortController().signal;

describe('the pool', () => {
  test('runs everything once and holds to its limit', async () => {
    let open = 0;
    let peak = 0;
    const task = async (n: number): Promise<number> => {
      peak = Math.max(peak, ++open);
      for (let turn = 0; turn < n % 5; turn++) await nextTurn();
      open--;
      return n;
    };
    const seen: number[] = [];
    for await (const n of runPool(numbers(50), task, { concurrency: 8, signal: never })) seen.push(n);
    expect(seen.toSorted((a, b) => a - b)).toEqual([...numbers(50)]);
    expect(peak).toBe(8);
  });

  test('takes no more from the source than it has places for while the consumer is slow', async () => {
    let taken = 0;
    function* source(): Generator<number> {
      for (;;) yield taken++;
    }
    const seen: number[] = [];
    for await (const n of runPool(source(), async (n) => n, { concurrency: 4, signal: never })) {
      for (let turn = 0; turn < 20; turn++) await nextTurn();
      seen.push(n);
      if (seen.length === 10) break;
    }
    expect(taken).toBeLessThanOrEqual(10 + 4 + 2);
  });

  test('leaving the loop aborts what runs and waits for it', async () => {
    let ended = 0;
    const task = (n: number, signal: AbortSignal): Promise<number> =>
      new Promise((resolve) => {
        if (n === 0) return resolve(n);
        signal.addEventListener('abort', () => {
          ended++;
          resolve(n);
        });
      });
    for await (const n of runPool(numbers(9), task, { concurrency: 4, signal: never })) {
      expect(n).toBe(0);
      break;
    }
    expect(ended).toBeGreaterThan(0);
  });

  test('an abort ends the run while the source is stuck, and what ran is still handed out', async () => {
    async function* stuck(): AsyncGenerator<string> {
      yield 'a';
      await new Promise(() => undefined);
    }
    const controller = new AbortController();
    const task = (name: string, signal: AbortSignal): Promise<string> =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => resolve(`${name}: ${signal.reason}`));
        queueMicrotask(() => controller.abort('interrupt'));
      });
    const seen: string[] = [];
    for await (const text of runPool(stuck(), task, { concurrency: 4, signal: controller.signal })) seen.push(text);
    expect(seen).toEqual(['a: interrupt']);
  });

  test.each(['source', 'task'])('a bug in the %s is thrown', async (where) => {
    const bug = (): never => {
      throw new TypeError(`bug in the ${where}`);
    };
    async function* source(): AsyncGenerator<number> {
      yield 1;
      if (where === 'source') bug();
      yield 2;
    }
    const task = async (n: number): Promise<number> => (where === 'task' ? bug() : n);
    const run = async (): Promise<void> => {
      for await (const _ of runPool(source(), task, { concurrency: 4, signal: never }));
    };
    await expect(run()).rejects.toThrow(`bug in the ${where}`);
  });
});

describe('the fair queue', () => {
  const queue = (most = 100, limit = 2): FairQueue<string> =>
    new FairQueue(most, (item) => ({ key: item.slice(0, 1), limit, solo: item }));

  test('the lane with the fewest running is next, whoever came first', () => {
    const waiting = queue();
    for (const item of ['a1', 'a2', 'a3', 'a4', 'b1', 'c1']) waiting.add(item);
    expect(takeAll(waiting)).toEqual(['a1', 'b1', 'c1', 'a2']);
    waiting.leave('b1');
    expect(waiting.take()).toBeUndefined();
    waiting.leave('a1');
    expect(takeAll(waiting)).toEqual(['a3']);
  });

  test('the same thing never runs twice at once, and does not hold its lane up', () => {
    const waiting = queue(100, 3);
    for (const item of ['a1', 'a1', 'a2']) waiting.add(item);
    expect(takeAll(waiting)).toEqual(['a1', 'a2']);
    waiting.leave('a1');
    expect(takeAll(waiting)).toEqual(['a1']);
  });

  test('says when it is full', () => {
    const waiting = queue(2);
    waiting.add('a1');
    expect(waiting.isFull).toBe(false);
    waiting.add('a2');
    expect(waiting.isFull).toBe(true);
    waiting.take();
    expect(waiting.isFull).toBe(false);
  });

  test('in a pool, a crowded lane keeps to its limit and the others go on', async () => {
    const items = [...Array.from({ length: 30 }, (_, i) => `a${i}`), 'b1', 'b2'];
    const running = new Map<string, number>();
    const order: string[] = [];
    let peak = 0;
    const task = async (item: string): Promise<void> => {
      const lane = item.slice(0, 1);
      running.set(lane, (running.get(lane) ?? 0) + 1);
      peak = Math.max(peak, running.get('a') ?? 0);
      order.push(item);
      for (let turn = 0; turn < 5; turn++) await nextTurn();
      running.set(lane, (running.get(lane) ?? 0) - 1);
    };
    for await (const _ of runPool(items, task, { concurrency: 8, signal: never, waiting: queue() }));
    expect(peak).toBe(2);
    expect(order).toHaveLength(32);
    expect(order.slice(0, 8)).toContain('b1');
  });
});

function takeAll(waiting: FairQueue<string>): string[] {
  const taken: string[] = [];
  for (let item = waiting.take(); item !== undefined; item = waiting.take()) taken.push(item);
  return taken;
}

function* numbers(count: number): Generator<number> {
  for (let n = 0; n < count; n++) yield n;
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
