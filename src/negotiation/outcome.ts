/**
 * What a handshake comes to.
 *
 * @module
 */
import type { TlsVersion } from '../tls/version.ts';
import type { ServerCertificate } from './server-profile.ts';

export type NegotiationOutcome = Agreement | Refusal | Undecided;

export type Agreement = {
  readonly ok: true;
  readonly version: TlsVersion;
  readonly suite: number;
  /** The named group; `null` for key transport, and for a Diffie-Hellman prime of the server's own. */
  readonly group: number | null;
  /** Bits of the Diffie-Hellman prime; `null` where there is none, or it is not known. */
  readonly dhBits: number | null;
  /** The scheme of the server's signature; `null` where none is named: key transport, and before TLS 1.2. */
  readonly scheme: number | null;
  /** `null` for anonymous suites, and where the server's certificates are not known. */
  readonly certificate: ServerCertificate | null;
  /** TLS 1.3: the server first asks for a key share of `group`, which costs a round trip. */
  readonly helloRetry: boolean;
  readonly alpn: string | null;
};

export type Refusal = {
  readonly ok: false;
  /** Who ends it. */
  readonly by: 'server' | 'client';
  /** The alert that says so; `null`: the connection is closed without one, or products differ in it. */
  readonly alert: number | null;
  readonly reason: RefusalReason;
  /** One sentence for a person, without a full stop. */
  readonly words: string;
  /**
   * TLS 1.3: it comes behind a ServerHello, encrypted, so that who looks on sees a version and a suite chosen, or
   * behind a HelloRetryRequest.
   */
  readonly afterServerHello?: true;
};

/** A refusal before it has words, and the version in which it comes. */
export type Refused = { readonly reason: RefusalReason; readonly version?: TlsVersion };

/** The facts do not decide it. */
export type Undecided = {
  readonly ok: 'unknown';
  /** One sentence for a person, without a full stop: what would have to be known. */
  readonly because: string;
  /** The handshake is completed all the same, in this version: only in what else is open. */
  readonly completes?: TlsVersion;
};

/** Stable: programs and translations go by it. */
export type RefusalReason =
  | 'client-too-old'
  | 'client-too-new'
  | 'no-common-version'
  | 'blocked-by-crypto-policy'
  | 'no-common-suite'
  | 'no-common-group'
  | 'no-common-signature'
  | 'no-prime'
  | 'no-certificate'
  | 'fallback-refused'
  | 'no-common-alpn'
  | 'name-required'
  | 'name-unknown'
  | 'no-null-compression'
  | 'extension-missing'
  | 'malformed-offer'
  | 'old-format'
  | 'version-below-client'
  | 'dh-too-small'
  | 'dh-too-large';
