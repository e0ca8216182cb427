/**
 * What a server takes: the other input of a negotiation, from a configuration that may not be live yet or from a scan.
 *
 * @module
 */
import type { TlsVersion } from '../tls/version.ts';

export type ServerProfile = {
  /** Whose TLS it is, for what products do differently; `null`: not known. */
  readonly stack: StackName | null;
  /** The versions that work. */
  readonly versions: readonly TlsVersion[];
  /** Versions that the configuration lists and the crypto policy blocks, as OpenSSL's security level does. */
  readonly latentVersions: readonly TlsVersion[];
  /** False when a version that is in neither list was never asked for, or the answer did not tell. */
  readonly areVersionsComplete: boolean;
  /** What each version chooses from; a version without an entry is one whose suites are not known. */
  readonly suites: Readonly<Partial<Record<TlsVersion, Choices>>>;
  /** Suites that the configuration lists and the crypto policy blocks. */
  readonly blockedSuites: readonly number[];
  /** Suites that are taken only when no other is common: Java's `jdk.tls.legacyAlgorithms`. */
  readonly lastResort?: readonly number[];
  /** Who decides among the common suites. */
  readonly preference: 'server' | 'client' | 'unknown';
  /** Takes ChaCha20 when the client has it first: OpenSSL's `PrioritizeChaCha`. Only with the server's preference. */
  readonly prioritizeChaCha: boolean;
  readonly groups: Choices;
  /** Empty: no certificate, so that only anonymous suites and pre-shared keys are left. */
  readonly certificates: readonly ServerCertificate[];
  /** Schemes the server signs with in TLS 1.2 and 1.3. */
  readonly signatureSchemes: Choices;
  /**
   * Bits of its Diffie-Hellman prime; `auto`: as OpenSSL does by the size of the certificate's key; `groups`: a named
   * group of RFC 7919 from `groups`, and the first of them for a client that lists none; `null`: none, so no DHE suite works.
   */
  readonly dh: number | 'auto' | 'groups' | null;
  readonly alpn: AlpnRule;
  /** TLS_FALLBACK_SCSV (RFC 7507). */
  readonly fallbackScsv: 'honoured' | 'ignored' | 'unknown';
  readonly names: NameRule;
  /** Takes a hello for TLS in the format of SSL 2.0, as old Java and Internet Explorer send it. */
  readonly readsSsl2Hello: boolean;
  /** False for programs that close the connection before their library's alert is sent: Node 0.8 and 0.10. */
  readonly sendsAlerts: boolean;
  /** OpenSSL's security level: what it asks of keys, groups and signatures. `null` for stacks without levels. */
  readonly securityLevel: number | null;
};

/** TLS libraries, by how they answer; Apache, nginx, HAProxy and Node from 17 on are `openssl-3`. */
export type StackName =
  | 'openssl-1.0.0'
  | 'openssl-1.0.1'
  | 'openssl-3'
  | 'boringssl'
  | 'gnutls'
  | 'nss'
  | 'java'
  | 'schannel';

/** A list to choose from. */
export type Choices = {
  readonly codes: readonly number[];
  /** Whether `codes` stand in the server's order of preference. */
  readonly isOrdered: boolean;
  /** False when there may be more than is listed. */
  readonly isComplete: boolean;
  /** Who was seen to decide among these, whatever the profile says of the rest. */
  readonly decidedBy?: 'server' | 'client';
};

export type ServerCertificate = {
  readonly keyType: 'RSA' | 'RSA-PSS' | 'ECDSA' | 'DSA' | 'Ed25519' | 'Ed448';
  /** Size of the key in bits; `null`: not known. */
  readonly keyBits: number | null;
  /** The group of an ECDSA key; `null` for other keys, or not known. */
  readonly curve: number | null;
  /** The scheme the certificate itself is signed with; `null`: not known. */
  readonly signedWith: number | null;
};

export type AlpnRule = {
  /** In the server's order; empty: the server does not speak ALPN and passes it over. */
  readonly protocols: readonly string[];
  /** What comes of an offer without a common protocol: alert 120 (RFC 7301 §3.2), nothing, or, at Apache, a name. */
  readonly onMismatch: 'alert' | 'ignore' | { readonly answer: string };
  readonly preference: 'server' | 'client';
};

export type NameRule = {
  /** Lower case, `*.example.test` for one label; `null`: any name is as good as none. */
  readonly known: readonly string[] | null;
  /** Answers a hello without a name, or with another one, by this alert; `null`: goes on as with any. */
  readonly missingAlert: number | null;
  readonly unknownAlert: number | null;
  /** The program may take another certificate by the name, whether or not it has one: OpenSSL reckons with it. */
  readonly choosesCertificate: boolean;
};

/** A list that is known in full and in order, as a configuration gives it. */
export function allOf(codes: readonly number[]): Choices {
  return { codes, isOrdered: true, isComplete: true };
}

/** Any name will do, and none too. */
export const ANY_NAME: NameRule = {
  known: null,
  missingAlert: null,
  unknownAlert: null,
  choosesCertificate: true,
};

/** ALPN is passed over. */
export const NO_ALPN: AlpnRule = { protocols: [], onMismatch: 'ignore', preference: 'server' };
