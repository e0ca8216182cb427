import { isIPv4, isIPv6 } from 'node:net';

/** The 4 or 16 bytes of an IP address in network order, without its zone; `undefined` for anything else. */
export function addressBytes(text: string): Uint8Array | undefined {
  const address = text.split('%', 1)[0] ?? '';
  if (isIPv4(address)) return Uint8Array.from(address.split('.'), Number);
  if (!isIPv6(address)) return undefined;
  const [head = '', tail] = withoutDots(address).split('::');
  const before = wordsOf(head);
  const after = wordsOf(tail ?? '');
  const zeros = new Array<number>(Math.max(0, 8 - before.length - after.length)).fill(0);
  return Uint8Array.from([...before, ...zeros, ...after].flatMap((word) => [word >>> 8, word & 0xff]));
}

/** `::ffff:192.0.2.1` with the last 32 bits as two words (RFC 4291 §2.2). */
function withoutDots(address: string): string {
  const dotted = /[^:]*\.[^:]*$/.exec(address)?.[0];
  if (dotted === undefined) return address;
  const [a = 0, b = 0, c = 0, d = 0] = dotted.split('.').map(Number);
  const words = [a * 256 + b, c * 256 + d].map((word) => word.toString(16));
  return address.slice(0, -dotted.length) + words.join(':');
}

function wordsOf(text: string): number[] {
  return text === '' ? [] : text.split(':').map((word) => Number.parseInt(word, 16));
}
