/**
 * One connection: open, send a hello, read until there is an answer, close. The only file of the scan with a socket.
 *
 * @module
 */
import { connect, type Socket } from 'node:net';
import { AnswerReader, type AnswerReaderOptions, type Observation } from './answer-reader.ts';

export type Endpoint = { readonly address: string; readonly port: number };

export type ExchangeLimits = {
  /** From the start until the connection stands. */
  readonly connectMs: number;
  /** From the hello until a whole answer, however many bytes trickle in between. */
  readonly answerMs: number;
};

export type Exchange = {
  readonly observation: Observation;
  readonly bytesSent: number;
  readonly bytesReceived: number;
  /** The first bytes of the answer, at most 16 KiB. */
  readonly firstBytes: Uint8Array;
  readonly durationMs: number;
};

/**
 * Never rejects: whatever happens to the connection is an observation.
 *
 * @param signal ends the exchange at once; its reason `'deadline'` is told from an interrupt
 */
export function exchange(
  endpoint: Endpoint,
  hello: Uint8Array,
  limits: ExchangeLimits,
  options: AnswerReaderOptions,
  signal: AbortSignal,
): Promise<Exchange> {
  return new Promise((resolve) => {
    const started = performance.now();
    const reader = new AnswerReader(options);
    let socket: Socket | undefined;
    let isConnected = false;
    let isOver = false;

    const finish = (observation: Observation): void => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      socket?.destroy();
      resolve({
        observation,
        bytesSent: isConnected ? hello.length : 0,
        bytesReceived: reader.bytesReceived,
        firstBytes: reader.firstBytes,
        durationMs: performance.now() - started,
      });
    };
    const onAbort = (): void =>
      finish({ kind: 'stopped', by: signal.reason === 'deadline' ? 'deadline' : 'interrupt' });
    let timer = setTimeout(() => finish({ kind: 'unreachable', code: 'ETIMEDOUT' }), limits.connectMs);

    if (signal.aborted) {
      onAbort();
      return;
    }
    signal.addEventListener('abort', onAbort, { once: true });
    socket = connect({ host: endpoint.address, port: endpoint.port, noDelay: true });
    socket.on('connect', () => {
      isConnected = true;
      clearTimeout(timer);
      timer = setTimeout(() => finish(reader.silence()), limits.answerMs);
      socket?.write(hello);
    });
    socket.on('data', (chunk: Buffer) => {
      const observation = reader.push(chunk);
      if (observation) finish(observation);
    });
    socket.on('end', () => finish(reader.end()));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      finish(isConnected ? reader.reset() : { kind: 'unreachable', code: error.code ?? 'UNKNOWN' });
    });
    socket.on('close', () => finish(reader.end()));
  });
}
