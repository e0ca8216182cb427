/**
 * A QUIC connection until its handshake is judged.
 *
 * @module
 */
import { alertName } from '../../tls/registry/alerts.ts';
import type { Decapsulator } from './decapsulate.ts';
import type { Direction, Ends, Flow } from './flow.ts';
import { type InitialKeys, initialKeys, openInitial } from './quic-keys.ts';
import { type QuicPacket, readFrames, readQuicPacket } from './quic-packet.ts';
import { type Side, Talk } from './talk.ts';

/** Whether a datagram may hold a client's first packet: a client fills it up to 1200 bytes (RFC 9000 §14.1). */
export function looksLikeInitial(bytes: Uint8Array, at: number, end: number): boolean {
  if (end - at < LEAST_DATAGRAM || ((bytes[at] ?? 0) & 0xc0) !== 0xc0) return false;
  return readQuicPacket(bytes, at, end).kind === 'initial';
}

export class QuicFlow implements Flow {
  readonly ends: Ends;
  readonly talk: Talk = new Talk('quic');
  readonly clientDirection: Direction;
  helloTime: number = Number.NaN;
  helloNumber = 0;

  readonly #streams: Record<Side, CryptoStream> = { client: new CryptoStream(), server: new CryptoStream() };
  /** What the keys are made of: the connection id that the client chose, or that a Retry gave it. */
  #connectionId: Uint8Array | undefined;
  readonly #keys = new Map<number, InitialKeys>();
  #clientGoesOn = false;
  #packets = 0;

  constructor(ends: Ends, clientDirection: Direction) {
    this.ends = ends;
    this.clientDirection = clientDirection;
  }

  get isFalse(): boolean {
    return !this.talk.isHandshake;
  }

  packet(packet: Decapsulator, direction: Direction, time: number, number: number): boolean {
    const { payload, payloadEnd } = packet;
    if (this.helloNumber === 0) {
      this.helloTime = time;
      this.helloNumber = number;
    }
    const side: Side = direction === this.clientDirection ? 'client' : 'server';
    this.talk.isHeard[side] = true;
    for (let at: number | undefined = packet.payloadAt; at !== undefined && at < payloadEnd; ) {
      const found: QuicPacket = readQuicPacket(payload, at, payloadEnd);
      if (found.kind === 'short') this.#oneRtt(side);
      if (found.kind === 'initial') this.#initial(side, found);
      at = found.end;
    }
    const most = this.talk.hello ? MOST_PACKETS : MOST_WITHOUT_HELLO;
    return this.talk.outcome !== undefined || ++this.#packets > most;
  }

  end(): void {}

  /** A client sends 1-RTT packets once it has checked the server's Finished, and the certificate before it. */
  #oneRtt(side: Side): void {
    if (side === 'client') this.#clientGoesOn = true;
    else if (this.#clientGoesOn && this.talk.serverHello) this.talk.establish();
  }

  #initial(side: Side, packet: Extract<QuicPacket, { kind: 'initial' }>): void {
    const frames = this.#open(side, packet);
    if (!frames) return;
    readFrames(frames, {
      crypto: (offset, bytes) => {
        const message = this.#streams[side].add(offset, bytes);
        if (message) this.talk.handshake(side, message[0] ?? 0, message.subarray(4));
      },
      close: (errorCode) => {
        // CRYPTO_ERROR: 0x0100 and the alert (RFC 9001 §4.8).
        if (errorCode < 0x100 || errorCode > 0x1ff) return;
        const description = errorCode - 0x100;
        this.talk.refuse({ description, name: alertName(description), by: side });
      },
    });
  }

  #open(side: Side, packet: Extract<QuicPacket, { kind: 'initial' }>): Uint8Array | undefined {
    const keys = this.#keysFor(packet);
    const frames = keys && openInitial(packet.bytes, packet.numberAt, keys[side]);
    if (frames || side === 'server' || this.talk.serverHello) return frames;
    // After a Retry the client's next packet goes to the connection id that the Retry gave.
    const again = initialKeys(packet.version, packet.connectionId);
    const opened = openInitial(packet.bytes, packet.numberAt, again.client);
    if (opened) {
      this.#connectionId = Uint8Array.from(packet.connectionId);
      this.#keys.clear();
      this.#keys.set(packet.version, again);
    }
    return opened;
  }

  #keysFor({ version, connectionId }: Extract<QuicPacket, { kind: 'initial' }>): InitialKeys | undefined {
    this.#connectionId ??= Uint8Array.from(connectionId);
    const known = this.#keys.get(version);
    if (known) return known;
    const keys = initialKeys(version, this.#connectionId);
    this.#keys.set(version, keys);
    return keys;
  }
}

/** The handshake as a stream of bytes; gives its first message, once that is whole. */
class CryptoStream {
  #bytes = new Uint8Array(2048);
  #isThere = new Uint8Array(2048);
  #whole = 0;
  #isTaken = false;

  add(offset: number, piece: Uint8Array): Uint8Array | undefined {
    const end = offset + piece.length;
    if (this.#isTaken || end > MOST_BYTES) return undefined;
    if (end > this.#bytes.length) {
      this.#bytes = widened(this.#bytes, end);
      this.#isThere = widened(this.#isThere, end);
    }
    this.#bytes.set(piece, offset);
    this.#isThere.fill(1, offset, end);
    while (this.#isThere[this.#whole] === 1) this.#whole++;
    if (this.#whole < 4) return undefined;
    const [, high = 0, middle = 0, low = 0] = this.#bytes;
    const length = 4 + high * 65_536 + middle * 256 + low;
    if (this.#whole < length) return undefined;
    this.#isTaken = true;
    return this.#bytes.subarray(0, length);
  }
}

function widened(bytes: Uint8Array, least: number): Uint8Array<ArrayBuffer> {
  const wider = new Uint8Array(Math.max(least, 2 * bytes.length));
  wider.set(bytes);
  return wider;
}

const LEAST_DATAGRAM = 1200;
const MOST_BYTES = 65_535;
const MOST_PACKETS = 500;
/** What cannot be opened with the keys of its own id is no client's, or no QUIC at all. */
const MOST_WITHOUT_HELLO = 16;
