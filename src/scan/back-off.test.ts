import { expect, test } from 'vitest';
import { BackOff } from './back-off.ts';

test('waits longer each time, counts a burst once, and gives up', () => {
  let now = 0;
  const backOff = new BackOff(() => now);
  expect(backOff.heldMs).toBe(0);
  const waits: number[] = [];
  for (let step = 0; step < 3; step++) {
    expect(backOff.later()).toBe(true);
    expect(backOff.later()).toBe(true);
    waits.push(backOff.heldMs);
    now += backOff.heldMs;
  }
  expect(waits).toEqual([1000, 3000, 9000]);
  expect(backOff.later()).toBe(false);
  expect(backOff.heldMs).toBe(0);
});
