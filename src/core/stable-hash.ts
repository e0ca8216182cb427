/**
 * A 64-bit hash of a text as two unsigned 32-bit halves: the same on every machine and in every version of the
 * program, as shards and journals rest on it. Not for secrets: collisions can be made, they do not happen.
 */
export function stableHash(text: string): readonly [high: number, low: number] {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 0x9e3779b1);
    b = Math.imul(b ^ code, 0x5f356495);
  }
  a = Math.imul(a ^ (a >>> 16), 0x85ebca6b) ^ Math.imul(b ^ (b >>> 13), 0xc2b2ae35);
  b = Math.imul(b ^ (b >>> 16), 0x85ebca6b) ^ Math.imul(a ^ (a >>> 13), 0xc2b2ae35);
  return [b >>> 0, a >>> 0];
}

/** {@link stableHash} as 16 hex digits. */
export function stableHashText(text: string): string {
  return stableHash(text)
    .map((half) => half.toString(16).padStart(8, '0'))
    .join('');
}
