/**
 * The pcapng format (draft-ietf-opsawg-pcapng): sections, each in its own byte order, with interfaces of their own.
 *
 * @module
 */
import { int32, int32Little, type PacketSink } from './packet-sink.ts';
import type { RecordReader } from './record-reader.ts';

export class PcapngReader implements RecordReader {
  readonly format = 'pcapng';
  readonly #sink: PacketSink;
  #isLittle = true;
  #interfaces: Interface[] = [];
  wanted: number = BLOCK_HEADER_BYTES;
  skipBytes = 0;
  isBroken = false;

  private constructor(sink: PacketSink) {
    this.#sink = sink;
  }

  /** A reader for a file that begins like this; `undefined`: it is no pcapng. */
  static of(start: Uint8Array, sink: PacketSink): PcapngReader | undefined {
    return int32(start, 0) === SECTION_HEADER ? new PcapngReader(sink) : undefined;
  }

  read(bytes: Uint8Array, from: number, end: number): number {
    let at = from;
    while (end - at >= BLOCK_HEADER_BYTES) {
      const isSection = int32(bytes, at) === SECTION_HEADER;
      if (isSection && !this.#beginSection(bytes, at)) return end;
      const type = this.#int(bytes, at);
      const length = this.#int(bytes, at + 4);
      // A length of no multiple of four is wrong, and where the next block begins with it.
      if (length < BLOCK_HEADER_BYTES || length > IMPOSSIBLE_BYTES || length % 4 !== 0) return this.#giveUp(end);
      if (length > HUGE_BYTES) {
        if (PACKET_BLOCKS.has(type)) this.#sink.skip('huge-packet');
        this.skipBytes = Math.max(0, at + length - end);
        this.wanted = BLOCK_HEADER_BYTES;
        at = Math.min(end, at + length);
        continue;
      }
      if (at + length > end) {
        this.wanted = length;
        return at;
      }
      // The body: behind type and length, before the length once more.
      this.#block(type, bytes, at + 8, at + length - 4);
      at += length;
    }
    this.wanted = BLOCK_HEADER_BYTES;
    return at;
  }

  #giveUp(end: number): number {
    this.isBroken = true;
    this.#sink.skip('bad-length');
    return end;
  }

  /** What a section says of its own length is not believed: its blocks say it again, one by one. */
  #beginSection(bytes: Uint8Array, at: number): boolean {
    const isLittle = int32Little(bytes, at + 8) === BYTE_ORDER_MAGIC;
    if (!isLittle && int32(bytes, at + 8) !== BYTE_ORDER_MAGIC) {
      this.#giveUp(at);
      return false;
    }
    this.#isLittle = isLittle;
    this.#interfaces = [];
    return true;
  }

  #block(type: number, bytes: Uint8Array, at: number, end: number): void {
    if (type === ENHANCED_PACKET) this.#enhancedPacket(bytes, at, end);
    else if (type === INTERFACE_DESCRIPTION) this.#describeInterface(bytes, at, end);
    else if (type === SIMPLE_PACKET) this.#simplePacket(bytes, at, end);
    else if (type === OBSOLETE_PACKET) this.#obsoletePacket(bytes, at, end);
  }

  #enhancedPacket(bytes: Uint8Array, at: number, end: number): void {
    if (end - at < 20) {
      this.#sink.skip('bad-block');
      return;
    }
    this.#packet(this.#int(bytes, at), bytes, at + 4, end);
  }

  #obsoletePacket(bytes: Uint8Array, at: number, end: number): void {
    if (end - at < 20) {
      this.#sink.skip('bad-block');
      return;
    }
    this.#packet(this.#short(bytes, at), bytes, at + 4, end);
  }

  /** From the time on the two kinds are the same. */
  #packet(index: number, bytes: Uint8Array, at: number, end: number): void {
    const found = this.#interfaces[index];
    if (!found) {
      this.#sink.skip('bad-interface');
      return;
    }
    const captured = this.#int(bytes, at + 8);
    if (captured < 0 || captured > end - at - 16) {
      this.#sink.skip('bad-block');
      return;
    }
    if (captured < this.#int(bytes, at + 12)) this.#sink.skip('cut-packet');
    const ticks = (this.#int(bytes, at) >>> 0) * 2 ** 32 + (this.#int(bytes, at + 4) >>> 0);
    this.#sink.packet(bytes, at + 16, at + 16 + captured, found.linkType, found.offsetMs + ticks * found.tickMs);
  }

  #simplePacket(bytes: Uint8Array, at: number, end: number): void {
    const found = this.#interfaces[0];
    if (!found) {
      this.#sink.skip('bad-interface');
      return;
    }
    const length = this.#int(bytes, at);
    if (end - at < 4 || length < 0) {
      this.#sink.skip('bad-block');
      return;
    }
    const captured = Math.min(length, found.snapLength, end - at - 4);
    if (captured < length) this.#sink.skip('cut-packet');
    this.#sink.packet(bytes, at + 4, at + 4 + captured, found.linkType, Number.NaN);
  }

  #describeInterface(bytes: Uint8Array, from: number, end: number): void {
    if (end - from < 8 || this.#interfaces.length >= MOST_INTERFACES) {
      this.#sink.skip('bad-block');
      return;
    }
    const snapLength = this.#int(bytes, from + 4);
    let tickMs = 1e-3;
    let offsetMs = 0;
    for (let at = from + 8; end - at >= 4; ) {
      const code = this.#short(bytes, at);
      const length = this.#short(bytes, at + 2);
      if (code === 0 || length > end - at - 4) break;
      if (code === TIME_RESOLUTION && length === 1) tickMs = tickOf(bytes[at + 4] ?? 6);
      // 64 bits: the lower half is enough until 2106.
      if (code === TIME_OFFSET && length === 8) offsetMs = 1000 * this.#int(bytes, at + (this.#isLittle ? 4 : 8));
      at += 4 + length + ((4 - (length % 4)) % 4);
    }
    const linkType = this.#short(bytes, from);
    this.#interfaces.push({ linkType, tickMs, offsetMs, snapLength: snapLength > 0 ? snapLength : HUGE_BYTES });
  }

  #int(bytes: Uint8Array, at: number): number {
    return this.#isLittle ? int32Little(bytes, at) : int32(bytes, at);
  }

  #short(bytes: Uint8Array, at: number): number {
    const [first = 0, second = 0] = [bytes[at], bytes[at + 1]];
    return this.#isLittle ? first | (second << 8) : (first << 8) | second;
  }
}

type Interface = {
  readonly linkType: number;
  /** Milliseconds of one step of its clock. */
  readonly tickMs: number;
  readonly offsetMs: number;
  readonly snapLength: number;
};

/** `if_tsresol`: a negative power of ten, or of two where the top bit is set. */
function tickOf(resolution: number): number {
  return 1000 * (resolution < 0x80 ? 10 ** -resolution : 2 ** -(resolution & 0x7f));
}

const SECTION_HEADER = 0x0a0d0d0a;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const INTERFACE_DESCRIPTION = 1;
const OBSOLETE_PACKET = 2;
const SIMPLE_PACKET = 3;
const ENHANCED_PACKET = 6;
const PACKET_BLOCKS: ReadonlySet<number> = new Set([OBSOLETE_PACKET, SIMPLE_PACKET, ENHANCED_PACKET]);
const TIME_RESOLUTION = 9;
const TIME_OFFSET = 14;
/** The shortest block there is: type, length, length. */
const BLOCK_HEADER_BYTES = 12;
const MOST_INTERFACES = 4096;
const HUGE_BYTES = 262_144 + 4096;
const IMPOSSIBLE_BYTES = 2 ** 30;
