/**
 * ServerHello and HelloRetryRequest (RFC 5246 §7.4.1.3; RFC 9846 §4.2.3, §4.2.4).
 *
 * @module
 */
import type { Result } from '../core/result.ts';
import { type DecodeIssue, decode, type NoteListener, type Reader, Writer } from './bytes.ts';
import { EXTENSION, type Extension, findExtension, readExtensions, writeExtensions } from './extensions.ts';
import { VERSION_CODE } from './version.ts';

export type ServerHello = {
  readonly legacyVersion: number;
  /** 32 bytes; the last eight may hold the downgrade sentinel, see {@link downgradeSentinel}. */
  readonly random: Uint8Array;
  readonly sessionId: Uint8Array;
  readonly cipherSuite: number;
  readonly compressionMethod: number;
  /** `undefined`: no extensions block at all; `[]`: an empty one. */
  readonly extensions: readonly Extension[] | undefined;
};

/** Decodes a ServerHello body: the bytes after the 4-byte handshake header. */
export function decodeServerHello(body: Uint8Array, onNote?: NoteListener): Result<ServerHello, DecodeIssue> {
  return decode(body, 'server_hello', readServerHello, onNote ? { onNote } : {});
}

/** Encodes a ServerHello body. @throws RangeError if a field is longer than its length prefix can say. */
export function encodeServerHello(hello: ServerHello): Uint8Array {
  const w = new Writer()
    .uint(2, hello.legacyVersion)
    .bytes(hello.random)
    .vector(1, (v) => v.bytes(hello.sessionId))
    .uint(2, hello.cipherSuite)
    .uint(1, hello.compressionMethod);
  if (hello.extensions) writeExtensions(w, hello.extensions);
  return w.finish();
}

/** Whether this ServerHello is a HelloRetryRequest: it carries the fixed random of RFC 9846 §4.2.3. */
export function isHelloRetryRequest(hello: ServerHello): boolean {
  return sameBytes(hello.random, HELLO_RETRY_REQUEST_RANDOM);
}

/** The version the server chose, as a code point: `supported_versions` if sent, else `legacy_version`. */
export function selectedVersion(hello: ServerHello): number {
  const data = findExtension(hello.extensions, EXTENSION.supportedVersions);
  if (data?.length !== 2) return hello.legacyVersion;
  return (data[0] ?? 0) * 256 + (data[1] ?? 0);
}

/**
 * What the last eight bytes of `random` say of a server that speaks more than it was asked for (RFC 9846 §4.2.3).
 *
 * @returns the lowest version the server proves to support beside the negotiated one: `TLSv1.3` after an answer
 *   in TLS 1.2, `TLSv1.2` (or later) after TLS 1.1 or older; `undefined` if there is no sentinel.
 */
export function downgradeSentinel(hello: ServerHello): 'TLSv1.2' | 'TLSv1.3' | undefined {
  if (selectedVersion(hello) >= VERSION_CODE['TLSv1.3']) return undefined;
  const tail = hello.random.subarray(24);
  if (!sameBytes(tail.subarray(0, 7), DOWNGRADE_PREFIX)) return undefined;
  // 01 belongs to an answer in TLS 1.2 alone, 00 to those below it: anything else is chance or a lie.
  const isTls12 = selectedVersion(hello) === VERSION_CODE['TLSv1.2'];
  if (tail[7] === 1) return isTls12 ? 'TLSv1.3' : undefined;
  return tail[7] === 0 && !isTls12 ? 'TLSv1.2' : undefined;
}

function readServerHello(r: Reader): ServerHello {
  return {
    legacyVersion: r.uint(2, 'server_hello.legacy_version'),
    random: r.take(32, 'server_hello.random'),
    sessionId: r.vector(1, 'server_hello.legacy_session_id_echo', (v) => v.rest('server_hello.legacy_session_id_echo')),
    cipherSuite: r.uint(2, 'server_hello.cipher_suite'),
    compressionMethod: r.uint(1, 'server_hello.legacy_compression_method'),
    extensions: r.left === 0 ? undefined : readExtensions(r, 'server_hello.extensions'),
  };
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** SHA-256 of "HelloRetryRequest" (RFC 9846 §4.2.3). */
export const HELLO_RETRY_REQUEST_RANDOM: Uint8Array = Uint8Array.of(
  ...[0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91],
  ...[0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c],
);

/** "DOWNGRD", before the byte that says how far (RFC 9846 §4.2.3). */
const DOWNGRADE_PREFIX = Uint8Array.of(0x44, 0x4f, 0x57, 0x4e, 0x47, 0x52, 0x44);
