/**
 * The outcome of a handshake, computed: who meets whom, in what, or why not.
 *
 * @module
 */
import { ALERT } from '../tls/alert.ts';
import type { CipherSuite } from '../tls/registry/cipher-suites.ts';
import { isOlder, spokenVersion, TLS_VERSIONS, type TlsVersion, VERSION_CODE } from '../tls/version.ts';
import { curveBitsOf, hasCertificate, hasOwnScheme, type Signing, sign } from './choose-certificate.ts';
import { chooseCurve, chooseFiniteField, chooseShare, chooseStrongCurve, orderOf } from './choose-group.ts';
import { hasPrime, primeBits } from './choose-prime.ts';
import { CommonSuites, hasSuite } from './choose-suite.ts';
import { chooseVersion, type KnownChoices } from './choose-version.ts';
import { commonVerdict } from './common-outcome.ts';
import type { Offer } from './offer.ts';
import type { Agreement, NegotiationOutcome, RefusalReason } from './outcome.ts';
import { clientDenial, denial, inWords, isRetried, lacksKnownScheme, type Verdict } from './refusal.ts';
import type { NameRule, ServerProfile } from './server-profile.ts';
import { ALL_RULES, RULES_WITH_13, STACKS, type StackRules } from './stacks.ts';
import { unknownAbout, unknownBehind } from './unknowns.ts';

/**
 * Computes what comes of a hello at a server.
 *
 * Where the facts do not decide it the answer is `unknown`: it never guesses. For a server whose library is not known
 * that is so wherever the known libraries differ in more than the alert, the group or the scheme.
 */
export function negotiate(offer: Offer, server: ServerProfile): NegotiationOutcome {
  const rules = server.stack === null ? undefined : STACKS.get(server.stack);
  if (rules !== undefined) return inWords(judge(rules, offer, server, sharedBy(offer, server)), offer, server);
  const shared = sharedBy(offer, server);
  let common: Verdict | undefined;
  for (const one of server.versions.includes('TLSv1.3') ? RULES_WITH_13 : ALL_RULES) {
    const verdict = judge(one, offer, server, shared);
    common = common === undefined ? verdict : commonVerdict(common, verdict);
    if (common.ok === 'unknown' && common.completes === undefined) return common;
  }
  if (common === undefined) throw new RangeError('no library to ask');
  return inWords(common, offer, server);
}

function judge(rules: StackRules, offer: Offer, server: ServerProfile, shared: Shared): Verdict {
  if (rules.newestNeedsSuite && !canStart(server)) return refuse('no-common-suite', undefined, offer, server, rules);
  if (offer.format === 'sslv2' && !server.readsSsl2Hello) return refuse('old-format', undefined, offer, server, rules);
  const version = chooseVersion(offer, server, rules, shared.choices);
  if (typeof version !== 'string') {
    if (!('reason' in version)) return version;
    if (version.version === undefined) return denial(version, offer, server, rules);
  }
  if (rules.alpnPlace === 'first' && chooseAlpn(offer, server) === 'mismatch') {
    return refuse('no-common-alpn', undefined, offer, server, rules);
  }
  if (typeof version !== 'string') return denial(version, offer, server, rules);

  if (server.latentVersions.includes(version) && server.suites[version] === undefined) {
    return refuse('blocked-by-crypto-policy', version, offer, server, rules);
  }
  if (shared.version !== version) look(shared, offer, server, version);
  const { gap, suites } = shared;
  if (gap !== null) return { ok: 'unknown', because: gap };
  if (version === 'TLSv1.2' && lacksKnownScheme(offer, rules, version)) {
    return refuse('no-common-signature', undefined, offer, server, rules);
  }
  const answer =
    shared.objection ??
    (version === 'TLSv1.3' ? agreeTls13(offer, server, rules, suites) : agree(offer, server, rules, version, suites));
  if (typeof answer === 'string') {
    const open = unknownBehind(answer, server, version);
    return open === null ? refuse(answer, version, offer, server, rules) : { ok: 'unknown', because: open };
  }

  const alpn = chooseAlpn(offer, server);
  if (alpn === 'mismatch') return refuse('no-common-alpn', version, offer, server, rules);
  // Spelled out: spreading the answer takes longer than finding it.
  return clientsWord(offer, {
    ok: true,
    version,
    suite: answer.suite,
    group: server.groups.isOrdered ? answer.group : null,
    dhBits: answer.dhBits,
    scheme: answer.scheme,
    certificate: answer.certificate,
    helloRetry: answer.helloRetry,
    alpn: alpn === null ? null : alpn.name,
  });
}

/** What is the same whatever the library, and found but once. */
type Shared = {
  readonly suites: CommonSuites;
  readonly choices: KnownChoices;
  /** The version that the rest was looked at for. */
  version: TlsVersion | null;
  gap: string | null;
  objection: RefusalReason | null;
};

function sharedBy(offer: Offer, server: ServerProfile): Shared {
  const choices = { listed: null, highest: null };
  return { suites: new CommonSuites(offer, server), choices, version: null, gap: null, objection: null };
}

function look(shared: Shared, offer: Offer, server: ServerProfile, version: TlsVersion): void {
  shared.version = version;
  shared.gap = unknownAbout(offer, server, version);
  shared.objection = checkHello(offer, server, version, shared.suites);
}

function refuse(
  reason: RefusalReason,
  version: TlsVersion | undefined,
  offer: Offer,
  server: ServerProfile,
  rules: StackRules,
): Verdict {
  return denial(version === undefined ? { reason } : { reason, version }, offer, server, rules);
}

type Answer = Omit<Agreement, 'ok' | 'version' | 'alpn'>;

/** What is looked at before suites are. */
function checkHello(
  offer: Offer,
  server: ServerProfile,
  version: TlsVersion,
  suites: CommonSuites,
): RefusalReason | null {
  if (!offer.compressionMethods.includes(0)) return 'no-null-compression';
  if (version === 'TLSv1.3' && offer.compressionMethods.length !== 1) return 'malformed-offer';
  const isFallback = offer.suites.includes(FALLBACK_SCSV) && version !== newest(server);
  if (isFallback && server.fallbackScsv !== 'ignored') return 'fallback-refused';
  const named = checkName(offer, server.names);
  // OpenSSL takes the suite of TLS 1.3 before it reads the name.
  return named !== null && version === 'TLSv1.3' && suites.in(version, 'client').length === 0 ? null : named;
}

function checkName({ serverName }: Offer, { known, missingAlert, unknownAlert }: NameRule): RefusalReason | null {
  if (serverName === null) return missingAlert === null ? null : 'name-required';
  if (unknownAlert === null || known === null) return null;
  return isKnown(serverName.toLowerCase(), known) ? null : 'name-unknown';
}

function agree(
  offer: Offer,
  server: ServerProfile,
  rules: StackRules,
  version: TlsVersion,
  common: CommonSuites,
): Answer | RefusalReason {
  if (rules.needsCommonScheme && version === 'TLSv1.2' && !hasCommonScheme(offer, server)) return 'no-common-signature';
  const curve = chooseCurve(offer, server, rules);
  let suite: CipherSuite | undefined;
  let signing: Signing | null = null;
  let objection: RefusalReason | null = null;
  for (const ranked of common.in(version, orderOf('suites', server))) {
    const view = consider(ranked.suite, offer, server, rules, version, curve);
    if (typeof view === 'string') {
      // The first common suite's, as that is what would have to change.
      objection ??= view;
      continue;
    }
    suite = ranked.suite;
    signing = view;
    break;
  }
  if (suite === undefined) return objection ?? 'no-common-suite';
  if (server.latentVersions.includes(version)) return 'blocked-by-crypto-policy';

  signing ??= suite.isAnonymous ? NOT_SIGNED : sign(offer, server, rules, version, suite);
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

/** Why a suite that both have is passed over; else who signs for it, or `null` where that is not looked at yet. */
function consider(
  suite: CipherSuite,
  offer: Offer,
  server: ServerProfile,
  rules: StackRules,
  version: TlsVersion,
  curve: number | null,
): RefusalReason | Signing | null {
  if (suite.keyExchange === 'ECDHE' && curve === null) return 'no-common-group';
  if (suite.keyExchange === 'DHE' && !hasPrime(offer, server, rules)) return 'no-common-group';
  if (!PLAIN_EXCHANGES.has(suite.keyExchange) || suite.authentication.includes('PSK')) return 'no-common-suite';
  if (suite.isAnonymous) return null;
  if (!hasCertificate(offer, server, rules, version, suite)) return 'no-certificate';
  const { schemeDecidesSuite } = rules;
  if (schemeDecidesSuite === 'own') return hasOwnScheme(server, suite, version) ? null : 'no-certificate';
  const isDecided =
    schemeDecidesSuite === 'all' || (schemeDecidesSuite === 'ecdsa' && suite.authentication === 'ECDSA');
  return isDecided ? (sign(offer, server, rules, version, suite) ?? 'no-common-signature') : null;
}

function agreeTls13(
  offer: Offer,
  server: ServerProfile,
  rules: StackRules,
  common: CommonSuites,
): Answer | RefusalReason {
  if (offer.legacyVersion < VERSION_CODE[rules.oldestFor13]) return 'malformed-offer';
  if (lacksKnownScheme(offer, rules, 'TLSv1.3')) {
    // A key share is asked for first, and that takes a suite.
    const isLater = rules.signsAfter === 'hello' && offer.keyShares !== null && isRetried(offer, server, rules);
    if (!isLater) return 'no-common-signature';
  }
  if (rules.extensionsBeforeSuites) {
    if (offer.signatureSchemes === null) return 'extension-missing';
    if (offer.groups === null || offer.keyShares === null) return 'extension-missing';
  }
  const [ranked] = common.in('TLSv1.3', orderOf(rules.tls13SuiteOrder, server));
  if (ranked === undefined) return 'no-common-suite';
  const { suite } = ranked;
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

function hasCommonScheme({ signatureSchemes, certificateSchemes }: Offer, server: ServerProfile): boolean {
  if (!server.signatureSchemes.isComplete) return true;
  if (signatureSchemes === null) return certificateSchemes === null;
  return server.signatureSchemes.codes.some((code) => signatureSchemes.includes(code));
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

const P256 = 23;

/** TLS_FALLBACK_SCSV (RFC 7507 §2). */
const FALLBACK_SCSV = 0x5600;
const PLAIN_EXCHANGES: ReadonlySet<string> = new Set(['RSA', 'DHE', 'ECDHE']);
