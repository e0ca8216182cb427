/**
 * A certificate that nobody signed, for a listener that lives for minutes. X.509 v3 in DER (RFC 5280 §4.1).
 *
 * @module
 */
import { generateKeyPair, type KeyObject, randomBytes, sign } from 'node:crypto';
import { promisify } from 'node:util';
import { concatBytes } from '../core/hex.ts';

export type SelfSigned = {
  /** PEM. */
  readonly key: string;
  /** PEM. */
  readonly cert: string;
};

/** RSA of 2048 bits, the one kind that clients of every age take; good for localhost, for 30 days from `now`. */
export async function selfSigned(now: Date): Promise<SelfSigned> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const body = toBeSigned(publicKey, now);
  const signature = sign('sha256', body, privateKey);
  const der = sequence(body, RSA_SHA256, element(BIT_STRING, Uint8Array.of(0), signature));
  const lines = Buffer.from(der)
    .toString('base64')
    .replace(/(.{64})/g, '$1\n')
    .trimEnd();
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
  };
}

function toBeSigned(publicKey: KeyObject, now: Date): Uint8Array {
  const name = sequence(
    element(SET, sequence(COMMON_NAME, element(UTF8_STRING, new TextEncoder().encode('tlsfloor')))),
  );
  const from = new Date(now.getTime() - DAY_MS);
  const until = new Date(now.getTime() + DAYS * DAY_MS);
  // The first byte is below 0x80, so that the serial number is positive.
  const serial = concatBytes([Uint8Array.of(0x11), randomBytes(8)]);
  return sequence(
    element(VERSION_TAG, element(INTEGER, Uint8Array.of(2))),
    element(INTEGER, serial),
    RSA_SHA256,
    name,
    sequence(utcTime(from), utcTime(until)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    element(EXTENSIONS_TAG, sequence(sequence(SUBJECT_ALT_NAME, element(OCTET_STRING, alternativeNames())))),
  );
}

function alternativeNames(): Uint8Array {
  return sequence(
    element(DNS_NAME, new TextEncoder().encode('localhost')),
    element(IP_ADDRESS, Uint8Array.of(127, 0, 0, 1)),
  );
}

/** `YYMMDDHHMMSSZ`: good until 2049 (RFC 5280 §4.1.2.5.1). */
function utcTime(date: Date): Uint8Array {
  const text = date.toISOString().replace(/[-:T]/g, '').slice(2, 14);
  return element(UTC_TIME, new TextEncoder().encode(`${text}Z`));
}

function sequence(...parts: readonly Uint8Array[]): Uint8Array {
  return element(SEQUENCE, ...parts);
}

/** Tag, length and contents (X.690 §8.1). */
function element(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const contents = concatBytes(parts);
  const { length } = contents;
  const header =
    length < 0x80 ? [tag, length] : length < 0x100 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 0xff];
  return concatBytes([Uint8Array.from(header), contents]);
}

const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const UTF8_STRING = 0x0c;
const UTC_TIME = 0x17;
const SEQUENCE = 0x30;
const SET = 0x31;
const VERSION_TAG = 0xa0;
const EXTENSIONS_TAG = 0xa3;
const DNS_NAME = 0x82;
const IP_ADDRESS = 0x87;
/** sha256WithRSAEncryption (RFC 8017 §A.2.4) with its NULL; commonName; subjectAltName. */
const RSA_SHA256 = sequence(
  Uint8Array.of(0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b),
  Uint8Array.of(0x05, 0x00),
);
const COMMON_NAME = Uint8Array.of(0x06, 0x03, 0x55, 0x04, 0x03);
const SUBJECT_ALT_NAME = Uint8Array.of(0x06, 0x03, 0x55, 0x1d, 0x11);
const DAY_MS = 86_400_000;
const DAYS = 30;
