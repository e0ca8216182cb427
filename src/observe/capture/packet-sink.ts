/**
 * What a reader of capture files hands on: one packet at a time, in place, without an object of its own.
 *
 * @module
 */

export type PacketSink = {
  /**
   * One packet, from `at` to `end` in `bytes`, which is good until the call returns.
   *
   * @param linkType LINKTYPE_ number of what the packet begins with
   * @param time milliseconds since 1970; NaN: the file does not tell
   */
  packet(bytes: Uint8Array, at: number, end: number, linkType: number, time: number): void;
  /** Something was passed over, by its stable code. */
  skip(code: SkipCode): void;
};

/**
 * `cut-packet`: the capture holds less of it than was sent; `cut-file`: the file ends within a packet; `bad-length`: a
 * length that cannot be, behind which nothing can be read; `huge-packet`: longer than any link allows; `bad-block`,
 * `bad-interface`: a block of pcapng that makes no sense, or that names an interface nobody described;
 * `unknown-link`: a link type that is not read; `bad-packet`: headers that contradict themselves; `cut-fragments`: an IP
 * packet whose other fragments did not come; `dropped-flow`: the oldest, when too many were open; `lost-bytes`: a hole
 * in a TCP stream; `unreadable-hello`: what began like a hello and was none.
 */
export type SkipCode =
  | 'not-a-capture'
  | 'cut-packet'
  | 'cut-file'
  | 'bad-length'
  | 'huge-packet'
  | 'bad-block'
  | 'bad-interface'
  | 'unknown-link'
  | 'bad-packet'
  | 'cut-fragments'
  | 'dropped-flow'
  | 'lost-bytes'
  | 'unreadable-hello';

export function uint16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

/** As a signed number: V8 keeps those without an object each. */
export function int32(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
}

export function int32Little(bytes: Uint8Array, at: number): number {
  return ((bytes[at + 3] ?? 0) << 24) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at] ?? 0);
}
