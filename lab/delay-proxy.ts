/**
 * A loopback proxy that makes the way to a server long, and counts the round trips somebody has to wait for.
 *
 * @module
 */
import { once } from 'node:events';
import { createServer, Socket } from 'node:net';
import { ignoreErrors, listenOnLoopback, resetSocket } from './hostile/loopback.ts';

/** A running proxy: point the client at its port instead of the server's. */
export type DelayProxy = {
  readonly address: string;
  readonly port: number;
  stats(): DelayStats;
  /** Resets what is connected and forgets what is on its way; safe to call twice. */
  stop(): Promise<void>;
};

/** What has gone through a proxy since it started. */
export type DelayStats = {
  readonly connections: number;
  readonly maxConcurrent: number;
  /**
   * Round trips on the critical path, whatever they took: a connect is one more than the deepest answer delivered
   * before it, on any connection, and an answer is one more than what it answers. Connect, hello, answer: 2.
   */
  readonly depth: number;
};

/**
 * Starts a proxy to a loopback server. Each direction takes half a round trip, and so does each leg of the TCP
 * handshake: a client that connects, sends and reads has its answer after two round trips, not before.
 *
 * @param options.roundTripMs 0 makes it a mere counter
 * @param options.address the loopback address to listen on, 127.0.0.1 by default
 */
export async function startDelayProxy(options: {
  readonly to: { readonly address: string; readonly port: number };
  readonly roundTripMs: number;
  readonly address?: string;
}): Promise<DelayProxy> {
  const { to, roundTripMs, address = '127.0.0.1' } = options;
  const counter = new RoundTripCounter();
  const backends = new Set<Socket>();
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (client) => {
    const openedMs = performance.now();
    const trips = counter.open();
    const backend = new Socket({ allowHalfOpen: true });
    ignoreErrors(backend);
    backends.add(backend);
    backend.once('close', () => backends.delete(backend));
    // A client that has sent its FIN has left; the way of the rest of the closing is no concern of the count.
    client.once('end', trips.leave).once('close', trips.leave);
    // The server hears of the client when the last leg of the handshake is there, after one and a half round trips.
    const up = new DelayLine(client, backend, { delayMs: roundTripMs / 2, epochMs: openedMs + roundTripMs });
    const settle = (then: () => void): void => afterQuietTurn(() => counter.stats().connections, then);
    const down = new DelayLine(backend, client, { delayMs: roundTripMs / 2, epochMs: openedMs, settle });
    up.push(() => void backend.connect(to.port, to.address).setNoDelay());
    up.start(() => trips.ask);
    down.start(() => {
      const depth = trips.answer();
      return () => counter.delivered(depth);
    });
  });
  const listener = await listenOnLoopback(server, address);
  return {
    address,
    port: listener.port,
    stats: () => counter.stats(),
    async stop() {
      const closed = [...backends].map((backend) => once(backend, 'close'));
      for (const backend of backends) backend.destroy();
      await Promise.all([listener.stop(), ...closed]);
    },
  };
}

/**
 * Waits for a turn of the event loop without a new connection. libuv accepts one a turn, and those that still queue in
 * the kernel were opened before whatever is delivered now: counting them later would make them deeper than they are.
 */
function afterQuietTurn(connections: () => number, then: () => void): void {
  setImmediate(() => {
    const before = connections();
    setImmediate(() => (connections() === before ? then() : afterQuietTurn(connections, then)));
  });
}

/** One direction of a connection: what enters leaves later, in the order it came in. */
class DelayLine {
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #delayMs: number;
  readonly #epochMs: number;
  readonly #settle: Settle | undefined;
  #settledMs = Number.NEGATIVE_INFINITY;
  #queue: { readonly dueMs: number; readonly bytes: number; readonly deliver: () => void }[] = [];
  #queuedBytes = 0;
  #isWaiting = false;
  #isCut = false;
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param options.epochMs nothing enters earlier, on the clock of `performance.now()`
   * @param options.settle what is due leaves only after this has called back
   */
  constructor(
    from: Socket,
    to: Socket,
    options: { readonly delayMs: number; readonly epochMs: number; readonly settle?: Settle },
  ) {
    this.#from = from;
    this.#to = to;
    this.#delayMs = options.delayMs;
    this.#epochMs = options.epochMs;
    this.#settle = options.settle;
    to.once('close', () => this.#cut());
  }

  /** Takes what `from` says from now on. `onBytes` sees bytes enter; what it returns is called as they leave. */
  start(onBytes: () => () => void): void {
    const to = this.#to;
    this.#from
      .on('data', (bytes: Buffer) => {
        const onDelivered = onBytes();
        this.push(() => {
          to.write(bytes);
          onDelivered();
        }, bytes.length);
      })
      .on('end', () => this.push(() => void to.end()))
      .on('close', (hadError) => hadError && this.push(() => resetSocket(to)));
  }

  push(deliver: () => void, bytes = 0): void {
    if (this.#isCut) return;
    const dueMs = Math.max(performance.now(), this.#epochMs) + this.#delayMs;
    this.#queue.push({ dueMs, bytes, deliver });
    this.#queuedBytes += bytes;
    if (this.#queuedBytes > MAX_QUEUED_BYTES) this.#from.pause();
    this.#run();
  }

  /** Nobody is left to deliver to: drops what is on its way, and reads on so that `from` can end. */
  #cut(): void {
    clearTimeout(this.#timer);
    this.#isCut = true;
    this.#queue = [];
    this.#from.resume();
  }

  #run(): void {
    while (!this.#isWaiting) {
      const [head] = this.#queue;
      if (!head) return;
      const waitMs = head.dueMs - performance.now();
      if (waitMs > 0) {
        this.#isWaiting = true;
        this.#timer = setTimeout(this.#resume, Math.ceil(waitMs));
      } else if (this.#settle && head.dueMs > this.#settledMs) {
        const nowMs = performance.now();
        this.#isWaiting = true;
        this.#settle(() => {
          this.#settledMs = nowMs;
          this.#resume();
        });
      } else if (this.#to.writableNeedDrain) {
        this.#isWaiting = true;
        this.#to.once('drain', this.#resume);
      } else {
        this.#queue.shift();
        this.#queuedBytes -= head.bytes;
        if (this.#queuedBytes <= MAX_QUEUED_BYTES) this.#from.resume();
        head.deliver();
      }
    }
  }

  readonly #resume = (): void => {
    this.#isWaiting = false;
    this.#run();
  };
}

/** See {@link DelayStats}. Only the order of events counts, never the clock. */
class RoundTripCounter {
  #connections = 0;
  #openNow = 0;
  #maxConcurrent = 0;
  #depth = 0;
  #deliveredDepth = 0;

  open(): Trips {
    this.#connections++;
    this.#openNow++;
    this.#maxConcurrent = Math.max(this.#maxConcurrent, this.#openNow);
    let depth = this.#deliveredDepth + 1;
    this.#depth = Math.max(this.#depth, depth);
    // The connect asks as well: a server that speaks first, as mail servers do, answers that.
    let isAsked = true;
    let isOpen = true;
    return {
      ask: () => {
        isAsked = true;
      },
      answer: () => {
        if (isAsked) depth++;
        isAsked = false;
        return depth;
      },
      leave: () => {
        if (isOpen) this.#openNow--;
        isOpen = false;
      },
    };
  }

  delivered(depth: number): void {
    this.#deliveredDepth = Math.max(this.#deliveredDepth, depth);
    this.#depth = Math.max(this.#depth, depth);
  }

  stats(): DelayStats {
    return { connections: this.#connections, maxConcurrent: this.#maxConcurrent, depth: this.#depth };
  }
}

type Settle = (then: () => void) => void;

/** What a connection tells the counter. */
type Trips = {
  /** The server has got bytes. */
  readonly ask: () => void;
  /** The server has sent bytes; returns their depth. */
  readonly answer: () => number;
  readonly leave: () => void;
};

/** What one direction holds before it stops reading, so that back-pressure reaches the sender. */
const MAX_QUEUED_BYTES = 1 << 20;
