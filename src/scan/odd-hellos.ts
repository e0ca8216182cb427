/**
 * The hellos that servers stumble over: an ordinary one with something in it that the RFCs ask servers to take. Pure, but
 * for the random bytes.
 *
 * @module
 */
import { randomBytes } from 'node:crypto';
import type { IntoleranceName } from '../facts/attack-facts.ts';
import type { ClientHello } from '../tls/client-hello.ts';
import { EXTENSION, type Extension } from '../tls/extensions.ts';
import { changeHello, MAX_PLAIN_FRAGMENT } from './change-hello.ts';

/** One hello with all the oddities named, each as it would be alone. @param hello one record */
export function oddHello(hello: Uint8Array, names: readonly IntoleranceName[]): Uint8Array {
  const changes = names.map((name) => CHANGES[name]);
  const isSplit = names.includes('split-record');
  const sizes =
    isSplit && names.length > 1 ? [SPLIT_BYTES, MAX_PLAIN_FRAGMENT] : [isSplit ? SPLIT_BYTES : MAX_PLAIN_FRAGMENT];
  return changeHello(hello, (plain) => changes.reduce((odd, change) => change(odd), plain), sizes);
}

type Change = (hello: ClientHello) => ClientHello;

function withExtensions(extensions: readonly Extension[]): Change {
  return (hello) => ({ ...hello, extensions: [...(hello.extensions ?? []), ...extensions] });
}

/** As long as asked for, by padding (RFC 7685) and nothing else. */
function paddedTo(bytes: number): Change {
  return (hello) => {
    const rest = (hello.extensions ?? []).filter(({ type }) => type !== EXTENSION.padding);
    return { ...hello, extensions: [...rest, { type: EXTENSION.padding, data: new Uint8Array(bytes) }] };
  };
}

/** Reserved values in every list that has them (RFC 8701 §3.1). */
function withGrease(hello: ClientHello): ClientHello {
  const extensions = (hello.extensions ?? []).map((extension) =>
    extension.type === EXTENSION.supportedGroups ? { ...extension, data: greasedGroups(extension.data) } : extension,
  );
  return {
    ...hello,
    cipherSuites: [0x1a1a, ...hello.cipherSuites],
    extensions: [{ type: 0x2a2a, data: new Uint8Array() }, ...extensions, { type: 0x3a3a, data: Uint8Array.of(0) }],
  };
}

function greasedGroups(list: Uint8Array): Uint8Array {
  const length = list.length;
  return Uint8Array.of(length >> 8, length & 0xff, 0x4a, 0x4a, ...list.subarray(2));
}

/**
 * Filled with what no server takes: one that may choose from all would choose what was not asked for. The signalling
 * suite stays at the end.
 */
function withManySuites(hello: ClientHello): ClientHello {
  const fill = Array.from({ length: MANY_SUITES - hello.cipherSuites.length }, (_, index) => UNASSIGNED_SUITES + index);
  return { ...hello, cipherSuites: [...hello.cipherSuites.slice(0, -1), ...fill, ...hello.cipherSuites.slice(-1)] };
}

const MANY_SUITES = 200;
const SPLIT_BYTES = 64;
/** Unassigned by IANA up to 0x55ff. */
const UNASSIGNED_SUITES = 0x4000;

/** In the order in which they go together: where two say the same thing of a hello, the odder one stands behind. */
const CHANGES: Readonly<Record<IntoleranceName, Change>> = {
  // Announced the old way, as clients did before supported_versions: to be answered in TLS 1.2 or older.
  'version-tls13': (hello) => ({ ...hello, legacyVersion: 0x0304 }),
  'version-future': (hello) => ({ ...hello, legacyVersion: 0x03ff }),
  'long-hello': paddedTo(2048),
  // Longer than a record may be, so that it comes in two.
  'huge-hello': paddedTo(17_000),
  // Unassigned by IANA, and not one of the GREASE values.
  'unknown-extension': withExtensions([{ type: 0xf00d, data: randomBytes(5) }]),
  grease: withGrease,
  'empty-session-id': (hello) => ({ ...hello, sessionId: new Uint8Array() }),
  'many-suites': withManySuites,
  'split-record': (hello) => hello,
};
