/**
 * The certificates a server presents, and what each chain of them is good for.
 *
 * @module
 */
import type { Failure } from '../core/errors.ts';
import type { TlsVersion } from '../tls/version.ts';

export type CertificateFacts =
  | {
      readonly subject: string;
      readonly issuer: string;
      /** As Node writes the extension; `names` has the same, one by one. */
      readonly subjectAltName: string | null;
      readonly names: readonly NameFacts[];
      /** ISO 8601. */
      readonly validFrom: string;
      readonly validTo: string;
      /** In hex. */
      readonly serial: string;
      readonly keyType: string | null;
      /** Of the modulus of an RSA key; `null` for other kinds. */
      readonly keyBits: number | null;
      /** Of an EC key, as OpenSSL calls it; `null` for other kinds. */
      readonly curve: string | null;
      /** `null` where the certificate is no DER by the letter. */
      readonly signature: SignatureFacts | null;
      readonly isCa: boolean;
      /** Signed with its own key. */
      readonly isSelfSigned: boolean;
      /** OCSP must-staple (RFC 7633). */
      readonly mustStaple: boolean;
      readonly sha256: string;
      /** Of subjectPublicKeyInfo. */
      readonly spkiSha256: string | null;
    }
  | { readonly error: Failure; readonly sha256: string };

export type NameFacts = { readonly type: 'dns' | 'email' | 'uri' | 'ip' | 'other'; readonly value: string };

export type SignatureFacts = {
  readonly oid: string;
  /** The OID again where nobody here knows it. */
  readonly name: string;
  /** `null` for algorithms with a hash of their own, and for unknown ones. */
  readonly hash: string | null;
};

/** One chain, as it was sent. */
export type ChainFacts = {
  /** SHA-256 of its certificates, leaf first; `certificates` of the result describes them. */
  readonly certificates: readonly string[];
  readonly seenIn: readonly ChainSight[];
  readonly nameMatch: NameMatch;
  readonly validity: 'valid' | 'expired' | 'not-yet-valid' | 'unknown';
  readonly trust: ChainTrust;
  /** Whether its leaf may stand for a server: extended key usage (RFC 5280 §4.2.1.12), if it has one, says so. */
  readonly isForServers: 'yes' | 'no' | 'unknown';
  /** Indexes into `certificates` whose signature rests on a broken hash; roots do not count. */
  readonly weakSignatures: readonly number[];
  /** Indexes into `certificates` of RSA keys under 2048 bits. */
  readonly smallKeys: readonly number[];
  /** What a client must be able to do to use the chain at all. */
  readonly needs: readonly ClientNeed[];
};

/** A kind of hello that the chain answered. */
export type ChainSight = {
  readonly version: TlsVersion;
  /** `null`: a hello without a name. */
  readonly sni: string | null;
};

/**
 * RFC 9525: only subjectAltName counts. `common-name-only`: the chain fits for clients that still look at the common
 * name, and for no other. `not-asked`: nobody asked under a name.
 */
export type NameMatch = 'match' | 'common-name-only' | 'mismatch' | 'not-asked' | 'unknown';

/** How the chain leads to a root that Node trusts. */
export type ChainTrust =
  | 'trusted'
  /** Trusted, though the certificates do not stand in the order of RFC 5246 §7.4.2. */
  | 'trusted-wrong-order'
  /** The leaf is its own issuer, and no root. */
  | 'self-signed'
  /** It ends in a self-signed certificate that is not in Node's store. */
  | 'unknown-root'
  /** The issuer of the last one was not sent, and is no root. */
  | 'incomplete'
  | 'unknown';

export type ClientNeed = 'sha-2' | 'ecdsa' | 'eddsa' | 'rsa-pss' | 'server-name';
