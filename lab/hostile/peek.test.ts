import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type HelloPeek, isOld, type PeekResult, peekHello } from './peek.ts';
import { SSL2, SSL3, TLS10, TLS12, TLS12_NO_NAME, TLS13, tls10WithSessionId, tls10WithSuites } from './test-hellos.ts';
import { records } from './wire.ts';

const lengthsOf = ({ cipherSuites, sessionId, extensions }: HelloPeek): Record<string, number> => ({
  cipherSuites: cipherSuites.length,
  sessionId: sessionId.length,
  extensions: extensions.length,
});

const facts = (result: PeekResult): unknown =>
  result.kind === 'hello' ? { ...result.hello, ...lengthsOf(result.hello), isOld: isOld(result.hello) } : result.kind;

describe('peekHello', () => {
  test('reads the facts of real hellos', () => {
    const tls = { format: 'tls', supportedVersions: undefined, sessionId: 0, hasServerName: true };
    expect(facts(peekHello(TLS10))).toEqual({
      ...tls,
      recordLength: 155,
      clientVersion: 0x0301,
      extensions: 6,
      cipherSuites: 23,
      isOld: true,
    });
    expect(facts(peekHello(TLS12))).toEqual({
      ...tls,
      recordLength: 211,
      extensions: 7,
      clientVersion: 0x0303,
      cipherSuites: 28,
      isOld: false,
    });
    expect(facts(peekHello(TLS13))).toEqual({
      ...tls,
      recordLength: 248,
      clientVersion: 0x0303,
      cipherSuites: 4,
      extensions: 10,
      supportedVersions: [0x0304],
      sessionId: 32,
      isOld: false,
    });
    expect(facts(peekHello(SSL3))).toMatchObject({ clientVersion: 0x0300, hasServerName: false, isOld: true });
    expect(facts(peekHello(SSL2))).toMatchObject({ format: 'sslv2', clientVersion: 2, cipherSuites: 6, isOld: true });
    expect(facts(peekHello(TLS12_NO_NAME))).toMatchObject({ hasServerName: false });
    expect(facts(peekHello(tls10WithSuites(129)))).toMatchObject({ cipherSuites: 129, hasServerName: true });
    expect(facts(peekHello(tls10WithSessionId()))).toMatchObject({ sessionId: 32, cipherSuites: 23 });
  });

  test('a hello is judged by supported_versions before client_version', () => {
    const result = peekHello(TLS13);
    if (result.kind !== 'hello') throw new Error('no hello');
    expect(isOld({ ...result.hello, supportedVersions: [0x0302, 0x0301] })).toBe(true);
    expect(isOld({ ...result.hello, supportedVersions: [0x0304], clientVersion: 0x0301 })).toBe(false);
  });

  test('every strict prefix is partial', () => {
    for (const hello of [TLS10, TLS13, SSL2, SSL3]) {
      for (let length = 0; length < hello.length; length++) {
        expect(peekHello(hello.subarray(0, length)).kind, `${length} bytes`).toBe('partial');
      }
    }
  });

  test('a hello in 7-byte records is read as one', () => {
    const fragments = records(22, 0x0301, TLS12.subarray(5), 7);
    expect(facts(peekHello(fragments))).toMatchObject({ recordLength: 7, clientVersion: 0x0303, cipherSuites: 28 });
  });

  test('what is no hello is said to be none', () => {
    for (const text of [
      'GET / HTTP/1.1\r\n\r\n',
      '\x16\x02',
      '\x15\x03\x01\x00\x02\x02\x28',
      '\x16\x03\x01\x00\x01\x02',
    ]) {
      expect(peekHello(Buffer.from(text, 'latin1')).kind, text).toBe('not-hello');
    }
  });

  test('random bytes, and random bodies of hellos, never throw', () => {
    const bytes = fc.uint8Array({ maxLength: 400 });
    fc.assert(fc.property(bytes, (b) => void peekHello(Buffer.from(b))));
    fc.assert(
      fc.property(bytes, (b) => {
        const header = Buffer.of(1, 0, b.length >> 8, b.length & 0xff);
        expect(peekHello(records(22, 0x0301, Buffer.concat([header, b]))).kind).toBe('hello');
      }),
    );
  });
});
