/**
 * Runs one hostile row: a listener, the behaviour, and a well-behaved TLS server behind it.
 *
 * @module
 */
import { createServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { TlsVersion } from '../../src/tls/version.ts';
import type { LabServer, Truth } from '../server.ts';
import { ignoreErrors, type Listener, listenOnLoopback } from './loopback.ts';
import { type Behaviour, Peer } from './peer.ts';
import { labKeyPair } from './wire.ts';

/** A way to misbehave, and what is true of a server that does. */
export type HostileRow = {
  readonly name: `hostile-${string}`;
  /** What it does, for a person, in a few words. */
  readonly does: string;
  readonly truth: LabServer['truth'];
  /** Answers that are wrong for versions where `truth` leaves several right ones. */
  readonly wrong?: WrongAnswers;
  /** Called once a server, so that what a behaviour remembers stays with its server. */
  readonly behaviour: () => Behaviour;
};

/** For each version, the answers that no right scanner gives. */
export type WrongAnswers = Readonly<Partial<Record<TlsVersion, readonly Truth[]>>>;

/** A lab server that also says what it has been through. */
export type HostileServer = LabServer & {
  readonly wrong: WrongAnswers;
  stats(): HostileStats;
};

/** What a hostile server has been through since it started. */
export type HostileStats = {
  readonly connections: number;
  readonly openConnections: number;
  /** Bytes given to the sockets, so up to one chunk a connection more than the kernel took. */
  readonly bytesSent: number;
};

/** Starts `row` on a free loopback port. */
export async function startHostile(row: HostileRow): Promise<HostileServer> {
  const backend = await startBackend();
  const behave = row.behaviour();
  let connections = 0;
  let bytesOfClosed = 0;
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (socket) => {
    socket.once('close', () => {
      bytesOfClosed += socket.bytesWritten;
    });
    void behave(new Peer(socket, connections++, backend.port));
  });
  const listener = await listenOnLoopback(server);
  return {
    name: row.name,
    product: `hostile lab server: ${row.does}`,
    address: '127.0.0.1',
    port: listener.port,
    truth: row.truth,
    wrong: row.wrong ?? {},
    stats: () => ({
      connections,
      openConnections: listener.sockets.size,
      bytesSent: [...listener.sockets].reduce((sum, socket) => sum + socket.bytesWritten, bytesOfClosed),
    }),
    async stop() {
      await Promise.all([listener.stop(), backend.stop()]);
    },
  };
}

/** A TLS server that takes TLS 1.0 to 1.3 and nearly every suite its OpenSSL has. */
async function startBackend(): Promise<Listener> {
  const server = createTlsServer({ ...labKeyPair(), minVersion: 'TLSv1', maxVersion: 'TLSv1.3', ciphers: ALL_CIPHERS });
  server.on('secureConnection', (socket) => {
    ignoreErrors(socket);
    socket.resume();
  });
  server.on('tlsClientError', (_, socket) => ignoreErrors(socket));
  return listenOnLoopback(server);
}

/** Node turns TLS 1.3 off when a cipher list names none of its suites, hence the three before ALL. */
const ALL_CIPHERS = 'TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256:ALL:@SECLEVEL=0';
