/**
 * A large capture of ordinary traffic: connections side by side, each a real handshake and then data.
 *
 * @module
 */

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import type { Turn } from './conversation.ts';
import { type Ends, ethernet, ip4, tcp } from './frames.ts';
import { type Segment, segmentsOf } from './segments.ts';

export type OrdinaryOptions = {
  /** Bytes of the file, about. */
  readonly bytes: number;
  /** The handshakes, in turn. */
  readonly conversations: readonly (readonly Turn[])[];
  /** Bytes that a connection carries behind its handshake, on average. */
  readonly bytesEach: number;
  /** Connections open at once. */
  readonly atOnce: number;
  /** From 0 to 1. */
  readonly random: () => number;
};

/** Writes it to `path`. @returns packets and connections in it */
export async function writeOrdinary(
  path: string,
  options: OrdinaryOptions,
): Promise<{ readonly packets: number; readonly connections: number }> {
  const out = createWriteStream(path, { highWaterMark: 2 ** 22 });
  out.write(Buffer.from('d4c3b2a10200040000000000000000000000040001000000', 'hex'));
  const open: Connection[] = [];
  let written = 24;
  let packets = 0;
  let connections = 0;
  while (written < options.bytes || open.length > 0) {
    if (open.length < options.atOnce && written < options.bytes) open.push(begin(connections++, options));
    const index = Math.floor(options.random() * open.length);
    const connection = open[index];
    const step = connection?.next();
    if (!step || step.done) {
      open.splice(index, 1);
      continue;
    }
    const record = Buffer.alloc(16);
    // 100 microseconds from packet to packet.
    record.writeUInt32LE(1_700_000_000 + Math.floor(packets / 10_000), 0);
    record.writeUInt32LE((packets % 10_000) * 100, 4);
    record.writeUInt32LE(step.value.length, 8);
    record.writeUInt32LE(step.value.length, 12);
    packets++;
    written += 16 + step.value.length;
    out.write(record);
    if (!out.write(step.value)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
  return { packets, connections };
}

type Connection = Iterator<Buffer, void, undefined>;

function begin(number: number, { conversations, bytesEach, random }: OrdinaryOptions): Connection {
  const turns = conversations[number % conversations.length] ?? [];
  const ends: Ends = {
    client: { address: Buffer.from([10, 1 + (number >> 14), (number >> 6) & 255, 1 + (number & 63)]), port: 0 },
    server: { address: Buffer.from([198, 51, 100, 1 + (number % 200)]), port: 443 },
  };
  const withPort: Ends = { ...ends, client: { ...ends.client, port: 32_768 + ((number * 7919) % 28_000) } };
  const most = Math.ceil(-Math.log(1 - random()) * bytesEach);
  return framesOf(segmentsOf(turns), withPort, most);
}

/** The data stands before the closing; the client acknowledges every second segment. */
function* framesOf(segments: readonly Segment[], ends: Ends, dataBytes: number): Generator<Buffer, void, undefined> {
  const frame = (segment: Segment): Buffer => ethernet(0x0800, ip4(segment.from, 6, tcp(segment, ends), ends));
  const closing = segments.findIndex(({ flags }) => (flags & 1) !== 0);
  for (const segment of segments.slice(0, closing)) yield frame(segment);
  const last = segments.findLast(({ from, flags }, index) => from === 'server' && index < closing && (flags & 1) === 0);
  if (!last) return;
  let sequence = (last.sequence + last.payload.length) >>> 0;
  for (let sent = 0; sent < dataBytes; sent += DATA.length) {
    const isFirst = (sent / DATA.length) % RECORD_SEGMENTS === 0;
    yield frame({ ...last, sequence, flags: 16, payload: isFirst ? RECORD_START : DATA });
    sequence = (sequence + DATA.length) >>> 0;
    if ((sent / DATA.length) % 2 === 1) {
      yield frame({
        from: 'client',
        sequence: last.acknowledged,
        acknowledged: sequence,
        flags: 16,
        payload: Buffer.alloc(0),
      });
    }
  }
  for (const segment of segments.slice(closing)) yield frame(segment);
}

/** Segments that a record of application data fills. */
const RECORD_SEGMENTS = 11;

/** Bytes like those of encrypted data, in which a record's header stands now and then by chance. */
const DATA: Buffer = Buffer.from(Array.from({ length: 1460 }, (_, index) => (index * 2_654_435_761) >>> 24));
const RECORD_START: Buffer = Buffer.concat([
  Buffer.from([23, 3, 3, ...[RECORD_SEGMENTS * DATA.length - 5].flatMap((length) => [length >> 8, length & 255])]),
  DATA.subarray(5),
]);
