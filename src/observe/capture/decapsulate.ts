/**
 * From the first byte of a packet to the payload of TCP or UDP, through whatever lies between: link layers, tags,
 * labels, tunnels and the headers of IP.
 *
 * Nothing is made for a packet: the fields of the one decapsulator say where things are until the next packet comes.
 *
 * @module
 */
import { Fragments } from './fragments.ts';
import { int32, type PacketSink, uint16 } from './packet-sink.ts';

/** What {@link Decapsulator.open} found; the numbers of IP. */
export const TCP = 6;
export const UDP = 17;

export class Decapsulator {
  readonly #skip: PacketSink['skip'];
  readonly #fragments: Fragments;

  /** Where the innermost addresses are, and their length: 4 or 16. */
  addresses: Uint8Array = NOTHING;
  sourceAt = 0;
  destinationAt = 0;
  addressBytes = 4;
  sourcePort = 0;
  destinationPort = 0;
  /** Where the payload is; `payloadLength` is what was sent, which may be more than was captured. */
  payload: Uint8Array = NOTHING;
  payloadAt = 0;
  payloadEnd = 0;
  payloadLength = 0;
  /** Of TCP only; the numbers signed. */
  flags = 0;
  sequence = 0;
  acknowledged = 0;

  #layers = 0;

  constructor(skip: PacketSink['skip']) {
    this.#skip = skip;
    this.#fragments = new Fragments(() => skip('cut-fragments'));
  }

  /** @returns {@link TCP}, {@link UDP}, or 0: nothing of interest in here */
  open(bytes: Uint8Array, at: number, end: number, linkType: number): number {
    this.#layers = 0;
    switch (linkType) {
      case LINK.ethernet:
        return this.#byEtherType(uint16(bytes, at + 12), bytes, at + 14, end);
      case LINK.raw:
      case LINK.rawBsd:
      case LINK.rawOpenBsd:
      case LINK.ipv4:
      case LINK.ipv6:
        return this.#ip(bytes, at, end);
      case LINK.null:
      case LINK.loop:
        // An address family in the byte order of who captured it; it says less than the version behind it.
        return this.#ip(bytes, at + 4, end);
      case LINK.cooked:
        return this.#byEtherType(uint16(bytes, at + 14), bytes, at + 16, end);
      case LINK.cooked2:
        return this.#byEtherType(uint16(bytes, at), bytes, at + 20, end);
      case LINK.ppp:
        return this.#ppp(bytes, bytes[at] === 0xff && bytes[at + 1] === 3 ? at + 2 : at, end);
      case LINK.pppoe:
        return this.#pppoe(bytes, at, end);
      default:
        this.#skip('unknown-link');
        return 0;
    }
  }

  /** An EtherType, or what stands in its place: below 1536 it is a length (IEEE 802.3 §3.2.6). */
  #byEtherType(etherType: number, bytes: Uint8Array, at: number, end: number): number {
    switch (etherType) {
      case 0x0800:
      case 0x86dd:
        return this.#ip(bytes, at, end);
      case 0x8100: // VLAN (IEEE 802.1Q), twice for QinQ; the other two are the outer tag
      case 0x88a8:
      case 0x9100:
        if (++this.#layers > MOST_LAYERS || end - at < 4) return 0;
        return this.#byEtherType(uint16(bytes, at + 2), bytes, at + 4, end);
      case 0x8847:
      case 0x8848:
        return this.#mpls(bytes, at, end);
      case 0x8864:
        return this.#pppoe(bytes, at, end);
      case 0x6558: // Transparent Ethernet bridging, in GRE and Geneve
        if (++this.#layers > MOST_LAYERS) return 0;
        return this.#byEtherType(uint16(bytes, at + 12), bytes, at + 14, end);
      default:
        return 0;
    }
  }

  /** Labels up to the one with the bottom-of-stack bit (RFC 3032 §2.1); what is behind it shows in its first nibble. */
  #mpls(bytes: Uint8Array, from: number, end: number): number {
    let at = from;
    for (let labels = 0; labels < MOST_LAYERS && end - at >= 4; labels++, at += 4) {
      if (((bytes[at + 2] ?? 0) & 1) === 0) continue;
      at += 4;
      if (at >= end) return 0;
      const nibble = (bytes[at] ?? 0) >> 4;
      if (nibble === 4 || nibble === 6) return this.#ip(bytes, at, end);
      // Ethernet over MPLS: a control word that begins with 0 may stand before it (RFC 4385 §3).
      const ethernetAt = nibble === 0 ? at + 4 : at;
      return ++this.#layers > MOST_LAYERS
        ? 0
        : this.#byEtherType(uint16(bytes, ethernetAt + 12), bytes, ethernetAt + 14, end);
    }
    return 0;
  }

  /** A session's packet (RFC 2516 §4): version, code 0, session, length. */
  #pppoe(bytes: Uint8Array, at: number, end: number): number {
    if (end - at < 8 || bytes[at + 1] !== 0) return 0;
    return this.#ppp(bytes, at + 6, end);
  }

  /** The protocol number may be cut to one byte, which then is odd (RFC 1661 §2, §6.5). */
  #ppp(bytes: Uint8Array, at: number, end: number): number {
    const isShort = ((bytes[at] ?? 0) & 1) === 1;
    const protocol = isShort ? (bytes[at] ?? 0) : uint16(bytes, at);
    const behind = at + (isShort ? 1 : 2);
    if (protocol === 0x21 || protocol === 0x57) return this.#ip(bytes, behind, end);
    return protocol === 0x281 ? this.#mpls(bytes, behind, end) : 0;
  }

  #ip(bytes: Uint8Array, at: number, end: number): number {
    if (++this.#layers > MOST_LAYERS || end - at < 20) return 0;
    const first = bytes[at] ?? 0;
    if (first >> 4 === 4) return this.#ip4(bytes, at, end, (first & 15) * 4);
    return first >> 4 === 6 ? this.#ip6(bytes, at, end) : 0;
  }

  #ip4(bytes: Uint8Array, at: number, end: number, headerBytes: number): number {
    // 0: the network card was to cut the packet and fill the length in.
    const total = uint16(bytes, at + 2) || end - at;
    if (headerBytes < 20 || total < headerBytes || end - at < headerBytes) return this.#bad();
    this.addresses = bytes;
    this.sourceAt = at + 12;
    this.destinationAt = at + 16;
    this.addressBytes = 4;
    const protocol = bytes[at + 9] ?? 0;
    const fragment = uint16(bytes, at + 6) & 0x3fff;
    const sentEnd = at + total;
    const captured = Math.min(end, sentEnd);
    if (fragment === 0) return this.#transport(protocol, bytes, at + headerBytes, captured, sentEnd);
    return this.#fragment(
      protocol,
      uint16(bytes, at + 4),
      bytes,
      at + headerBytes,
      captured,
      sentEnd,
      (fragment & 0x1fff) * 8,
      (fragment & 0x2000) !== 0,
    );
  }

  #ip6(bytes: Uint8Array, at: number, end: number): number {
    if (end - at < 40) return this.#bad();
    this.addresses = bytes;
    this.sourceAt = at + 8;
    this.destinationAt = at + 24;
    this.addressBytes = 16;
    const length = uint16(bytes, at + 4);
    const sentEnd = length === 0 ? end : at + 40 + length;
    return this.#transport(bytes[at + 6] ?? 0, bytes, at + 40, Math.min(end, sentEnd), sentEnd);
  }

  /** What an IP header says comes next: a transport, a tunnel, or one of IPv6's extension headers (RFC 8200 §4). */
  #transport(protocol: number, bytes: Uint8Array, at: number, end: number, sentEnd: number): number {
    switch (protocol) {
      case TCP:
        return this.#tcp(bytes, at, end, sentEnd);
      case UDP:
        return this.#udp(bytes, at, end, sentEnd);
      case 4:
      case 41:
        return this.#ip(bytes, at, end);
      case 47:
        return this.#gre(bytes, at, end);
      case 0:
      case 43:
      case 60:
      case 135:
        if (++this.#layers > MOST_LAYERS || end - at < 8) return 0;
        return this.#transport(bytes[at] ?? 0, bytes, at + 8 + 8 * (bytes[at + 1] ?? 0), end, sentEnd);
      case 51: // Authentication Header (RFC 4302 §2.2): its length is in words of four bytes, less two
        if (++this.#layers > MOST_LAYERS || end - at < 12) return 0;
        return this.#transport(bytes[at] ?? 0, bytes, at + 8 + 4 * (bytes[at + 1] ?? 0), end, sentEnd);
      case 44: {
        if (++this.#layers > MOST_LAYERS || end - at < 8) return 0;
        const place = uint16(bytes, at + 2);
        const [next = 0, offset, isMore] = [bytes[at], place & 0xfff8, (place & 1) === 1];
        if (offset === 0 && !isMore) return this.#transport(next, bytes, at + 8, end, sentEnd);
        return this.#fragment(next, int32(bytes, at + 4), bytes, at + 8, end, sentEnd, offset, isMore);
      }
      default:
        return 0;
    }
  }

  #fragment(
    protocol: number,
    id: number,
    bytes: Uint8Array,
    at: number,
    end: number,
    sentEnd: number,
    offset: number,
    isMore: boolean,
  ): number {
    // A piece that was captured in part leaves a hole that nothing fills.
    if (end < sentEnd || end <= at) return this.#bad();
    const { addresses, sourceAt, destinationAt, addressBytes } = this;
    const key = Buffer.allocUnsafe(2 * addressBytes + 5);
    key.set(addresses.subarray(sourceAt, sourceAt + addressBytes), 0);
    key.set(addresses.subarray(destinationAt, destinationAt + addressBytes), addressBytes);
    key.writeInt32BE(id, 2 * addressBytes);
    key[2 * addressBytes + 4] = protocol;
    const whole = this.#fragments.add(key.toString('latin1'), bytes.subarray(at, end), offset, isMore);
    return whole ? this.#transport(protocol, whole, 0, whole.length, whole.length) : 0;
  }

  #tcp(bytes: Uint8Array, at: number, end: number, sentEnd: number): number {
    const headerBytes = ((bytes[at + 12] ?? 0) >> 4) * 4;
    if (end - at < 20 || headerBytes < 20 || at + headerBytes > sentEnd) return this.#bad();
    this.sourcePort = uint16(bytes, at);
    this.destinationPort = uint16(bytes, at + 2);
    this.sequence = int32(bytes, at + 4);
    this.acknowledged = int32(bytes, at + 8);
    this.flags = bytes[at + 13] ?? 0;
    this.#payload(bytes, at + headerBytes, end, sentEnd);
    return TCP;
  }

  #udp(bytes: Uint8Array, at: number, end: number, sentEnd: number): number {
    if (end - at < 8) return this.#bad();
    this.sourcePort = uint16(bytes, at);
    this.destinationPort = uint16(bytes, at + 2);
    const length = uint16(bytes, at + 4);
    const behind = length >= 8 ? Math.min(sentEnd, at + length) : sentEnd;
    const port = this.destinationPort;
    if (port === 4789 || port === 8472) return this.#vxlan(bytes, at + 8, Math.min(end, behind));
    if (port === 6081) return this.#geneve(bytes, at + 8, Math.min(end, behind));
    if (port === 2152) return this.#gtp(bytes, at + 8, Math.min(end, behind));
    this.#payload(bytes, at + 8, Math.min(end, behind), behind);
    return UDP;
  }

  #payload(bytes: Uint8Array, at: number, end: number, sentEnd: number): void {
    this.payload = bytes;
    this.payloadAt = at;
    this.payloadEnd = Math.max(at, end);
    this.payloadLength = sentEnd - at;
  }

  /** RFC 2784 §2, RFC 2890 §2; version 1 of PPTP (RFC 2637 §4.1) carries PPP; ERSPAN is what switches mirror with. */
  #gre(bytes: Uint8Array, from: number, end: number): number {
    if (end - from < 4) return 0;
    const flags = uint16(bytes, from);
    const protocol = uint16(bytes, from + 2);
    const isPptp = (flags & 7) === 1;
    const hasSequence = (flags & 0x1000) !== 0;
    let at = from + 4 + ((flags & 0x8000) === 0 ? 0 : 4) + ((flags & 0x2000) === 0 ? 0 : 4) + (hasSequence ? 4 : 0);
    if (isPptp && (flags & 0x0080) !== 0) at += 4;
    if (protocol === 0x880b) return isPptp && at < end ? this.#ppp(bytes, pppAt(bytes, at), end) : 0;
    // Type I has no header of its own, and then GRE no sequence number; II has 8 bytes, III 12 or 20.
    if (protocol === 0x88be) return this.#byEtherType(0x6558, bytes, hasSequence ? at + 8 : at, end);
    if (protocol === 0x22eb) {
      const isLong = ((bytes[at + 11] ?? 0) & 1) === 1;
      return this.#byEtherType(0x6558, bytes, at + (isLong ? 20 : 12), end);
    }
    return this.#byEtherType(protocol, bytes, at, end);
  }

  /** RFC 7348 §5. */
  #vxlan(bytes: Uint8Array, at: number, end: number): number {
    if (end - at < 8 || ((bytes[at] ?? 0) & 0x08) === 0) return 0;
    return this.#byEtherType(0x6558, bytes, at + 8, end);
  }

  /** RFC 8926 §3.4: options in words of four bytes. */
  #geneve(bytes: Uint8Array, at: number, end: number): number {
    if (end - at < 8 || (bytes[at] ?? 0) >> 6 !== 0) return 0;
    return this.#byEtherType(uint16(bytes, at + 2), bytes, at + 8 + 4 * ((bytes[at] ?? 0) & 0x3f), end);
  }

  /** GTP-U (3GPP TS 29.281 §5.1): a user's packet is message type 255. */
  #gtp(bytes: Uint8Array, from: number, end: number): number {
    const flags = bytes[from] ?? 0;
    if (end - from < 8 || flags >> 5 !== 1 || bytes[from + 1] !== 255) return 0;
    let at = from + 8;
    if ((flags & 7) !== 0) {
      at += 4;
      // Extension headers, each with its length in words and the type of the next at its end.
      let next = (flags & 4) === 0 ? 0 : (bytes[at - 1] ?? 0);
      while (next !== 0 && at < end) {
        const length = 4 * (bytes[at] ?? 0);
        if (length === 0) return this.#bad();
        at += length;
        next = bytes[at - 1] ?? 0;
      }
    }
    return this.#ip(bytes, at, end);
  }

  #bad(): 0 {
    this.#skip('bad-packet');
    return 0;
  }
}

/** Address and control field of PPP may be left out (RFC 1661 §6.6). */
function pppAt(bytes: Uint8Array, at: number): number {
  return bytes[at] === 0xff && bytes[at + 1] === 3 ? at + 2 : at;
}

/** https://www.tcpdump.org/linktypes.html; 12 and 14 are what the BSDs call raw in their own files. */
const LINK = {
  null: 0,
  ethernet: 1,
  ppp: 9,
  rawBsd: 12,
  rawOpenBsd: 14,
  pppoe: 51,
  raw: 101,
  loop: 108,
  cooked: 113,
  ipv4: 228,
  ipv6: 229,
  cooked2: 276,
} as const;

/** Honest packets have five or six; without an end, a packet could be nothing but tags. */
const MOST_LAYERS = 24;
const NOTHING: Uint8Array = Buffer.alloc(0);
