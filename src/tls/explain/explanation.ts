/**
 * What `explain` says of captured bytes: every byte in one annotated range, and the facts a reader asks for first.
 *
 * @module
 */
import type { StreamIssue } from '../stream.ts';
import type { TlsVersion } from '../version.ts';

/** What one side sent on one connection, by the first message that says something. */
export type Explanation = {
  readonly kind: ExplanationKind;
  /** Length of the input. */
  readonly length: number;
  /** In the order of the bytes; they cover each byte of the input exactly once. */
  readonly ranges: readonly ExplainedRange[];
  /** The first thing that breaks the protocol or is cut off; what stands behind it is explained as far as it goes. */
  readonly issue: ExplainIssue | undefined;
  /** Of the first ClientHello; `undefined` if there is none that is whole and sound. */
  readonly offer: OfferFacts | undefined;
  /** Of the first ServerHello or HelloRetryRequest, likewise. */
  readonly choice: ChoiceFacts | undefined;
  readonly alerts: readonly AlertFacts[];
};

export type ExplanationKind =
  | 'client_hello'
  | 'server_hello'
  | 'hello_retry_request'
  | 'ssl2_client_hello'
  | 'ssl2_server_hello'
  | 'ssl2_error'
  | 'alert'
  | 'handshake'
  | 'records';

/** `too-long` is a message longer than {@link MAX_MESSAGE_LENGTH}; offsets count from the start of the input. */
export type ExplainIssue = StreamIssue;

/** A run of bytes that one field owns. */
export type ExplainedRange = {
  /** From the start of the input. */
  readonly offset: number;
  readonly bytes: Uint8Array;
  /** RFC spelling, `client_hello.cipher_suites`; a length prefix ends in `.length`. */
  readonly path: string;
  /** What the bytes say, safe to print; of a field cut by a record boundary the first range has all of it. */
  readonly meaning: string;
  /** `RFC 9846 §4.2.2`; `undefined` for bytes that no document gives a meaning. */
  readonly reference: string | undefined;
  /** How many vectors, messages and records stand around it. */
  readonly depth: number;
  /** True if a record boundary cuts the field and this is not its first part. */
  readonly continues: boolean;
  /** What is odd about it, such as why contents stay raw. */
  readonly remark: string | undefined;
};

/** A code point with its name, `GREASE (0x0a0a)`, or its hex. */
export type NamedCode = { readonly code: number; readonly name: string };

/** What a client asks for. */
export type OfferFacts = {
  /** Versions that have a name, newest first; from `legacy_version` there is one, the highest. */
  readonly versions: readonly TlsVersion[];
  readonly versionsFrom: 'supported_versions' | 'legacy_version';
  /** Outside printable ASCII as `\xNN`. */
  readonly serverName: string | undefined;
  readonly alpn: readonly string[];
  /** Three-byte cipher kinds in an SSLv2-format hello. */
  readonly cipherSuites: readonly NamedCode[];
  readonly groups: readonly NamedCode[];
  readonly signatureAlgorithms: readonly NamedCode[];
  readonly extensions: readonly NamedCode[];
  /** The client says that it already failed with a newer version (RFC 7507). */
  readonly hasFallbackScsv: boolean;
  /** The client sends values of RFC 8701 somewhere. */
  readonly hasGrease: boolean;
  /** `undefined` for an SSLv2-format hello, which has none. */
  readonly fingerprints: Fingerprints | undefined;
};

export type Fingerprints = {
  readonly ja3: string;
  readonly ja3Text: string;
  readonly ja4: string;
  readonly ja4Raw: string;
};

/** What a server chose. */
export type ChoiceFacts = {
  /** `undefined` for a version without a name, such as a draft's. */
  readonly version: TlsVersion | undefined;
  readonly versionCode: number;
  /** `undefined` in an SSLv2 ServerHello, which chooses none. */
  readonly cipherSuite: NamedCode | undefined;
  /** Of `key_share`, or of the ServerKeyExchange that follows. */
  readonly group: NamedCode | undefined;
  /** The version that the server proves to speak beside the chosen one (RFC 9846 §4.2.3). */
  readonly downgradeSentinel: 'TLSv1.2' | 'TLSv1.3' | undefined;
  /** What both sides share, in an SSLv2 ServerHello; else empty. */
  readonly cipherSpecs: readonly NamedCode[];
  readonly extensions: readonly NamedCode[];
};

export type AlertFacts = {
  /** `warning`, `fatal` or hex. */
  readonly level: string;
  readonly description: number;
  readonly name: string;
};

/** Handshake messages over this many bytes stay raw, as in `TlsStream`; an honest chain is well under it. */
export const MAX_MESSAGE_LENGTH: number = 256 * 1024;
