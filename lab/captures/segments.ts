/**
 * TCP segments out of a conversation, and what networks do to them.
 *
 * @module
 */
import type { Speaker, Turn } from './conversation.ts';

export type Segment = {
  readonly from: Speaker;
  readonly sequence: number;
  readonly acknowledged: number;
  readonly flags: number;
  readonly payload: Buffer;
};

export type SegmentOptions = {
  /** Bytes in a segment at most. */
  readonly most?: number;
  readonly firstSequence?: Readonly<Record<Speaker, number>>;
};

/** Opening, everything said, and closing. Sequence numbers begin so that both wrap round within a hello. */
export function segmentsOf(turns: readonly Turn[], options: SegmentOptions = {}): Segment[] {
  const { most = 1400, firstSequence = { client: 0xffffff80, server: 0xffffffc0 } } = options;
  const next = { client: (firstSequence.client + 1) >>> 0, server: (firstSequence.server + 1) >>> 0 };
  const none = Buffer.alloc(0);
  const segments: Segment[] = [
    { from: 'client', sequence: firstSequence.client, acknowledged: 0, flags: SYN, payload: none },
    { from: 'server', sequence: firstSequence.server, acknowledged: next.client, flags: SYN | ACK, payload: none },
    { from: 'client', sequence: next.client, acknowledged: next.server, flags: ACK, payload: none },
  ];
  const done = new Set<Speaker>();
  const say = (from: Speaker, flags: number, payload: Buffer): void => {
    const other = from === 'client' ? 'server' : 'client';
    segments.push({ from, sequence: next[from], acknowledged: next[other], flags, payload });
    next[from] = (next[from] + payload.length + (flags & FIN ? 1 : 0)) >>> 0;
  };
  for (const { from, bytes } of turns) {
    if (done.has(from)) continue;
    if (bytes === null) {
      say(from, FIN | ACK, none);
      done.add(from);
    } else {
      for (let at = 0; at < bytes.length; at += most) say(from, PSH | ACK, bytes.subarray(at, at + most));
    }
  }
  for (const from of ['client', 'server'] as const) if (!done.has(from)) say(from, FIN | ACK, none);
  return segments;
}

/** Every run of segments of one side comes backwards, its opening and closing aside. */
export function reordered(segments: readonly Segment[]): Segment[] {
  const result: Segment[] = [];
  let run: Segment[] = [];
  for (const segment of segments) {
    const isData = segment.payload.length > 0;
    if (isData && (run.length === 0 || run[0]?.from === segment.from)) {
      run.push(segment);
      continue;
    }
    result.push(...run.toReversed());
    run = isData ? [segment] : [];
    if (!isData) result.push(segment);
  }
  return [...result, ...run.toReversed()];
}

/** Every segment with content comes twice, the second time late. */
export function retransmitted(segments: readonly Segment[]): Segment[] {
  return segments.flatMap((segment, index) => {
    const earlier = segments[index - 2];
    return earlier && earlier.payload.length > 0 ? [segment, earlier] : [segment];
  });
}

/** Each segment begins some bytes early, with what the one before it ended with. */
export function overlapping(segments: readonly Segment[], bytes = 7): Segment[] {
  return segments.map((segment, index) => {
    const before = segments[index - 1];
    if (before?.from !== segment.from || before.payload.length < bytes || segment.payload.length === 0) return segment;
    const payload = Buffer.concat([before.payload.subarray(-bytes), segment.payload]);
    return { ...segment, sequence: (segment.sequence - bytes) >>> 0, payload };
  });
}

const FIN = 1;
const SYN = 2;
export const RST = 4;
const PSH = 8;
const ACK = 16;
