/**
 * What a hostile server wants to know of a ClientHello before it misbehaves.
 *
 * Not the product's decoder on purpose: it is tolerant, so that a wrong hello is still met with the wrong answer it
 * asks for, and the lab does not judge the decoder by itself.
 *
 * @module
 */

/** The few facts of a ClientHello that behaviours look at; missing parts read as zero or empty. */
export type HelloPeek = {
  readonly format: 'tls' | 'sslv2';
  /** Length of the first record's body, in bytes. */
  readonly recordLength: number;
  readonly clientVersion: number;
  /** `undefined`: no supported_versions extension. */
  readonly supportedVersions: readonly number[] | undefined;
  readonly sessionId: Buffer;
  /** In wire order; SSLv2 cipher kinds that are no TLS suite keep their three bytes. */
  readonly cipherSuites: readonly number[];
  readonly hasServerName: boolean;
  /** Types only, in wire order. */
  readonly extensions: readonly number[];
};

/** `partial` asks for more bytes; `not-hello` will never become one. */
export type PeekResult =
  | { readonly kind: 'hello'; readonly hello: HelloPeek }
  | { readonly kind: 'partial' }
  | { readonly kind: 'not-hello' };

/** Looks at everything a client has sent so far. Never throws. */
export function peekHello(bytes: Buffer): PeekResult {
  const [first, second, third] = bytes;
  if (first === undefined) return PARTIAL;
  if (first === HANDSHAKE_RECORD) return second === undefined || second === 3 ? peekTls(bytes) : NOT_HELLO;
  if ((first & 0x80) === 0) return NOT_HELLO;
  if (third === undefined) return PARTIAL;
  return third === CLIENT_HELLO ? peekSslv2(bytes) : NOT_HELLO;
}

/** Whether the hello offers nothing above TLS 1.1. SSLv2-format hellos count as old whatever they carry. */
export function isOld(hello: HelloPeek): boolean {
  if (hello.format === 'sslv2') return true;
  if (hello.supportedVersions)
    return !hello.supportedVersions.some((version) => version === 0x0303 || version === 0x0304);
  return hello.clientVersion <= 0x0302;
}

function peekTls(bytes: Buffer): PeekResult {
  const bodies: Buffer[] = [];
  for (let at = 0; at + 5 <= bytes.length && bytes[at] === HANDSHAKE_RECORD; ) {
    const end = at + 5 + bytes.readUInt16BE(at + 3);
    bodies.push(bytes.subarray(at + 5, end));
    at = end;
  }
  const messages = Buffer.concat(bodies);
  if (messages.length > 0 && messages[0] !== CLIENT_HELLO) return NOT_HELLO;
  const length = messages.length < 4 ? MAX_HELLO : messages.readUIntBE(1, 3);
  if (length > MAX_HELLO) return NOT_HELLO;
  if (messages.length < 4 + length) return bytes.length > 2 * MAX_HELLO ? NOT_HELLO : PARTIAL;
  return {
    kind: 'hello',
    hello: { ...readHello(messages.subarray(4, 4 + length)), recordLength: bytes.readUInt16BE(3) },
  };
}

function readHello(body: Buffer): Omit<HelloPeek, 'recordLength'> {
  const cursor = new Cursor(body);
  const clientVersion = cursor.uint(2);
  cursor.take(32);
  const sessionId = cursor.take(cursor.uint(1));
  const cipherSuites = cursor.vector(2).uints(2);
  cursor.vector(1);
  const left = cursor.vector(2);
  const extensions: number[] = [];
  let supportedVersions: readonly number[] | undefined;
  while (left.left > 0) {
    const type = left.uint(2);
    const data = left.vector(2);
    extensions.push(type);
    if (type === 43) supportedVersions = data.vector(1).uints(2);
  }
  const hasServerName = extensions.includes(0);
  return { format: 'tls', clientVersion, supportedVersions, sessionId, cipherSuites, hasServerName, extensions };
}

/** SSLv2 CLIENT-HELLO with a two-byte header (RFC 5246 appendix E.2). */
function peekSslv2(bytes: Buffer): PeekResult {
  const recordLength = bytes.readUInt16BE(0) & 0x7fff;
  if (bytes.length < 2 + recordLength) return PARTIAL;
  const cursor = new Cursor(bytes.subarray(3, 2 + recordLength));
  const clientVersion = cursor.uint(2);
  const specsLength = cursor.uint(2);
  const sessionIdLength = cursor.uint(2);
  cursor.uint(2);
  const cipherSuites = new Cursor(cursor.take(specsLength)).uints(3);
  const hello: HelloPeek = {
    format: 'sslv2',
    recordLength,
    clientVersion,
    supportedVersions: undefined,
    sessionId: cursor.take(sessionIdLength),
    cipherSuites,
    hasServerName: false,
    extensions: [],
  };
  return { kind: 'hello', hello };
}

/** Reads past the end as if the missing bytes were not there. */
class Cursor {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  take(length: number): Buffer {
    const bytes = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += bytes.length;
    return bytes;
  }

  uint(size: number): number {
    return this.take(size).reduce((value, byte) => value * 256 + byte, 0);
  }

  vector(size: number): Cursor {
    return new Cursor(this.take(this.uint(size)));
  }

  uints(size: number): number[] {
    return Array.from({ length: Math.floor(this.left / size) }, () => this.uint(size));
  }
}

const HANDSHAKE_RECORD = 22;
const CLIENT_HELLO = 1;
/** Past any hello a browser sends with post-quantum key shares; longer ones are not worth waiting for. */
const MAX_HELLO = 0xffff;
const PARTIAL: PeekResult = { kind: 'partial' };
const NOT_HELLO: PeekResult = { kind: 'not-hello' };
