/**
 * The record layer: framing of what both sides send, SSL 3.0 to TLS 1.3 (RFC 9846 §5.1, RFC 5246 §6.2.1).
 *
 * @module
 */
import type { Result } from '../core/result.ts';
import { type DecodeIssue, decode, type NoteListener, type Reader, Writer } from './bytes.ts';

export type TlsRecord = {
  /** `ContentType`; unknown values stay numbers. */
  readonly contentType: number;
  /** `legacy_record_version`: says little, and is kept because servers react to it. */
  readonly version: number;
  readonly fragment: Uint8Array;
};

/** `ContentType` values (RFC 9846 §5.1; heartbeat: RFC 6520 §3). */
export const CONTENT_TYPE = {
  changeCipherSpec: 20,
  alert: 21,
  handshake: 22,
  applicationData: 23,
  heartbeat: 24,
} as const;

/** Bytes before the fragment: type, version, length. */
export const RECORD_HEADER_LENGTH = 5;

/** The longest fragment any version allows, in bytes: TLSCiphertext of TLS 1.2, 2^14 + 2048 (RFC 5246 §6.2.3). */
export const MAX_FRAGMENT_LENGTH: number = 2 ** 14 + 2048;

/** Decodes a byte string that holds whole records and nothing else. */
export function decodeRecords(bytes: Uint8Array, onNote?: NoteListener): Result<TlsRecord[], DecodeIssue> {
  return decode(
    bytes,
    'record',
    (r) => {
      const records: TlsRecord[] = [];
      while (r.left > 0) records.push(readRecord(r));
      return records;
    },
    onNote ? { onNote } : {},
  );
}

/** Reads one record; its fragment is a view, not a copy. */
function readRecord(r: Reader): TlsRecord {
  const contentType = r.uint(1, 'record.type');
  const version = r.uint(2, 'record.legacy_record_version');
  return { contentType, version, fragment: r.vector(2, 'record.fragment', (v) => v.rest('record.fragment')) };
}

/** Encodes one record. @throws RangeError if the fragment is longer than 65,535 bytes. */
export function encodeRecord(record: TlsRecord): Uint8Array {
  return new Writer()
    .uint(1, record.contentType)
    .uint(2, record.version)
    .vector(2, (v) => v.bytes(record.fragment))
    .finish();
}

/** Whether bytes begin like an SSL 3.0 to TLS 1.3 record: a known type, then major version 3. */
export function looksLikeRecord(bytes: Uint8Array): boolean {
  const [type, major] = bytes;
  return type !== undefined && type >= 20 && type <= 26 && (major === undefined || major === 3);
}
