import { expect, test } from 'vitest';
import { KeySet } from './key-set.ts';
import { stableHash, stableHashText } from './stable-hash.ts';

test('half a million near-identical keys are all told apart', () => {
  const keys = new KeySet();
  const twice = Array.from({ length: 500_000 }, (_, i) => i).filter((i) => !keys.add(keyOf(i)));
  expect(twice).toEqual([]);
  expect(keys.size).toBe(500_000);
  for (let i = 0; i < 500_000; i += 997) expect(keys.has(keyOf(i))).toBe(true);
  expect(keys.has('127.1.2.3:444')).toBe(false);
  expect(keys.add(keyOf(17))).toBe(false);
});

test('each half of the hash spreads evenly over buckets', () => {
  const counts = [new Array<number>(64).fill(0), new Array<number>(64).fill(0)];
  for (let i = 0; i < 64_000; i++) {
    for (const [index, half] of stableHash(keyOf(i)).entries()) {
      const bucket = counts[index];
      if (bucket) bucket[half % 64] = (bucket[half % 64] ?? 0) + 1;
    }
  }
  for (const bucket of counts) {
    expect(Math.min(...bucket)).toBeGreaterThan(850);
    expect(Math.max(...bucket)).toBeLessThan(1150);
  }
});

test('the hash never changes: shards and journals of other versions rest on it', () => {
  expect(stableHashText('')).toMatchInlineSnapshot(`"488bdcb81aee8d83"`);
  expect(stableHashText('example.org:443')).toMatchInlineSnapshot(`"546d9a9fce2672d9"`);
});

function keyOf(i: number): string {
  return `127.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}:443`;
}
