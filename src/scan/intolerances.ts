/**
 * What servers stumble over that the RFCs ask them to take: one hello each, told from an ordinary one by a single thing.
 *
 * @module
 */
import { randomBytes } from 'node:crypto';
import {
  INTOLERANCES,
  type IntoleranceFact,
  type IntoleranceFacts,
  type IntoleranceName,
} from '../facts/attack-facts.ts';
import type { ClientHello } from '../tls/client-hello.ts';
import { EXTENSION, type Extension } from '../tls/extensions.ts';
import { HANDSHAKE_TYPE } from '../tls/handshake.ts';
import { cipherSuite, knownSuiteCodes } from '../tls/registry/cipher-suites.ts';
import { decodeServerHello } from '../tls/server-hello.ts';
import { isOlder, type TlsVersion, VERSION_CODE } from '../tls/version.ts';
import type { Asker } from './asker.ts';
import { isFatal, reactionTo } from './attacks/opening.ts';
import { changeHello } from './change-hello.ts';
import { buildHello } from './hellos.ts';

/** @param version the newest version up to TLS 1.2 that the server accepts under this name */
export async function askIntolerances(
  asker: Asker,
  sni: string | undefined,
  version: TlsVersion,
): Promise<IntoleranceFacts> {
  const ask = (change: Change): Promise<IntoleranceFact> => askOnce(asker, sni, version, change);
  const first = await Promise.all(INTOLERANCES.map((name) => ask(CHANGES[name])));
  const facts: Partial<Record<IntoleranceName, IntoleranceFact>> = {};
  for (const [index, name] of INTOLERANCES.entries()) {
    const fact = first[index] ?? UNKNOWN;
    facts[name] = fact.answer === 'tolerant' ? fact : await confirm(ask, CHANGES[name]);
  }
  return facts as IntoleranceFacts;
}

/** Twice the same, with an ordinary hello answered in between: anything else may be a tired server. */
async function confirm(ask: (change: Change) => Promise<IntoleranceFact>, change: Change): Promise<IntoleranceFact> {
  const control = await ask(NO_CHANGE);
  if (control.answer !== 'tolerant') return { ...UNKNOWN, reaction: 'no-control' };
  return ask(change);
}

type Change = {
  readonly change: (hello: ClientHello) => ClientHello;
  readonly recordBytes?: number;
};

function askOnce(
  asker: Asker,
  sni: string | undefined,
  version: TlsVersion,
  { change, recordBytes }: Change,
): Promise<IntoleranceFact> {
  return asker.converse(async (conversation) => {
    const built = buildHello({ version, shape: 'full', sni, fallbackScsv: false });
    conversation.send(changeHello(built.bytes, change, recordBytes));
    const heard = await conversation.hear((item) => isFatal(item) || item.kind === 'handshake');
    const { reaction, alert } = reactionTo('ClientHello', heard);
    const message = heard.items.find((item) => item.kind === 'handshake')?.message;
    if (message?.type === HANDSHAKE_TYPE.serverHello) {
      const hello = decodeServerHello(message.body);
      // Whatever was announced, TLS 1.2 is the newest that can be chosen without supported_versions (RFC 9846 §4.2.3).
      const isSound = hello.ok && hello.value.legacyVersion <= VERSION_CODE['TLSv1.2'];
      if (isSound) return { answer: 'tolerant', reaction: 'answered', alert: null };
      return { answer: 'intolerant', reaction: 'wrong-answer', alert };
    }
    const isOurs = reaction === 'unreachable' || reaction === 'deadline' || reaction === 'interrupted';
    return { answer: isOurs ? 'inconclusive' : 'intolerant', reaction, alert };
  });
}

function withExtensions(extensions: readonly Extension[]): Change['change'] {
  return (hello) => ({ ...hello, extensions: [...(hello.extensions ?? []), ...extensions] });
}

/** As long as asked for, by padding (RFC 7685) and nothing else. */
function paddedTo(bytes: number): Change['change'] {
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

function withManySuites(hello: ClientHello): ClientHello {
  const others = knownSuiteCodes().filter((code) => {
    const suite = cipherSuite(code);
    return suite && !isOlder('TLSv1.2', suite.minVersion) && !hello.cipherSuites.includes(code);
  });
  return { ...hello, cipherSuites: [...hello.cipherSuites, ...others].slice(0, MANY_SUITES) };
}

const UNKNOWN: IntoleranceFact = { answer: 'inconclusive', reaction: 'no-control', alert: null };
const NO_CHANGE: Change = { change: (hello) => hello };
const MANY_SUITES = 200;

const CHANGES: Readonly<Record<IntoleranceName, Change>> = {
  // Announced the old way, as clients did before supported_versions: to be answered in TLS 1.2 or older.
  'version-tls13': { change: (hello) => ({ ...hello, legacyVersion: 0x0304 }) },
  'version-future': { change: (hello) => ({ ...hello, legacyVersion: 0x03ff }) },
  'long-hello': { change: paddedTo(2048) },
  // Longer than a record may be, so that it comes in two.
  'huge-hello': { change: paddedTo(17_000) },
  // Unassigned by IANA, and not one of the GREASE values.
  'unknown-extension': { change: withExtensions([{ type: 0xf00d, data: randomBytes(5) }]) },
  grease: { change: withGrease },
  'empty-session-id': { change: (hello) => ({ ...hello, sessionId: new Uint8Array() }) },
  'many-suites': { change: withManySuites },
  'split-record': { change: (hello) => hello, recordBytes: 64 },
};
