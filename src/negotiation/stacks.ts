/**
 * TLS libraries that answer the same hello in different ways, as data.
 *
 * What stands in {@link STACKS} was seen on the wire: `lab/agreement.ts` compares it with the real programs.
 *
 * @module
 */
import { ALERT } from '../tls/alert.ts';
import type { TlsVersion } from '../tls/version.ts';
import type { RefusalReason } from './outcome.ts';
import type { StackName } from './server-profile.ts';

/** Whose order counts; `suites`: theirs who decides among the suites. */
export type OrderOf = 'client' | 'server' | 'suites';

/**
 * A reason, and where it is answered in another way: `@1.2`, `@1.3` in that version, `@2.0`, `@3.0` to a hello of SSL
 * 2.0 or 3.0.
 */
export type AlertKey = RefusalReason | `${RefusalReason}@${AlertCase}`;

export type AlertCase = '1.2' | '1.3' | '2.0' | '3.0';

/** ALPN is looked at before all else, before the scheme and the group in TLS 1.3, or last. */
export type AlpnPlace = 'first' | 'before-share' | 'last';

export type StackRules = {
  /** What the server says when it ends a handshake; `null`: it closes without a word. A reason left out is alert 40. */
  readonly alerts: Readonly<Partial<Record<AlertKey, number | null>>>;
  /** Libraries older than TLS 1.3 go by `client_version` alone, and some others too while TLS 1.3 is off. */
  readonly readsSupportedVersions: 'always' | 'with-1.3' | 'never';
  /**
   * Refuses a `client_version` that is not among its own versions, unless it is newer than all of them: a gap in the
   * versions is not filled from below. It counts beside `supported_versions` too.
   */
  readonly holdsClientVersion: boolean;
  /** Refuses `supported_versions` beside SSL 3.0 in `legacy_version`, where RFC 9846 §4.2.2 asks for that of TLS 1.2. */
  readonly mindsSsl3InHello: boolean;
  /** A server of several versions has no protocol to send an alert in before it has found a common one. */
  readonly isSilentOnVersions: boolean;
  /** TLS 1.3 is passed over when the server's own schemes have none for the curve of its only certificate. */
  readonly tls13NeedsCurveScheme: boolean;
  /**
   * A server without a suite for its newest version refuses every hello, also those it has a version for. With a gap
   * between its versions, the newest below the gap counts.
   */
  readonly newestNeedsSuite: boolean;
  /** TLS 1.3: a missing extension is noticed before suites are compared. */
  readonly extensionsBeforeSuites: boolean;
  /**
   * TLS 1.3: `hello`: the ServerHello is sent before a scheme is looked for, so that the refusal comes behind it,
   * encrypted; `retry`: a HelloRetryRequest is; `no`: neither.
   */
  readonly signsAfter: 'hello' | 'retry' | 'no';
  /** TLS 1.3: the oldest `legacy_version` that goes with it, where RFC 9846 §4.2.2 asks for that of TLS 1.2. */
  readonly oldestFor13: TlsVersion;
  /** TLS 1.3: a scheme is looked for before the groups are. */
  readonly signsBeforeGroups: boolean;
  /** What an ECDHE suite takes from a hello without `supported_groups`; `p256`: that one, be it the server's or not. */
  readonly ecdheWithoutGroups: 'none' | 'any' | 'p256';
  /**
   * The curve of an ECDHE suite must be as strong as the certificate's key or the cipher, whichever is less, and P-256
   * where the client lists none. That is looked at when the suite is chosen already.
   */
  readonly weighsCurves: boolean;
  /** A suite with DHE is passed over if the server has no finite field; else the handshake fails. */
  readonly primeDecidesSuite: boolean;
  /** Before TLS 1.3, an ECDSA certificate counts only if its curve is listed: by the client, or by both. */
  readonly holdsCertificateCurve: 'no' | 'client' | 'both';
  /** Holds its certificate against `signature_algorithms_cert`. */
  readonly readsCertificateSchemes: boolean;
  /**
   * Whose suites are passed over when no scheme is left to sign the key exchange with: those of every certificate, of
   * ECDSA ones alone, of those that the server has no scheme for whatever the client has, or of none. The handshake
   * fails with the others.
   */
  readonly schemeDecidesSuite: 'all' | 'ecdsa' | 'own' | 'none';
  /** TLS 1.2: a list of schemes without a common one is refused whatever the suite. */
  readonly needsCommonScheme: boolean;
  readonly alpnPlace: AlpnPlace;
  /** A scheme must be found even where nothing is signed, as with RSA key transport. */
  readonly transportNeedsScheme: boolean;
  /** Groups known by name, taken or not: a list without any of them counts as not sent. `null`: every list counts. */
  readonly knownGroups: ReadonlySet<number> | null;
  /**
   * `any`: the first scheme that any certificate can make. `first-able`: the first certificate that can sign at all.
   * `kind`: in TLS 1.3 the certificate of the kind of key that the client's schemes name first, able or not.
   */
  readonly certificateChoice: 'any' | 'first-able' | 'kind';
  /** Schemes known by name, taken or not: a list without any of them is refused before all else. `null`: none is. */
  readonly knownSchemes: Readonly<Record<'TLSv1.2' | 'TLSv1.3', ReadonlySet<number>>> | null;
  /** Signs with ECDSA and SHA-1 in TLS 1.3, which RFC 9846 §4.3.3 forbids. */
  readonly signsSha1In13: boolean;
  /** ECDSA schemes belong to one curve in TLS 1.2 already. */
  readonly bindsCurve: boolean;
  /** Whether SHA-1 is taken for a client that lists no schemes even if the server does not list it. */
  readonly impliedSha1: 'always' | 'if-listed';
  /** What a server signs with when none of the client's schemes will do: SHA-1 all the same, or nothing. */
  readonly schemeFallback: 'sha1' | 'none';
  /** How a hello without `signature_algorithms` fails in TLS 1.3. */
  readonly missingSchemes: 'extension-missing' | 'no-common-signature';
  /** How a hello without `supported_groups` fails in TLS 1.3. */
  readonly missingGroups: 'extension-missing' | 'no-common-group';
  /** TLS 1.3: a hello that lists groups and has no `key_share` is an error; else a share is asked for. */
  readonly needsShares: boolean;
  /** TLS 1.3: groups are compared before a missing `key_share` is noticed. */
  readonly groupsBeforeShares: boolean;
  /** Whose order of suites counts in TLS 1.3. */
  readonly tls13SuiteOrder: OrderOf;
  readonly groupOrder: OrderOf;
  readonly schemeOrder: OrderOf;
  /**
   * TLS 1.3: `first-share` takes the first key share of a common group; `preferred-share` the share of the best group
   * that has one; `preferred-group` the best group, and asks for its share; `preferred-or-peer` does so unless the next
   * group is as large and has one.
   */
  readonly keyShare: 'first-share' | 'preferred-share' | 'preferred-group' | 'preferred-or-peer';
  /** Whose order counts among groups in TLS 1.3. */
  readonly keyShareOrder: OrderOf;
};

/** What most libraries do. */
const DEFAULT_RULES: StackRules = {
  alerts: {
    'client-too-old': ALERT.protocolVersion,
    'client-too-new': ALERT.protocolVersion,
    'no-common-version': ALERT.protocolVersion,
    'fallback-refused': ALERT.inappropriateFallback,
    'no-common-alpn': 120,
    'extension-missing': 109,
    'no-null-compression': ALERT.illegalParameter,
    'malformed-offer': ALERT.illegalParameter,
    'no-prime': ALERT.internalError,
  },
  readsSupportedVersions: 'always',
  holdsClientVersion: false,
  mindsSsl3InHello: true,
  isSilentOnVersions: false,
  tls13NeedsCurveScheme: false,
  newestNeedsSuite: false,
  extensionsBeforeSuites: false,
  signsAfter: 'no',
  oldestFor13: 'SSLv2',
  signsBeforeGroups: false,
  ecdheWithoutGroups: 'any',
  weighsCurves: false,
  primeDecidesSuite: true,
  holdsCertificateCurve: 'client',
  readsCertificateSchemes: false,
  schemeDecidesSuite: 'all',
  needsCommonScheme: false,
  alpnPlace: 'last',
  transportNeedsScheme: false,
  knownGroups: null,
  certificateChoice: 'any',
  knownSchemes: null,
  signsSha1In13: false,
  bindsCurve: false,
  impliedSha1: 'if-listed',
  schemeFallback: 'none',
  missingSchemes: 'extension-missing',
  missingGroups: 'extension-missing',
  needsShares: true,
  groupsBeforeShares: false,
  tls13SuiteOrder: 'suites',
  groupOrder: 'suites',
  schemeOrder: 'suites',
  keyShare: 'first-share',
  keyShareOrder: 'server',
};

const OPENSSL_3: StackRules = {
  ...DEFAULT_RULES,
  alerts: {
    ...DEFAULT_RULES.alerts,
    // SSL 3.0 has no alert for versions, and OpenSSL answers in the version of the hello.
    'client-too-old@3.0': ALERT.handshakeFailure,
    'no-null-compression': ALERT.decodeError,
    'blocked-by-crypto-policy': ALERT.internalError,
  },
  tls13NeedsCurveScheme: true,
  newestNeedsSuite: true,
  schemeDecidesSuite: 'ecdsa',
  needsCommonScheme: true,
  alpnPlace: 'before-share',
  ecdheWithoutGroups: 'none',
  readsCertificateSchemes: true,
  transportNeedsScheme: true,
};

const OPENSSL_1_0: StackRules = {
  ...DEFAULT_RULES,
  alerts: {
    ...DEFAULT_RULES.alerts,
    'client-too-old@3.0': ALERT.handshakeFailure,
    'old-format': null,
  },
  readsSupportedVersions: 'never',
  isSilentOnVersions: true,
  impliedSha1: 'always',
  schemeFallback: 'sha1',
  schemeOrder: 'client',
};

const BORINGSSL: StackRules = {
  ...DEFAULT_RULES,
  mindsSsl3InHello: false,
  ecdheWithoutGroups: 'none',
  impliedSha1: 'always',
  missingSchemes: 'no-common-signature',
  groupsBeforeShares: true,
  tls13SuiteOrder: 'client',
  groupOrder: 'server',
  schemeOrder: 'server',
  signsBeforeGroups: true,
  keyShare: 'preferred-group',
};

const GNUTLS: StackRules = {
  ...DEFAULT_RULES,
  alerts: { ...DEFAULT_RULES.alerts, 'client-too-old@1.2': ALERT.handshakeFailure },
  readsSupportedVersions: 'with-1.3',
  holdsClientVersion: true,
  mindsSsl3InHello: false,
  alpnPlace: 'first',
  ecdheWithoutGroups: 'p256',
  primeDecidesSuite: false,
  holdsCertificateCurve: 'no',
  certificateChoice: 'first-able',
  missingSchemes: 'no-common-signature',
  missingGroups: 'no-common-group',
  signsBeforeGroups: true,
  schemeOrder: 'client',
  keyShare: 'preferred-group',
  keyShareOrder: 'suites',
};

/** The curves of RFC 8422 with those it withdrew, X25519 and X448, and the finite fields of RFC 7919. */
const JAVA_GROUPS: ReadonlySet<number> = new Set([
  ...Array.from({ length: 25 }, (_, index) => index + 1),
  ...[29, 30, 256, 257, 258, 259, 260],
]);

/** ECDSA with its curve, and RSA-PSS. */
const SCHEMES_OF_13: readonly number[] = [...[0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b]];
const EDWARDS: readonly number[] = [0x0807, 0x0808];
const PKCS1: readonly number[] = [0x0401, 0x0501, 0x0601, 0x0201];
const DSA: readonly number[] = [0x0202, 0x0402, 0x0502, 0x0602];

const JAVA: StackRules = {
  ...DEFAULT_RULES,
  alerts: {
    ...DEFAULT_RULES.alerts,
    'malformed-offer@1.3': ALERT.protocolVersion,
    'no-common-group@1.3': ALERT.unexpectedMessage,
    'no-common-signature@1.2': ALERT.internalError,
    // An error message of SSL 2.0, which is no alert.
    'client-too-old@2.0': null,
  },
  schemeDecidesSuite: 'none',
  knownGroups: JAVA_GROUPS,
  certificateChoice: 'kind',
  knownSchemes: {
    'TLSv1.3': new Set([...SCHEMES_OF_13, ...EDWARDS, ...PKCS1, 0x0203]),
    'TLSv1.2': new Set([...SCHEMES_OF_13, ...EDWARDS, ...PKCS1, 0x0203, ...DSA, 0x0301, 0x0302, 0x0303]),
  },
  signsSha1In13: true,
  mindsSsl3InHello: false,
  impliedSha1: 'always',
  bindsCurve: true,
  extensionsBeforeSuites: true,
  signsAfter: 'hello',
  oldestFor13: 'TLSv1.2',
  groupOrder: 'client',
  schemeOrder: 'client',
  keyShareOrder: 'client',
};

const NSS: StackRules = {
  ...DEFAULT_RULES,
  alerts: {
    ...DEFAULT_RULES.alerts,
    'client-too-old@2.0': null,
    'malformed-offer@1.3': ALERT.protocolVersion,
    // It takes the first bytes for a record, and waits for the rest of what is none.
    'old-format': null,
    'old-format@2.0': ALERT.unexpectedMessage,
  },
  mindsSsl3InHello: false,
  oldestFor13: 'TLSv1.0',
  weighsCurves: true,
  holdsCertificateCurve: 'both',
  schemeDecidesSuite: 'own',
  certificateChoice: 'first-able',
  knownSchemes: {
    'TLSv1.3': new Set(SCHEMES_OF_13),
    'TLSv1.2': new Set([...SCHEMES_OF_13, ...PKCS1, 0x0203, ...DSA]),
  },
  impliedSha1: 'always',
  signsAfter: 'retry',
  needsShares: false,
  groupOrder: 'server',
  schemeOrder: 'server',
  keyShare: 'preferred-or-peer',
};

/** The libraries that were held against the real program; of the others nothing is assumed. */
export const STACKS: ReadonlyMap<StackName, StackRules> = new Map([
  ['openssl-1.0.0', OPENSSL_1_0],
  ['openssl-1.0.1', OPENSSL_1_0],
  ['openssl-3', OPENSSL_3],
  ['boringssl', BORINGSSL],
  ['gnutls', GNUTLS],
  ['java', JAVA],
  ['nss', NSS],
]);

/** Every way of answering that is known. */
export const ALL_RULES: readonly StackRules[] = [...new Set(STACKS.values())];

/** The libraries that have TLS 1.3. */
export const RULES_WITH_13: readonly StackRules[] = ALL_RULES.filter((one) => one.readsSupportedVersions !== 'never');
