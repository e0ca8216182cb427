import { describe, expect, test } from 'vitest';
import { concatBytes } from '../core/hex.ts';
import { encodeClientHello } from '../tls/client-hello.ts';
import { explainBytes } from '../tls/explain/explain-bytes.ts';
import { recordedFlight, recordedFlights } from '../tls/explain/fixtures/flights.ts';
import { capturedHellos } from '../tls/fixtures/hellos.ts';
import { encodeHandshake } from '../tls/handshake.ts';
import { explainText } from './explain-text.ts';

function text(bytes: Uint8Array, width = 100, colour = false): string {
  const result = explainBytes(bytes);
  if (!result.ok) throw new Error(result.error.code);
  return explainText(result.value, { colour, width });
}

function capture(name: string): Uint8Array {
  return capturedHellos().find((one) => one.name === name)?.flights[0] ?? new Uint8Array();
}

describe('the first line is the answer', () => {
  const first = (bytes: Uint8Array): string => text(bytes, 200).split('\n', 1)[0] ?? '';

  test.each([
    [
      'openssl-3.0-default',
      'ClientHello offering TLS 1.3, 1.2, 1.1, 1.0 to legacy-test.example (JA4 t13d311000_e8f1e7e78f70_1f22a2ca17c4, 325 bytes)',
    ],
    [
      'node-0.8.28-nosni',
      'ClientHello offering up to TLS 1.0 to 127.0.0.1 (JA4 t10d360400_f6eb58f1a81a_a875e5012fde, 208 bytes)',
    ],
    ['java-17.0.15-SSLv2Hello-TLSv1', 'SSLv2-format ClientHello offering up to TLS 1.0, naming no server (124 bytes)'],
  ])('%s', (name, line) => {
    expect(first(capture(name))).toBe(line);
  });

  test.each([
    ['openssl-3.0-alert-protocol-version', 'fatal alert 70 protocol_version'],
    [
      'openssl-3.0-tls1.2-ecdhe',
      'ServerHello choosing TLS 1.2 with TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 (1184 bytes)',
    ],
    ['openssl-3.0-hello-retry-request', 'HelloRetryRequest choosing TLS 1.3 with TLS_AES_256_GCM_SHA384 (99 bytes)'],
    ['node-0.8.28-sslv2', 'SSL 2.0 ServerHello sharing 6 ciphers (832 bytes)'],
  ])('%s', (name, line) => {
    expect(first(recordedFlight(name))).toBe(line);
  });

  test('of what is cut off', () => {
    expect(first(capture('openssl-3.0-default').subarray(0, 60))).toBe(
      'ClientHello (60 bytes): breaks off in client_hello.legacy_session_id',
    );
    expect(first(Uint8Array.of(0x80, 3, 0, 0, 1))).toBe('SSL 2.0 error NO-CIPHER-ERROR (5 bytes)');
  });
});

test('an alert, byte for byte', () => {
  expect(text(recordedFlight('openssl-3.0-alert-protocol-version'), 80)).toBe(
    [
      'fatal alert 70 protocol_version',
      '',
      '0000  15                       record.type: alert (21)         RFC 9846 sec. 5.1',
      '0001  03 01                    legacy_record_version: TLS 1.0',
      '0003  00 02                    length: 2 bytes',
      '0005  02                       alert.level: fatal (2)            RFC 9846 sec. 6',
      '0006  46                       description: protocol_version (70)',
      '',
    ].join('\n'),
  );
});

test('what the server also speaks is said by its sentinel', () => {
  expect(text(recordedFlight('openssl-3.0-downgrade'))).toContain('the server also speaks TLS 1.2 or newer');
});

describe('every line', () => {
  const inputs = [...capturedHellos().flatMap(({ flights }) => flights.slice(0, 1)), ...recordedFlights().values()];

  test.each([60, 80, 100, 112, 160])('fits %i columns, and is ASCII without colour', (width) => {
    const lines = inputs.flatMap((input) => text(input, width).split('\n'));
    expect(lines.filter((line) => line.length > width || /[^ -~]/.test(line))).toEqual([]);
  });

  test('says the same with colour', () => {
    for (const input of inputs) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what colours are
      const plain = text(input, 120, true).replace(/\u001b\[\d+m/g, '');
      expect(plain).toMatch(/^[ -~§\n]*$/);
      expect(plain.replace(/ +RFC.*|§| +draft.*/g, '')).toBe(text(input, 120).replace(/ +RFC.*| +draft.*/g, ''));
    }
  });
});

test('a name that would clear the screen is printed as what it is', () => {
  const name = new TextEncoder().encode('\u001b[2J\u0007evil');
  const list = Uint8Array.of(0, 0, name.length, ...name);
  const body = encodeClientHello({
    legacyVersion: 0x0303,
    random: new Uint8Array(32),
    sessionId: new Uint8Array(),
    cipherSuites: [0x002f],
    compressionMethods: Uint8Array.of(0),
    extensions: [{ type: 0, data: concatBytes([Uint8Array.of(0, list.length), list]) }],
  });
  const shown = text(encodeHandshake({ type: 1, body }));
  expect(shown).toContain('"\\x1b[2J\\x07evil"');
  expect(shown).toMatch(/^[ -~\n]*$/);
});
