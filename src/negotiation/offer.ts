/**
 * What a client offers: the input of a negotiation, from a hello that was captured or from a row of the catalogue.
 *
 * @module
 */
import type { TlsVersion } from '../tls/version.ts';

/** Code points stand in the order sent; GREASE and signalling values stay in, as a server passes them over itself. */
export type Offer = {
  /** `sslv2`: an SSL 2.0 hello that asks for a later version; it has no extensions. */
  readonly format: 'tls' | 'sslv2';
  /** `client_version` as sent: the highest version, unless `supportedVersions` says otherwise. */
  readonly legacyVersion: number;
  /** `supported_versions` (RFC 9846 §4.3.1); `null`: not sent. */
  readonly supportedVersions: readonly number[] | null;
  readonly suites: readonly number[];
  readonly compressionMethods: readonly number[];
  /** `supported_groups` (RFC 8422 §5.1.1); `null`: not sent. */
  readonly groups: readonly number[] | null;
  /** The groups of `key_share`, in order; `null`: not sent. */
  readonly keyShares: readonly number[] | null;
  /** `ec_point_formats` (RFC 8422 §5.1.2); `null`: not sent. */
  readonly pointFormats: readonly number[] | null;
  /** `signature_algorithms` (RFC 9846 §4.3.3); `null`: not sent. */
  readonly signatureSchemes: readonly number[] | null;
  /** `signature_algorithms_cert` (RFC 9846 §4.3.3); `null`: not sent. */
  readonly certificateSchemes: readonly number[] | null;
  /** `psk_key_exchange_modes` (RFC 9846 §4.3.9); `null`: not sent. */
  readonly pskModes: readonly number[] | null;
  /** Host name of `server_name`; `null`: not sent. */
  readonly serverName: string | null;
  /** ALPN (RFC 7301), as printable text; `null`: not sent. */
  readonly alpn: readonly string[] | null;
  /** Types of all extensions, in order; `null`: no block at all. */
  readonly extensions: readonly number[] | null;
  /** What the client takes, which no hello says; see {@link ClientLimits}. */
  readonly limits: ClientLimits;
};

/** `null`: not known, and then no handshake fails on it. */
export type ClientLimits = {
  /** The oldest version the client goes down to. */
  readonly oldestVersion: TlsVersion | null;
  /** Size of the Diffie-Hellman prime, in bits. */
  readonly minimumDhBits: number | null;
  readonly maximumDhBits: number | null;
};

/** Of a client that nothing more is known of than its hello. */
export const NO_LIMITS: ClientLimits = { oldestVersion: null, minimumDhBits: null, maximumDhBits: null };
