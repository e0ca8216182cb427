/** Whether a file that begins so is a capture: pcap in either byte order, its two relatives, or pcapng. */
export function isCapture(head: Uint8Array): boolean {
  const [a = 0, b = 0, c = 0, d = 0] = head;
  return MAGICS.has(((a << 24) | (b << 16) | (c << 8) | d) >>> 0);
}

/** Micro- and nanoseconds and the variant of Kuznetzov, each both ways round; the section header block of pcapng. */
const MAGICS: ReadonlySet<number> = new Set([
  0xa1b2c3d4, 0xd4c3b2a1, 0xa1b23c4d, 0x4d3cb2a1, 0xa1b2cd34, 0x34cdb2a1, 0x0a0d0d0a,
]);
