/**
 * Capture files, written in every way that the formats allow.
 *
 * @module
 */

export type Frame = {
  readonly linkType: number;
  readonly bytes: Buffer /** Bytes that were sent. */;
  readonly sent?: number;
};

export type PcapOptions = {
  readonly byteOrder?: 'little' | 'big';
  readonly isNano?: boolean;
  /** Alexey Kuznetzov's variant. */
  readonly isLong?: boolean;
};

/** When the first packet came; each is a millisecond and 250 microseconds later than the one before. */
export const FIRST_TIME_MS = 1_700_000_000_000;
export const STEP_MS = 1.25;

export function pcap(frames: readonly Frame[], options: PcapOptions = {}): Buffer {
  const { byteOrder = 'little', isNano = false, isLong = false } = options;
  const { int, short } = writers(byteOrder);
  const magic = isLong ? 0xa1b2cd34 : isNano ? 0xa1b23c4d : 0xa1b2c3d4;
  const parts = [int(magic), short(2), short(4), int(0), int(0), int(262_144), int(frames[0]?.linkType ?? 1)];
  frames.forEach(({ bytes, sent = bytes.length }, index) => {
    const timeUs = Math.round(FIRST_TIME_MS * 1000 + index * STEP_MS * 1000);
    const fraction = (timeUs % 1e6) * (isNano ? 1000 : 1);
    parts.push(int(Math.floor(timeUs / 1e6)), int(fraction), int(bytes.length), int(sent));
    if (isLong) parts.push(int(1), short(0), Buffer.alloc(2));
    parts.push(bytes);
  });
  return Buffer.concat(parts);
}

export type PcapngOptions = {
  readonly byteOrder?: 'little' | 'big';
  /** `if_tsresol`; microseconds if left out. */
  readonly resolution?: number;
  /** What the section says of its own length. */
  readonly sectionLength?: bigint;
};

/** One section; an interface for each link type that occurs, and blocks that nobody has to know in between. */
export function pcapng(frames: readonly Frame[], options: PcapngOptions = {}): Buffer {
  const { byteOrder = 'little', resolution, sectionLength = -1n } = options;
  const { int, short } = writers(byteOrder);
  const long = Buffer.alloc(8);
  if (byteOrder === 'little') long.writeBigInt64LE(sectionLength);
  else long.writeBigInt64BE(sectionLength);
  const block = (type: number, ...body: readonly Buffer[]): Buffer => {
    const whole = Buffer.concat(body);
    const padded = Buffer.concat([whole, Buffer.alloc((4 - (whole.length % 4)) % 4)]);
    return Buffer.concat([int(type), int(padded.length + 12), padded, int(padded.length + 12)]);
  };
  const linkTypes = [...new Set(frames.map(({ linkType }) => linkType))];
  const option =
    resolution === undefined ? [] : [short(9), short(1), Buffer.from([resolution, 0, 0, 0]), short(0), short(0)];
  const interfaces = linkTypes.map((linkType) => block(1, short(linkType), short(0), int(0), ...option));
  const packets = frames.map(({ linkType, bytes, sent = bytes.length }, index) => {
    const timeUs = Math.round(FIRST_TIME_MS * 1000 + index * STEP_MS * 1000);
    const ticks = BigInt(timeUs) * (resolution === 9 ? 1000n : 1n);
    const time = [int(Number(ticks >> 32n)), int(Number(ticks & 0xffffffffn))];
    return block(6, int(linkTypes.indexOf(linkType)), ...time, int(bytes.length), int(sent), bytes);
  });
  const header = block(0x0a0d0d0a, int(0x1a2b3c4d), short(1), short(0), long);
  return Buffer.concat([
    header,
    ...interfaces,
    block(0x80000001, Buffer.from('for local use')),
    ...packets,
    block(5, int(0), int(0), int(0)),
  ]);
}

function writers(byteOrder: 'little' | 'big'): { int(value: number): Buffer; short(value: number): Buffer } {
  const ordered = (bytes: Buffer): Buffer => (byteOrder === 'little' ? bytes.reverse() : bytes);
  return {
    int(value) {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(value >>> 0);
      return ordered(bytes);
    },
    short(value) {
      const bytes = Buffer.alloc(2);
      bytes.writeUInt16BE(value);
      return ordered(bytes);
    },
  };
}
