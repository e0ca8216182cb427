/**
 * TDS packets ([MS-TDS] §2.2.3.1): until the login they carry the TLS handshake as PRELOGIN messages.
 *
 * @module
 */
import { concatBytes } from '../../core/hex.ts';

/** How a protocol packs TLS records into messages of its own, once its dialogue is over. */
export type Wrapping = {
  wrap(bytes: Uint8Array): Uint8Array;
  /** What a chunk of the connection holds, in whatever pieces; `undefined` once it is no such message. */
  unwrap(chunk: Uint8Array): Uint8Array | undefined;
};

export const PACKET = { tabularResult: 0x04, prelogin: 0x12 } as const;
export const HEADER_LENGTH = 8;

/** One packet that is a whole message. @param payload at most 4088 bytes, what a server takes before the login */
export function tdsPacket(type: number, payload: Uint8Array, isLast = true): Uint8Array {
  const length = HEADER_LENGTH + payload.length;
  return concatBytes([Uint8Array.of(type, isLast ? 1 : 0, length >>> 8, length & 0xff, 0, 0, 0, 0), payload]);
}

/** For one connection: it keeps the place in the packet that is on its way. */
export function tdsWrapping(): Wrapping {
  const header: number[] = [];
  let left = 0;

  const unwrap = (chunk: Uint8Array): Uint8Array | undefined => {
    const payloads: Uint8Array[] = [];
    for (let at = 0; at < chunk.length; ) {
      if (left > 0) {
        const part = chunk.subarray(at, at + left);
        payloads.push(part);
        left -= part.length;
        at += part.length;
        continue;
      }
      header.push(chunk[at++] ?? 0);
      if (header.length < HEADER_LENGTH) continue;
      const [type = 0, , high = 0, low = 0] = header.splice(0);
      left = high * 256 + low - HEADER_LENGTH;
      if (left < 0 || !TYPES.includes(type)) return undefined;
    }
    return concatBytes(payloads);
  };
  return { wrap, unwrap };
}

function wrap(bytes: Uint8Array): Uint8Array {
  const packets: Uint8Array[] = [];
  for (let at = 0; at < bytes.length || at === 0; at += MAX_PAYLOAD) {
    const end = at + MAX_PAYLOAD;
    packets.push(tdsPacket(PACKET.prelogin, bytes.subarray(at, end), end >= bytes.length));
  }
  return concatBytes(packets);
}

const MAX_PAYLOAD = 4096 - HEADER_LENGTH;
const TYPES: readonly number[] = Object.values(PACKET);
