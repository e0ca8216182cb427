import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseTarget } from './target.ts';

const label63 = 'a'.repeat(63);

describe('a target is read', () => {
  test.each<readonly [written: string, host: string, port: number]>([
    ['example.org', 'example.org', 443],
    ['example.org:993', 'example.org', 993],
    ['example.org:1', 'example.org', 1],
    ['example.org:65535', 'example.org', 65_535],
    ['  example.org\t', 'example.org', 443],
    ['EXAMPLE.org', 'example.org', 443],
    ['localhost', 'localhost', 443],
    ['example.org.', 'example.org.', 443],
    ['_dmarc.example.org', '_dmarc.example.org', 443],
    ['my_host', 'my_host', 443],
    [`${label63}.org`, `${label63}.org`, 443],
    ['192.0.2.1', '192.0.2.1', 443],
    ['192.0.2.1:8443', '192.0.2.1', 8443],
    ['2001:db8::1', '2001:db8::1', 443],
    ['[2001:db8::1]', '2001:db8::1', 443],
    ['[2001:db8::1]:8443', '2001:db8::1', 8443],
    ['::1', '::1', 443],
    ['::', '::', 443],
    ['[::ffff:192.0.2.1]:443', '::ffff:192.0.2.1', 443],
    ['fe80::1%eth0', 'fe80::1%eth0', 443],
    ['[fe80::1%eth0]:443', 'fe80::1%eth0', 443],
    ['bücher.example', 'xn--bcher-kva.example', 443],
    ['BÜCHER.example:993', 'xn--bcher-kva.example', 993],
    ['faß.example', 'xn--fa-hia.example', 443],
    ['例え.テスト', 'xn--r8jz45g.xn--zckzah', 443],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example', 443],
    ['https://example.org', 'example.org', 443],
    ['https://example.org:8443/path?query#fragment', 'example.org', 8443],
    ['HTTPS://Example.ORG/', 'example.org', 443],
    ['https://[2001:db8::1]:8443/', '2001:db8::1', 8443],
    ['https://example.org?a:b', 'example.org', 443],
  ])('%s', (written, host, port) => {
    expect(parseTarget(written)).toEqual({ ok: true, value: { text: written.trim(), host, port } });
  });
});

describe('a slip is told, with what is wrong', () => {
  test.each<readonly [written: string, why: string]>([
    ['', 'it is empty'],
    ['   ', 'it is empty'],
    ['example.org:0', '"0" is no port from 1 to 65535'],
    ['example.org:65536', '"65536" is no port'],
    ['example.org:abc', '"abc" is no port'],
    ['example.org:', 'is no port'],
    ['example.org:+443', '"+443" is no port'],
    ['example.org:-1', '"-1" is no port'],
    ['example.org:4 43', '"4 43" is no port'],
    ['example.org:443:443', 'needs brackets'],
    ['[2001:db8::1', 'needs brackets'],
    ['[2001:db8::1]443', 'needs brackets'],
    ['[example.org]:443', 'needs brackets'],
    ['[192.0.2.1]:443', 'needs brackets'],
    ['[]:443', 'needs brackets'],
    ['2001:db8:::1', 'needs brackets'],
    ['[2001:db8::1]:', 'is no port'],
    [':443', 'nothing is no host name'],
    ['https://', 'nothing is no host name'],
    ['http://example.org', 'the only scheme is https://'],
    ['smtp://example.org:25', 'the only scheme is https://'],
    ['10.0.0.256', 'no host name and no IP address'],
    ['1.2.3', 'no host name and no IP address'],
    ['0', 'no host name and no IP address'],
    ['example..org', 'no host name'],
    ['.example.org', 'no host name'],
    ['.', 'no host name'],
    ['-example.org', 'no host name'],
    ['example-.org', 'no host name'],
    ['*.example.org', 'no host name'],
    ['user@example.org', 'no place in a target'],
    ['https://user:secret@example.org/', 'no place in a target'],
    ['10.0.0.0/24', 'no host name and no IP address'],
    ['example.org/path', 'no host name'],
    ['foo%41.org', 'no host name'],
    ['a\\b', 'no host name'],
    ['0x7f.1', 'no host name and no IP address'],
    ['0x7f000001', 'no host name and no IP address'],
    ['exam\tple.org', 'no host name'],
    ['exa mple.org', 'no host name'],
    ['a,b', 'no host name'],
    ['xn--a', 'no host name'],
    ['example.org\u0000', 'no host name'],
    ['exam\u001bple.org', 'no host name'],
    ['exam\u007fple.org', 'no host name'],
    ['exam\u009bple.org', 'no host name'],
    ['\u202eexample.org', 'no host name'],
    [`${label63}a.org`, 'no host name'],
    [`${`${label63}.`.repeat(4)}org`, 'no host name'],
    ['a'.repeat(2049), 'it is 2049 characters long'],
  ])('%j', (written, why) => {
    const result = parseTarget(written);
    expect(result).toMatchObject({ ok: false, error: { code: 'bad-target' } });
    expect(!result.ok && result.error.message).toContain(why);
  });
});

test('what is over-long is not printed in full', () => {
  const result = parseTarget('a'.repeat(100_000));
  expect(!result.ok && result.error.message.length).toBeLessThan(200);
});

test('any text is a target with a host and a port that can be connected to, or a failure', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl(), fc.domain(), fc.ipV6(), fc.ipV4()), (text) => {
      const result = parseTarget(text);
      if (!result.ok) {
        expect(result.error.code).toBe('bad-target');
        return;
      }
      expect(result.value.host).toMatch(/^[\x21-\x7e]+$/);
      expect(result.value.host.length).toBeLessThanOrEqual(253);
      expect(result.value.port).toSatisfy((port: number) => Number.isInteger(port) && port >= 1 && port <= 65_535);
    }),
  );
});

test('an address and a port come back as written', () => {
  const ports = fc.integer({ min: 1, max: 65_535 });
  fc.assert(
    fc.property(fc.ipV6(), fc.ipV4(), ports, (v6, v4, port) => {
      expect(parseTarget(`[${v6}]:${port}`)).toMatchObject({ ok: true, value: { host: v6, port } });
      expect(parseTarget(v6)).toMatchObject({ ok: true, value: { host: v6, port: 443 } });
      expect(parseTarget(`${v4}:${port}`)).toMatchObject({ ok: true, value: { host: v4, port } });
    }),
  );
});
