/**
 * A row of the catalogue made of somebody else's list: a name, a hello, and what the list says of versions. Pure.
 *
 * @module
 */
import { fromHex, toHex } from '../../core/hex.ts';
import { safeText } from '../../core/safe-text.ts';
import type { ClientFacts, VersionState } from '../../facts/client-facts.ts';
import { encodeClientHello } from '../../tls/client-hello.ts';
import { EXTENSION, type Extension, findExtension } from '../../tls/extensions.ts';
import { encodeHandshake, HANDSHAKE_TYPE } from '../../tls/handshake.ts';
import { CONTENT_TYPE, encodeRecord } from '../../tls/record.ts';
import { isOlder, TLS_VERSIONS, type TlsVersion, VERSION_CODE } from '../../tls/version.ts';
import { firstHello, newestOffered } from '../hello.ts';

export type ListedClient = {
  readonly name: string;
  /** The first flight in hex. */
  readonly hello: string;
  /** The range the list gives; the hello is asked where it gives none. */
  readonly oldest?: TlsVersion | undefined;
  readonly newest?: TlsVersion | undefined;
  readonly leastDhBits?: number | undefined;
  readonly mostDhBits?: number | undefined;
};

/** `undefined` if the hello is none. @param list what the list is called, for the source */
export function importedClient(listed: ListedClient, index: number, list: string): ClientFacts | undefined {
  const hello = listed.hello.toLowerCase();
  const first = hello.length <= LONGEST_HELLO ? firstHello(fromHex(hello) ?? new Uint8Array()) : undefined;
  const newest = first && (listed.newest ?? newestOffered(first));
  if (!first || !newest) return undefined;
  const name = safeText(listed.name.slice(0, LONGEST_NAME)).trim() || `client ${index + 1}`;
  const sources = [{ kind: 'measured', program: `${list}, row ${index + 1}` }] as const;
  const { leastDhBits, mostDhBits } = listed;
  const sni = first.format === 'tls' && findExtension(first.hello.extensions, EXTENSION.serverName) !== undefined;
  const limits = { sni, ...(leastDhBits ? { leastDhBits } : {}), ...(mostDhBits ? { mostDhBits } : {}) };
  return {
    id: `imported-${index + 1}-${name
      .toLowerCase()
      .replace(/[^a-z0-9.]+/g, '-')
      .replace(/^-+|-+$/g, '')}`.slice(0, LONGEST_NAME),
    name,
    family: 'imported',
    shareClass: 'tool',
    product: { name, vendor: 'unknown', from: null, to: null },
    stack: { name: 'unknown', version: null },
    platforms: [],
    protocols: { states: statesOf(listed.oldest, newest), confidence: 'observed', sources },
    limits: { ...limits, sources },
    offers: [{ name: `${list}: ${name} (${index + 1})`, hello, sources }],
  };
}

/** A hello made of the lists that a fingerprint keeps; random, session id and key shares are zeros. */
export function listedHello(
  version: number,
  cipherSuites: readonly number[],
  compressionMethods: readonly number[],
  extensions: readonly Extension[] | undefined,
): string | undefined {
  if (cipherSuites.length === 0 || cipherSuites.length > MOST_CODES) return undefined;
  const body = encodeClientHello({
    legacyVersion: version,
    random: new Uint8Array(32),
    sessionId: new Uint8Array(),
    cipherSuites,
    compressionMethods: Uint8Array.from(compressionMethods),
    extensions,
  });
  const fragment = encodeHandshake({ type: HANDSHAKE_TYPE.clientHello, body });
  return toHex(encodeRecord({ contentType: CONTENT_TYPE.handshake, version: VERSION_CODE['TLSv1.0'], fragment }));
}

function statesOf(oldest: TlsVersion | undefined, newest: TlsVersion): ClientFacts['protocols']['states'] {
  const entries = TLS_VERSIONS.flatMap((version): [TlsVersion, VersionState][] => {
    if (isOlder(newest, version)) return [[version, 'none']];
    if (version === newest) return [[version, 'on']];
    // A hello says nothing of the oldest version that its sender takes.
    if (oldest === undefined) return [];
    return [[version, isOlder(version, oldest) ? 'none' : 'on']];
  });
  return Object.fromEntries(entries);
}

const LONGEST_NAME = 120;
const LONGEST_HELLO = 32 * 1024;
const MOST_CODES = 1000;
