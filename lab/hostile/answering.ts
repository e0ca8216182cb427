/**
 * Behaviours that answer hellos themselves, and the answers of a server that does it right, to be bent by the rows.
 *
 * @module
 */
import { setImmediate, setTimeout } from 'node:timers/promises';
import type { HelloPeek } from './peek.ts';
import type { Behaviour, Peer } from './peer.ts';
import { alert, legacyVersionFor, pickSuite, type ServerHelloParts, serverFlight, serverHello } from './wire.ts';

/** Sends one answer to whatever comes first, then does as `after` says: by default waits for the client to leave. */
export function answering(
  answer: (hello: HelloPeek, peer: Peer) => Buffer,
  after: (peer: Peer) => Promise<void> | void = (peer) => peer.stall(),
): Behaviour {
  return async (peer) => {
    const flight = await peer.firstFlight();
    if (!flight) return;
    if (!flight.hello) return peer.end(alert(2, UNEXPECTED_MESSAGE));
    await peer.send(answer(flight.hello, peer));
    await after(peer);
  };
}

/** As {@link answering}, for behaviours that do more than send. */
export function meeting(act: (peer: Peer, hello: HelloPeek) => Promise<void> | void): Behaviour {
  return async (peer) => {
    const flight = await peer.firstFlight();
    if (!flight) return;
    if (!flight.hello) return peer.end(alert(2, UNEXPECTED_MESSAGE));
    await act(peer, flight.hello);
  };
}

/**
 * libuv calls it an end, not a reset, when a RST is there by the time it reads the last bytes: clients built on it
 * get a moment to read them, and one turn of the event loop if they live in this process.
 */
export async function resetLater(peer: Peer): Promise<void> {
  await setTimeout(20);
  await setImmediate();
  peer.reset();
}

/** The highest version a hello offers, as a code point; an SSLv2-format hello offers 2. */
export function highestOffer(hello: HelloPeek): number {
  if (hello.format === 'sslv2') return 0x0002;
  return hello.supportedVersions?.includes(0x0304) ? 0x0304 : hello.clientVersion;
}

/** A right answer: the newest version from `min` to `max` that the hello offers, or alert 70. */
export function rightAnswer(hello: HelloPeek, { min = 0x0301, max = 0x0304 }: Range = {}): Buffer {
  const version = Math.min(highestOffer(hello), max);
  if (version < min) return denial(hello);
  return version === 0x0304 ? tls13Hello(hello) : serverFlight(version, pickSuite(hello));
}

/** A TLS 1.3 ServerHello that has all it must, but for what `parts` say otherwise. */
export function tls13Hello(hello: HelloPeek, parts: ServerHelloParts = {}, suite = 0x1301): Buffer {
  const extensions = [CHOSEN_TLS13, KEY_SHARE];
  return serverHello(0x0303, suite, { sessionId: hello.sessionId, extensions, ...parts });
}

/** Fatal alert 70: no version in common. */
export function denial(hello: HelloPeek): Buffer {
  return alert(2, PROTOCOL_VERSION, legacyVersionFor(hello));
}

export type Range = { readonly min?: number; readonly max?: number };

/** `supported_versions` with TLS 1.3, and a `key_share` for X25519. */
export const CHOSEN_TLS13: readonly [type: number, hex: string] = [43, '0304'];
const KEY_SHARE: readonly [type: number, hex: string] = [51, `001d0020${'5a'.repeat(32)}`];
const UNEXPECTED_MESSAGE = 10;
const PROTOCOL_VERSION = 70;
