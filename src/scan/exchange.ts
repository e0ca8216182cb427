/**
 * One connection: open, come to TLS, and once a hello is there send it, read until there is an answer, close. The only
 * file of the scan that opens sockets; `connection.ts` takes them over for longer talks.
 *
 * @module
 */
import { connect, type Socket } from 'node:net';
import type { BeforeTls } from '../facts/server-facts.ts';
import { AnswerReader, type AnswerReaderOptions, type Observation } from './answer-reader.ts';
import type { Wrapping } from './dialects/tds-packets.ts';
import { Path, type Phase, type Progress, type Way } from './way.ts';

/** `address` is a name only where a proxy looks names up. */
export type Endpoint = { readonly address: string; readonly port: number };

/** Each phase has its own, however many bytes trickle in between. */
export type ConnectLimits = {
  /** From the start until the connection stands, to the server or to the proxy. */
  readonly connectMs: number;
  /** From there until the proxy has connected. */
  readonly proxyMs: number;
  /** From the connection to the service until TLS may start. */
  readonly startTlsMs: number;
};

export type ExchangeLimits = ConnectLimits & {
  /** From the hello until a whole answer. */
  readonly answerMs: number;
};

export type Exchange = {
  readonly observation: Observation;
  readonly before: BeforeTls | null;
  /** Of TLS alone, as are the bytes received. */
  readonly bytesSent: number;
  readonly bytesReceived: number;
  /** The first bytes of the answer, at most 16 KiB. */
  readonly firstBytes: Uint8Array;
  /** Without the time that the open connection waited for its hello. */
  readonly durationMs: number;
  /** From the hello on; 0 if none was sent. */
  readonly answerMs: number;
};

/** A connection that came to TLS; all that goes over it is packed by `wrapping`, if there is one. */
export type OpenSocket = { readonly socket: Socket; readonly wrapping: Wrapping | undefined };

/** Never throws or rejects: whatever happens to the connection is an observation. */
export class HelloConnection {
  /** When TLS could start, or the connection was over before; never rejects. */
  readonly opened: Promise<this>;
  readonly #way: Way;
  readonly #path: Path;
  readonly #signal: AbortSignal;
  readonly #startedAt = performance.now();
  #openedAt = 0;
  #state: 'connecting' | Phase | 'open' | 'hello' = 'connecting';
  #over: Observation | undefined;
  #socket: Socket | undefined;
  #timer: NodeJS.Timeout | undefined;
  #answer: ((observation: Observation) => void) | undefined;
  #reader: AnswerReader | undefined;
  #read: (chunk: Uint8Array) => Observation | undefined = () => undefined;
  #isOpened: () => void = () => undefined;

  /** @param signal ends everything at once; its reason `'deadline'` is told from an interrupt */
  constructor(endpoint: Endpoint, way: Way, limits: ConnectLimits, signal: AbortSignal) {
    this.#way = way;
    this.#path = new Path(way, endpoint);
    this.#signal = signal;
    this.opened = new Promise((resolve) => {
      this.#isOpened = () => resolve(this);
    });
    if (signal.aborted) this.#onAbort();
    else this.#connect(endpoint, limits);
  }

  /** What was said before TLS. */
  get before(): BeforeTls | null {
    return this.#path.before;
  }

  /** When it began to open, on the clock of `performance.now()`. */
  get startedAt(): number {
    return this.#startedAt;
  }

  /** Since when TLS could start, on the clock of `performance.now()`. */
  get openedAt(): number {
    return this.#openedAt;
  }

  /** What ended the connection before TLS could start, if something did. */
  get over(): Observation | undefined {
    return this.#over;
  }

  /** Who stopped it before its time, if the signal did. */
  get stoppedBy(): 'deadline' | 'interrupted' | undefined {
    if (this.#over?.kind !== 'stopped') return undefined;
    return this.#over.by === 'deadline' ? 'deadline' : 'interrupted';
  }

  /** Whether it went away while it waited for its hello: its end says nothing of TLS then. */
  get isLost(): boolean {
    return this.#state === 'open' && this.#over !== undefined;
  }

  /** Sends a hello and reads the answer. Once only; the connection is closed then. */
  ask(hello: Uint8Array, answerMs: number, options: AnswerReaderOptions): Promise<Exchange> {
    const helloAt = performance.now();
    const reader = new AnswerReader(options);
    const isSent = this.#over === undefined;
    return new Promise((resolve) => {
      this.#answer = (observation) => {
        const sinceHello = performance.now() - helloAt;
        resolve({
          observation,
          before: this.#path.before,
          bytesSent: isSent ? hello.length : 0,
          bytesReceived: reader.bytesReceived,
          firstBytes: reader.firstBytes,
          durationMs: this.#openedAt - this.#startedAt + sinceHello,
          answerMs: isSent ? sinceHello : 0,
        });
      };
      if (this.#over) this.#answer(this.#over);
      else this.#send(hello, answerMs, reader, 2 * options.maxBytes);
    });
  }

  /**
   * Gives the open socket away instead of asking; `undefined` if it is over. `close` and the signal still end it.
   *
   * @param take called with what arrives once the socket is resumed
   */
  release(take: (chunk: Uint8Array) => void): OpenSocket | undefined {
    const socket = this.#socket;
    if (this.#over || !socket) return undefined;
    this.#state = 'hello';
    this.#read = (chunk) => {
      take(chunk);
      return undefined;
    };
    for (const event of ['end', 'error', 'close']) socket.removeAllListeners(event);
    return { socket, wrapping: this.#way.dialect?.wrapping?.() };
  }

  /** Ends it, whatever it does; safe to call twice. */
  close(): void {
    this.#finish({ kind: 'closed' });
  }

  #connect(endpoint: Endpoint, limits: ConnectLimits): void {
    this.#signal.addEventListener('abort', this.#onAbort, { once: true });
    this.#wait(limits.connectMs, () => unconnected(this.#way, 'ETIMEDOUT'));
    const { host, port } = this.#way.proxy ?? { host: endpoint.address, port: endpoint.port };
    const take = (length: number): boolean => {
      this.#take(ARRIVING.slice(0, length), limits);
      return true;
    };
    // Read into one place for all: Node would make a buffer of 64 KiB for every read, and clear it away again.
    // A hello goes out in one piece: there is nothing for TCP to hold back, and so nothing to tell it.
    const socket = connect({ host, port, onread: { buffer: ARRIVING, callback: take } });
    this.#socket = socket;
    socket.on('connect', () => this.#follow(this.#path.start(), limits));
    socket.on('end', () => this.#finish(this.#ending('closed')));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      const isConnecting = this.#state === 'connecting';
      this.#finish(isConnecting ? unconnected(this.#way, error.code ?? 'UNKNOWN') : this.#ending('reset'));
    });
    socket.on('close', () => this.#finish(this.#ending('closed')));
  }

  #take(chunk: Uint8Array, limits: ConnectLimits): void {
    if (this.#state === 'hello') this.#finishWith(this.#read(chunk));
    else if (!this.#over) this.#follow(this.#path.push(chunk), limits);
  }

  #follow(progress: Progress, limits: ConnectLimits): void {
    for (const bytes of progress.send) this.#socket?.write(bytes);
    switch (progress.kind) {
      case 'over':
        this.#finish(progress.observation);
        break;
      case 'talking':
        if (this.#state === progress.phase) break;
        this.#state = progress.phase;
        this.#wait(progress.phase === 'proxy' ? limits.proxyMs : limits.startTlsMs, () => this.#ending('silent'));
        break;
      case 'tls':
        this.#state = 'open';
        clearTimeout(this.#timer);
        // What a server says before the hello, and its hanging up, belong to the answer: they wait in the socket.
        this.#socket?.pause();
        this.#openedAt = performance.now();
        this.#isOpened();
        break;
    }
  }

  #send(hello: Uint8Array, answerMs: number, reader: AnswerReader, mostWrapped: number): void {
    const wrapping = this.#way.dialect?.wrapping?.();
    let wrapped = 0;
    this.#state = 'hello';
    this.#reader = reader;
    this.#read = (chunk) => {
      if (!wrapping) return reader.push(chunk);
      wrapped += chunk.length;
      const bytes = wrapping.unwrap(chunk);
      if (!bytes) return { kind: 'malformed', field: 'tds.packet_header', code: 'bad-value' };
      return reader.push(bytes) ?? (wrapped > mostWrapped ? { kind: 'too-many-bytes' } : undefined);
    };
    this.#wait(answerMs, () => this.#ending('silent'));
    this.#socket?.write(wrapping ? wrapping.wrap(hello) : hello);
    this.#socket?.resume();
  }

  #ending(how: 'closed' | 'reset' | 'silent'): Observation {
    const reader = this.#reader;
    if (!reader) return this.#state === 'open' ? { kind: how } : this.#path.cut(how);
    return how === 'closed' ? reader.end() : how === 'reset' ? reader.reset() : reader.silence();
  }

  #wait(ms: number, otherwise: () => Observation): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#finish(otherwise()), ms);
  }

  readonly #onAbort = (): void => {
    this.#finish({ kind: 'stopped', by: this.#signal.reason === 'deadline' ? 'deadline' : 'interrupt' });
  };

  #finishWith(observation: Observation | undefined): void {
    if (observation) this.#finish(observation);
  }

  #finish(observation: Observation): void {
    if (this.#over) return;
    this.#over = observation;
    clearTimeout(this.#timer);
    this.#signal.removeEventListener('abort', this.#onAbort);
    this.#socket?.destroy();
    if (this.#openedAt === 0) this.#openedAt = performance.now();
    this.#isOpened();
    this.#answer?.(observation);
  }
}

/** What a read brought, until the next one. */
const ARRIVING = new Uint8Array(65_536);

function unconnected(way: Way, code: string): Observation {
  return way.proxy ? { kind: 'proxy-failed', why: 'no-connection', said: code } : { kind: 'unreachable', code };
}
