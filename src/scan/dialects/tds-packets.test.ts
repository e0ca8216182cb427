import fc from 'fast-check';
import { expect, test } from 'vitest';
import { concatBytes } from '../../core/hex.ts';
import { HEADER_LENGTH, PACKET, tdsPacket, tdsWrapping } from './tds-packets.ts';

test('unwrap undoes wrap, in whatever pieces', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 20_000 }), fc.integer({ min: 1, max: 5000 }), (bytes, size) => {
      const { wrap, unwrap } = tdsWrapping();
      const wire = wrap(bytes);
      const parts: Uint8Array[] = [];
      for (let at = 0; at < wire.length; at += size)
        parts.push(unwrap(wire.subarray(at, at + size)) ?? Uint8Array.of(0));
      expect(concatBytes(parts)).toEqual(bytes);
    }),
  );
});

test('no packet is longer than a server takes before the login, and the last one says so', () => {
  const wire = tdsWrapping().wrap(new Uint8Array(5000));
  expect([...wire.subarray(0, 4)]).toEqual([PACKET.prelogin, 0, 0x10, 0]);
  expect([...wire.subarray(4096, 4100)]).toEqual([PACKET.prelogin, 1, 0x03, 0x98]);
  expect(wire).toHaveLength(5000 + 2 * HEADER_LENGTH);
});

test.each([
  ['another type', Uint8Array.of(0x16, 3, 1, 0, 0x20, 0, 0, 0)],
  ['a length within its own header', Uint8Array.of(PACKET.prelogin, 1, 0, 7, 0, 0, 0, 0)],
])('%s is no packet', (_, bytes) => {
  expect(tdsWrapping().unwrap(bytes)).toBeUndefined();
});

test('noise never throws', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => void tdsWrapping().unwrap(bytes)));
  expect(tdsWrapping().unwrap(tdsPacket(PACKET.tabularResult, new Uint8Array()))).toEqual(new Uint8Array());
});
