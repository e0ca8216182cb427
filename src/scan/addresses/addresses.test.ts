import { isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressesOf, parseRange, rangeSize } from './address-range.ts';
import { Exclusions, parseExclusions } from './exclusions.ts';
import { formatIp, type Ip, parseIp } from './ip.ts';
import { parseRangeTarget, textsOf } from './range-target.ts';

describe('addresses', () => {
  test.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::', '::'],
    ['::1', '::1'],
    ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['64:ff9b::192.0.2.1', '64:ff9b::c000:201'],
  ])('%s is written %s (RFC 5952)', (text, written) => {
    const ip = parseIp(text);
    expect(ip && formatIp(ip)).toBe(written);
  });

  test('reading takes what node:net takes, and nothing else', () => {
    const part = fc.oneof(
      fc.constantFrom('', ':', '::', '.', '0', '01', '255', '256', 'ffff', 'fffff', '1.2.3.4', 'g'),
    );
    const text = fc.oneof(
      fc.ipV4(),
      fc.ipV6(),
      fc.array(part, { maxLength: 10 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (written) => {
        expect(parseIp(written) !== undefined).toBe(isIP(written) !== 0);
      }),
      { numRuns: 20_000, examples: [['1.2.3.4::'], ['1::1.2.3.4'], ['::1.2.3.4:5']] },
    );
  });

  test('writing and reading again gives the same address', () => {
    const v6 = fc.bigInt(0n, 2n ** 128n - 1n).filter((value) => value >> 32n !== 0xffffn);
    const ip: fc.Arbitrary<Ip> = fc.oneof(
      fc.bigInt(0n, 2n ** 32n - 1n).map((value) => ({ family: 4, value }) as const),
      v6.map((value) => ({ family: 6, value }) as const),
    );
    fc.assert(
      fc.property(ip, (one) => {
        expect(parseIp(formatIp(one))).toEqual(one);
      }),
    );
  });
});

describe('ranges', () => {
  test.each([
    ['192.0.2.0/30', ['192.0.2.0', '192.0.2.1', '192.0.2.2', '192.0.2.3']],
    ['192.0.2.7/31', ['192.0.2.6', '192.0.2.7']],
    ['192.0.2.9-11', ['192.0.2.9', '192.0.2.10', '192.0.2.11']],
    ['192.0.2.255-192.0.3.1', ['192.0.3.0', '192.0.3.1', '192.0.2.255']],
    ['2001:db8::fffe/127', ['2001:db8::fffe', '2001:db8::ffff']],
    ['2001:db8::1-2001:db8::3', ['2001:db8::1', '2001:db8::2', '2001:db8::3']],
    ['::ffff:192.0.2.0/127', ['192.0.2.0', '192.0.2.1']],
  ])('%s', (text, addresses) => {
    const range = parseRange(text);
    if (range === undefined || typeof range === 'string') throw new Error(`${text} was not read`);
    expect([...addressesOf(range)]).toEqual(addresses);
    expect(rangeSize(range)).toBe(addresses.length);
  });

  test.each(['192.0.2.0/33', '192.0.2.9-1', '192.0.2.1-2001:db8::1', '2001:db8::/129', '192.0.2.1-256'])(
    '%s is refused with a reason',
    (text) => expect(parseRange(text)).toBeTypeOf('string'),
  );

  test.each(['10-20.example.org', 'example.org/24', '192.0.2.1', '-', '', '1-2'])('%j is no range', (text) => {
    expect(parseRange(text)).toBeUndefined();
  });

  test('neighbours in a large IPv4 range are in different networks', () => {
    const range = parseRange('10.0.0.0/16');
    if (range === undefined || typeof range === 'string') throw new Error('10.0.0.0/16 was not read');
    const all = [...addressesOf(range)];
    expect(all.slice(0, 3)).toEqual(['10.0.0.0', '10.0.1.0', '10.0.2.0']);
    expect(new Set(all).size).toBe(65_536);
  });
});

describe('ranges among the targets', () => {
  test.each([
    ['192.0.2.0/31', ['192.0.2.0', '192.0.2.1']],
    ['192.0.2.0/31:8443', ['192.0.2.0:8443', '192.0.2.1:8443']],
    ['[2001:db8::/127]:443', ['[2001:db8::]:443', '[2001:db8::1]:443']],
    ['2001:db8::/127', ['2001:db8::', '2001:db8::1']],
    ['smtp://192.0.2.0/31:25', ['smtp://192.0.2.0:25', 'smtp://192.0.2.1:25']],
    ['imap://[2001:db8::/127]', ['imap://[2001:db8::]', 'imap://[2001:db8::1]']],
  ])('%s', (text, texts) => {
    const range = parseRangeTarget(text);
    if (!range?.ok) throw new Error(`${text} was not read`);
    expect([...textsOf(range.value)]).toEqual(texts);
  });

  test('a web address with a path that looks like a prefix length is one target', () => {
    expect(parseRangeTarget('https://192.0.2.1/24')).toBeUndefined();
  });
});

describe('the opt-out list', () => {
  const list = parseExclusions(
    '\uFEFF# opted out\r\nExample.org\n*.example.net # all of them\n192.0.2.0/24\n192.0.2.128-192.0.3.5\n[2001:db8::1]\n',
    'list',
  );
  const exclusions = list.ok ? list.value : new Exclusions([], []);

  test.each([
    ['example.org', true],
    ['EXAMPLE.ORG.', true],
    ['www.example.org', false],
    ['a.b.example.net', true],
    ['example.net', false],
    ['notexample.net', false],
    ['192.0.1.255', false],
    ['192.0.2.0', true],
    ['192.0.3.5', true],
    ['192.0.3.6', false],
    ['::ffff:192.0.2.9', true],
    ['64:ff9b::192.0.2.9', true],
    ['2001:db8::1', true],
    ['2001:0db8:0::1%eth0', true],
    ['2001:db8::2', false],
  ])('%s: %s', (host, isExcluded) => expect(exclusions.has(host)).toBe(isExcluded));

  test.each(['192.0.2.0/40', 'example.org:443', 'two words', '10.0.0.256', 'https://example.org'])(
    '%j fails the whole list, with its line',
    (line) => {
      const read = parseExclusions(`good.example\n${line}\n`, 'opt-out.txt');
      expect(read).toMatchObject({ ok: false, error: { code: 'bad-exclusion' } });
      if (!read.ok) expect(read.error.message).toContain('opt-out.txt, line 2');
    },
  );

  test('it agrees with a plain search through all ranges', () => {
    const small = fc.tuple(fc.nat(300), fc.nat(40)).map(([first, length]) => {
      return { family: 4, first: BigInt(first), last: BigInt(first + length) } as const;
    });
    fc.assert(
      fc.property(fc.array(small, { maxLength: 12 }), fc.nat(360), (ranges, at) => {
        const value = BigInt(at);
        const truth = ranges.some(({ first, last }) => first <= value && value <= last);
        expect(new Exclusions([], ranges).has(formatIp({ family: 4, value }))).toBe(truth);
      }),
    );
  });
});
