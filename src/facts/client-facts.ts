/**
 * What is known of one client program: the row of the catalogue, and what is said of a client at a floor.
 *
 * Program and TLS stack are kept apart: Internet Explorer 9 can speak TLS 1.2 on Windows 7 and cannot on Windows Vista.
 * `schemas/clients.schema.json` is the same in JSON Schema.
 *
 * @module
 */
import type { TlsVersion } from '../tls/version.ts';

/** Where a fact comes from: a page anybody can read, or a program that was run. */
export type ClientSource =
  | { readonly kind: 'page'; readonly title: string; readonly url: string }
  | { readonly kind: 'measured'; readonly program: string };

/** Every fact names at least one. */
export type Sources = readonly [ClientSource, ...ClientSource[]];

/**
 * `none`: unable; `supported-off`: able, and a setting keeps it off; `on`: used without any setting; `only`: this version
 * and no other.
 */
export type VersionState = 'none' | 'supported-off' | 'on' | 'only';

/** `disputed`: sources contradict each other, and the row follows the more careful one. */
export type Confidence = 'measured' | 'documented' | 'observed' | 'disputed';

export type ClientFamily = (typeof CLIENT_FAMILIES)[number];

export type ShareClass = (typeof SHARE_CLASSES)[number];

export type ClientFacts = {
  /** Unique, kebab-case: what `clients show` takes. */
  readonly id: string;
  readonly name: string;
  readonly family: ClientFamily;
  readonly shareClass: ShareClass;
  readonly product: {
    readonly name: string;
    readonly vendor: string;
    /** Both ends belong to it; `null`: open. */
    readonly from: string | null;
    readonly to: string | null;
  };
  /** Who does the TLS. */
  readonly stack: { readonly name: string; readonly version: string | null };
  /** Operating systems; empty where it makes no difference. */
  readonly platforms: readonly string[];
  /** How it is set up, where that is not as it comes. */
  readonly configuration?: string;
  /** Of `from` and of `to`, ISO 8601. */
  readonly released?: { readonly first: string | null; readonly last: string | null; readonly sources: Sources };
  readonly protocols: {
    /** A version that is left out is not known. */
    readonly states: Readonly<Partial<Record<TlsVersion, VersionState>>>;
    readonly confidence: Confidence;
    readonly sources: Sources;
  };
  readonly enable?: readonly EnableStep[];
  /** What to move to where no setting helps, or where that is the better way. */
  readonly upgrade?: { readonly to: string; readonly sources: Sources };
  readonly limits?: ClientLimits;
  /** What it sends first. The first is the one as it comes; more are of other releases or uses. */
  readonly offers: readonly ClientOffer[];
  /** Where a published list says otherwise, and what was found. */
  readonly corrections?: readonly {
    readonly list: string;
    readonly says: string;
    readonly found: string;
    readonly sources: Sources;
  }[];
  readonly notes?: readonly string[];
};

export type EnableStep = {
  /** The newest version that the step turns on. */
  readonly version: TlsVersion;
  /** The exact registry key, property, flag or update. */
  readonly how: string;
  readonly sources: Sources;
};

export type ClientLimits = {
  /** Whether it names the server in its hello (RFC 6066 §3). */
  readonly sni?: boolean;
  /** Whether it takes certificates signed with SHA-256. */
  readonly sha2?: boolean;
  readonly ecdsa?: boolean;
  /** Smallest and largest finite-field Diffie-Hellman prime that it takes, in bits. */
  readonly leastDhBits?: number;
  readonly mostDhBits?: number;
  readonly sources: Sources;
};

export type ClientOffer = {
  /** Unique in the catalogue. */
  readonly name: string;
  /** The first flight in hex: a record with a ClientHello, or an SSLv2 hello. */
  readonly hello: string;
  readonly sources: Sources;
};

/** How a client stands to a floor. `unknown`: the catalogue does not know the versions that count. */
export type ClientReach = 'reaches' | 'after-change' | 'cannot' | 'unknown';

/** A client met a server, for real or computed. */
export type ClientOutcome = {
  readonly outcome: 'connects' | 'fails' | 'inconclusive';
  readonly version: TlsVersion | null;
  /** By its IANA name, or in hex. */
  readonly cipherSuite: string | null;
  readonly group: string | null;
  /** For a person; never empty. */
  readonly reason: string;
};

/** A hello, fingerprint or user agent fits this client. */
export type ClientMatch = {
  readonly client: ClientFacts;
  /** `ja4-but-name`: JA4 is equal but for the server name and ALPN. */
  readonly by: readonly ('ja3' | 'ja4' | 'ja4-but-name' | 'user-agent')[];
};

export const CLIENT_FAMILIES = [
  'internet-explorer',
  'edge',
  'chrome',
  'firefox',
  'opera',
  'safari',
  'android',
  'windows',
  'dotnet',
  'office',
  'database',
  'java',
  'openssl',
  'gnutls',
  'nss',
  'curl',
  'python',
  'php',
  'perl-ruby',
  'go',
  'node',
  'tool',
  'bot',
  'mail',
  'device',
  'imported',
] as const;

export const SHARE_CLASSES = [
  'browser',
  'library',
  'system',
  'tool',
  'mail',
  'database',
  'bot',
  'device',
  'office',
] as const;
