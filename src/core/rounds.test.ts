import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Rounds } from './rounds.ts';

test('a round is over before the next begins, and the most urgent go first', async () => {
  const rounds = new Rounds(2);
  const log: string[] = [];
  const task = (name: string, ms: number, urgency: number): Promise<void> =>
    rounds.run(async () => {
      log.push(`+${name}`);
      await delay(ms);
      log.push(`-${name}`);
    }, urgency);
  await Promise.all([task('low', 1, 0), task('high', 15, 9), task('middle', 1, 5), task('lowest', 1, -1)]);
  expect(log).toEqual(['+high', '+middle', '-middle', '-high', '+low', '+lowest', '-low', '-lowest']);
});

test('what a round brings is asked in the next one', async () => {
  const rounds = new Rounds(3);
  const log: number[] = [];
  const chain = async (from: number): Promise<void> => {
    for (let step = from; step < 30; step += 10) await rounds.run(async () => void log.push(step), 0);
  };
  await Promise.all([chain(1), chain(2), chain(3)]);
  expect(log).toEqual([1, 2, 3, 11, 12, 13, 21, 22, 23]);
});

test('a task that fails rejects for its caller alone', async () => {
  const rounds = new Rounds(2);
  const failing = rounds.run(() => Promise.reject(new Error('no')), 0);
  const fine = rounds.run(async () => 7, 0);
  await expect(failing).rejects.toThrow('no');
  await expect(fine).resolves.toBe(7);
  await expect(rounds.run(async () => 8, 0)).resolves.toBe(8);
});
