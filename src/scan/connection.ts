/**
 * One connection that stays open: through a proxy and a dialogue in the clear up to TLS, then bytes both ways. Beside
 * `exchange.ts` the only file of the scan with a socket.
 *
 * @module
 */
import { connect, type Socket } from 'node:net';
import type { TalkFailure } from '../facts/attack-facts.ts';
import type { BeforeTls } from '../facts/server-facts.ts';
import type { Observation } from './answer-reader.ts';
import type { Wrapping } from './dialects/tds-packets.ts';
import type { Endpoint, ExchangeLimits } from './exchange.ts';
import { Path, type Phase, type Progress, type Way } from './way.ts';

/** Whoever talks over the connection; called with TLS bytes only. */
export type Listener = {
  readonly onBytes: (chunk: Uint8Array) => void;
  /** Once, whoever ended it. */
  readonly onEnd: (end: TalkFailure) => void;
};

/** What went over a connection, for `--trace`. */
export type ConnectionLog = {
  readonly before: BeforeTls | null;
  /** Of TLS alone, as is all below. */
  readonly sent: readonly Uint8Array[];
  readonly bytesReceived: number;
  /** At most 16 KiB, and nothing from {@link Connection.keepNothingMore} on. */
  readonly received: Uint8Array;
  readonly end: TalkFailure | undefined;
  readonly durationMs: number;
};

/** Never throws for anything a peer does: it ends. */
export class Connection {
  readonly #limits: ExchangeLimits;
  readonly #endpoint: Endpoint;
  readonly #way: Way;
  readonly #path: Path;
  readonly #wrapping: Wrapping | undefined;
  readonly #startedAt = performance.now();
  #state: 'connecting' | Phase | 'tls' = 'connecting';
  #socket: Socket | undefined;
  #timer: NodeJS.Timeout | undefined;
  #end: TalkFailure | undefined;
  #observation: Observation | undefined;
  #listener: Listener | undefined;
  #release: (() => void) | undefined;
  #reached: () => void = () => undefined;
  #sent: Uint8Array[] = [];
  #received: Uint8Array[] = [];
  #kept = 0;
  #isKeeping = true;
  #bytesReceived = 0;

  constructor(endpoint: Endpoint, way: Way, limits: ExchangeLimits) {
    this.#endpoint = endpoint;
    this.#limits = limits;
    this.#way = way;
    this.#path = new Path(way, endpoint);
    this.#wrapping = way.dialect?.wrapping?.();
  }

  /**
   * Call once, before anything else. `signal` ends the connection at any time.
   *
   * @returns why TLS cannot begin; `undefined` if it can
   */
  async reachTls(signal: AbortSignal): Promise<Observation | undefined> {
    const { proxy } = this.#way;
    await this.#connect(proxy ? { address: proxy.host, port: proxy.port } : this.#endpoint, signal);
    return this.#observation;
  }

  /** From now on the listener hears what comes; of a connection that is over already, that it is. */
  listen(listener: Listener): void {
    this.#listener = listener;
    if (this.#end !== undefined) listener.onEnd(this.#end);
  }

  get log(): ConnectionLog {
    return {
      before: this.#path.before,
      sent: this.#sent,
      bytesReceived: this.#bytesReceived,
      received: Buffer.concat(this.#received),
      end: this.#end,
      durationMs: performance.now() - this.#startedAt,
    };
  }

  send(bytes: Uint8Array): void {
    if (this.#end !== undefined || this.#state !== 'tls') return;
    this.#sent.push(bytes);
    this.#socket?.write(this.#wrapping ? this.#wrapping.wrap(bytes) : bytes);
  }

  /** What comes from now on may be somebody's memory: it is counted, and not in the log. */
  keepNothingMore(): void {
    this.#isKeeping = false;
  }

  finish(end: TalkFailure): void {
    if (this.#end !== undefined) return;
    this.#end = end;
    clearTimeout(this.#timer);
    this.#release?.();
    this.#socket?.destroy();
    this.#reached();
    this.#listener?.onEnd(end);
  }

  #connect({ address, port }: Endpoint, signal: AbortSignal): Promise<void> {
    const stopped = (): void => this.finish(signal.reason === 'deadline' ? 'deadline' : 'interrupted');
    if (signal.aborted) {
      stopped();
      return Promise.resolve();
    }
    signal.addEventListener('abort', stopped, { once: true });
    this.#release = () => signal.removeEventListener('abort', stopped);
    const socket = connect({ host: address, port, noDelay: true });
    this.#socket = socket;
    this.#timer = setTimeout(() => this.#unreached({ kind: 'unreachable', code: 'ETIMEDOUT' }), this.#limits.connectMs);
    socket.on('connect', () => this.#follow(this.#path.start()));
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('end', () => this.#over('closed'));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (this.#state === 'connecting') this.#unreached({ kind: 'unreachable', code: error.code ?? 'UNKNOWN' });
      else this.#over('reset');
    });
    socket.on('close', () => this.#over('closed'));
    return new Promise((resolve) => {
      this.#reached = resolve;
    });
  }

  #follow(progress: Progress): void {
    for (const bytes of progress.send) this.#socket?.write(bytes);
    if (progress.kind === 'over') {
      this.#unreached(progress.observation);
      return;
    }
    const next = progress.kind === 'tls' ? 'tls' : progress.phase;
    if (next === this.#state) return;
    this.#state = next;
    clearTimeout(this.#timer);
    if (next === 'tls') {
      this.#reached();
      return;
    }
    const limitMs = next === 'proxy' ? this.#limits.proxyMs : this.#limits.startTlsMs;
    this.#timer = setTimeout(() => this.#unreached(this.#path.cut('silent')), limitMs);
  }

  #take(chunk: Uint8Array): void {
    if (this.#end !== undefined) return;
    if (this.#state !== 'tls') {
      this.#follow(this.#path.push(chunk));
      return;
    }
    const bytes = this.#wrapping ? this.#wrapping.unwrap(chunk) : chunk;
    if (!bytes) {
      this.finish('malformed-answer');
      return;
    }
    this.#bytesReceived += bytes.length;
    if (this.#isKeeping && this.#kept < KEPT_BYTES) {
      const kept = bytes.slice(0, KEPT_BYTES - this.#kept);
      this.#received.push(kept);
      this.#kept += kept.length;
    }
    this.#listener?.onBytes(bytes);
  }

  #over(how: 'closed' | 'reset'): void {
    if (this.#end !== undefined) return;
    if (this.#state === 'tls') this.finish(how);
    else this.#unreached(this.#path.cut(how));
  }

  #unreached(observation: Observation): void {
    if (this.#end !== undefined) return;
    const isProxy = this.#way.proxy !== undefined && observation.kind === 'unreachable' && this.#state === 'connecting';
    this.#observation = isProxy ? { kind: 'proxy-failed', why: 'no-connection', said: observation.code } : observation;
    this.finish('unreachable');
  }
}

const KEPT_BYTES = 16_384;
