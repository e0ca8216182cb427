import { expect, test } from 'vitest';
import { parseTarget } from './target.ts';
import { isInShard, targetKey } from './target-key.ts';

test.each([
  [['example.org', 'EXAMPLE.org:443', 'https://example.org/path', 'example.org.'], 'example.org:443'],
  [['[2001:db8::1]:443', '2001:DB8:0::1'], '[2001:db8::1]:443'],
  [['::ffff:192.0.2.1', '192.0.2.1:443'], '192.0.2.1:443'],
  [['fe80::1%eth0'], '[fe80::1%eth0]:443'],
])('%j are one target', (texts, key) => {
  for (const text of texts) {
    const target = parseTarget(text);
    expect(target.ok && targetKey(target.value)).toBe(key);
  }
});

test('every target is in exactly one shard, and the shards are about as large', () => {
  for (const count of [1, 2, 3, 7, 64]) {
    const sizes = new Array<number>(count).fill(0);
    for (let i = 0; i < 6400; i++) {
      const mine = sizes.flatMap((_, index) =>
        isInShard(`host-${i}.example:443`, { index: index + 1, count }) ? [index] : [],
      );
      expect(mine).toHaveLength(1);
      sizes[mine[0] ?? 0] = (sizes[mine[0] ?? 0] ?? 0) + 1;
    }
    expect(Math.min(...sizes)).toBeGreaterThan((6400 / count) * 0.6);
  }
});
