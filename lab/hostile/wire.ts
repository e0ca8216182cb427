/**
 * Server-side bytes, right and wrong: records, alerts, handshake messages.
 *
 * @module
 */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Writer } from '../../src/tls/bytes.ts';
import type { HelloPeek } from './peek.ts';

/** Records of one content type, as many as the bytes need at `size` bytes each. */
export function records(type: number, version: number, bytes: Uint8Array, size = 0x4000): Buffer {
  const out = new Writer();
  for (let at = 0; at < bytes.length; at += size) {
    out
      .uint(1, type)
      .uint(2, version)
      .vector(2, (w) => w.bytes(bytes.subarray(at, at + size)));
  }
  return Buffer.from(out.finish());
}

/** One alert record; `level` 1 is a warning, 2 is fatal, and 0 is nothing at all. */
export function alert(level: 0 | 1 | 2, description: number, version = 0x0301): Buffer {
  return records(ALERT_RECORD, version, Uint8Array.of(level, description));
}

/** One handshake message with a true length. */
export function handshake(type: number, body: Uint8Array): Buffer {
  return Buffer.from(
    new Writer()
      .uint(1, type)
      .vector(3, (w) => w.bytes(body))
      .finish(),
  );
}

/** What a ServerHello may have besides a version and a suite. */
export type ServerHelloParts = {
  readonly random?: Uint8Array;
  readonly sessionId?: Uint8Array;
  readonly compression?: number;
  /** Types and their data in hex. */
  readonly extensions?: readonly (readonly [type: number, hex: string])[];
};

/** A ServerHello body; without `parts` it has no session id, null compression and no extensions. */
export function serverHelloBody(version: number, suite: number, parts: ServerHelloParts = {}): Buffer {
  const w = new Writer()
    .uint(2, version)
    .bytes(parts.random ?? SERVER_RANDOM)
    .vector(1, (v) => v.bytes(parts.sessionId ?? NO_BYTES))
    .uint(2, suite)
    .uint(1, parts.compression ?? 0);
  const { extensions } = parts;
  if (extensions) {
    w.vector(2, (v) => {
      for (const [type, hex] of extensions) v.uint(2, type).vector(2, (data) => data.bytes(Buffer.from(hex, 'hex')));
    });
  }
  return Buffer.from(w.finish());
}

/** A record with nothing but a ServerHello. */
export function serverHello(version: number, suite: number, parts: ServerHelloParts = {}): Buffer {
  const message = handshake(SERVER_HELLO, serverHelloBody(version, suite, parts));
  return records(HANDSHAKE_RECORD, Math.min(version, 0x0303), message);
}

/** A whole first server flight up to TLS 1.2 in one record: ServerHello, Certificate, ServerHelloDone. */
export function serverFlight(version: number, suite: number, certificate: Uint8Array = certificateMessage()): Buffer {
  const messages = [handshake(SERVER_HELLO, serverHelloBody(version, suite)), certificate, handshake(14, NO_BYTES)];
  return records(HANDSHAKE_RECORD, version, Buffer.concat(messages));
}

/** A Certificate message (RFC 5246 §7.4.2) with `der` as its only certificate; by default the lab's own. */
export function certificateMessage(der: Uint8Array = labCertificateDer()): Buffer {
  const body = new Writer().vector(3, (list) => list.vector(3, (w) => w.bytes(der))).finish();
  return handshake(CERTIFICATE, body);
}

/** A suite the hello offers that fits a flight without ServerKeyExchange, if it offers one; else any real one. */
export function pickSuite({ cipherSuites }: HelloPeek): number {
  const isReal = (suite: number): boolean =>
    suite < 0x10000 && !SIGNALLING_SUITES.has(suite) && suite >> 8 !== 0x13 && (suite & 0x0f0f) !== 0x0a0a;
  return RSA_SUITES.find((suite) => cipherSuites.includes(suite)) ?? cipherSuites.find(isReal) ?? 0x002f;
}

/** The version a server up to TLS 1.2 writes into its records and hellos for this client. */
export function legacyVersionFor(hello: HelloPeek | undefined): number {
  return Math.min(Math.max(hello?.clientVersion ?? 0x0301, 0x0300), 0x0303);
}

/** The lab's throw-away key and certificate as PEM text, for `lab.test`. */
export function labKeyPair(): { readonly key: string; readonly cert: string } {
  return { key: readFixture('lab-test-key.pem'), cert: readFixture('lab-test-cert.pem') };
}

function labCertificateDer(): Uint8Array {
  return new X509Certificate(readFixture('lab-test-cert.pem')).raw;
}

function readFixture(name: string): string {
  return readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8');
}

/** Content types of records. */
export const ALERT_RECORD = 21;
export const HANDSHAKE_RECORD = 22;
/** Types of handshake messages. */
export const SERVER_HELLO = 2;
export const CERTIFICATE = 11;
/** What a plain HTTP server says to a ClientHello. */
export const HTTP_400: Buffer = Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n', 'latin1');

/** A sound SSL 2.0 SERVER-HELLO: no certificate, one cipher kind (RC4) and a connection id of 16 bytes. */
export const SSL2_SERVER_HELLO: Buffer = Buffer.from(`801e0400010002000000030010010080${'a5'.repeat(16)}`, 'hex');
/** The random of a ServerHello that is a HelloRetryRequest (RFC 9846 §4.2.3): the SHA-256 of that word. */
export const RETRY_RANDOM: Buffer = Buffer.from(
  'cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c',
  'hex',
);

/** Always the same, so that two runs of a test see the same bytes; without a downgrade sentinel at its end. */
const SERVER_RANDOM = Uint8Array.from({ length: 32 }, (_, i) => 0xa0 + i);
const NO_BYTES = new Uint8Array(0);
/** AES, 3DES and RC4 with static RSA. */
const RSA_SUITES: readonly number[] = [0x002f, 0x0035, 0x009c, 0x000a, 0x0005, 0x0004];
/** TLS_EMPTY_RENEGOTIATION_INFO_SCSV (RFC 5746) and TLS_FALLBACK_SCSV (RFC 7507). */
const SIGNALLING_SUITES: ReadonlySet<number> = new Set([0x00ff, 0x5600]);
