/**
 * LDAP: the StartTLS extended operation (RFC 4511 §4.14) in BER.
 *
 * @module
 */
import { type Dialogue, type Frame, ready, refused, shortened, textOf, Unexpected, wish } from './dialogue.ts';

export function* ldap(): Dialogue {
  const message = yield wish(START_TLS, messageLength);
  const result = readResult(message);
  if (!result) throw new Unexpected(textOf(message));
  const said = shortened(`result ${result.code}${result.diagnostic ? `: ${result.diagnostic}` : ''}`);
  if (result.code === SUCCESS) return ready(said);
  if (FOR_NOW.includes(result.code)) return refused('temporary', said);
  // RFC 4511 §4.14.1: protocolError from a server that does not know the operation.
  return refused(result.code === PROTOCOL_ERROR ? 'unsupported' : 'permanent', said);
}

/** Length of a BER element; `undefined` while the header is not whole, 0 content for forms LDAP forbids. */
const messageLength: Frame = (bytes) => {
  const header = headerOf(bytes, 0);
  return header && header.start + header.length;
};

type Element = { readonly tag: number; readonly start: number; readonly length: number };

/** Definite lengths of up to four octets: RFC 4511 §5.1 forbids the indefinite form. */
function headerOf(bytes: Uint8Array, at: number): Element | undefined {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined) return undefined;
  if (first < 0x80) return { tag, start: at + 2, length: first };
  const octets = first - 0x80;
  if (octets === 0 || octets > 4) return { tag, start: at + 2, length: 0 };
  let length = 0;
  for (let i = 0; i < octets; i++) {
    const octet = bytes[at + 2 + i];
    if (octet === undefined) return undefined;
    length = length * 256 + octet;
  }
  return { tag, start: at + 2 + octets, length };
}

/** LDAPMessage { messageID, extendedResp { resultCode, matchedDN, diagnosticMessage ... } } */
function readResult(message: Uint8Array): { readonly code: number; readonly diagnostic: string } | undefined {
  const whole = headerOf(message, 0);
  const id = whole?.tag === SEQUENCE ? headerOf(message, whole.start) : undefined;
  const response = id?.tag === INTEGER ? headerOf(message, id.start + id.length) : undefined;
  const code = response?.tag === EXTENDED_RESPONSE ? headerOf(message, response.start) : undefined;
  if (code?.tag !== ENUMERATED || code.length !== 1) return undefined;
  const value = message[code.start];
  const matched = headerOf(message, code.start + 1);
  const diagnostic = matched && headerOf(message, matched.start + matched.length);
  if (value === undefined) return undefined;
  const text = diagnostic && message.subarray(diagnostic.start, diagnostic.start + diagnostic.length);
  return { code: value, diagnostic: text ? textOf(text) : '' };
}

const SEQUENCE = 0x30;
const INTEGER = 0x02;
const ENUMERATED = 0x0a;
const EXTENDED_RESPONSE = 0x78;
const SUCCESS = 0;
const PROTOCOL_ERROR = 2;
/** busy, unavailable (RFC 4511 §A.2). */
const FOR_NOW: readonly number[] = [51, 52];

/** ExtendedRequest [APPLICATION 23] with requestName [0] 1.3.6.1.4.1.1466.20037, message 1. */
const OID: Uint8Array = new TextEncoder().encode('1.3.6.1.4.1.1466.20037');
const START_TLS: Uint8Array = Uint8Array.of(SEQUENCE, 29, INTEGER, 1, 1, 0x77, 24, 0x80, OID.length, ...OID);
