/**
 * A listener that reads what clients send first, completes the handshake as far as OpenSSL lets it, and answers a page.
 *
 * @module
 */
import { createServer, type Server, type Socket } from 'node:net';
import { createSecureContext, type SecureContext, TLSSocket } from 'node:tls';
import { type FirstHello, firstHello, newestOffered } from '../clients/hello.ts';
import { concatBytes } from '../core/hex.ts';
import { ALERT } from '../tls/alert.ts';
import { looksLikeRecord } from '../tls/record.ts';
import { ssl2HelloLength } from '../tls/ssl2.ts';
import type { SelfSigned } from './self-signed.ts';

export type CapturedClient = {
  readonly address: string;
  /** The first flight; `hello` is what it holds, `undefined` if that is no hello. */
  readonly flight: Uint8Array;
  readonly hello: FirstHello | undefined;
  /** As OpenSSL calls it; `null` when the handshake was not completed. */
  readonly negotiated: string | null;
  /** Of the HTTP request that followed; `null` if there was none. */
  readonly userAgent: string | null;
};

export type CaptureOptions = {
  readonly host: string;
  readonly port: number;
  readonly certificate: SelfSigned;
  /** HTML for a client that got through. */
  readonly page: (client: CapturedClient) => string;
  readonly onClient: (client: CapturedClient) => void;
};

export type HelloCapture = { readonly port: number; stop(): Promise<void> };

/** @throws the error of `listen` */
export async function startHelloCapture(options: CaptureOptions): Promise<HelloCapture> {
  const { certificate } = options;
  const context = createSecureContext({ ...certificate, minVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' });
  const open = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    if (open.size >= MOST_CONNECTIONS) {
      socket.destroy();
      return;
    }
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => undefined);
    receive(socket, context, options);
  });
  await listen(server, options);
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : options.port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

function listen(server: Server, { host, port }: CaptureOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** Collects bytes until they are a hello or can be none. */
function receive(socket: Socket, context: SecureContext, options: CaptureOptions): void {
  let flight: Uint8Array = new Uint8Array();
  let isDone = false;
  const address = socket.remoteAddress ?? 'unknown';
  const finish = (): void => {
    if (isDone) return;
    isDone = true;
    clearTimeout(timer);
    socket.removeListener('data', take);
    const hello = firstHello(flight);
    const client = { address, flight, hello, negotiated: null, userAgent: null };
    if (hello && isCompletable(hello)) {
      complete(socket, context, client, options);
      return;
    }
    // Only a hello is worth an alert; whatever else came is not TLS.
    if (hello) socket.end(PROTOCOL_VERSION_ALERT);
    else socket.end();
    if (flight.length > 0) options.onClient(client);
  };
  const take = (chunk: Uint8Array): void => {
    flight = concatBytes([flight, chunk]);
    const isHopeless = !looksLikeRecord(flight) && ssl2HelloLength(flight) === undefined && flight.length >= 3;
    if (firstHello(flight) || isHopeless || flight.length > MOST_BYTES) finish();
  };
  const timer = setTimeout(finish, HELLO_MS);
  socket.on('data', take);
  socket.on('end', finish);
  socket.on('close', finish);
}

/** OpenSSL 3 reads a hello in SSLv2 format that asks for TLS, and speaks neither SSL 2.0 nor SSL 3.0. */
function isCompletable(hello: FirstHello): boolean {
  return !['SSLv2', 'SSLv3'].includes(newestOffered(hello) ?? 'SSLv2');
}

function complete(socket: Socket, context: SecureContext, client: CapturedClient, options: CaptureOptions): void {
  socket.pause();
  socket.unshift(client.flight);
  const secure = new TLSSocket(socket, { isServer: true, secureContext: context, ALPNProtocols: ['http/1.1'] });
  let seen = client;
  let request = '';
  let isReported = false;
  const report = (): void => {
    if (isReported) return;
    isReported = true;
    clearTimeout(timer);
    options.onClient(seen);
  };
  const timer = setTimeout(() => socket.destroy(), REQUEST_MS);
  secure.on('secure', () => {
    seen = { ...seen, negotiated: secure.getProtocol() };
  });
  secure.on('data', (chunk: Buffer) => {
    request += chunk.toString('latin1');
    if (!request.includes('\r\n\r\n') && request.length < MOST_REQUEST) return;
    seen = { ...seen, userAgent: /\r\nuser-agent:[ \t]*([^\r\n]*)/i.exec(request)?.[1] ?? null };
    secure.end(response(options.page(seen)));
    report();
  });
  secure.on('error', report);
  secure.on('close', report);
  socket.on('close', report);
}

function response(page: string): string {
  const body = Buffer.from(page);
  const head = [
    'HTTP/1.1 200 OK',
    'Content-Type: text/html; charset=utf-8',
    `Content-Length: ${body.length}`,
    'Connection: close',
  ];
  return `${head.join('\r\n')}\r\n\r\n${page}`;
}

const PROTOCOL_VERSION_ALERT = Uint8Array.of(21, 3, 0, 0, 2, 2, ALERT.protocolVersion);
const HELLO_MS = 10_000;
const REQUEST_MS = 10_000;
const MOST_BYTES = 64 * 1024;
const MOST_REQUEST = 16 * 1024;
const MOST_CONNECTIONS = 256;
