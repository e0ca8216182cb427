/**
 * One connection: open, come to TLS, send a hello, read until there is an answer, close. The only file of the scan with
 * a socket.
 *
 * @module
 */
import { connect, type Socket } from 'node:net';
import type { BeforeTls } from '../facts/server-facts.ts';
import { AnswerReader, type AnswerReaderOptions, type Observation } from './answer-reader.ts';
import { Path, type Phase, type Progress, type Way } from './way.ts';

/** `address` is a name only where a proxy looks names up. */
export type Endpoint = { readonly address: string; readonly port: number };

/** Each phase has its own, however many bytes trickle in between. */
export type ExchangeLimits = {
  /** From the start until the connection stands, to the server or to the proxy. */
  readonly connectMs: number;
  /** From there until the proxy has connected. */
  readonly proxyMs: number;
  /** From the connection to the service until TLS may start. */
  readonly startTlsMs: number;
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
  readonly durationMs: number;
  /** From the hello on; 0 if none was sent. */
  readonly answerMs: number;
};

/**
 * Never rejects: whatever happens to the connection is an observation.
 *
 * @param signal ends the exchange at once; its reason `'deadline'` is told from an interrupt
 */
export function exchange(
  endpoint: Endpoint,
  way: Way,
  hello: Uint8Array,
  limits: ExchangeLimits,
  options: AnswerReaderOptions,
  signal: AbortSignal,
): Promise<Exchange> {
  return new Promise((resolve) => {
    const started = performance.now();
    const reader = new AnswerReader(options);
    const path = new Path(way, endpoint);
    const wrapping = way.dialect?.wrapping?.();
    let state: 'connecting' | Phase | 'hello' = 'connecting';
    let helloAt = 0;
    let wrapped = 0;
    let socket: Socket | undefined;
    let isOver = false;

    const finish = (observation: Observation): void => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      socket?.destroy();
      const endedAt = performance.now();
      resolve({
        observation,
        before: path.before,
        bytesSent: state === 'hello' ? hello.length : 0,
        bytesReceived: reader.bytesReceived,
        firstBytes: reader.firstBytes,
        durationMs: endedAt - started,
        answerMs: state === 'hello' ? endedAt - helloAt : 0,
      });
    };
    const onAbort = (): void =>
      finish({ kind: 'stopped', by: signal.reason === 'deadline' ? 'deadline' : 'interrupt' });
    let timer = setTimeout(() => finish(unconnected(way, 'ETIMEDOUT')), limits.connectMs);

    const enter = (next: Phase | 'hello'): void => {
      if (state === next) return;
      state = next;
      clearTimeout(timer);
      timer = setTimeout(() => finish(ending('silent')), limitOf(next, limits));
    };
    const follow = (progress: Progress): void => {
      for (const bytes of progress.send) socket?.write(bytes);
      switch (progress.kind) {
        case 'over':
          finish(progress.observation);
          break;
        case 'talking':
          enter(progress.phase);
          break;
        case 'tls':
          enter('hello');
          helloAt = performance.now();
          socket?.write(wrapping ? wrapping.wrap(hello) : hello);
          break;
      }
    };
    const ending = (how: 'closed' | 'reset' | 'silent'): Observation => {
      if (state !== 'hello') return path.cut(how);
      return how === 'closed' ? reader.end() : how === 'reset' ? reader.reset() : reader.silence();
    };
    const read = (chunk: Uint8Array): Observation | undefined => {
      if (!wrapping) return reader.push(chunk);
      wrapped += chunk.length;
      const bytes = wrapping.unwrap(chunk);
      if (!bytes) return { kind: 'malformed', field: 'tds.packet_header', code: 'bad-value' };
      return reader.push(bytes) ?? (wrapped > 2 * options.maxBytes ? { kind: 'too-many-bytes' } : undefined);
    };

    if (signal.aborted) {
      onAbort();
      return;
    }
    signal.addEventListener('abort', onAbort, { once: true });
    const first = way.proxy ?? { host: endpoint.address, port: endpoint.port };
    socket = connect({ host: first.host, port: first.port, noDelay: true });
    socket.on('connect', () => follow(path.start()));
    socket.on('data', (chunk: Buffer) => {
      if (isOver) return;
      if (state !== 'hello') {
        follow(path.push(chunk));
        return;
      }
      const observation = read(chunk);
      if (observation) finish(observation);
    });
    socket.on('end', () => finish(ending('closed')));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      finish(state === 'connecting' ? unconnected(way, error.code ?? 'UNKNOWN') : ending('reset'));
    });
    socket.on('close', () => finish(ending('closed')));
  });
}

function unconnected(way: Way, code: string): Observation {
  return way.proxy ? { kind: 'proxy-failed', why: 'no-connection', said: code } : { kind: 'unreachable', code };
}

function limitOf(phase: Phase | 'hello', { proxyMs, startTlsMs, answerMs }: ExchangeLimits): number {
  return phase === 'proxy' ? proxyMs : phase === 'starttls' ? startTlsMs : answerMs;
}
