/**
 * A DTLS association until its handshake is judged.
 *
 * @module
 */

import { DTLS_HANDSHAKE_HEADER_LENGTH, DTLS_RECORD_HEADER_LENGTH } from '../../tls/dtls.ts';
import { HANDSHAKE_TYPE } from '../../tls/handshake.ts';
import { CONTENT_TYPE } from '../../tls/record.ts';
import type { Decapsulator } from './decapsulate.ts';
import type { Direction, Ends, Flow } from './flow.ts';
import { MessagePieces } from './message-pieces.ts';
import { uint16 } from './packet-sink.ts';
import { type Side, Talk } from './talk.ts';

/** Whether a datagram begins with a hello of DTLS: a handshake record of epoch 0 with the first piece of one. */
export function looksLikeDtls(bytes: Uint8Array, at: number, end: number): boolean {
  if (end - at < DTLS_RECORD_HEADER_LENGTH + DTLS_HANDSHAKE_HEADER_LENGTH || bytes[at] !== 22) return false;
  const type = bytes[at + DTLS_RECORD_HEADER_LENGTH];
  if (bytes[at + 1] !== 0xfe || uint16(bytes, at + 3) !== 0) return false;
  return (type === HANDSHAKE_TYPE.clientHello || type === HANDSHAKE_TYPE.serverHello) && uint16(bytes, at + 17) < 4;
}

export class DtlsFlow implements Flow {
  readonly ends: Ends;
  readonly talk: Talk = new Talk('dtls');
  clientDirection: Direction | undefined;
  helloTime: number = Number.NaN;
  helloNumber = 0;

  readonly #pieces: Record<Side, MessagePieces> = { client: new MessagePieces(), server: new MessagePieces() };
  #packets = 0;

  constructor(ends: Ends) {
    this.ends = ends;
  }

  get isFalse(): boolean {
    return !this.talk.isHandshake;
  }

  packet(packet: Decapsulator, direction: Direction, time: number, number: number): boolean {
    const { payload, payloadAt, payloadEnd } = packet;
    if (this.clientDirection === undefined) {
      const isClient = payload[payloadAt + DTLS_RECORD_HEADER_LENGTH] === HANDSHAKE_TYPE.clientHello;
      this.clientDirection = isClient ? direction : direction === 0 ? 1 : 0;
      this.helloTime = time;
      this.helloNumber = number;
    }
    const side: Side = direction === this.clientDirection ? 'client' : 'server';
    this.talk.isHeard[side] = true;
    this.#records(side, payload, payloadAt, payloadEnd);
    return this.talk.outcome !== undefined || ++this.#packets > MOST_PACKETS;
  }

  end(): void {}

  #records(side: Side, bytes: Uint8Array, from: number, end: number): void {
    let at = from;
    while (at < end) {
      const type = bytes[at] ?? 0;
      // The short header of DTLS 1.3 (RFC 9147 §4): whatever it is, it is encrypted, and it fills the datagram here.
      if (type >> 5 === 1) {
        this.talk.protectedRecord(side, CONTENT_TYPE.applicationData, end - at - 5);
        return;
      }
      if (end - at < DTLS_RECORD_HEADER_LENGTH || bytes[at + 1] !== 0xfe) return;
      const epoch = uint16(bytes, at + 3);
      const length = uint16(bytes, at + 11);
      const bodyAt = at + DTLS_RECORD_HEADER_LENGTH;
      if (bodyAt + length > end) return;
      if (epoch > 0) this.talk.protectedRecord(side, type, length);
      else if (type === CONTENT_TYPE.handshake) this.#handshake(side, bytes, bodyAt, bodyAt + length);
      else if (type === CONTENT_TYPE.alert && length === 2) {
        this.talk.plainAlert(side, bytes[bodyAt] ?? 0, bytes[bodyAt + 1] ?? 0);
      }
      at = bodyAt + length;
    }
  }

  #handshake(side: Side, bytes: Uint8Array, from: number, end: number): void {
    for (let at = from; end - at >= DTLS_HANDSHAKE_HEADER_LENGTH; ) {
      const [type = 0, high = 0] = [bytes[at], bytes[at + 1]];
      const length = high * 65_536 + uint16(bytes, at + 2);
      const number = uint16(bytes, at + 4);
      const offset = (bytes[at + 6] ?? 0) * 65_536 + uint16(bytes, at + 7);
      const pieceLength = (bytes[at + 9] ?? 0) * 65_536 + uint16(bytes, at + 10);
      const pieceAt = at + DTLS_HANDSHAKE_HEADER_LENGTH;
      if (pieceAt + pieceLength > end || offset + pieceLength > length) return;
      if (WANTED.has(type)) {
        const piece = bytes.subarray(pieceAt, pieceAt + pieceLength);
        const body = this.#pieces[side].add(number, length, offset, piece);
        if (body) this.talk.handshake(side, type, body);
      }
      at = pieceAt + pieceLength;
    }
  }
}

const WANTED: ReadonlySet<number> = new Set([
  HANDSHAKE_TYPE.clientHello,
  HANDSHAKE_TYPE.serverHello,
  HANDSHAKE_TYPE.serverKeyExchange,
]);
const MOST_PACKETS = 200;
