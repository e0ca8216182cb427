/**
 * TLS libraries that answer the same hello in different ways, as data.
 *
 * Every value was seen on the wire: `lab/agreement.ts` compares them with the real programs.
 *
 * @module
 */
import { ALERT } from '../tls/alert.ts';
import type { RefusalReason } from './outcome.ts';

export type StackName =
  | 'openssl-1.0.0'
  | 'openssl-1.0.1'
  | 'openssl-3'
  | 'boringssl'
  | 'gnutls'
  | 'nss'
  | 'java'
  | 'schannel';

/** Whose order counts; `suites`: theirs who decides among the suites. */
export type OrderOf = 'client' | 'server' | 'suites';

/** A reason, or a reason in TLS 1.3 where that one is answered in another way. */
export type AlertKey = RefusalReason | `${RefusalReason}@1.3`;

export type StackRules = {
  /** What the server says when it ends a handshake; `null`: it closes without a word. A reason left out is alert 40. */
  readonly alerts: Readonly<Partial<Record<AlertKey, number | null>>>;
  /** Libraries older than TLS 1.3 go by `client_version` alone. */
  readonly readsSupportedVersions: boolean;
  /** Whether a latent version is chosen, and the handshake fails after, or passed over. */
  readonly latent: 'chosen' | 'passed-over';
  /** What an ECDHE suite takes from a hello without `supported_groups`. */
  readonly ecdheWithoutGroups: 'none' | 'any';
  /** Before TLS 1.3, an ECDSA certificate counts only if the client lists its curve. */
  readonly holdsCertificateCurve: boolean;
  /** Holds its certificate against `signature_algorithms_cert`. */
  readonly readsCertificateSchemes: boolean;
  /** A suite is passed over when no scheme is left to sign its key exchange with; else the handshake fails. */
  readonly schemeDecidesSuite: boolean;
  /** A scheme must be found even where nothing is signed, as with RSA key transport. */
  readonly transportNeedsScheme: boolean;
  /** ECDSA schemes belong to one curve in TLS 1.2 already. */
  readonly bindsCurve: boolean;
  /** Whether SHA-1 is taken for a client that lists no schemes even if the server does not list it. */
  readonly impliedSha1: 'always' | 'if-listed';
  readonly groupOrder: OrderOf;
  readonly schemeOrder: OrderOf;
  /**
   * TLS 1.3: `first-share` takes the first key share of a common group; `preferred-share` the share of the best group
   * that has one; `preferred-group` the best group, and asks for its share.
   */
  readonly keyShare: 'first-share' | 'preferred-share' | 'preferred-group';
  /** Whose order counts among groups in TLS 1.3. */
  readonly keyShareOrder: 'client' | 'server';
};

/** What most libraries do, and what is assumed where the library is not known. */
export const DEFAULT_RULES: StackRules = {
  alerts: {
    'client-too-old': ALERT.protocolVersion,
    'client-too-new': ALERT.protocolVersion,
    'no-common-version': ALERT.protocolVersion,
    'fallback-refused': ALERT.inappropriateFallback,
    'no-common-alpn': 120,
    'extension-missing': 109,
    'no-null-compression': ALERT.illegalParameter,
    'malformed-offer': ALERT.illegalParameter,
  },
  readsSupportedVersions: true,
  latent: 'chosen',
  ecdheWithoutGroups: 'any',
  holdsCertificateCurve: true,
  readsCertificateSchemes: false,
  schemeDecidesSuite: false,
  transportNeedsScheme: false,
  bindsCurve: false,
  impliedSha1: 'if-listed',
  groupOrder: 'suites',
  schemeOrder: 'suites',
  keyShare: 'first-share',
  keyShareOrder: 'server',
};

const OPENSSL_3: StackRules = {
  ...DEFAULT_RULES,
  alerts: { ...DEFAULT_RULES.alerts, 'no-null-compression': ALERT.decodeError },
  ecdheWithoutGroups: 'none',
  readsCertificateSchemes: true,
  transportNeedsScheme: true,
};

export const STACKS: Readonly<Record<StackName, StackRules>> = {
  'openssl-1.0.0': { ...DEFAULT_RULES, readsSupportedVersions: false },
  'openssl-1.0.1': { ...DEFAULT_RULES, readsSupportedVersions: false },
  'openssl-3': OPENSSL_3,
  boringssl: DEFAULT_RULES,
  gnutls: DEFAULT_RULES,
  nss: DEFAULT_RULES,
  java: DEFAULT_RULES,
  schannel: DEFAULT_RULES,
};
