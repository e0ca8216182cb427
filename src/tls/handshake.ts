/**
 * Handshake messages: the 4-byte header that all of them share (RFC 9846 §4, RFC 5246 §7.4).
 *
 * @module
 */
import type { Result } from '../core/result.ts';
import { type DecodeIssue, decode, type NoteListener, type Reader, Writer } from './bytes.ts';

export type HandshakeMessage = {
  /** `HandshakeType`; unknown values stay numbers. */
  readonly type: number;
  readonly body: Uint8Array;
};

/** `HandshakeType` values (RFC 9846 §4; names of all are in the registry). */
export const HANDSHAKE_TYPE = {
  helloRequest: 0,
  clientHello: 1,
  serverHello: 2,
  certificate: 11,
  serverKeyExchange: 12,
  certificateRequest: 13,
  serverHelloDone: 14,
} as const;

/** Bytes before the body: type and length. */
export const HANDSHAKE_HEADER_LENGTH = 4;

/** Decodes whole handshake messages and nothing else, as they stand in one or more joined records. */
export function decodeHandshakes(bytes: Uint8Array, onNote?: NoteListener): Result<HandshakeMessage[], DecodeIssue> {
  return decode(
    bytes,
    'handshake',
    (r) => {
      const messages: HandshakeMessage[] = [];
      while (r.left > 0) messages.push(readHandshake(r));
      return messages;
    },
    onNote ? { onNote } : {},
  );
}

function readHandshake(r: Reader): HandshakeMessage {
  const type = r.uint(1, 'handshake.msg_type');
  return { type, body: r.vector(3, 'handshake.body', (v) => v.rest('handshake.body')) };
}

/** Encodes one message. @throws RangeError if the body is longer than 2^24 - 1 bytes. */
export function encodeHandshake(message: HandshakeMessage): Uint8Array {
  return new Writer()
    .uint(1, message.type)
    .vector(3, (v) => v.bytes(message.body))
    .finish();
}
