/**
 * SSL 2.0 hellos (draft-hickman-netscape-ssl-00 §2.1, §2.5, §2.6; RFC 6101 §E, RFC 5246 §E.2).
 *
 * An SSLv2-format ClientHello may ask for any later version: old Java and Internet Explorer 6 sent TLS 1.0 so.
 *
 * @module
 */
import type { Result } from '../core/result.ts';
import { type DecodeIssue, decode, type NoteListener, type Reader, Writer } from './bytes.ts';

export type Ssl2ClientHello = {
  /** The highest version asked for: 0x0002, or 0x0300 and up in a hello for a later version. */
  readonly version: number;
  /** Three-byte cipher kinds; a kind 0x00xxxx is the TLS suite 0xxxxx. */
  readonly cipherSpecs: readonly number[];
  /** 0 or 16 bytes. */
  readonly sessionId: Uint8Array;
  /** 16–32 bytes. */
  readonly challenge: Uint8Array;
};

export type Ssl2ServerHello = {
  readonly sessionIdHit: number;
  /** 1 X.509; 0 when a session is resumed. */
  readonly certificateType: number;
  readonly version: number;
  readonly certificate: Uint8Array;
  /** Empty when the server speaks SSL 2.0 but shares no cipher with the client. */
  readonly cipherSpecs: readonly number[];
  readonly connectionId: Uint8Array;
};

/** Decodes a record that holds one SSLv2 CLIENT-HELLO: the 2-byte header and the message. */
export function decodeSsl2ClientHello(record: Uint8Array, onNote?: NoteListener): Result<Ssl2ClientHello, DecodeIssue> {
  return decode(record, 'ssl2.client_hello', (r) => readRecord(r, readClientHello), onNote ? { onNote } : {});
}

/** Decodes a record that holds one SSLv2 SERVER-HELLO: the 2-byte header and the message. */
export function decodeSsl2ServerHello(record: Uint8Array, onNote?: NoteListener): Result<Ssl2ServerHello, DecodeIssue> {
  return decode(record, 'ssl2.server_hello', (r) => readRecord(r, readServerHello), onNote ? { onNote } : {});
}

/** @throws RangeError if the message is longer than 32,767 bytes. */
export function encodeSsl2ClientHello(hello: Ssl2ClientHello): Uint8Array {
  const specs = encodeSpecs(hello.cipherSpecs);
  return encodeRecord(
    new Writer()
      .uint(1, CLIENT_HELLO)
      .uint(2, hello.version)
      .uint(2, specs.length)
      .uint(2, hello.sessionId.length)
      .uint(2, hello.challenge.length)
      .bytes(specs)
      .bytes(hello.sessionId)
      .bytes(hello.challenge)
      .finish(),
  );
}

/** @throws RangeError if the message is longer than 32,767 bytes. */
export function encodeSsl2ServerHello(hello: Ssl2ServerHello): Uint8Array {
  const specs = encodeSpecs(hello.cipherSpecs);
  return encodeRecord(
    new Writer()
      .uint(1, SERVER_HELLO)
      .uint(1, hello.sessionIdHit)
      .uint(1, hello.certificateType)
      .uint(2, hello.version)
      .uint(2, hello.certificate.length)
      .uint(2, specs.length)
      .uint(2, hello.connectionId.length)
      .bytes(hello.certificate)
      .bytes(specs)
      .bytes(hello.connectionId)
      .finish(),
  );
}

/** Length of the whole record that starts here, or `undefined` if these bytes do not begin one with a hello. */
export function ssl2HelloLength(bytes: Uint8Array): number | undefined {
  const [high, low, type] = bytes;
  if (high === undefined || low === undefined || type === undefined || high < 0x80) return undefined;
  if (type !== CLIENT_HELLO && type !== SERVER_HELLO) return undefined;
  return 2 + (high & 0x7f) * 256 + low;
}

function readRecord<T>(r: Reader, read: (r: Reader) => T): T {
  const header = r.uint(2, 'ssl2.record_header');
  if (header < 0x8000) r.fail('bad-value', 'ssl2.record_header');
  return r.window(header & 0x7fff, 'ssl2.record', read);
}

function readClientHello(r: Reader): Ssl2ClientHello {
  if (r.uint(1, 'ssl2.msg_type') !== CLIENT_HELLO) r.fail('bad-value', 'ssl2.msg_type');
  const version = r.uint(2, 'ssl2.client_hello.version');
  const specsLength = r.uint(2, 'ssl2.client_hello.cipher_specs_length');
  const sessionIdLength = r.uint(2, 'ssl2.client_hello.session_id_length');
  const challengeLength = r.uint(2, 'ssl2.client_hello.challenge_length');
  return {
    version,
    cipherSpecs: r.window(specsLength, 'ssl2.client_hello.cipher_specs', (v) =>
      readSpecs(v, 'ssl2.client_hello.cipher_specs'),
    ),
    sessionId: r.take(sessionIdLength, 'ssl2.client_hello.session_id'),
    challenge: r.take(challengeLength, 'ssl2.client_hello.challenge'),
  };
}

function readServerHello(r: Reader): Ssl2ServerHello {
  if (r.uint(1, 'ssl2.msg_type') !== SERVER_HELLO) r.fail('bad-value', 'ssl2.msg_type');
  const sessionIdHit = r.uint(1, 'ssl2.server_hello.session_id_hit');
  const certificateType = r.uint(1, 'ssl2.server_hello.certificate_type');
  const version = r.uint(2, 'ssl2.server_hello.version');
  const certificateLength = r.uint(2, 'ssl2.server_hello.certificate_length');
  const specsLength = r.uint(2, 'ssl2.server_hello.cipher_specs_length');
  const connectionIdLength = r.uint(2, 'ssl2.server_hello.connection_id_length');
  return {
    sessionIdHit,
    certificateType,
    version,
    certificate: r.take(certificateLength, 'ssl2.server_hello.certificate'),
    cipherSpecs: r.window(specsLength, 'ssl2.server_hello.cipher_specs', (v) =>
      readSpecs(v, 'ssl2.server_hello.cipher_specs'),
    ),
    connectionId: r.take(connectionIdLength, 'ssl2.server_hello.connection_id'),
  };
}

function readSpecs(r: Reader, field: string): number[] {
  if (r.left % 3 !== 0) r.fail('odd-length', field);
  return Array.from({ length: r.left / 3 }, () => r.uint(3, field));
}

function encodeSpecs(specs: readonly number[]): Uint8Array {
  const w = new Writer();
  for (const spec of specs) w.uint(3, spec);
  return w.finish();
}

function encodeRecord(message: Uint8Array): Uint8Array {
  if (message.length > 0x7fff) throw new RangeError(`an SSLv2 record holds 32767 bytes, not ${message.length}`);
  return new Writer()
    .uint(2, 0x8000 | message.length)
    .bytes(message)
    .finish();
}

const CLIENT_HELLO = 1;
const SERVER_HELLO = 4;
