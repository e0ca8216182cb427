/**
 * Packets with everything that may stand before a TCP segment or a datagram, byte by byte.
 *
 * @module
 */
import type { Speaker } from './conversation.ts';
import type { Segment } from './segments.ts';

/** The two ends as IP sees them. */
export type Ends = Readonly<Record<Speaker, { readonly address: Buffer; readonly port: number }>>;

export const ENDS4: Ends = {
  client: { address: Buffer.from([192, 0, 2, 7]), port: 50_123 },
  server: { address: Buffer.from([198, 51, 100, 4]), port: 443 },
};
export const ENDS6: Ends = {
  client: { address: Buffer.from('20010db8000000000000000000000007', 'hex'), port: 50_123 },
  server: { address: Buffer.from('20010db8000100000000000000000004', 'hex'), port: 443 },
};

export function tcp(segment: Segment, ends: Ends): Buffer {
  const [source, destination] = sorted(segment.from, ends);
  const header = Buffer.alloc(20);
  header.writeUInt16BE(source.port, 0);
  header.writeUInt16BE(destination.port, 2);
  header.writeUInt32BE(segment.sequence, 4);
  header.writeUInt32BE(segment.acknowledged, 8);
  header[12] = 0x50;
  header[13] = segment.flags;
  header.writeUInt16BE(65_535, 14);
  return Buffer.concat([header, segment.payload]);
}

export function udp(from: Speaker, payload: Buffer, ends: Ends): Buffer {
  const [source, destination] = sorted(from, ends);
  return Buffer.concat([uint16(source.port), uint16(destination.port), uint16(8 + payload.length), uint16(0), payload]);
}

/** IPv4, whole. */
export function ip4(from: Speaker, protocol: number, payload: Buffer, ends: Ends = ENDS4): Buffer {
  return ip4Piece(from, protocol, payload, ends, 0, 0);
}

/** IPv4 in pieces of `size` bytes, a multiple of eight. */
export function ip4Fragments(from: Speaker, protocol: number, payload: Buffer, id: number, size: number): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0; at < payload.length; at += size) {
    const isLast = at + size >= payload.length;
    const place = (isLast ? 0 : 0x2000) | (at / 8);
    pieces.push(ip4Piece(from, protocol, payload.subarray(at, at + size), ENDS4, id, place));
  }
  return pieces;
}

function ip4Piece(from: Speaker, protocol: number, payload: Buffer, ends: Ends, id: number, place: number): Buffer {
  const [source, destination] = sorted(from, ends);
  const header = Buffer.alloc(12);
  header[0] = 0x45;
  header.writeUInt16BE(20 + payload.length, 2);
  header.writeUInt16BE(id, 4);
  header.writeUInt16BE(place, 6);
  header[8] = 64;
  header[9] = protocol;
  return Buffer.concat([header, source.address, destination.address, payload]);
}

/** IPv6; `extensions` stand before the payload, the first of them of type `next`. */
export function ip6(from: Speaker, next: number, payload: Buffer, ends: Ends = ENDS6): Buffer {
  const [source, destination] = sorted(from, ends);
  const header = Buffer.from([0x60, 0, 0, 0, 0, 0, next, 64]);
  header.writeUInt16BE(payload.length, 4);
  return Buffer.concat([header, source.address, destination.address, payload]);
}

/** Hop-by-hop options, routing, and destination options, each padded (RFC 8200 §4.2). */
export function ip6WithExtensions(from: Speaker, protocol: number, payload: Buffer): Buffer {
  const padding = [1, 4, 0, 0, 0, 0];
  const routing = [0, 3, 0, 0, 0, 0];
  const headers = Buffer.from([43, 0, ...padding, 60, 0, ...routing, protocol, 0, ...padding]);
  return ip6(from, 0, Buffer.concat([headers, payload]));
}

export function ip6Fragments(from: Speaker, protocol: number, payload: Buffer, id: number, size: number): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0; at < payload.length; at += size) {
    const isMore = at + size < payload.length;
    const header = Buffer.alloc(8);
    header[0] = protocol;
    header.writeUInt16BE(at | (isMore ? 1 : 0), 2);
    header.writeUInt32BE(id, 4);
    pieces.push(ip6(from, 44, Buffer.concat([header, payload.subarray(at, at + size)])));
  }
  return pieces;
}

export function ethernet(etherType: number, payload: Buffer): Buffer {
  return Buffer.concat([Buffer.from('0200000000010200000000ff', 'hex'), uint16(etherType), payload]);
}

export function vlan(etherType: number, payload: Buffer): Buffer {
  return Buffer.concat([uint16(42), uint16(etherType), payload]);
}

/** Two labels, the second at the bottom of the stack. */
export function mpls(payload: Buffer): Buffer {
  return Buffer.concat([Buffer.from('0001004000020140', 'hex'), payload]);
}

export function pppoe(protocol: number, payload: Buffer): Buffer {
  return Buffer.concat([Buffer.from('11000001', 'hex'), uint16(payload.length + 2), uint16(protocol), payload]);
}

/** With a key, as RFC 2890 has it. */
export function gre(etherType: number, payload: Buffer): Buffer {
  return Buffer.concat([uint16(0x2000), uint16(etherType), Buffer.from('00000007', 'hex'), payload]);
}

export function vxlan(frame: Buffer): Buffer {
  return Buffer.concat([Buffer.from('0800000000002a00', 'hex'), frame]);
}

/** With one option of four bytes. */
export function geneve(frame: Buffer): Buffer {
  return Buffer.concat([Buffer.from('0200655800002a00', 'hex'), Buffer.from('0102800100000000', 'hex'), frame]);
}

/** With a sequence number, and an extension header of type PDCP (3GPP TS 29.281 §5.2). */
export function gtp(packet: Buffer): Buffer {
  const rest = Buffer.concat([Buffer.from('000100c0', 'hex'), Buffer.from('01000500', 'hex'), packet]);
  return Buffer.concat([Buffer.from([0x36, 255]), uint16(rest.length), Buffer.from('00000007', 'hex'), rest]);
}

export function cooked(etherType: number, payload: Buffer): Buffer {
  return Buffer.concat([Buffer.from('0000000100060200000000010000', 'hex'), uint16(etherType), payload]);
}

export function cooked2(etherType: number, payload: Buffer): Buffer {
  return Buffer.concat([uint16(etherType), Buffer.from('000000000002000100060200000000010000', 'hex'), payload]);
}

/** The tunnel's own ends, and a datagram to `port` through it. */
export function tunnelDatagram(from: Speaker, port: number, payload: Buffer): Buffer {
  const ends: Ends = {
    client: { address: Buffer.from([10, 0, 0, 1]), port: 55_000 },
    server: { address: Buffer.from([10, 0, 0, 2]), port },
  };
  // Both directions go to the port of the tunnel, from one that its maker chose.
  const both: Ends =
    from === 'client' ? ends : { client: { ...ends.client, port }, server: { ...ends.server, port: 55_000 } };
  return ip4(from, 17, udp(from, payload, both), both);
}

export function tunnelIp(from: Speaker, protocol: number, payload: Buffer): Buffer {
  const ends: Ends = {
    client: { address: Buffer.from([10, 0, 0, 1]), port: 0 },
    server: { address: Buffer.from([10, 0, 0, 2]), port: 0 },
  };
  return ip4(from, protocol, payload, ends);
}

export function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

function sorted(from: Speaker, ends: Ends): [Ends[Speaker], Ends[Speaker]] {
  return from === 'client' ? [ends.client, ends.server] : [ends.server, ends.client];
}
