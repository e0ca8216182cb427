/**
 * Hostile rows in front of a good server: it is reached, unless the hello or the moment is not to their taste.
 *
 * @module
 */
import type { HostileRow } from './hostile-server.ts';
import { type HelloPeek, isOld } from './peek.ts';
import type { Behaviour, Peer } from './peer.ts';
import { byteByByte, dripping, fragmented, warned } from './rewrites.ts';
import { BACKEND_TRUTH, oldVersions, REFUSING_IS_WRONG } from './truth.ts';
import { alert, HTTP_400, legacyVersionFor, pickSuite, serverFlight } from './wire.ts';

/** Servers that work for somebody, if the truth says so. */
export const FRONTING_ROWS: readonly HostileRow[] = [
  {
    name: 'hostile-silent',
    does: 'never answers hellos up to TLS 1.1, and keeps them connected',
    truth: oldVersions('inconclusive'),
    behaviour: () => gate(isOld, (peer) => peer.stall()),
  },
  {
    name: 'hostile-rst-old',
    does: 'resets hellos up to TLS 1.1',
    truth: oldVersions('refused'),
    behaviour: () => gate(isOld, (peer) => peer.reset()),
  },
  {
    name: 'hostile-fin-old',
    does: 'closes on hellos up to TLS 1.1',
    truth: oldVersions('refused'),
    behaviour: () => gate(isOld, (peer) => peer.end()),
  },
  {
    name: 'hostile-http400-old',
    does: 'answers hellos up to TLS 1.1 with a plaintext HTTP 400',
    truth: oldVersions('refused'),
    behaviour: () => gate(isOld, (peer) => peer.end(HTTP_400)),
  },
  {
    name: 'hostile-higher-version',
    does: 'answers hellos up to TLS 1.1 with a TLS 1.2 ServerHello',
    // "Not negotiated" and "cannot tell" are both right for the old ones.
    truth: { 'TLSv1.2': 'accepted', 'TLSv1.3': 'accepted' },
    wrong: { SSLv3: ['accepted'], 'TLSv1.0': ['accepted'], 'TLSv1.1': ['accepted'] },
    behaviour: () => gate(isOld, (peer, hello) => void peer.send(serverFlight(0x0303, pickSuite(hello)))),
  },
  {
    name: 'hostile-needs-session-id',
    does: 'resets hellos up to TLS 1.1 that have an empty session id',
    truth: BACKEND_TRUTH,
    behaviour: () =>
      gate(
        (hello) => isOld(hello) && hello.sessionId.length === 0,
        (peer) => peer.reset(),
      ),
  },
  {
    name: 'hostile-over-128-suites',
    does: 'alert 47 to more than 128 cipher suites',
    truth: BACKEND_TRUTH,
    behaviour: () => gate((hello) => hello.cipherSuites.length > 128, answerAlert(47)),
  },
  {
    name: 'hostile-one-suite-set',
    does: 'alert 40 to TLS 1.0 hellos with 40 or more cipher suites',
    truth: BACKEND_TRUTH,
    behaviour: () =>
      gate((hello) => hello.clientVersion === 0x0301 && hello.cipherSuites.length >= 40, answerAlert(40)),
  },
  {
    name: 'hostile-small-hello-only',
    does: 'alert 40 to hello records longer than 255 bytes',
    truth: BACKEND_TRUTH,
    behaviour: () => gate((hello) => hello.recordLength > 255, answerAlert(40)),
  },
  {
    name: 'hostile-alert-unrecognized-name',
    does: 'fatal alert 112 whenever a server name is sent',
    truth: BACKEND_TRUTH,
    behaviour: () => gate((hello) => hello.hasServerName, answerAlert(112)),
  },
  {
    name: 'hostile-warning-112-first',
    does: 'warning alert 112 before every ServerHello',
    // TLS 1.3 has no warnings (RFC 9846 §6.2): a client that gives up on this one is as right as one that reads on.
    truth: { SSLv2: 'refused', SSLv3: 'refused', 'TLSv1.0': 'accepted', 'TLSv1.1': 'accepted', 'TLSv1.2': 'accepted' },
    wrong: { 'TLSv1.3': ['refused', 'latent'] },
    behaviour: () => (peer) => peer.forward(undefined, warned(112)),
  },
  {
    name: 'hostile-tiny-records',
    does: 'server handshake in records of 7 bytes',
    truth: BACKEND_TRUTH,
    behaviour: () => (peer) => peer.forward(undefined, fragmented(7)),
  },
  {
    name: 'hostile-one-byte-writes',
    does: 'writes one byte at a time',
    truth: BACKEND_TRUTH,
    behaviour: () => (peer) => peer.forward(undefined, byteByByte),
  },
  {
    name: 'hostile-slow-loris',
    does: 'right answers at one byte each 300 ms',
    // Whoever waits half a minute learns the truth; who does not cannot tell.
    truth: {},
    wrong: REFUSING_IS_WRONG,
    behaviour: () => (peer) => peer.forward(undefined, dripping(300, peer.signal)),
  },
  {
    name: 'hostile-rate-limit',
    does: 'resets every connection after 10 in 2 s',
    truth: BACKEND_TRUTH,
    behaviour: () => rateLimit({ limit: 10, windowMs: 2000, nowMs: () => performance.now() }),
  },
  {
    name: 'hostile-flapping',
    does: 'resets every second connection',
    // Enough retries find the truth, but how many are enough is a matter of taste.
    truth: {},
    wrong: REFUSING_IS_WRONG,
    behaviour: () => (peer) => (peer.index % 2 === 1 ? peer.reset() : peer.forward()),
  },
];

/**
 * Serves at most `limit` connections in any `windowMs` and resets the others at once. Those do not count against the
 * window, so a client that backs off for as long as the window is always served again.
 */
export function rateLimit(options: {
  readonly limit: number;
  readonly windowMs: number;
  readonly nowMs: () => number;
}): Behaviour {
  let servedMs: readonly number[] = [];
  return (peer) => {
    const nowMs = options.nowMs();
    servedMs = servedMs.filter((time) => nowMs - time < options.windowMs);
    if (servedMs.length >= options.limit) return peer.reset();
    servedMs = [...servedMs, nowMs];
    return peer.forward();
  };
}

/** `act`s on the hellos that meet the condition; all others, and what is no hello, reach the backend. */
function gate(condition: (hello: HelloPeek) => boolean, act: (peer: Peer, hello: HelloPeek) => void): Behaviour {
  return async (peer) => {
    const flight = await peer.firstFlight();
    if (!flight) return;
    if (!flight.hello || !condition(flight.hello)) return peer.forward(flight);
    act(peer, flight.hello);
    peer.stall();
  };
}

function answerAlert(description: number): (peer: Peer, hello: HelloPeek) => void {
  return (peer, hello) => peer.end(alert(2, description, legacyVersionFor(hello)));
}
