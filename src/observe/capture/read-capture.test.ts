import { describe, expect, test } from 'vitest';
import { pcap } from '../../../lab/captures/capture-file.ts';
import * as frame from '../../../lab/captures/frames.ts';
import { readCaptureBytes } from '../../../lab/captures/reading.ts';
import { segmentsOf } from '../../../lab/captures/segments.ts';
import { capturedHellos } from '../../tls/fixtures/hellos.ts';
import { addressText } from './address-text.ts';
import { CaptureContainer } from './container.ts';
import { FlowTable, OPENED } from './flow-table.ts';
import { Tracker } from './tracker.ts';

const hello = Buffer.from(capturedHellos().find(({ name }) => name.startsWith('openssl'))?.flights[0] ?? []);

describe('what is no capture, or lies', () => {
  test.each([
    ['nothing', Buffer.alloc(0), {}],
    ['three bytes', Buffer.alloc(3), { 'cut-file': 1 }],
    ['text', Buffer.from('GET / HTTP/1.1\r\n'), { 'not-a-capture': 1 }],
    ['a packet of four gigabytes', pcapOf('ffffffff'), { 'bad-length': 1 }],
    ['a packet of a megabyte that is not there', pcapOf('00001000'), { 'huge-packet': 1, 'cut-file': 1 }],
    ['an unknown link type', pcap([{ linkType: 147, bytes: Buffer.alloc(40) }]), { 'unknown-link': 1 }],
    ['a block of 13 bytes', Buffer.from('0a0d0d0a0d0000004d3c2b1a', 'hex'), { 'bad-length': 1 }],
  ])('%s is counted', async (_name, bytes, skipped) => {
    for (const size of [1, 5, 4096]) {
      const { events, coverage } = await readCaptureBytes(bytes, size);
      expect(events).toEqual([]);
      expect(coverage.skipped).toEqual(skipped);
    }
  });

  test('labels without an end, and a tunnel in a tunnel in a tunnel, end', async () => {
    const labels = frame.ethernet(0x8847, Buffer.alloc(1400));
    const tags = frame.ethernet(0x8100, Buffer.alloc(1400, Buffer.from('002a8100', 'hex')));
    let tunnel: Buffer = Buffer.alloc(20);
    for (let depth = 0; depth < 60; depth++) tunnel = frame.ip4('client', 4, tunnel);
    const frames = [labels, tags, frame.ethernet(0x0800, tunnel)].map((bytes) => ({ linkType: 1, bytes }));
    const { events, coverage } = await readCaptureBytes(pcap(frames));
    expect([events, coverage.records]).toEqual([[], 3]);
  });
});

test('a hello, silence, and an hour later another packet: the handshake was abandoned', async () => {
  const [syn, answer, ack, first] = segmentsOf([{ from: 'client', bytes: hello }], { most: 60_000 });
  if (!syn || !answer || !ack || !first) throw new Error('no segments');
  const tracker = new Tracker('live');
  const at = (segment: typeof syn, time: number): void => {
    const bytes = frame.ip4(segment.from, 6, frame.tcp(segment, frame.ENDS4));
    tracker.packet(bytes, 0, bytes.length, 101, time);
    tracker.expire();
  };
  for (const [index, segment] of [syn, answer, ack, first].entries()) at(segment, index);
  expect(tracker.events).toEqual([]);
  const other = frame.ip4('client', 17, frame.udp('client', Buffer.alloc(9), frame.ENDS4));
  tracker.packet(other, 0, other.length, 101, 3_600_000);
  tracker.expire();
  expect(tracker.events).toMatchObject([{ time: 3, outcome: 'abandoned', negotiated: null, source: { number: 4 } }]);
});

test('a million half-open connections: the oldest go, are counted, and the next handshake is still read', () => {
  const tracker = new Tracker('flood', { maxConnections: 2 ** 17, maxFlows: 100, idleMs: 120_000 });
  const [syn, answer, ack, first] = segmentsOf([{ from: 'client', bytes: hello }], { most: 60_000 });
  if (!syn || !answer || !ack || !first) throw new Error('no segments');
  const flood = frame.ip4('client', 6, frame.tcp(syn, frame.ENDS4));
  for (let count = 0; count < 1_000_000; count++) {
    flood.writeUInt32BE(count, 12);
    tracker.packet(flood, 0, flood.length, 101, count);
  }
  expect(tracker.skipped['dropped-flow']).toBeGreaterThan(1_000_000 - 2 ** 17 - 1);
  expect(tracker.skipped['dropped-flow']).toBeLessThan(1_000_000);
  for (const segment of [syn, answer, ack, first]) {
    const bytes = frame.ip4(segment.from, 6, frame.tcp(segment, frame.ENDS4));
    tracker.packet(bytes, 0, bytes.length, 101, 2e6);
  }
  tracker.end();
  expect(tracker.events).toHaveLength(1);
});

test('as many half-done handshakes: those dropped are told as unknown', () => {
  const tracker = new Tracker('flood', { maxConnections: 2 ** 10, maxFlows: 64, idleMs: 120_000 });
  const segments = segmentsOf([{ from: 'client', bytes: hello }], { most: 60_000 }).slice(0, 4);
  for (let count = 0; count < 2000; count++) {
    for (const segment of segments) {
      const bytes = frame.ip4(segment.from, 6, frame.tcp(segment, frame.ENDS4));
      bytes.writeUInt32BE(count, segment.from === 'client' ? 12 : 16);
      tracker.packet(bytes, 0, bytes.length, 101, count);
    }
  }
  tracker.end();
  expect(tracker.events).toHaveLength(2000);
  expect(new Set(tracker.events.map(({ outcome }) => outcome))).toEqual(new Set(['unknown']));
  expect(tracker.skipped['dropped-flow']).toBe(2000 - 64);
});

test('a connection between the same ports again is another one', async () => {
  const once = segmentsOf([{ from: 'client', bytes: hello }], { most: 60_000 });
  const again = segmentsOf([{ from: 'client', bytes: hello }], { firstSequence: { client: 77, server: 99 } });
  const frames = [...once, ...again].map((segment) => ({
    linkType: 101,
    bytes: frame.ip4(segment.from, 6, frame.tcp(segment, frame.ENDS4)),
  }));
  const { events } = await readCaptureBytes(pcap(frames));
  expect(events.map(({ outcome }) => outcome)).toEqual(['abandoned', 'abandoned']);
});

test('both directions of a connection have one key, and others have others', () => {
  const table = new FlowTable(1000, () => undefined);
  const addresses = Buffer.from([10, 0, 0, 1, 10, 0, 0, 2]);
  table.setKey(6, addresses, 0, 4, 4, 1000, 443);
  const forward = [table.keyA, table.keyB, table.direction];
  table.set(OPENED, 7, 8);
  table.setKey(6, addresses, 4, 0, 4, 443, 1000);
  expect([table.keyA, table.keyB, 1 - table.direction]).toEqual(forward);
  expect([table.get(), table.sequence(0), table.sequence(1)]).toEqual([OPENED, 7, 8]);
  for (const [protocol, source, destination] of [
    [17, 1000, 443],
    [6, 443, 1000],
    [6, 1001, 443],
  ] as const) {
    table.setKey(protocol, addresses, 0, 4, 4, source, destination);
    expect(table.get()).toBe(0);
  }
});

test('no two of a million connections meet', () => {
  const table = new FlowTable(2 ** 22, () => undefined);
  const addresses = Buffer.from([10, 0, 0, 0, 198, 51, 100, 4]);
  let met = 0;
  for (let client = 0; client < 1000; client++) {
    addresses.writeUInt16BE(client, 2);
    for (let port = 1024; port < 2024; port++) {
      table.setKey(6, addresses, 0, 4, 4, port, 443);
      if (table.get() !== 0) met++;
      table.set(OPENED);
    }
  }
  expect(met).toBe(0);
});

test.each([
  ['c0000207', '192.0.2.7'],
  ['20010db8000000000000000000000007', '2001:db8::7'],
  ['00000000000000000000000000000000', '::'],
  ['00000000000000000000000000000001', '::1'],
  ['20010db8000000010000000000000001', '2001:db8:0:1::1'],
  ['20010db8000100000000000100000001', '2001:db8:1::1:0:1'],
  ['fe800000000000000000000000000000', 'fe80::'],
  ['00000000000000000000ffffc0000207', '192.0.2.7'],
  ['00010002000300040005000600000008', '1:2:3:4:5:6:0:8'],
])('the address %s is %s', (hex, text) => {
  expect(addressText(Buffer.from(hex, 'hex'))).toBe(text);
});

test('a reader that has given up takes no more', () => {
  const tracker = new Tracker('x');
  const container = new CaptureContainer(tracker);
  container.push(Buffer.from('no capture at all'));
  expect(container.isOver).toBe(true);
  container.push(pcapOf('00000000'));
  container.end();
  expect(tracker.skipped).toEqual({ 'not-a-capture': 1 });
});

/** A file of one packet that says it has `length` bytes, little-endian. */
function pcapOf(length: string): Buffer {
  const bytes = pcap([{ linkType: 1, bytes: Buffer.alloc(0) }]);
  Buffer.from(length, 'hex').copy(bytes, 24 + 8);
  return bytes;
}
