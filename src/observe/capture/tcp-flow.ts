/**
 * A TCP connection from its first payload until its handshake is judged.
 *
 * Dialogues before the hello (STARTTLS, HTTP CONNECT, SOCKS and what else there is) are not followed: a client that
 * asked for TLS waits for the answer, so its hello begins a segment. What looks like one in the middle of a connection
 * has to be followed by TLS, or it was a file that somebody sent.
 *
 * @module
 */
import type { Decapsulator } from './decapsulate.ts';
import type { Direction, Ends, Flow } from './flow.ts';
import { Half, type SegmentTaker } from './half.ts';
import { looksLike } from './looks.ts';
import { RecordWalker } from './record-walker.ts';
import { type Side, Talk } from './talk.ts';

export class TcpFlow implements Flow {
  readonly ends: Ends;
  talk: Talk | undefined;
  clientDirection: Direction | undefined;
  helloTime: number = Number.NaN;
  helloNumber = 0;

  readonly #halves: readonly [Half, Half] = [new Half(), new Half()];
  readonly #takers: readonly [SegmentTaker, SegmentTaker];
  readonly #heard: [boolean, boolean] = [false, false];
  readonly #onLost: () => void;
  #walkers: Record<Side, RecordWalker> | undefined;
  /** The hello was the first thing on the connection: whatever comes after it, it was meant. */
  #isCertain = false;
  #packets = 0;
  #isReset = false;
  #time = Number.NaN;
  #number = 0;

  /** @param onLost called for each hole in the stream that was given up */
  constructor(ends: Ends, onLost: () => void) {
    this.ends = ends;
    this.#onLost = onLost;
    this.#takers = [this.#taker(0), this.#taker(1)];
  }

  /** A SYN was seen: the direction's first byte has this number. @returns false if it begins another connection */
  opened(direction: Direction, firstSequence: number): boolean {
    return this.#halves[direction].open(firstSequence);
  }

  heard(direction: Direction): void {
    this.#heard[direction] = true;
  }

  get isFalse(): boolean {
    const talk = this.talk;
    return !talk?.isHandshake || (talk.isNonsense && !this.#isCertain && talk.outcome === undefined);
  }

  packet(packet: Decapsulator, direction: Direction, time: number, number: number): boolean {
    this.#time = time;
    this.#number = number;
    this.#heard[direction] = true;
    const half = this.#halves[direction];
    const { payloadAt, payloadEnd, payloadLength, flags } = packet;
    const sequence = (flags & SYN) === 0 ? packet.sequence : (packet.sequence + 1) | 0;
    if (payloadLength > 0) {
      this.#packets++;
      this.#restart(half, packet, sequence);
      half.segment(sequence, packet.payload, payloadAt, payloadEnd, payloadLength, this.#takers[direction]);
    }
    if ((flags & FIN) !== 0) half.finish((sequence + payloadLength) | 0);
    if ((flags & RST) !== 0) this.#isReset = true;
    this.#tellHeard();
    const isClosed = this.#isReset || (this.#halves[0].isClosed && this.#halves[1].isClosed);
    return isClosed || this.talk?.outcome !== undefined || this.#packets > (this.talk ? MOST_TALKING : MOST_SILENT);
  }

  end(): void {
    for (const direction of [0, 1] as const) this.#halves[direction].flush(this.#takers[direction]);
    this.#tellHeard();
  }

  /** Seen from the middle on, a hello may come behind bytes that were sent after it: it is where the stream begins. */
  #restart(half: Half, packet: Decapsulator, sequence: number): void {
    if (this.talk || !half.hasData || half.isOpened) return;
    if (looksLike(packet.payload, packet.payloadAt, packet.payloadEnd, LEAST_INSIDE)) half.next = sequence;
  }

  #tellHeard(): void {
    const { talk, clientDirection } = this;
    if (!talk || clientDirection === undefined) return;
    talk.isHeard.client = this.#heard[clientDirection];
    talk.isHeard.server = this.#heard[clientDirection === 0 ? 1 : 0];
  }

  #taker(direction: Direction): SegmentTaker {
    return {
      take: (bytes, at, end, missing) => {
        if (!this.talk) this.#begin(direction, bytes, at, end);
        const walker = this.#walkerOf(direction);
        if (!walker) return;
        walker.push(bytes, at, end);
        if (missing > 0) walker.gap(missing);
        if (walker.hasFailed && this.isFalse) this.#forget();
      },
      lose: (length) => {
        this.#onLost();
        this.#walkerOf(direction)?.gap(length);
      },
    };
  }

  #walkerOf(direction: Direction): RecordWalker | undefined {
    return this.#walkers?.[direction === this.clientDirection ? 'client' : 'server'];
  }

  #begin(direction: Direction, bytes: Uint8Array, at: number, end: number): void {
    const half = this.#halves[direction];
    const isFirst = half.isOpened && !half.hasData;
    const looks = looksLike(bytes, at, end, isFirst ? 1 : LEAST_INSIDE);
    if (looks === undefined || (looks === 'alert' && !isFirst)) return;
    this.#isCertain = isFirst;
    this.clientDirection = looks === 'client-hello' ? direction : direction === 0 ? 1 : 0;
    this.helloTime = this.#time;
    this.helloNumber = this.#number;
    this.talk = new Talk('tcp');
    this.#walkers = { client: new RecordWalker('client', this.talk), server: new RecordWalker('server', this.talk) };
  }

  #forget(): void {
    this.talk = undefined;
    this.#walkers = undefined;
    this.clientDirection = undefined;
  }
}

export const FIN = 1;
export const SYN = 2;
export const RST = 4;
export const ACK = 16;

/** Bytes that must look like a hello where it is not the first thing said. */
const LEAST_INSIDE = 6;
/** Segments in which a dialogue comes to its hello; mail servers take a dozen. */
const MOST_SILENT = 64;
/** Segments in which a handshake shows how it ends. */
const MOST_TALKING = 10_000;
