import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Semaphore } from './semaphore.ts';

test('runs at most the limit at once, and everything in the end', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 6 }),
      fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 30 }),
      async (limit, turns) => {
        const semaphore = new Semaphore(limit);
        let running = 0;
        let peak = 0;
        const done = await Promise.all(
          turns.map((count, index) =>
            semaphore.run(async () => {
              peak = Math.max(peak, ++running);
              for (let turn = 0; turn < count; turn++) await Promise.resolve();
              running--;
              return index;
            }),
          ),
        );
        expect(done).toEqual(turns.map((_, index) => index));
        expect(peak).toBe(Math.min(limit, turns.length));
      },
    ),
    { numRuns: 50 },
  );
});

test('those who wait start in the order they came', async () => {
  const semaphore = new Semaphore(1);
  const order: number[] = [];
  await Promise.all([1, 2, 3, 4].map((n) => semaphore.run(async () => void order.push(n))));
  expect(order).toEqual([1, 2, 3, 4]);
});

test('a task that throws gives its place back', async () => {
  const semaphore = new Semaphore(1);
  const failing = semaphore.run(async () => {
    throw new Error('broken');
  });
  const next = semaphore.run(async () => 'next');
  await expect(failing).rejects.toThrow('broken');
  await expect(next).resolves.toBe('next');
});
