/**
 * The pcap format (draft-ietf-opsawg-pcap), in both byte orders, with micro- or nanoseconds, and with the longer packet
 * headers of Alexey Kuznetzov's variant.
 *
 * @module
 */
import { int32, int32Little, type PacketSink } from './packet-sink.ts';
import type { RecordReader } from './record-reader.ts';

export class PcapReader implements RecordReader {
  readonly format = 'pcap';
  readonly #sink: PacketSink;
  readonly #isLittle: boolean;
  readonly #fractionMs: number;
  readonly #headerBytes: number;
  #linkType = 0;
  #hasFileHeader = false;
  wanted: number = FILE_HEADER_BYTES;
  skipBytes = 0;
  isBroken = false;

  private constructor(sink: PacketSink, isLittle: boolean, variant: Variant) {
    this.#sink = sink;
    this.#isLittle = isLittle;
    [this.#fractionMs, this.#headerBytes] = variant;
  }

  /** A reader for a file that begins like this; `undefined`: it is no pcap. */
  static of(start: Uint8Array, sink: PacketSink): PcapReader | undefined {
    for (const [isLittle, magic] of [
      [true, int32Little(start, 0) >>> 0] as const,
      [false, int32(start, 0) >>> 0] as const,
    ]) {
      const variant = VARIANTS.get(magic);
      if (variant) return new PcapReader(sink, isLittle, variant);
    }
    return undefined;
  }

  read(bytes: Uint8Array, from: number, end: number): number {
    let at = from;
    if (!this.#hasFileHeader) {
      if (end - at < FILE_HEADER_BYTES) return at;
      // The upper bits tell of a frame check sequence.
      this.#linkType = this.#int(bytes, at + 20) & 0xffff;
      this.#hasFileHeader = true;
      at += FILE_HEADER_BYTES;
    }
    const headerBytes = this.#headerBytes;
    const isLittle = this.#isLittle;
    while (end - at >= headerBytes) {
      const captured = isLittle ? int32Little(bytes, at + 8) : int32(bytes, at + 8);
      if (captured < 0 || captured > IMPOSSIBLE_BYTES) {
        this.isBroken = true;
        this.#sink.skip('bad-length');
        return end;
      }
      const behind = at + headerBytes + captured;
      if (captured > HUGE_BYTES) {
        this.#sink.skip('huge-packet');
        this.wanted = headerBytes;
        this.skipBytes = Math.max(0, behind - end);
        if (behind >= end) return end;
        at = behind;
        continue;
      }
      if (behind > end) {
        this.wanted = behind - at;
        return at;
      }
      const seconds = (isLittle ? int32Little(bytes, at) : int32(bytes, at)) >>> 0;
      const fraction = (isLittle ? int32Little(bytes, at + 4) : int32(bytes, at + 4)) >>> 0;
      if (captured < (isLittle ? int32Little(bytes, at + 12) : int32(bytes, at + 12))) this.#sink.skip('cut-packet');
      this.#sink.packet(bytes, at + headerBytes, behind, this.#linkType, seconds * 1000 + fraction * this.#fractionMs);
      at = behind;
    }
    this.wanted = headerBytes;
    return at;
  }

  #int(bytes: Uint8Array, at: number): number {
    return this.#isLittle ? int32Little(bytes, at) : int32(bytes, at);
  }
}

/** Milliseconds that one step of the fraction stands for, and bytes of a packet's header. */
type Variant = readonly [number, number];

const VARIANTS: ReadonlyMap<number, Variant> = new Map([
  [0xa1b2c3d4, [1e-3, 16]],
  [0xa1b23c4d, [1e-6, 16]],
  [0xa1b2cd34, [1e-3, 24]],
]);
const FILE_HEADER_BYTES = 24;
/** Four times the longest IP packet: what tcpdump and dumpcap cut at by default. */
const HUGE_BYTES = 262_144;
/** No link has packets like that: the length is a lie, and where the next packet begins is unknown. */
const IMPOSSIBLE_BYTES = 2 ** 27;
