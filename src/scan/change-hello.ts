/**
 * A built hello with something changed, for servers that are asked how they take it.
 *
 * @module
 */

import { concatBytes } from '../core/hex.ts';
import { type ClientHello, decodeClientHello, encodeClientHello } from '../tls/client-hello.ts';
import { encodeHandshake, HANDSHAKE_HEADER_LENGTH, HANDSHAKE_TYPE } from '../tls/handshake.ts';
import { CONTENT_TYPE, encodeRecord, RECORD_HEADER_LENGTH } from '../tls/record.ts';
import { VERSION_CODE } from '../tls/version.ts';

/**
 * @param record one record that holds a ClientHello and nothing else
 * @param recordBytes the longest fragment of each record it is sent in; the last number holds for all that follow
 * @throws Error if `record` is something else: a bug
 */
export function changeHello(
  record: Uint8Array,
  change: (hello: ClientHello) => ClientHello,
  recordBytes: readonly number[] = [MAX_PLAIN_FRAGMENT],
): Uint8Array {
  const decoded = decodeClientHello(record.subarray(RECORD_HEADER_LENGTH + HANDSHAKE_HEADER_LENGTH));
  if (!decoded.ok) throw new Error(`no ClientHello in these bytes: ${decoded.error.field}`);
  const body = encodeClientHello(change(decoded.value));
  const message = encodeHandshake({ type: HANDSHAKE_TYPE.clientHello, body });
  const records: Uint8Array[] = [];
  for (let at = 0; at < message.length; ) {
    const fragment = message.subarray(
      at,
      at + (recordBytes[records.length] ?? recordBytes.at(-1) ?? MAX_PLAIN_FRAGMENT),
    );
    records.push(encodeRecord({ contentType: CONTENT_TYPE.handshake, version: VERSION_CODE['TLSv1.0'], fragment }));
    at += fragment.length;
  }
  return concatBytes(records);
}

/** RFC 5246 §6.2.1. */
export const MAX_PLAIN_FRAGMENT: number = 2 ** 14;
