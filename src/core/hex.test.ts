import fc from 'fast-check';
import { expect, test } from 'vitest';
import { concatBytes, fromHex, hexCode, toHex } from './hex.ts';

const bytes = fc.uint8Array({ maxLength: 60 });

test('hex goes there and back, in either case', () => {
  fc.assert(
    fc.property(bytes, (value) => {
      expect(toHex(value)).toBe(Buffer.from(value).toString('hex'));
      expect(fromHex(toHex(value))).toEqual(value);
      expect(fromHex(toHex(value).toUpperCase())).toEqual(value);
    }),
  );
});

test.each(['0', '0g', ' 00', '00 ', '0x00', '00\n', 'ü0', '0.'])('%j is no hex', (text) => {
  expect(fromHex(text)).toBeUndefined();
});

test('code points are padded to the width of their field', () => {
  expect([hexCode(0x2f), hexCode(0xc02f), hexCode(0x0a, 2), hexCode(0x80, 6)]).toEqual([
    '0x002f',
    '0xc02f',
    '0x0a',
    '0x000080',
  ]);
});

test('joining keeps every byte in order', () => {
  fc.assert(
    fc.property(fc.array(bytes, { maxLength: 8 }), (parts) => {
      expect(Buffer.from(concatBytes(parts))).toEqual(Buffer.concat(parts));
    }),
  );
});
