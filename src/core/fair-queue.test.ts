import { describe, expect, test } from 'vitest';
import { FairQueue } from './fair-queue.ts';
import { runPool } from './pool.ts';

const never = new AbortController().signal;

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

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
