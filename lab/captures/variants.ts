/**
 * The ways in which one conversation can lie in a capture. Whoever reads it should see the same handshake in each.
 *
 * @module
 */
import { gzipSync } from 'node:zlib';
import { type Frame, pcap, pcapng } from './capture-file.ts';
import type { Turn } from './conversation.ts';
import * as frame from './frames.ts';
import { overlapping, reordered, retransmitted, type Segment, segmentsOf } from './segments.ts';

export type Variant = { readonly name: string; make(turns: readonly Turn[]): Buffer };

/** Frames of one segment, in one way of wrapping it. */
type Wrap = (segment: Segment, id: number) => readonly Frame[];

const one = (linkType: number, bytes: Buffer): readonly Frame[] => [{ linkType, bytes }];
const packet4 = (segment: Segment): Buffer => frame.ip4(segment.from, TCP, frame.tcp(segment, frame.ENDS4));
const packet6 = (segment: Segment): Buffer => frame.ip6(segment.from, TCP, frame.tcp(segment, frame.ENDS6));
const frame4 = (segment: Segment): Buffer => frame.ethernet(0x0800, packet4(segment));

const WRAPS: Readonly<Record<string, Wrap>> = {
  Ethernet: (s) => one(1, frame4(s)),
  'Ethernet with padding and a trailer': (s) => one(1, Buffer.concat([frame4(s), Buffer.alloc(60, 0x16)])),
  'IPv6 in Ethernet': (s) => one(1, frame.ethernet(0x86dd, packet6(s))),
  'IPv6 with extension headers': (s) =>
    one(1, frame.ethernet(0x86dd, frame.ip6WithExtensions(s.from, TCP, frame.tcp(s, frame.ENDS6)))),
  'IPv6 in fragments': (s, id) =>
    frame
      .ip6Fragments(s.from, TCP, frame.tcp(s, frame.ENDS6), id, 48)
      .map((bytes) => ({ linkType: 1, bytes: frame.ethernet(0x86dd, bytes) })),
  'IPv4 in fragments, the last one first': (s, id) =>
    frame
      .ip4Fragments(s.from, TCP, frame.tcp(s, frame.ENDS4), id, 64)
      .reverse()
      .map((bytes) => ({ linkType: 1, bytes: frame.ethernet(0x0800, bytes) })),
  VLAN: (s) => one(1, frame.ethernet(0x8100, frame.vlan(0x0800, packet4(s)))),
  QinQ: (s) => one(1, frame.ethernet(0x88a8, frame.vlan(0x8100, frame.vlan(0x86dd, packet6(s))))),
  PPPoE: (s) => one(1, frame.ethernet(0x8864, frame.pppoe(0x21, packet4(s)))),
  'PPPoE with IPv6': (s) => one(1, frame.ethernet(0x8864, frame.pppoe(0x57, packet6(s)))),
  MPLS: (s) => one(1, frame.ethernet(0x8847, frame.mpls(packet4(s)))),
  'cooked, version 1': (s) => one(113, frame.cooked(0x0800, packet4(s))),
  'cooked, version 2': (s) => one(276, frame.cooked2(0x86dd, packet6(s))),
  'raw IP': (s) => one(101, packet4(s)),
  'raw IP, version 6': (s) => one(101, packet6(s)),
  'null, little-endian': (s) => one(0, Buffer.concat([Buffer.from([2, 0, 0, 0]), packet4(s)])),
  loop: (s) => one(108, Buffer.concat([Buffer.from([0, 0, 0, 2]), packet4(s)])),
  GRE: (s) => one(1, frame.ethernet(0x0800, frame.tunnelIp(s.from, 47, frame.gre(0x0800, packet4(s))))),
  'Ethernet in GRE': (s) => one(1, frame.ethernet(0x0800, frame.tunnelIp(s.from, 47, frame.gre(0x6558, frame4(s))))),
  VXLAN: (s) => one(1, frame.ethernet(0x0800, frame.tunnelDatagram(s.from, 4789, frame.vxlan(frame4(s))))),
  Geneve: (s) => one(1, frame.ethernet(0x0800, frame.tunnelDatagram(s.from, 6081, frame.geneve(frame4(s))))),
  GTP: (s) => one(1, frame.ethernet(0x0800, frame.tunnelDatagram(s.from, 2152, frame.gtp(packet4(s))))),
  '4in4': (s) => one(1, frame.ethernet(0x0800, frame.tunnelIp(s.from, 4, packet4(s)))),
  '6in4': (s) => one(1, frame.ethernet(0x0800, frame.tunnelIp(s.from, 41, packet6(s)))),
  '4in6': (s) => one(1, frame.ethernet(0x86dd, frame.ip6(s.from, 4, packet4(s)))),
};

const ethernet = (segments: readonly Segment[]): Frame[] => segments.map((s) => ({ linkType: 1, bytes: frame4(s) }));

const wraps: Variant[] = Object.entries(WRAPS).map(([name, wrap]) => ({
  name,
  make: (turns) => pcap(segmentsOf(turns).flatMap((segment, index) => wrap(segment, 100 + index))),
}));

const streams: Variant[] = [
  { name: 'segments of 100 bytes', make: (turns) => pcap(ethernet(segmentsOf(turns, { most: 100 }))) },
  { name: 'segments of one byte', make: (turns) => pcap(ethernet(segmentsOf(firstBytes(turns, 4000), { most: 1 }))) },
  {
    name: 'segments out of order',
    make: (turns) => pcap(ethernet(reordered(segmentsOf(turns, { most: 150 })))),
  },
  {
    name: 'every segment twice',
    make: (turns) => pcap(ethernet(retransmitted(segmentsOf(turns, { most: 150 })))),
  },
  {
    name: 'segments that overlap',
    make: (turns) => pcap(ethernet(overlapping(segmentsOf(turns, { most: 150 })))),
  },
  {
    name: 'no opening: begun in mid-connection',
    make: (turns) => pcap(ethernet(segmentsOf(turns).slice(3))),
  },
  {
    name: 'each packet seen twice by a mirror, once with a VLAN tag',
    make: (turns) =>
      pcap(
        segmentsOf(turns).flatMap((s) => [
          { linkType: 1, bytes: frame4(s) },
          { linkType: 1, bytes: frame.ethernet(0x8100, frame.vlan(0x0800, packet4(s))) },
        ]),
      ),
  },
];

const files: Variant[] = [
  { name: 'pcap, big-endian', make: (turns) => pcap(ethernet(segmentsOf(turns)), { byteOrder: 'big' }) },
  { name: 'pcap, nanoseconds', make: (turns) => pcap(ethernet(segmentsOf(turns)), { isNano: true }) },
  {
    name: 'pcap, nanoseconds, big-endian',
    make: (turns) => pcap(ethernet(segmentsOf(turns)), { isNano: true, byteOrder: 'big' }),
  },
  { name: 'pcap with long packet headers', make: (turns) => pcap(ethernet(segmentsOf(turns)), { isLong: true }) },
  { name: 'pcapng', make: (turns) => pcapng(ethernet(segmentsOf(turns))) },
  { name: 'pcapng, big-endian', make: (turns) => pcapng(ethernet(segmentsOf(turns)), { byteOrder: 'big' }) },
  { name: 'pcapng, nanoseconds', make: (turns) => pcapng(ethernet(segmentsOf(turns)), { resolution: 9 }) },
  {
    name: 'pcapng with a lying section length',
    make: (turns) => pcapng(ethernet(segmentsOf(turns)), { sectionLength: 0x7fffffffffffffffn }),
  },
  {
    name: 'pcapng with an interface for each direction',
    make: (turns) =>
      pcapng(
        segmentsOf(turns).map((s) =>
          s.from === 'client' ? { linkType: 1, bytes: frame4(s) } : { linkType: 101, bytes: packet4(s) },
        ),
      ),
  },
  {
    name: 'pcapng in two sections of different byte order',
    make: (turns) => {
      const frames = ethernet(segmentsOf(turns));
      const half = Math.floor(frames.length / 2);
      return Buffer.concat([pcapng(frames.slice(0, half)), pcapng(frames.slice(half), { byteOrder: 'big' })]);
    },
  },
  { name: 'pcap in gzip', make: (turns) => gzipSync(pcap(ethernet(segmentsOf(turns)))) },
  { name: 'pcapng in gzip', make: (turns) => gzipSync(pcapng(ethernet(segmentsOf(turns)))) },
];

export const VARIANTS: readonly Variant[] = [...wraps, ...streams, ...files];

/** Nothing of interest comes later, and a packet for each byte is dear. */
function firstBytes(turns: readonly Turn[], most: number): Turn[] {
  let left = most;
  return turns.flatMap((turn) => {
    if (turn.bytes === null) return [turn];
    const bytes = turn.bytes.subarray(0, left);
    left -= bytes.length;
    return bytes.length > 0 ? [{ ...turn, bytes }] : [];
  });
}

const TCP = 6;
