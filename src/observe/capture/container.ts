/**
 * Capture files as they come in pieces: finds out which kind it is, and holds what a piece cut in two.
 *
 * @module
 */
import type { PacketSink } from './packet-sink.ts';
import { PcapReader } from './pcap.ts';
import { PcapngReader } from './pcapng.ts';
import type { RecordReader } from './record-reader.ts';

export class CaptureContainer {
  readonly #sink: PacketSink;
  #reader: RecordReader | undefined;
  /** A Buffer like the pieces: the engine makes code for what it meets, and two classes would be two kinds of it. */
  #carry: Uint8Array = Buffer.alloc(CARRY_BYTES);
  #carried = 0;
  #isForeign = false;

  constructor(sink: PacketSink) {
    this.#sink = sink;
  }

  get format(): string {
    return this.#reader?.format ?? 'unknown';
  }

  /** Whether more bytes can give more packets. */
  get isOver(): boolean {
    return this.#isForeign || this.#reader?.isBroken === true;
  }

  push(bytes: Uint8Array): void {
    const piece = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    let at = 0;
    while (at < piece.length && !this.isOver) {
      at = this.#passOver(piece, at);
      if (at === piece.length) return;
      at = this.#carried > 0 || !this.#reader ? this.#fillCarry(piece, at) : this.#readFrom(piece, at);
    }
  }

  end(): void {
    if (!this.isOver && (this.#carried > 0 || (this.#reader?.skipBytes ?? 0) > 0)) this.#sink.skip('cut-file');
  }

  #passOver(piece: Uint8Array, at: number): number {
    const reader = this.#reader;
    if (!reader || reader.skipBytes === 0) return at;
    const passed = Math.min(reader.skipBytes, piece.length - at);
    reader.skipBytes -= passed;
    return at + passed;
  }

  #readFrom(piece: Uint8Array, at: number): number {
    const reader = this.#reader;
    if (!reader) return at;
    const behind = reader.read(piece, at, piece.length);
    if (reader.skipBytes > 0 || reader.isBroken) return behind;
    this.#keep(piece, behind, piece.length);
    return piece.length;
  }

  /** Takes as much of the piece as the cut record needs, and no more. */
  #fillCarry(piece: Uint8Array, at: number): number {
    const wanted = this.#reader?.wanted ?? MAGIC_BYTES;
    const taken = Math.min(Math.max(0, wanted - this.#carried), piece.length - at);
    this.#keep(piece, at, at + taken);
    if (this.#carried < wanted) return at + taken;
    const carried = this.#carried;
    if (!this.#reader) this.#detect();
    if (this.#reader) {
      const behind = this.#reader.read(this.#carry, 0, carried);
      this.#carry.copyWithin(0, behind, carried);
      this.#carried = carried - behind;
    }
    return at + taken;
  }

  #keep(bytes: Uint8Array, from: number, to: number): void {
    const needed = this.#carried + to - from;
    if (needed > this.#carry.length) {
      const wider = Buffer.alloc(Math.max(needed, 2 * this.#carry.length));
      wider.set(this.#carry.subarray(0, this.#carried));
      this.#carry = wider;
    }
    this.#carry.set(bytes.subarray(from, to), this.#carried);
    this.#carried = needed;
  }

  #detect(): void {
    this.#reader = PcapReader.of(this.#carry, this.#sink) ?? PcapngReader.of(this.#carry, this.#sink);
    this.#isForeign = this.#reader === undefined;
    if (this.#isForeign) this.#sink.skip('not-a-capture');
  }
}

const MAGIC_BYTES = 4;
const CARRY_BYTES = 64 * 1024;
