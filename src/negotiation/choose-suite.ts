/**
 * Which cipher suites a client and a server have in common, in the order of who picks.
 *
 * @module
 */
import { type CipherSuite, cipherSuite } from '../tls/registry/cipher-suites.ts';
import { TLS_VERSIONS, type TlsVersion } from '../tls/version.ts';
import type { Offer } from './offer.ts';
import type { ServerProfile } from './server-profile.ts';

/** A suite and its place in the server's list, from 0. */
export type Ranked = { readonly suite: CipherSuite; readonly rank: number; readonly isChaCha: boolean };

/** The suites that a hello and a server have in common: the same whatever the library, so worked out but once. */
export class CommonSuites {
  readonly #offer: Offer;
  readonly #server: ServerProfile;
  #version: TlsVersion | undefined;
  #byClient: readonly Ranked[] | undefined;
  #byServer: readonly Ranked[] | undefined;

  constructor(offer: Offer, server: ServerProfile) {
    this.#offer = offer;
    this.#server = server;
  }

  /** In the order of who decides, which what was seen of the version overrules, and those of {@link ServerProfile.lastResort} behind all others. */
  in(version: TlsVersion, decidedBy: 'client' | 'server'): readonly Ranked[] {
    if (version !== this.#version) {
      this.#version = version;
      this.#byClient = undefined;
      this.#byServer = undefined;
    }
    if ((this.#server.suites[version]?.decidedBy ?? decidedBy) === 'client') {
      this.#byClient ??= lastBehind(this.#server, this.#ranked(version));
      return this.#byClient;
    }
    this.#byServer ??= lastBehind(this.#server, sorted(this.#ranked(version), this.#isChaChaFirst()));
    return this.#byServer;
  }

  #ranked(version: TlsVersion): Ranked[] {
    const { ranks, own } = suitesOf(this.#server, version);
    const common: Ranked[] = [];
    for (const code of this.#offer.suites) {
      const place = ranks[code >>> 8]?.[code & 0xff] ?? 0;
      const ranked = place === 0 ? undefined : own[place - 1];
      if (ranked !== undefined) common.push(ranked);
    }
    return common;
  }

  #isChaChaFirst(): boolean {
    return this.#server.prioritizeChaCha && startsWithChaCha(this.#offer);
  }
}

/** Whether the server has a suite for the version, be it blocked by its policy. */
export function hasSuite(server: ServerProfile, version: TlsVersion): boolean {
  return suitesOf(server, version).isAny;
}

/** `ranks` by the two bytes of a suite, 1 for the first and 0 for none: twice as fast as a map, and asked most. */
type Prepared = {
  readonly own: readonly Ranked[];
  readonly ranks: readonly (Uint16Array | undefined)[];
  readonly isAny: boolean;
};

/** Sorts in place, by insertion: lists are short. */
function sorted(common: Ranked[], isChaChaFirst: boolean): Ranked[] {
  for (let end = 1; end < common.length; end++) {
    const one = common[end];
    let at = end;
    while (at > 0 && one !== undefined && comesBefore(one, common[at - 1], isChaChaFirst)) {
      common[at] = common[at - 1] ?? one;
      at--;
    }
    if (one !== undefined) common[at] = one;
  }
  return common;
}

function comesBefore(a: Ranked, b: Ranked | undefined, isChaChaFirst: boolean): boolean {
  if (b === undefined) return false;
  if (isChaChaFirst && a.isChaCha !== b.isChaCha) return a.isChaCha;
  return a.rank < b.rank;
}

function lastBehind({ lastResort }: ServerProfile, common: readonly Ranked[]): readonly Ranked[] {
  if (lastResort === undefined) return common;
  const isLast = ({ suite }: Ranked): boolean => lastResort.includes(suite.code);
  return [...common.filter((one) => !isLast(one)), ...common.filter(isLast)];
}

function suitesOf(server: ServerProfile, version: TlsVersion): Prepared {
  let versions = prepared.get(server);
  if (versions === undefined) {
    versions = new Map();
    prepared.set(server, versions);
  }
  let suites = versions.get(version);
  if (suites === undefined) {
    suites = prepare(server, version);
    versions.set(version, suites);
  }
  return suites;
}

function prepare(server: ServerProfile, version: TlsVersion): Prepared {
  const known = (codes: readonly number[]): CipherSuite[] =>
    codes.flatMap((code) => {
      const suite = cipherSuite(code);
      return suite !== undefined && isFor(suite, version) ? [suite] : [];
    });
  const own = known(server.suites[version]?.codes ?? []);
  const ranks: (Uint16Array | undefined)[] = Array.from({ length: PAGES }, () => undefined);
  for (const [index, { code }] of own.entries()) {
    const page = ranks[code >>> 8] ?? new Uint16Array(PAGES);
    page[code & 0xff] = index + 1;
    ranks[code >>> 8] = page;
  }
  return {
    own: own.map((suite, rank) => ({ suite, rank, isChaCha: isChaCha(suite) })),
    ranks,
    isAny: own.length > 0 || known(server.blockedSuites).length > 0,
  };
}

function isFor(suite: CipherSuite, version: TlsVersion): boolean {
  if ((suite.minVersion === 'TLSv1.3') !== (version === 'TLSv1.3')) return false;
  return TLS_VERSIONS.indexOf(suite.minVersion) <= TLS_VERSIONS.indexOf(version);
}

function startsWithChaCha(offer: Offer): boolean {
  const [first = 0] = offer.suites;
  const suite = cipherSuite(first);
  return suite !== undefined && isChaCha(suite);
}

function isChaCha(suite: CipherSuite): boolean {
  return suite.cipher.startsWith('CHACHA20');
}

/** Of 256 suites each: one for every first byte. */
const PAGES = 256;

/** By profile, as looking up its suites costs more than a negotiation. */
const prepared = new WeakMap<ServerProfile, Map<TlsVersion, Prepared>>();
