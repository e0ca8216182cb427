/**
 * What another scanner says of a server, in our words, as far as it says it.
 *
 * @module
 */
import type { TlsVersion } from '../../src/tls/version.ts';

/** `latent`: it says that the version is on and no cipher for it is. */
export type PeerAnswer = 'accepted' | 'refused' | 'latent';

export type PeerFacts = {
  /** Versions it says something of. */
  readonly versions: Readonly<Partial<Record<TlsVersion, PeerAnswer>>>;
  /** Code points of suites, in the order listed. */
  readonly suites: Readonly<Partial<Record<TlsVersion, readonly number[]>>>;
  readonly decidedBy: Readonly<Partial<Record<TlsVersion, 'server' | 'client'>>>;
  /** Code points of groups; order means nothing. */
  readonly groups: Readonly<Partial<Record<TlsVersion, readonly number[]>>>;
};
