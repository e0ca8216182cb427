/**
 * Which cipher suite a server picks.
 *
 * @module
 */
import { type CipherSuite, cipherSuite } from '../tls/registry/cipher-suites.ts';
import { TLS_VERSIONS, type TlsVersion } from '../tls/version.ts';
import type { Offer } from './offer.ts';
import type { RefusalReason } from './outcome.ts';
import type { ServerProfile } from './server-profile.ts';

/** What is left to look at when a suite is common to both; `null`: fine, else why not this one. */
export type SuiteCheck = (suite: CipherSuite) => RefusalReason | null;

/**
 * The first suite in the order of who decides that passes the check.
 *
 * @returns the suite, or the reason: the check's for the first common suite, as that is what would have to change
 */
export function chooseSuite(
  offer: Offer,
  server: ServerProfile,
  version: TlsVersion,
  decidedBy: 'client' | 'server',
  check: SuiteCheck,
): CipherSuite | RefusalReason {
  const { lastResort } = server;
  if (lastResort === undefined) return firstOf(offer, server, version, decidedBy, check);
  const isLast = (suite: CipherSuite): boolean => lastResort.includes(suite.code);
  const better = firstOf(offer, server, version, decidedBy, (suite) =>
    isLast(suite) ? 'no-common-suite' : check(suite),
  );
  return typeof better === 'string' ? firstOf(offer, server, version, decidedBy, check) : better;
}

function firstOf(
  offer: Offer,
  server: ServerProfile,
  version: TlsVersion,
  decidedBy: 'client' | 'server',
  check: SuiteCheck,
): CipherSuite | RefusalReason {
  const mine = suitesOf(server, version);
  let reason: RefusalReason | null = null;
  if ((server.suites[version]?.decidedBy ?? decidedBy) === 'client') {
    for (const code of offer.suites) {
      const suite = mine.byCode.get(code);
      if (suite === undefined) continue;
      const objection = check(suite);
      if (objection === null) return suite;
      reason ??= objection;
    }
    return reason ?? 'no-common-suite';
  }
  const order = server.prioritizeChaCha && startsWithChaCha(offer) ? mine.chachaFirst : mine.inOrder;
  for (const suite of order) {
    if (!offer.suites.includes(suite.code)) continue;
    const objection = check(suite);
    if (objection === null) return suite;
    reason ??= objection;
  }
  return reason ?? 'no-common-suite';
}

/** Whether the server has a suite for the version, be it blocked by its policy. */
export function hasSuite(server: ServerProfile, version: TlsVersion): boolean {
  return suitesOf(server, version).isAny;
}

type Prepared = {
  readonly inOrder: readonly CipherSuite[];
  readonly chachaFirst: readonly CipherSuite[];
  readonly byCode: ReadonlyMap<number, CipherSuite>;
  readonly isAny: boolean;
};

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
  const inOrder = known(server.suites[version]?.codes ?? []);
  const chacha = inOrder.filter(isChaCha);
  return {
    inOrder,
    chachaFirst: [...chacha, ...inOrder.filter((suite) => !isChaCha(suite))],
    isAny: inOrder.length > 0 || known(server.blockedSuites).length > 0,
    byCode: new Map(inOrder.map((suite) => [suite.code, suite])),
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

/** By profile, as sorting its suites costs more than a negotiation. */
const prepared = new WeakMap<ServerProfile, Map<TlsVersion, Prepared>>();
