/**
 * The keys of QUIC's Initial packets, which anybody can make who saw the first one (RFC 9001 §5.2; version 2: RFC 9369
 * §3.3), and opening a packet with them.
 *
 * @module
 */
import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import { concatBytes } from '../../core/hex.ts';
import type { Side } from './talk.ts';

export type InitialKeys = Readonly<Record<Side, SideKeys>>;

type SideKeys = { readonly key: Uint8Array; readonly iv: Uint8Array; readonly headerKey: Uint8Array };

/** @param connectionId Destination Connection ID of the client's first packet; after a Retry, of the first behind it */
export function initialKeys(version: QuicVersion, connectionId: Uint8Array): InitialKeys {
  const { salt, prefix } = VERSIONS[version];
  const secret = hmac(salt, connectionId);
  const keysOf = (label: string): SideKeys => {
    const own = expandLabel(secret, label, 32);
    return {
      key: expandLabel(own, `${prefix} key`, 16),
      iv: expandLabel(own, `${prefix} iv`, 12),
      headerKey: expandLabel(own, `${prefix} hp`, 16),
    };
  };
  return { client: keysOf('client in'), server: keysOf('server in') };
}

/**
 * Takes the protection off a packet (RFC 9001 §5.3, §5.4).
 *
 * @param packet from its first byte to the end that its length field tells
 * @param numberAt offset of the packet number
 * @returns the frames; `undefined` if the keys are not those of this packet
 */
export function openInitial(packet: Uint8Array, numberAt: number, keys: SideKeys): Uint8Array | undefined {
  const sample = packet.subarray(numberAt + 4, numberAt + 20);
  if (sample.length < 16) return undefined;
  const mask = createCipheriv('aes-128-ecb', keys.headerKey, null).update(sample);
  const first = (packet[0] ?? 0) ^ ((mask[0] ?? 0) & 0x0f);
  const numberBytes = (first & 3) + 1;
  const header = Uint8Array.from(packet.subarray(0, numberAt + numberBytes));
  header[0] = first;
  const nonce = Uint8Array.from(keys.iv);
  for (let index = 0; index < numberBytes; index++) {
    const byte = (packet[numberAt + index] ?? 0) ^ (mask[1 + index] ?? 0);
    header[numberAt + index] = byte;
    const place = 12 - numberBytes + index;
    nonce[place] = (nonce[place] ?? 0) ^ byte;
  }
  const sealed = packet.subarray(numberAt + numberBytes);
  if (sealed.length < TAG_BYTES) return undefined;
  const decipher = createDecipheriv('aes-128-gcm', keys.key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(header);
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  const frames = decipher.update(sealed.subarray(0, -TAG_BYTES));
  try {
    decipher.final();
  } catch {
    return undefined;
  }
  return frames;
}

/** HKDF-Expand-Label with an empty context, for one block of SHA-256 at most (RFC 9846 §7.1). */
function expandLabel(secret: Uint8Array, label: string, length: number): Uint8Array {
  const name = Buffer.from(`tls13 ${label}`, 'latin1');
  const info = concatBytes([Uint8Array.of(0, length, name.length), name, Uint8Array.of(0, 1)]);
  return hmac(secret, info).subarray(0, length);
}

function hmac(key: Uint8Array, data: Uint8Array): Uint8Array {
  return createHmac('sha256', key).update(data).digest();
}

export type QuicVersion = 1 | 2;

/** Salt and the beginning of the labels (RFC 9001 §5.2, RFC 9369 §3.3). */
const VERSIONS: Readonly<Record<QuicVersion, { readonly salt: Uint8Array; readonly prefix: string }>> = {
  1: { salt: Buffer.from('38762cf7f55934b34d179ae6a4c80cadccbb7f0a', 'hex'), prefix: 'quic' },
  2: { salt: Buffer.from('0dede3def700a6db819381be6e269dcbf9bd2ed9', 'hex'), prefix: 'quicv2' },
};
const TAG_BYTES = 16;
