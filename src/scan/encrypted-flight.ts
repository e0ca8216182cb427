/**
 * The server's encrypted flight of TLS 1.3, opened with the traffic secret that its client knows (RFC 9846 §5.2, §7.3).
 *
 * @module
 */
import { createDecipheriv, createHmac } from 'node:crypto';
import { concatBytes } from '../core/hex.ts';
import type { HandshakeMessage } from '../tls/handshake.ts';
import { CONTENT_TYPE, encodeRecord } from '../tls/record.ts';
import { TlsStream } from '../tls/stream.ts';

/**
 * Handshake messages up to the first record that does not open: those of the next traffic secret do not. Never throws.
 *
 * @param fragments of the records of application data, from the first one on
 * @param secret `server_handshake_traffic_secret`
 * @returns nothing for a suite that is none of TLS 1.3
 */
export function openServerFlight(
  fragments: readonly Uint8Array[],
  suite: number,
  secret: Uint8Array,
): HandshakeMessage[] {
  const aead = AEADS[suite];
  if (!aead) return [];
  const key = expandLabel(secret, 'key', aead.keyLength, aead.hash);
  const iv = expandLabel(secret, 'iv', IV_LENGTH, aead.hash);
  const stream = new TlsStream();
  const messages: HandshakeMessage[] = [];
  for (const [sequence, fragment] of fragments.entries()) {
    const content = openRecord(fragment, aead, key, nonceOf(iv, sequence));
    if (!content) break;
    const read = stream.push(encodeRecord({ contentType: CONTENT_TYPE.handshake, version: TLS12, fragment: content }));
    const items = read.ok ? read.value : read.error.items;
    messages.push(...items.flatMap((item) => (item.kind === 'handshake' ? [item.message] : [])));
  }
  return messages;
}

/** The handshake bytes of a record; `undefined` if it does not open, or holds something else. */
function openRecord(fragment: Uint8Array, aead: Aead, key: Uint8Array, nonce: Uint8Array): Uint8Array | undefined {
  const length = fragment.length - aead.tagLength;
  if (length < 1) return undefined;
  try {
    const decipher = decipherOf(aead, key, nonce);
    decipher.setAuthTag(fragment.subarray(length));
    decipher.setAAD(Uint8Array.of(CONTENT_TYPE.applicationData, 3, 3, fragment.length >>> 8, fragment.length & 0xff), {
      plaintextLength: length,
    });
    const inner = concatBytes([decipher.update(fragment.subarray(0, length)), decipher.final()]);
    // TLSInnerPlaintext (RFC 9846 §5.2): the content, its type, and zeros.
    const end = inner.findLastIndex((byte) => byte !== 0);
    return inner[end] === CONTENT_TYPE.handshake ? inner.subarray(0, end) : undefined;
  } catch {
    return undefined;
  }
}

function decipherOf({ cipher, tagLength }: Aead, key: Uint8Array, nonce: Uint8Array): OpenCipher {
  // One signature for all: what differs between the kinds of cipher is in the table.
  const make = createDecipheriv as unknown as (...args: readonly unknown[]) => OpenCipher;
  return make(cipher, key, nonce, { authTagLength: tagLength });
}

type OpenCipher = ReturnType<typeof createDecipheriv> & {
  setAuthTag(tag: Uint8Array): unknown;
  setAAD(data: Uint8Array, options: { plaintextLength: number }): unknown;
};

function nonceOf(iv: Uint8Array, sequence: number): Uint8Array {
  const nonce = Uint8Array.from(iv);
  for (let at = 0; at < 4; at++) {
    const index = IV_LENGTH - 1 - at;
    nonce[index] = (nonce[index] ?? 0) ^ ((sequence >>> (8 * at)) & 0xff);
  }
  return nonce;
}

/** HKDF-Expand-Label (RFC 9846 §7.1) without a context, for no more than one block of HKDF-Expand (RFC 5869 §2.3). */
function expandLabel(secret: Uint8Array, label: string, length: number, hash: string): Uint8Array {
  const text = Buffer.from(`tls13 ${label}`);
  const info = concatBytes([Uint8Array.of(length >>> 8, length & 0xff, text.length), text, Uint8Array.of(0, 1)]);
  return createHmac(hash, secret).update(info).digest().subarray(0, length);
}

type Aead = {
  readonly cipher: string;
  readonly keyLength: number;
  readonly tagLength: number;
  readonly hash: 'sha256' | 'sha384';
};

/** By the code of the suite. */
const AEADS: Readonly<Record<number, Aead>> = {
  4865: { cipher: 'aes-128-gcm', keyLength: 16, tagLength: 16, hash: 'sha256' },
  4866: { cipher: 'aes-256-gcm', keyLength: 32, tagLength: 16, hash: 'sha384' },
  4867: { cipher: 'chacha20-poly1305', keyLength: 32, tagLength: 16, hash: 'sha256' },
  4868: { cipher: 'aes-128-ccm', keyLength: 16, tagLength: 16, hash: 'sha256' },
  4869: { cipher: 'aes-128-ccm', keyLength: 16, tagLength: 8, hash: 'sha256' },
};
const IV_LENGTH = 12;
const TLS12 = 0x0303;
