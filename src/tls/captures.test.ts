import { describe, expect, test } from 'vitest';
import { type ClientHello, decodeClientHello, encodeClientHello } from './client-hello.ts';
import { ja3, ja3Text } from './fingerprint/ja3.ts';
import { ja4 } from './fingerprint/ja4.ts';
import { capturedHellos } from './fixtures/hellos.ts';
import { decodeSsl2ClientHello, encodeSsl2ClientHello } from './ssl2.ts';
import { TlsStream } from './stream.ts';

const captures = capturedHellos();

/** The ClientHello bodies in what a client sent, put together again by the stream. */
function helloBodies(flight: Uint8Array): Uint8Array[] {
  const result = new TlsStream().push(flight);
  if (!result.ok) throw new Error(`${result.error.issue.code} at ${result.error.issue.offset}`);
  return result.value.flatMap((item) =>
    item.kind === 'handshake' && item.message.type === 1 ? [item.message.body] : [],
  );
}

function decoded(body: Uint8Array): ClientHello {
  const result = decodeClientHello(body);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

describe('captures of real clients', () => {
  test('there are 98 of them', () => {
    expect(captures).toHaveLength(98);
  });

  const tls = captures.filter(({ format }) => format === 'tls');
  test.each(tls.map((capture) => [capture.name, capture] as const))('%s', (_name, capture) => {
    const bodies = capture.flights.flatMap(helloBodies);
    expect(bodies.length).toBeGreaterThanOrEqual(capture.flights.length);
    for (const body of bodies) expect(encodeClientHello(decoded(body))).toEqual(body);
    const [first] = bodies;
    if (!first) throw new Error('no hello');
    expect(ja3Text(decoded(first))).toBe(capture.ja3Full);
    expect(ja3(decoded(first))).toBe(capture.ja3);
    expect(ja4(decoded(first)).ja4).toBe(capture.ja4);
  });

  const ssl2 = captures.filter(({ format }) => format === 'sslv2');
  test.each(ssl2.map((capture) => [capture.name, capture] as const))('%s (SSLv2 format)', (_name, capture) => {
    expect(capture.ja3).toBeNull();
    for (const flight of capture.flights) {
      const hello = decodeSsl2ClientHello(flight);
      expect(hello.ok && encodeSsl2ClientHello(hello.value)).toEqual(flight);
    }
  });
});
