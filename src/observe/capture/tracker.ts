/**
 * Follows every connection in a capture until its handshake is judged, and no longer.
 *
 * @module
 */
import type { UsageEvent } from '../../facts/usage-facts.ts';
import { Decapsulator, TCP, UDP } from './decapsulate.ts';
import { DtlsFlow, looksLikeDtls } from './dtls-flow.ts';
import { eventOf } from './event.ts';
import { Fingerprints } from './fingerprints.ts';
import { type Direction, Ends, type Flow } from './flow.ts';
import { type Entry, FlowList } from './flow-list.ts';
import { DONE, FIRST_FLOW, FlowTable, OPENED } from './flow-table.ts';
import type { PacketSink, SkipCode } from './packet-sink.ts';
import { looksLikeInitial, QuicFlow } from './quic-flow.ts';
import type { EndReason } from './talk.ts';
import { ACK, FIN, RST, SYN, TcpFlow } from './tcp-flow.ts';

export type TrackerLimits = {
  /** Connections remembered, judged ones included: 40 bytes each. */
  readonly maxConnections: number;
  /** Handshakes under way at once. */
  readonly maxFlows: number;
  /** Milliseconds of capture without a packet, after which a handshake is taken for abandoned. */
  readonly idleMs: number;
};

export class Tracker implements PacketSink {
  /** What was found since it was last emptied. */
  readonly events: UsageEvent[] = [];
  readonly skipped: Partial<Record<SkipCode, number>> = {};
  packets = 0;
  firstTime: number = Number.NaN;
  lastTime: number = Number.NaN;

  readonly #file: string;
  readonly #limits: TrackerLimits;
  readonly #decapsulator = new Decapsulator((code) => this.skip(code));
  readonly #table: FlowTable;
  readonly #flows = new FlowList();
  readonly #fingerprints = new Fingerprints();
  #format = 'pcap';

  constructor(file: string, limits: TrackerLimits = DEFAULT_LIMITS) {
    this.#file = file;
    this.#limits = limits;
    this.#table = new FlowTable(limits.maxConnections, (state) => {
      const entry = this.#flows.get(state);
      this.skip('dropped-flow');
      if (entry) this.#finish(entry, 'cut-off', false);
    });
  }

  set format(format: string) {
    this.#format = format;
  }

  skip(code: SkipCode): void {
    this.skipped[code] = (this.skipped[code] ?? 0) + 1;
  }

  packet(bytes: Uint8Array, at: number, end: number, linkType: number, time: number): void {
    this.packets++;
    if (!Number.isNaN(time)) {
      if (!(this.firstTime <= time)) this.firstTime = time;
      if (!(this.lastTime >= time)) this.lastTime = time;
    }
    const packet = this.#decapsulator;
    const protocol = packet.open(bytes, at, end, linkType);
    if (protocol === 0) return;
    const table = this.#table;
    table.setKey(
      protocol,
      packet.addresses,
      packet.sourceAt,
      packet.destinationAt,
      packet.addressBytes,
      packet.sourcePort,
      packet.destinationPort,
    );
    const state = table.get();
    if (protocol === TCP) {
      if (state === DONE && (packet.flags & SYN) === 0) return;
      this.#tcp(packet, state, time);
    } else if (protocol === UDP) this.#udp(packet, state, time);
  }

  /** Nothing more will come: whatever is under way is told as far as it went. */
  end(): void {
    for (let entry = this.#flows.oldest; entry; entry = this.#flows.oldest) this.#finish(entry, 'cut-off');
  }

  /** Ends what has been silent too long, by the clock of the capture. */
  expire(): void {
    for (let entry = this.#flows.oldest; entry; entry = this.#flows.oldest) {
      if (!(this.lastTime - entry.time > this.#limits.idleMs)) return;
      this.#finish(entry, 'silent');
    }
  }

  #tcp(packet: Decapsulator, state: number, time: number): void {
    const { direction } = this.#table;
    if ((packet.flags & SYN) !== 0) {
      this.#opening(packet, state, direction, time);
      return;
    }
    if (state >= FIRST_FLOW) {
      this.#continue(packet, state, direction, time);
      return;
    }
    if (packet.payloadLength === 0) {
      if (state === OPENED && (packet.flags & (RST | FIN)) !== 0) this.#table.set(DONE);
      return;
    }
    const flow = new TcpFlow(new Ends(packet, direction), () => this.skip('lost-bytes'));
    if (state === OPENED) {
      // 0 for a side whose SYN was not seen; a real one may be 0 once in four thousand million.
      const sequences = [this.#table.sequence(0), this.#table.sequence(1)] as const;
      for (const side of [0, 1] as const) {
        if (sequences[side] === 0) continue;
        flow.opened(side, sequences[side]);
        flow.heard(side);
      }
    }
    this.#add(flow, packet, direction, time);
  }

  #opening(packet: Decapsulator, state: number, direction: Direction, time: number): void {
    const table = this.#table;
    const first = (packet.sequence + 1) | 0;
    const entry = state >= FIRST_FLOW ? this.#flows.get(state) : undefined;
    if (entry?.flow instanceof TcpFlow) {
      if (entry.flow.opened(direction, first)) {
        this.#continue(packet, state, direction, time);
        return;
      }
      this.#finish(entry, 'closed');
    }
    const isAnswer = (packet.flags & ACK) !== 0;
    // An answer tells both numbers; an opening leaves the other one open.
    let own = first;
    let other = isAnswer ? packet.acknowledged : 0;
    if (state === OPENED && !isAnswer && table.sequence(direction) === first) return;
    if (direction === 1) [own, other] = [other, own];
    table.set(OPENED, own, other);
    if (packet.payloadLength > 0) {
      // TCP Fast Open (RFC 7413): the hello may come with the SYN.
      this.#tcpWithOpening(packet, direction, time);
    }
  }

  #tcpWithOpening(packet: Decapsulator, direction: Direction, time: number): void {
    const flow = new TcpFlow(new Ends(packet, direction), () => this.skip('lost-bytes'));
    flow.opened(direction, (packet.sequence + 1) | 0);
    this.#add(flow, packet, direction, time);
  }

  #udp(packet: Decapsulator, state: number, time: number): void {
    const { direction } = this.#table;
    if (state >= FIRST_FLOW) {
      this.#continue(packet, state, direction, time);
      return;
    }
    const { payload, payloadAt, payloadEnd } = packet;
    if (state === DONE && !(time - this.#doneAt(time) > AGAIN_MS)) return;
    const ends = (): Ends => new Ends(packet, direction);
    if (looksLikeDtls(payload, payloadAt, payloadEnd)) this.#add(new DtlsFlow(ends()), packet, direction, time);
    else if (looksLikeInitial(payload, payloadAt, payloadEnd)) {
      this.#add(new QuicFlow(ends(), direction), packet, direction, time);
    }
  }

  /** Seconds since 1970 were kept with it, which lasts until 2106. */
  #doneAt(time: number): number {
    return Number.isNaN(time) ? Number.NaN : (this.#table.sequence(0) >>> 0) * 1000;
  }

  #add(flow: Flow, packet: Decapsulator, direction: Direction, time: number): void {
    const { keyA, keyB } = this.#table;
    const { oldest } = this.#flows;
    if (oldest && this.#flows.size >= this.#limits.maxFlows) {
      this.skip('dropped-flow');
      this.#finish(oldest, 'cut-off');
    }
    const entry = this.#flows.add(flow, keyA, keyB, time);
    this.#table.setAt(keyA, keyB, entry.state);
    if (flow.packet(packet, direction, time, this.packets)) this.#finish(entry, 'closed');
  }

  #continue(packet: Decapsulator, state: number, direction: Direction, time: number): void {
    const entry = this.#flows.get(state);
    if (!entry) return;
    this.#flows.touch(entry, time);
    if (entry.flow.packet(packet, direction, time, this.packets)) this.#finish(entry, 'closed');
  }

  /** @param isRemembered false while the table forgets the connection itself */
  #finish(entry: Entry, reason: EndReason, isRemembered = true): void {
    const { flow } = entry;
    this.#flows.remove(entry);
    if (isRemembered) {
      const seconds = Number.isNaN(entry.time) ? 0 : Math.floor(entry.time / 1000) | 0;
      this.#table.setAt(entry.keyA, entry.keyB, DONE, seconds);
    }
    flow.end();
    const { talk } = flow;
    if (!talk) return;
    if (flow.isFalse) {
      if (!talk.isHandshake) this.skip('unreadable-hello');
      return;
    }
    const outcome = talk.outcomeAtEnd(reason);
    const source = { file: this.#file, format: this.#format };
    const event = eventOf(flow, talk, outcome, source, this.#fingerprints);
    if (saysNothing(event)) this.skip('unreadable-hello');
    else this.events.push(event);
  }
}

/** Half of a handshake, and that half damaged. */
function saysNothing({ offeredMax, negotiated, alert, ja3 }: UsageEvent): boolean {
  return offeredMax === null && negotiated === null && alert === null && ja3 === null;
}

/** A new handshake between the same ports over UDP: sooner it is the old one's last packets. */
const AGAIN_MS = 10_000;
const DEFAULT_LIMITS: TrackerLimits = { maxConnections: 2 ** 20, maxFlows: 50_000, idleMs: 120_000 };
