/**
 * The parts of an X.509 certificate (RFC 5280 §4.1) that Node 20 does not tell: signature algorithm, names one by one,
 * and a few extensions. Names and dates as text are Node's.
 *
 * @module
 */
import type { Result } from '../core/result.ts';
import { type DecodeIssue, decode, type Reader } from './bytes.ts';
import { DER_TAG, type Der, oidText, readDer } from './der.ts';

export type X509Parts = {
  /** Big-endian, as sent. */
  readonly serial: Uint8Array;
  readonly signature: AlgorithmIdentifier;
  /** DER of the names. */
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  /** DER of subjectPublicKeyInfo. */
  readonly publicKey: Uint8Array;
  readonly keyAlgorithm: AlgorithmIdentifier;
  /** `undefined`: no subjectAltName extension. */
  readonly names: readonly AltName[] | undefined;
  /** `cA` of basicConstraints (§4.2.1.9). */
  readonly isCa: boolean;
  /** The TLS feature extension with status_request (RFC 7633): OCSP must-staple. */
  readonly mustStaple: boolean;
};

export type AlgorithmIdentifier = {
  readonly oid: string;
  /** OID of the named curve of an EC key, or of the hash in RSASSA-PSS parameters. */
  readonly parameter: string | undefined;
};

/** `other` keeps the context tag's number: there are otherName, directoryName and more (RFC 5280 §4.2.1.6). */
export type AltName =
  | { readonly type: 'dns' | 'email' | 'uri'; readonly value: string }
  | { readonly type: 'ip'; readonly value: string }
  | { readonly type: 'other'; readonly value: string };

/** Decodes a certificate's DER. Never throws on any input. */
export function decodeX509(der: Uint8Array): Result<X509Parts, DecodeIssue> {
  return decode(der, 'certificate', readCertificate);
}

function readCertificate(r: Reader): X509Parts {
  return inside(r, readDer(r, 'certificate', DER_TAG.sequence), 'certificate', (outer) => {
    const tbs = readDer(outer, 'tbs_certificate', DER_TAG.sequence);
    const signature = readAlgorithm(outer, 'signature_algorithm');
    readDer(outer, 'signature_value', DER_TAG.bitString);
    return { ...inside(outer, tbs, 'tbs_certificate', readTbs), signature };
  });
}

function readTbs(r: Reader): Omit<X509Parts, 'signature'> {
  let serial = readDer(r, 'serial_number');
  if (serial.tag === VERSION) serial = readDer(r, 'serial_number', DER_TAG.integer);
  else if (serial.tag !== DER_TAG.integer) r.fail('bad-value', 'serial_number');
  readAlgorithm(r, 'signature');
  const issuer = readDer(r, 'issuer', DER_TAG.sequence).bytes;
  readDer(r, 'validity', DER_TAG.sequence);
  const subject = readDer(r, 'subject', DER_TAG.sequence).bytes;
  const key = readDer(r, 'subject_public_key_info', DER_TAG.sequence);
  const keyAlgorithm = inside(r, key, 'subject_public_key_info', (spki) => {
    const algorithm = readAlgorithm(spki, 'subject_public_key_info.algorithm');
    readDer(spki, 'subject_public_key_info.key', DER_TAG.bitString);
    return algorithm;
  });
  let extensions: Extensions = NO_EXTENSIONS;
  while (r.left > 0) {
    const part = readDer(r, 'extensions');
    if (part.tag === EXTENSIONS) extensions = inside(r, part, 'extensions', readExtensions);
  }
  return { serial: serial.content, issuer, subject, publicKey: key.bytes, keyAlgorithm, ...extensions };
}

type Extensions = Pick<X509Parts, 'names' | 'isCa' | 'mustStaple'>;

function readExtensions(r: Reader): Extensions {
  return inside(r, readDer(r, 'extensions', DER_TAG.sequence), 'extensions', (list) => {
    let found = NO_EXTENSIONS;
    while (list.left > 0) {
      found = inside(list, readDer(list, 'extension', DER_TAG.sequence), 'extension', (one) => readOne(one, found));
    }
    return found;
  });
}

function readOne(r: Reader, found: Extensions): Extensions {
  const oid = oidText(readDer(r, 'extension.extn_id', DER_TAG.oid).content);
  let value = readDer(r, 'extension.extn_value');
  if (value.tag === DER_TAG.boolean) value = readDer(r, 'extension.extn_value', DER_TAG.octetString);
  if (oid === SUBJECT_ALT_NAME) return { ...found, names: inside(r, value, 'subject_alt_name', readNames) };
  if (oid === BASIC_CONSTRAINTS) return { ...found, isCa: inside(r, value, 'basic_constraints', readIsCa) };
  if (oid === TLS_FEATURE) return { ...found, mustStaple: inside(r, value, 'tls_feature', readMustStaple) };
  return found;
}

function readNames(r: Reader): AltName[] {
  return inside(r, readDer(r, 'subject_alt_name', DER_TAG.sequence), 'subject_alt_name', (list) => {
    const names: AltName[] = [];
    while (list.left > 0) names.push(nameOf(readDer(list, 'general_name')));
    return names;
  });
}

function nameOf({ tag, content }: Der): AltName {
  const text = (): string => new TextDecoder('latin1').decode(content);
  switch (tag) {
    case 0x81:
      return { type: 'email', value: text() };
    case 0x82:
      return { type: 'dns', value: text() };
    case 0x86:
      return { type: 'uri', value: text() };
    case 0x87:
      return { type: 'ip', value: ipText(content) };
    default:
      return { type: 'other', value: `[${tag & 0x1f}]` };
  }
}

/** Four bytes dotted, sixteen in groups without compression, anything else in hex. */
function ipText(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join('.');
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  if (bytes.length !== 16) return hex;
  return (hex.match(/.{4}/g) ?? []).map((group) => group.replace(/^0{1,3}/, '')).join(':');
}

function readIsCa(r: Reader): boolean {
  return inside(r, readDer(r, 'basic_constraints', DER_TAG.sequence), 'basic_constraints', (parts) => {
    const first = parts.left > 0 ? readDer(parts, 'basic_constraints.ca') : undefined;
    if (parts.left > 0) readDer(parts, 'basic_constraints.path_len', DER_TAG.integer);
    return first?.tag === DER_TAG.boolean && first.content[0] !== 0;
  });
}

function readMustStaple(r: Reader): boolean {
  return inside(r, readDer(r, 'tls_feature', DER_TAG.sequence), 'tls_feature', (list) => {
    let isAsked = false;
    while (list.left > 0) {
      const { content } = readDer(list, 'tls_feature', DER_TAG.integer);
      if (content.length === 1 && content[0] === STATUS_REQUEST) isAsked = true;
    }
    return isAsked;
  });
}

function readAlgorithm(r: Reader, field: string): AlgorithmIdentifier {
  return inside(r, readDer(r, field, DER_TAG.sequence), field, (parts) => {
    const oid = oidText(readDer(parts, field, DER_TAG.oid).content);
    if (oid === undefined) return parts.fail('bad-value', field);
    const parameter = parts.left > 0 ? readDer(parts, field) : undefined;
    if (parameter?.tag === DER_TAG.oid) return { oid, parameter: oidText(parameter.content) };
    if (oid === RSASSA_PSS && parameter?.tag === DER_TAG.sequence) {
      return { oid, parameter: inside(parts, parameter, field, readPssHash) };
    }
    return { oid, parameter: undefined };
  });
}

/** RSASSA-PSS-params (RFC 4055 §3.1): [0] is the hash, SHA-1 where it is left out. */
function readPssHash(r: Reader): string {
  let hash = SHA1;
  while (r.left > 0) {
    const part = readDer(r, 'rsassa_pss_params');
    if (part.tag === 0xa0) hash = inside(r, part, 'rsassa_pss_params.hash', (v) => readAlgorithm(v, 'hash').oid);
  }
  return hash;
}

/** Reads a value's content through a window that `read` must use up; offsets in errors are those of its end. */
function inside<T>(outer: Reader, { content }: Der, field: string, read: (r: Reader) => T): T {
  const result = decode(content, field, read);
  return result.ok ? result.value : outer.fail(result.error.code, result.error.field);
}

const NO_EXTENSIONS: Extensions = { names: undefined, isCa: false, mustStaple: false };
/** Context tags of tbsCertificate. */
const VERSION = 0xa0;
const EXTENSIONS = 0xa3;
const SUBJECT_ALT_NAME = '2.5.29.17';
const BASIC_CONSTRAINTS = '2.5.29.19';
const TLS_FEATURE = '1.3.6.1.5.5.7.1.24';
const STATUS_REQUEST = 5;
const RSASSA_PSS = '1.2.840.113549.1.1.10';
const SHA1 = '1.3.14.3.2.26';
