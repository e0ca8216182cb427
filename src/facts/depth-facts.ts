/**
 * What a server takes beyond versions: suites, groups and the rest of its handshake.
 *
 * @module
 */

import type { TlsVersion } from '../tls/version.ts';

/** Things a server chooses from. */
export type ChoiceFacts<T> = {
  /** Who decides among what both sides have; `unknown` with one item, or where neither order explains the answers. */
  readonly decidedBy: 'server' | 'client' | 'unknown';
  /** Whether `items` stand in the server's order of preference. */
  readonly isOrdered: boolean;
  /** False when an answer did not tell, so that there may be more. */
  readonly isComplete: boolean;
  /**
   * The version whose items these are, where only two hellos were spent on making sure: nothing else is taken, and the
   * choice among all is the same. `null`: each item was chosen in this version.
   */
  readonly inferredFrom: TlsVersion | null;
  readonly items: readonly T[];
};

export type SuiteFacts = {
  readonly code: number;
  readonly name: string;
  /** The group the server used with it when it was found; `null` for none. */
  readonly group: string | null;
  /** Bits of its Diffie-Hellman prime; `null` for none. */
  readonly dhBits: number | null;
};

export type GroupFacts = { readonly code: number; readonly name: string };

export type FeatureAnswer = 'yes' | 'no' | 'inconclusive' | 'not-applicable';

/** The extras of a handshake in the newest version up to TLS 1.2 that the server speaks. */
export type FeatureFacts = {
  /** DEFLATE (RFC 3749): CRIME. */
  readonly compression: FeatureAnswer;
  readonly secureRenegotiation: FeatureAnswer;
  readonly extendedMasterSecret: FeatureAnswer;
  readonly encryptThenMac: FeatureAnswer;
  readonly sessionTickets: FeatureAnswer;
  /** A client without tickets is given an id; whether a session can be taken up by it is not asked. */
  readonly sessionIds: FeatureAnswer;
  readonly heartbeat: FeatureAnswer;
  readonly ocspStapling: FeatureAnswer;
  /** The server asks clients for a certificate. */
  readonly clientCertificate: FeatureAnswer;
  /** What it chose of `h2` and `http/1.1`; `null` for none, and where the other extras are inconclusive. */
  readonly alpn: string | null;
};

/** Everything asked beyond versions. */
export type DepthFacts = {
  readonly cipherSuites: Readonly<Partial<Record<TlsVersion, ChoiceFacts<SuiteFacts>>>>;
  readonly groups: Readonly<Partial<Record<TlsVersion, ChoiceFacts<GroupFacts>>>>;
  /** Schemes the server was seen to sign its key exchange with in TLS 1.2; it may have others. */
  readonly signatureSchemes: readonly GroupFacts[];
  readonly features: FeatureFacts | null;
};
