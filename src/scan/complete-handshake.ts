/**
 * Completes a handshake with `node:tls` over an open connection, to see what hides behind a ServerHello.
 *
 * Node is as lenient here as it can be made, as who the server is and how strong it is others judge. What Node will not
 * do all the same says nothing of the server.
 *
 * @module
 */
import { constants } from 'node:crypto';
import { type ConnectionOptions, connect, type SecureVersion, type TLSSocket } from 'node:tls';
import { decodeCertificate, decodeCertificate13 } from '../tls/certificate.ts';
import { HANDSHAKE_TYPE, type HandshakeMessage } from '../tls/handshake.ts';
import type { TlsVersion } from '../tls/version.ts';
import type { Observation } from './answer-reader.ts';
import type { Connection } from './connection.ts';
import { openServerFlight } from './encrypted-flight.ts';
import { TappedSocket } from './tapped-socket.ts';

/** What is asked for: one version, under one name. */
export type HandshakeWish = {
  readonly version: TlsVersion;
  readonly sni: string | undefined;
  readonly alpn: string | undefined;
};

/** How it went. */
export type HandshakeEnd =
  | { readonly kind: 'completed' }
  /** The server's alert, by the name of RFC 9846 §6.2, as far as OpenSSL calls it so. */
  | { readonly kind: 'alert'; readonly name: string }
  | { readonly kind: 'closed' | 'reset' | 'silent' | 'too-many-bytes' | 'malformed-answer' }
  /** Our part of TLS 1.3 was done, and whether the server takes it did not show. */
  | { readonly kind: 'undecided'; readonly by: 'silent' | 'closed' | 'reset' | 'malformed-answer' }
  /** Node itself would not go on; `said` are OpenSSL's words. */
  | { readonly kind: 'node'; readonly said: string }
  /** TLS was not reached, or the connection was gone when its turn came. */
  | { readonly kind: 'not-opened'; readonly observation: Observation }
  | { readonly kind: 'stopped'; readonly by: 'deadline' | 'interrupt' };

export type CompletedHandshake = {
  readonly end: HandshakeEnd;
  /** Whether a ServerHello came: before it a server refuses Node's hello, which is not ours. */
  readonly isAnswered: boolean;
  /** Whether the server was seen to ask for a certificate, which nobody here has. */
  readonly asksForCertificate: boolean;
  /** As sent, leaf first; `undefined` if none could be read. */
  readonly chain: readonly Uint8Array[] | undefined;
  /** Of a completed handshake up to TLS 1.2 (RFC 5077). */
  readonly ticket: Uint8Array | undefined;
};

/** Whether Node has the version at all. */
export function isNodeVersion(version: TlsVersion): boolean {
  return NODE_VERSIONS[version] !== undefined;
}

/**
 * Never throws or rejects; the connection is closed then.
 *
 * @param connection that has come to TLS, or is over
 * @param ms for the handshake as a whole
 */
export async function completeHandshake(
  connection: Connection,
  wish: HandshakeWish,
  ms: number,
  signal: AbortSignal,
): Promise<CompletedHandshake> {
  if (connection.end !== undefined) {
    const observation = connection.opened.over ?? { kind: 'closed' };
    const end: HandshakeEnd = observation.kind === 'stopped' ? observation : { kind: 'not-opened', observation };
    return { end, isAnswered: false, asksForCertificate: false, chain: undefined, ticket: undefined };
  }
  const tap = new TappedSocket(connection);
  try {
    const { end, secret, ticket } = await shakeHands({ connection, tap }, wish, ms, signal);
    const isTls13 = wish.version === 'TLSv1.3';
    const suite = tap.hello?.cipherSuite ?? 0;
    const flight = isTls13 && secret ? openServerFlight(tap.encrypted, suite, secret) : tap.flight;
    return {
      end,
      isAnswered: tap.hello !== undefined,
      asksForCertificate: flight.some(({ type }) => type === HANDSHAKE_TYPE.certificateRequest),
      chain: chainIn(flight, isTls13),
      ticket,
    };
  } finally {
    tap.destroy();
  }
}

function chainIn(flight: readonly HandshakeMessage[], isTls13: boolean): readonly Uint8Array[] | undefined {
  const message = flight.find(({ type }) => type === HANDSHAKE_TYPE.certificate);
  if (!message) return undefined;
  const decoded = isTls13 ? decodeCertificate13(message.body) : decodeCertificate(message.body);
  return decoded.ok ? decoded.value.entries.map(({ certificate }) => certificate) : [message.body];
}

type Line = { readonly connection: Connection; readonly tap: TappedSocket };

type Shaken = {
  readonly end: HandshakeEnd;
  readonly secret: Uint8Array | undefined;
  readonly ticket: Uint8Array | undefined;
};

function shakeHands(line: Line, wish: HandshakeWish, ms: number, signal: AbortSignal): Promise<Shaken> {
  return new Promise((resolve) => {
    let socket: TLSSocket | undefined;
    let secret: Uint8Array | undefined;
    /** Records that had come when our part was done; `undefined` until then. */
    let atSecure: number | undefined;
    const finish = (end: HandshakeEnd): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      const ticket = end.kind === 'completed' ? socket?.getTLSTicket() : undefined;
      resolve({ end, secret, ticket });
      socket?.destroy();
    };
    const onAbort = (): void =>
      finish({ kind: 'stopped', by: signal.reason === 'deadline' ? 'deadline' : 'interrupt' });
    const onCut = (): void => finish(cutOf(line, atSecure));
    let timer = setTimeout(() => finish({ kind: 'silent' }), ms);
    signal.addEventListener('abort', onAbort, { once: true });
    line.tap.on('close', onCut);
    try {
      socket = connect(optionsFor(line.tap, wish));
    } catch (error) {
      return finish({ kind: 'node', said: wordsOf(error) });
    }
    socket.on('keylog', (text: Buffer) => {
      const [label, , hex] = text.toString('latin1').trim().split(' ');
      if (label === 'SERVER_HANDSHAKE_TRAFFIC_SECRET') secret = Buffer.from(hex ?? '', 'hex');
    });
    socket.on('error', (error) => finish(endOf(error, line, atSecure)));
    socket.on('close', onCut);
    socket.on('secureConnect', () => {
      atSecure = line.tap.encrypted.length;
      if (wish.version !== 'TLSv1.3') return finish({ kind: 'completed' });
      // In TLS 1.3 the server has yet to judge our last flight: a ticket, data or a goodbye say yes, and an alert no.
      clearTimeout(timer);
      timer = setTimeout(() => finish({ kind: 'undecided', by: 'silent' }), Math.min(ms, SECOND_THOUGHTS_MS));
      socket?.on('session', () => finish({ kind: 'completed' }));
      socket?.on('data', () => finish({ kind: 'completed' }));
      socket?.end();
    });
  });
}

/** Node's own reset, when a connection ends before its time, is no word of OpenSSL's. */
function endOf(error: unknown, line: Line, atSecure: number | undefined): HandshakeEnd {
  const said = wordsOf(error);
  const alert = ALERT.exec(said)?.[1];
  if (alert !== undefined) return { kind: 'alert', name: alert.replaceAll(' ', '_') };
  const isOpenssl = error instanceof Error && 'library' in error;
  if (!isOpenssl) return cutOf(line, atSecure);
  return atSecure === undefined ? { kind: 'node', said } : { kind: 'undecided', by: 'malformed-answer' };
}

/** Behind our part of TLS 1.3 only a record that could be decrypted answers, be it a goodbye: others can hang up too. */
function cutOf({ connection: { end = 'closed' }, tap }: Line, atSecure: number | undefined): HandshakeEnd {
  switch (end) {
    case 'deadline':
    case 'interrupted':
      return { kind: 'stopped', by: end === 'deadline' ? 'deadline' : 'interrupt' };
    case 'unreachable':
      return { kind: 'closed' };
    case 'closed':
    case 'reset':
      if (atSecure === undefined) return { kind: end };
      return tap.encrypted.length > atSecure ? { kind: 'completed' } : { kind: 'undecided', by: end };
    default:
      return { kind: end };
  }
}

function wordsOf(error: unknown): string {
  if (error instanceof Error && 'reason' in error && typeof error.reason === 'string') return error.reason;
  return error instanceof Error ? error.message : String(error);
}

function optionsFor(tap: TappedSocket, { version, sni, alpn }: HandshakeWish): ConnectionOptions {
  const name = NODE_VERSIONS[version];
  return {
    socket: tap,
    ...(sni === undefined ? {} : { servername: sni }),
    ...(alpn === undefined ? {} : { ALPNProtocols: [alpn] }),
    ...(name === undefined ? {} : { minVersion: name, maxVersion: name }),
    ciphers: EVERYTHING,
    ecdhCurve: 'auto',
    secureOptions: constants.SSL_OP_LEGACY_SERVER_CONNECT,
    rejectUnauthorized: false,
  };
}

const NODE_VERSIONS: Readonly<Partial<Record<TlsVersion, SecureVersion>>> = {
  'TLSv1.0': 'TLSv1',
  'TLSv1.1': 'TLSv1.1',
  'TLSv1.2': 'TLSv1.2',
  'TLSv1.3': 'TLSv1.3',
};
/** All that the library has, anonymous suites and those without encryption last. */
const EVERYTHING = [
  'TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256:TLS_AES_128_CCM_SHA256',
  'TLS_AES_128_CCM_8_SHA256:ALL:COMPLEMENTOFALL:+aNULL:+eNULL:@SECLEVEL=0',
].join(':');
/** How OpenSSL reports an alert of the peer: `sslv3 alert handshake failure`, `tlsv1 unrecognized name`. */
const ALERT = /^(?:sslv3|tlsv1|tlsv13) (?:alert )?(.+)$/;
/** For a server that neither answers our goodbye nor objects. */
const SECOND_THOUGHTS_MS = 1000;
