/**
 * Datagram TLS 1.0 to 1.3, as far as hellos go: record and handshake headers, and the ClientHello with its cookie
 * (RFC 4347 §4.1, §4.2; RFC 6347 §4.1, §4.2; RFC 9147 §4, §5).
 *
 * @module
 */

import { concatBytes } from '../core/hex.ts';
import type { Result } from '../core/result.ts';
import { type DecodeIssue, decode } from './bytes.ts';
import { type ClientHello, decodeClientHello } from './client-hello.ts';

/** `ProtocolVersion`: one's complement of the TLS version's numbers, so it falls as versions rise. */
export const DTLS_VERSION_CODE = { 'DTLSv1.0': 0xfeff, 'DTLSv1.2': 0xfefd, 'DTLSv1.3': 0xfefc } as const;

/** Type, version, epoch, sequence number, length. */
export const DTLS_RECORD_HEADER_LENGTH = 13;

/** Type, length, message number, offset and length of the fragment. */
export const DTLS_HANDSHAKE_HEADER_LENGTH = 12;

/** Decodes the body of a ClientHello of DTLS; the cookie (RFC 6347 §4.2.1) is left out. */
export function decodeDtlsClientHello(body: Uint8Array): Result<ClientHello, DecodeIssue> {
  const cookie = decode(body, 'client_hello', (r) => {
    r.take(34, 'client_hello.random');
    r.vector(1, 'client_hello.session_id', (v) => v.rest('client_hello.session_id'));
    const from = r.offset;
    r.vector(1, 'client_hello.cookie', (v) => v.rest('client_hello.cookie'));
    const to = r.offset;
    r.rest('client_hello');
    return { from, to };
  });
  if (!cookie.ok) return cookie;
  return decodeClientHello(concatBytes([body.subarray(0, cookie.value.from), body.subarray(cookie.value.to)]));
}
