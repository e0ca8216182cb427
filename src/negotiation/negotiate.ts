/**
 * The outcome of a handshake, computed: who meets whom, in what, or why not.
 *
 * @module
 */
import { ALERT } from '../tls/alert.ts';
import type { CipherSuite } from '../tls/registry/cipher-suites.ts';
import { namedGroup } from '../tls/registry/groups.ts';
import { isOlder, spokenVersion, TLS_VERSIONS, type TlsVersion, VERSION_CODE } from '../tls/version.ts';
import {
  chooseCurve,
  chooseFiniteField,
  chooseShare,
  chooseStrongCurve,
  isFiniteField,
  orderOf,
} from './choose-group.ts';
import { chooseSuite, hasSuite } from './choose-suite.ts';
import { chooseVersion } from './choose-version.ts';
import { commonVerdict } from './common-outcome.ts';
import type { Offer } from './offer.ts';
import type { Agreement, NegotiationOutcome, RefusalReason, Refused } from './outcome.ts';
import { clientDenial, denial, inWords, lacksKnownScheme, type Verdict } from './refusal.ts';
import type { ServerCertificate, ServerProfile } from './server-profile.ts';
import { ECDSA_SHA1, firstOfKind, fitsKey, impliedScheme, takesCertificate } from './signing.ts';
import { ALL_RULES, RULES_WITH_13, STACKS, type StackRules } from './stacks.ts';
import { signUnseen, unknownAbout, unknownBehind } from './unknowns.ts';

/**
 * Computes what comes of a hello at a server.
 *
 * Where the facts do not decide it the answer is `unknown`: it never guesses. For a server whose library is not known
 * that is so wherever the known libraries differ in more than the alert, the group or the scheme.
 */
export function negotiate(offer: Offer, server: ServerProfile): NegotiationOutcome {
  const rules = server.stack === null ? undefined : STACKS.get(server.stack);
  if (rules !== undefined) return inWords(judge(rules, offer, server), offer, server);
  let common: Verdict | undefined;
  for (const one of server.versions.includes('TLSv1.3') ? RULES_WITH_13 : ALL_RULES) {
    const verdict = judge(one, offer, server);
    common = common === undefined ? verdict : commonVerdict(common, verdict);
    if (common.ok === 'unknown') return common;
  }
  if (common === undefined) throw new RangeError('no library to ask');
  return inWords(common, offer, server);
}

function judge(rules: StackRules, offer: Offer, server: ServerProfile): Verdict {
  const refuse = (refused: Refused): Verdict => denial(refused, offer, server, rules);
  if (rules.newestNeedsSuite && !canStart(server)) return refuse({ reason: 'no-common-suite' });
  if (offer.format === 'sslv2' && !server.readsSsl2Hello) return refuse({ reason: 'old-format' });
  const version = chooseVersion(offer, server, rules);
  if (typeof version !== 'string') {
    if (!('reason' in version)) return version;
    if (version.version === undefined) return refuse(version);
  }
  if (rules.alpnPlace === 'first' && chooseAlpn(offer, server) === 'mismatch')
    return refuse({ reason: 'no-common-alpn' });
  if (typeof version !== 'string') return refuse(version);

  if (server.latentVersions.includes(version) && server.suites[version] === undefined) {
    return refuse({ reason: 'blocked-by-crypto-policy', version });
  }
  const gap = unknownAbout(offer, server, version);
  if (gap !== null) return { ok: 'unknown', because: gap };
  const settle = (reason: RefusalReason): Verdict => {
    const open = unknownBehind(reason, server, version);
    return open === null ? refuse({ reason, version }) : { ok: 'unknown', because: open };
  };
  if (version === 'TLSv1.2' && lacksKnownScheme(offer, rules, version))
    return refuse({ reason: 'no-common-signature' });
  const early = checkHello(offer, server, version);
  if (early !== null) return settle(early);

  const answer = version === 'TLSv1.3' ? agreeTls13(offer, server, rules) : agree(offer, server, rules, version);
  if (typeof answer === 'string') return settle(answer);

  const alpn = chooseAlpn(offer, server);
  if (alpn === 'mismatch') return refuse({ reason: 'no-common-alpn', version });
  const group = server.groups.isOrdered ? answer.group : null;
  // Spelled out: spreading the answer takes longer than finding it.
  return clientsWord(offer, {
    ok: true,
    version,
    suite: answer.suite,
    group,
    dhBits: answer.dhBits,
    scheme: answer.scheme,
    certificate: answer.certificate,
    helloRetry: answer.helloRetry,
    alpn: alpn === null ? null : alpn.name,
  });
}

type Answer = Omit<Agreement, 'ok' | 'version' | 'alpn'>;

/** What is looked at before suites are. */
function checkHello(offer: Offer, server: ServerProfile, version: TlsVersion): RefusalReason | null {
  if (!offer.compressionMethods.includes(0)) return 'no-null-compression';
  if (version === 'TLSv1.3' && offer.compressionMethods.length !== 1) return 'malformed-offer';
  const isFallback = offer.suites.includes(FALLBACK_SCSV) && version !== newest(server);
  if (isFallback && server.fallbackScsv !== 'ignored') return 'fallback-refused';
  const { known, missingAlert, unknownAlert } = server.names;
  if (offer.serverName === null) return missingAlert === null ? null : 'name-required';
  if (unknownAlert === null || known === null) return null;
  return isKnown(offer.serverName.toLowerCase(), known) ? null : 'name-unknown';
}

function agree(offer: Offer, server: ServerProfile, rules: StackRules, version: TlsVersion): Answer | RefusalReason {
  if (rules.needsCommonScheme && version === 'TLSv1.2' && !hasCommonScheme(offer, server)) return 'no-common-signature';
  const curve = chooseCurve(offer, server, rules);
  const check = (suite: CipherSuite): RefusalReason | null => {
    if (suite.keyExchange === 'ECDHE' && curve === null) return 'no-common-group';
    if (suite.keyExchange === 'DHE' && !hasPrime(offer, server, rules)) return 'no-common-group';
    if (!PLAIN_EXCHANGES.has(suite.keyExchange) || suite.authentication.includes('PSK')) return 'no-common-suite';
    if (suite.isAnonymous) return null;
    if (!server.certificates.some((one) => isFor(one, suite, offer, server, rules, version))) return 'no-certificate';
    const { schemeDecidesSuite } = rules;
    if (schemeDecidesSuite === 'own') return hasOwnScheme(server, suite, version) ? null : 'no-certificate';
    const isDecided =
      schemeDecidesSuite === 'all' || (schemeDecidesSuite === 'ecdsa' && suite.authentication === 'ECDSA');
    return isDecided && sign(offer, server, rules, version, suite) === null ? 'no-common-signature' : null;
  };
  const suite = chooseSuite(offer, server, version, orderOf('suites', server), check);
  if (typeof suite === 'string') return suite;
  if (server.latentVersions.includes(version)) return 'blocked-by-crypto-policy';

  const signing = suite.isAnonymous ? NOT_SIGNED : sign(offer, server, rules, version, suite);
  if (signing === null) return 'no-common-signature';
  const isTransport = suite.keyExchange === 'RSA';
  const { certificate } = signing;
  const group =
    suite.keyExchange !== 'ECDHE' || !rules.weighsCurves || certificate === null
      ? curve
      : chooseStrongCurve(offer, server, Math.min(2 * suite.bits, curveBitsOf(certificate)));
  if (suite.keyExchange === 'ECDHE' && group === null) return 'no-common-group';
  // Taken for the suite's sake, and then without a curve that may be used.
  if (rules.weighsCurves && offer.groups === null && certificate?.keyType === 'ECDSA' && certificate.curve !== P256) {
    return 'no-certificate';
  }
  const finite = suite.keyExchange === 'DHE' ? chooseFiniteField(offer, server, rules) : null;
  const dhBits = suite.keyExchange === 'DHE' ? primeBits(server, suite, signing.certificate, finite) : null;
  if (suite.keyExchange === 'DHE' && dhBits === null) return 'no-prime';
  return {
    suite: suite.code,
    group: suite.keyExchange === 'ECDHE' ? group : server.dh === 'groups' ? finite : null,
    dhBits,
    scheme: isTransport ? null : signing.scheme,
    certificate: signing.certificate,
    helloRetry: false,
  };
}

function agreeTls13(offer: Offer, server: ServerProfile, rules: StackRules): Answer | RefusalReason {
  if (offer.legacyVersion < VERSION_CODE[rules.oldestFor13]) return 'malformed-offer';
  if (lacksKnownScheme(offer, rules, 'TLSv1.3')) return 'no-common-signature';
  if (rules.extensionsBeforeSuites) {
    if (offer.signatureSchemes === null) return 'extension-missing';
    if (offer.groups === null || offer.keyShares === null) return 'extension-missing';
  }
  const suite = chooseSuite(offer, server, 'TLSv1.3', orderOf(rules.tls13SuiteOrder, server), () => null);
  if (typeof suite === 'string') return suite;
  if (rules.alpnPlace === 'before-share' && chooseAlpn(offer, server) === 'mismatch') return 'no-common-alpn';
  if (offer.signatureSchemes === null && rules.signsAfter !== 'retry') return rules.missingSchemes;
  const signing = sign(offer, server, rules, 'TLSv1.3', suite);
  if (signing === null && rules.signsBeforeGroups) return 'no-common-signature';
  const lacksShares = offer.keyShares === null && rules.needsShares;
  if (lacksShares && !rules.groupsBeforeShares) return 'extension-missing';
  if (offer.groups === null) return rules.missingGroups;
  const share = chooseShare(offer, server, rules);
  if (share === null) return 'no-common-group';
  if (lacksShares) return 'extension-missing';
  if (offer.signatureSchemes === null) return rules.missingSchemes;
  if (signing === null) return 'no-common-signature';
  return {
    suite: suite.code,
    group: share.group,
    helloRetry: share.helloRetry,
    dhBits: null,
    scheme: signing.scheme,
    certificate: signing.certificate,
  };
}

type Signing = { readonly certificate: ServerCertificate | null; readonly scheme: number | null };

/** The first scheme, in the order of who decides, that one of the fitting certificates can make. */
function sign(
  offer: Offer,
  server: ServerProfile,
  rules: StackRules,
  version: TlsVersion,
  suite: CipherSuite,
): Signing | null {
  const certificates = server.certificates.filter((one) => isFor(one, suite, offer, server, rules, version));
  if (version !== 'TLSv1.2' && version !== 'TLSv1.3') {
    const [certificate] = certificates;
    return certificate === undefined ? null : { certificate, scheme: null };
  }
  if (suite.keyExchange === 'RSA' && !rules.transportNeedsScheme) {
    const [certificate] = certificates;
    return certificate === undefined ? null : { certificate, scheme: null };
  }
  const mine = server.signatureSchemes.codes;
  const theirs = offer.signatureSchemes;
  if (theirs === null) {
    for (const certificate of certificates) {
      const scheme = impliedScheme(certificate);
      if (scheme !== null && (rules.impliedSha1 === 'always' || mine.includes(scheme))) return { certificate, scheme };
    }
    return null;
  }
  if (!server.signatureSchemes.isComplete) return signUnseen(theirs, server, certificates, version);
  const isServers = orderOf(rules.schemeOrder, server) === 'server';
  const [order, allowed] = isServers ? [mine, theirs] : [theirs, mine];
  const isByKind = rules.certificateChoice === 'kind' && version === 'TLSv1.3';
  const able = isByKind ? firstOfKind(theirs, certificates) : certificates;
  // One certificate after the other, or the first scheme that any of them can make.
  for (const some of rules.certificateChoice === 'first-able' ? able.map((one) => [one]) : [able]) {
    for (const scheme of order) {
      if (!allowed.includes(scheme)) continue;
      const usual = rules.signsSha1In13 && scheme === ECDSA_SHA1 ? 'TLSv1.2' : version;
      const certificate = some.find((one) => fitsKey(scheme, one, usual, rules.bindsCurve));
      if (certificate !== undefined) return { certificate, scheme };
    }
  }
  const [first] = certificates;
  const last = first === undefined || rules.schemeFallback === 'none' ? null : impliedScheme(first);
  return first === undefined || last === null ? null : { certificate: first, scheme: last };
}

/** Whether a certificate goes with the suite, and with what the client says of curves and certificates. */
function isFor(
  certificate: ServerCertificate,
  suite: CipherSuite,
  offer: Offer,
  server: ServerProfile,
  rules: StackRules,
  version: TlsVersion,
): boolean {
  if (offer.certificateSchemes !== null && rules.readsCertificateSchemes) {
    if (version !== 'TLSv1.0' && !takesCertificate(offer.certificateSchemes, certificate)) return false;
  }
  if (version === 'TLSv1.3') return certificate.keyType !== 'DSA';
  switch (certificate.keyType) {
    case 'RSA':
      return suite.authentication === 'RSA';
    case 'RSA-PSS':
      return (
        suite.authentication === 'RSA' && suite.keyExchange !== 'RSA' && isNamed(certificate, offer, server, version)
      );
    case 'ECDSA':
      if (suite.authentication !== 'ECDSA') return false;
      if (rules.holdsCertificateCurve === 'no') return true;
      // A certificate whose curve was not seen is one that works, so that its curve is among the server's.
      if (
        rules.holdsCertificateCurve === 'both' &&
        certificate.curve !== null &&
        !server.groups.codes.includes(certificate.curve)
      )
        return false;
      if (offer.groups === null) return true;
      return isOneOf(offer.groups, certificate);
    case 'Ed25519':
    case 'Ed448':
      return suite.authentication === 'ECDSA' && isNamed(certificate, offer, server, version);
    case 'DSA':
      return suite.authentication === 'DSS';
  }
}

/** A curve that was not seen is one of the two that certificates have. */
function isOneOf(groups: readonly number[], { curve }: ServerCertificate): boolean {
  return curve === null ? CERTIFICATE_CURVES.every((one) => groups.includes(one)) : groups.includes(curve);
}

/** Whether the server could sign for the suite if the client took everything. */
function hasOwnScheme(
  { certificates, signatureSchemes }: ServerProfile,
  suite: CipherSuite,
  version: TlsVersion,
): boolean {
  if (version !== 'TLSv1.2' || suite.keyExchange === 'RSA') return true;
  const keys = certificates.filter(({ keyType }) => (keyType === 'ECDSA') === (suite.authentication === 'ECDSA'));
  return signatureSchemes.codes.some((scheme) => keys.some((key) => fitsKey(scheme, key, version, false)));
}

/** How large a curve goes with a key, as NSS has it. */
function curveBitsOf({ keyType, keyBits }: ServerCertificate): number {
  if (keyType === 'ECDSA') return keyBits ?? 256;
  return CURVE_FOR_RSA.find(([atMost]) => (keyBits ?? 2048) <= atMost)?.[1] ?? 521;
}

/** Keys that TLS 1.2 knew nothing of count only if the client lists a scheme for them. */
function isNamed(certificate: ServerCertificate, offer: Offer, server: ServerProfile, version: TlsVersion): boolean {
  if (version !== 'TLSv1.2') return false;
  const mine = server.signatureSchemes.codes;
  return mine.some((code) => offer.signatureSchemes?.includes(code) && fitsKey(code, certificate, version, false));
}

function hasCommonScheme({ signatureSchemes, certificateSchemes }: Offer, server: ServerProfile): boolean {
  if (!server.signatureSchemes.isComplete) return true;
  if (signatureSchemes === null) return certificateSchemes === null;
  return server.signatureSchemes.codes.some((code) => signatureSchemes.includes(code));
}

function hasPrime(offer: Offer, server: ServerProfile, rules: StackRules): boolean {
  if (server.dh === null) return false;
  if (server.dh === 'groups' && rules.primeDecidesSuite && !server.groups.codes.some(isFiniteField)) return false;
  if (server.dh !== 'groups' || chooseFiniteField(offer, server, rules) !== null) return true;
  // RFC 7919: a client that lists finite fields and has none in common is not to be given another.
  return !offer.groups?.some(isFiniteField);
}

/** OpenSSL's automatic prime: as strong as the certificate's key, or as the cipher where there is none. */
function primeBits(
  server: ServerProfile,
  suite: CipherSuite,
  certificate: ServerCertificate | null,
  finite: number | null,
): number | null {
  if (typeof server.dh === 'number' || server.dh === null) return server.dh;
  if (server.dh === 'groups') return namedGroup(finite ?? server.groups.codes.find(isFiniteField) ?? 0)?.bits ?? null;
  const strength = certificate === null ? (suite.bits === 256 ? 128 : 80) : strengthOf(certificate);
  const asked = Math.max(strength, LEVEL_STRENGTH[server.securityLevel ?? 0] ?? 0);
  return PRIME_FOR_STRENGTH.find(([atLeast]) => asked >= atLeast)?.[1] ?? 1024;
}

function strengthOf({ keyType, keyBits }: ServerCertificate): number {
  if (keyType !== 'RSA' && keyType !== 'RSA-PSS' && keyType !== 'DSA') return Math.floor((keyBits ?? 256) / 2);
  return RSA_STRENGTH.find(([atLeast]) => (keyBits ?? 2048) >= atLeast)?.[1] ?? 0;
}

function chooseAlpn(offer: Offer, server: ServerProfile): { readonly name: string } | 'mismatch' | null {
  const { protocols, onMismatch, preference } = server.alpn;
  if (offer.alpn === null || protocols.length === 0) return null;
  const [order, allowed] = preference === 'server' ? [protocols, offer.alpn] : [offer.alpn, protocols];
  const name = order.find((one) => allowed.includes(one));
  if (name !== undefined) return { name };
  if (onMismatch === 'ignore') return null;
  return onMismatch === 'alert' ? 'mismatch' : { name: onMismatch.answer };
}

/** What the client makes of the answer. */
function clientsWord(offer: Offer, agreement: Agreement): Verdict {
  const { oldestVersion, minimumDhBits, maximumDhBits } = offer.limits;
  const { version, dhBits } = agreement;
  if (oldestVersion !== null && isOlder(version, oldestVersion)) {
    const words = `the server answers in ${spokenVersion(version)}, and the client takes nothing older than ${spokenVersion(oldestVersion)}`;
    return clientDenial('version-below-client', ALERT.protocolVersion, words);
  }
  if (dhBits !== null && minimumDhBits !== null && dhBits < minimumDhBits) {
    const words = `the server's Diffie-Hellman prime has ${dhBits} bits, and the client asks for ${minimumDhBits}`;
    return clientDenial('dh-too-small', ALERT.insufficientSecurity, words);
  }
  if (dhBits !== null && maximumDhBits !== null && dhBits > maximumDhBits) {
    const words = `the server's Diffie-Hellman prime has ${dhBits} bits, and the client takes at most ${maximumDhBits}`;
    return clientDenial('dh-too-large', ALERT.handshakeFailure, words);
  }
  return agreement;
}

function newest(server: ServerProfile): TlsVersion | undefined {
  return [...server.versions, ...server.latentVersions].reduce<TlsVersion | undefined>(
    (best, version) => (best === undefined || isOlder(best, version) ? version : best),
    undefined,
  );
}

/** Whether the newest version below the first gap has a suite, or its suites are not all known. */
function canStart(server: ServerProfile): boolean {
  const known = startable.get(server);
  if (known !== undefined) return known;
  const isOn = TLS_VERSIONS.map((version) => [...server.versions, ...server.latentVersions].includes(version));
  const gap = isOn.indexOf(false, isOn.indexOf(true));
  const version = TLS_VERSIONS[(gap < 0 ? isOn.length : gap) - 1];
  const isTold = version !== undefined && server.suites[version]?.isComplete === true;
  const answer = !isTold || hasSuite(server, version);
  startable.set(server, answer);
  return answer;
}

function isKnown(name: string, known: readonly string[]): boolean {
  const dot = name.indexOf('.');
  return known.includes(name) || (dot > 0 && known.includes(`*${name.slice(dot)}`));
}

/** By profile, as it is asked of every hello. */
const startable = new WeakMap<ServerProfile, boolean>();
const NOT_SIGNED: Signing = { certificate: null, scheme: null };

/** Bits of an RSA key to those of a curve. */
const CURVE_FOR_RSA: readonly (readonly [number, number])[] = [
  [1024, 160],
  [2048, 224],
  [3072, 256],
  [7168, 384],
];
const P256 = 23;
/** P-256 and P-384. */
const CERTIFICATE_CURVES: readonly number[] = [23, 24];

/** TLS_FALLBACK_SCSV (RFC 7507 §2). */
const FALLBACK_SCSV = 0x5600;
const PLAIN_EXCHANGES: ReadonlySet<string> = new Set(['RSA', 'DHE', 'ECDHE']);

/** Bits of security that OpenSSL's levels ask for. */
const LEVEL_STRENGTH: readonly number[] = [0, 80, 112, 128, 192, 256];
const PRIME_FOR_STRENGTH: readonly (readonly [number, number])[] = [
  [192, 8192],
  [152, 4096],
  [128, 3072],
  [112, 2048],
];
/** Key size to bits of security as OpenSSL counts them. */
const RSA_STRENGTH: readonly (readonly [number, number])[] = [
  [15360, 256],
  [7680, 192],
  [4096, 152],
  [3072, 128],
  [2048, 112],
  [1024, 80],
];
