/**
 * ClientHello (RFC 5246 §7.4.1.2; RFC 9846 §4.2.2).
 *
 * Decoding loses nothing: re-encoding an accepted message gives the same bytes. Unknown and
 * GREASE (RFC 8701) code points stay numbers, in wire order; naming them is the registry's job.
 *
 * @module
 */
import type { Result } from '../core/result.ts';
import { type DecodeIssue, decode, type NoteListener, type Reader, Writer } from './bytes.ts';
import { type Extension, readExtensions, writeExtensions } from './extensions.ts';

export type ClientHello = {
  /** `client_version`: the highest version offered, unless extension 43 says otherwise. */
  readonly legacyVersion: number;
  /** 32 bytes. Old stacks put a clock in the first four: `gmt_unix_time`, RFC 5246 §7.4.1.2. */
  readonly random: Uint8Array;
  /** 0–32 bytes by the RFC; a longer one is kept as sent, for the report to point at. */
  readonly sessionId: Uint8Array;
  readonly cipherSuites: readonly number[];
  readonly compressionMethods: Uint8Array;
  /** `undefined`: no extensions block at all, as SSL 3.0-era clients send; `[]`: an empty one. */
  readonly extensions: readonly Extension[] | undefined;
};

/**
 * Decodes a ClientHello body: the bytes after the 4-byte handshake header.
 *
 * @returns the message, or the first {@link DecodeIssue}. Never throws on any input.
 */
export function decodeClientHello(body: Uint8Array, onNote?: NoteListener): Result<ClientHello, DecodeIssue> {
  return decode(body, 'client_hello', readClientHello, onNote ? { onNote } : {});
}

/** Encodes a ClientHello body. @throws RangeError if a field is longer than its length prefix can say. */
export function encodeClientHello(hello: ClientHello): Uint8Array {
  const w = new Writer()
    .uint(2, hello.legacyVersion)
    .bytes(hello.random)
    .vector(1, (v) => v.bytes(hello.sessionId))
    .vector(2, (v) => v.uint16s(hello.cipherSuites))
    .vector(1, (v) => v.bytes(hello.compressionMethods));
  if (hello.extensions) writeExtensions(w, hello.extensions);
  return w.finish();
}

function readClientHello(r: Reader): ClientHello {
  return {
    legacyVersion: r.uint(2, 'client_hello.legacy_version'),
    random: r.take(RANDOM_LENGTH, 'client_hello.random'),
    sessionId: r.vector(1, 'client_hello.legacy_session_id', (v) => v.rest('client_hello.legacy_session_id')),
    cipherSuites: r.vector(2, 'client_hello.cipher_suites', readCipherSuites),
    compressionMethods: r.vector(1, 'client_hello.legacy_compression_methods', (v) =>
      v.rest('client_hello.legacy_compression_methods'),
    ),
    extensions: r.left === 0 ? undefined : readExtensions(r, 'client_hello.extensions'),
  };
}

function readCipherSuites(r: Reader): number[] {
  const field = 'client_hello.cipher_suites';
  if (r.left === 0) r.fail('empty-vector', field);
  if (r.left % 2 !== 0) r.fail('odd-length', field);
  return Array.from({ length: r.left / 2 }, () => r.uint(2, field));
}

const RANDOM_LENGTH = 32;
