/**
 * Why a handshake fails, as a sentence.
 *
 * @module
 */
import { ALERT } from '../tls/alert.ts';
import { cipherSuite } from '../tls/registry/cipher-suites.ts';
import { isGrease } from '../tls/registry/grease.ts';
import { groupName } from '../tls/registry/groups.ts';
import { signatureSchemeName } from '../tls/registry/signature-schemes.ts';
import { spokenVersion, spokenVersions, type TlsVersion, VERSION_CODE } from '../tls/version.ts';
import { chooseShare } from './choose-group.ts';
import { newestOffered } from './choose-version.ts';
import type { Offer } from './offer.ts';
import type { Agreement, NegotiationOutcome, RefusalReason, Refused, Undecided } from './outcome.ts';
import type { ServerProfile } from './server-profile.ts';
import type { AlertCase, StackRules } from './stacks.ts';

/** A refusal that has no words yet: they take longest to find, and are read only where it is the answer. */
export type Denial = {
  readonly ok: false;
  readonly by: 'server' | 'client';
  readonly alert: number | null;
  readonly refused: Refused;
  readonly isBehindHello: boolean;
  /** Those of a client, which have figures that are not kept; `null`: found by {@link inWords}. */
  readonly words: string | null;
};

export type Verdict = Agreement | Undecided | Denial;

/** What the server says. */
export function denial(refused: Refused, offer: Offer, server: ServerProfile, rules: StackRules): Denial {
  const { reason, version } = refused;
  return {
    ok: false,
    by: 'server',
    alert: isSilent(refused, offer, server, rules) ? null : alertFor(refused, offer, server, rules),
    refused,
    isBehindHello: version === 'TLSv1.3' && isBehind(reason, offer, server, rules),
    words: null,
  };
}

/** A refusal by the client, after the server's answer. */
export function clientDenial(reason: RefusalReason, alert: number, words: string): Denial {
  return { ok: false, by: 'client', alert, refused: { reason }, isBehindHello: false, words };
}

/** What a person reads. */
export function inWords(verdict: Verdict, offer: Offer, server: ServerProfile): NegotiationOutcome {
  if (verdict.ok !== false) return verdict;
  const { by, alert, refused, isBehindHello } = verdict;
  const { reason } = refused;
  const words = verdict.words ?? wordsFor(refused, offer, server);
  return { ok: false, by, alert, reason, words, ...(isBehindHello ? { afterServerHello: true } : {}) };
}

/** Whether the client lists no scheme that the library has heard of, for one that refuses such a list at once. */
export function lacksKnownScheme(
  { signatureSchemes }: Offer,
  { knownSchemes }: StackRules,
  version: 'TLSv1.2' | 'TLSv1.3',
): boolean {
  if (knownSchemes === null || signatureSchemes === null) return false;
  return !signatureSchemes.some((code) => knownSchemes[version].has(code));
}

/** Whether a hello lacks the key share that it is to have, which a library may ask for before it looks for a scheme. */
export function isRetried(offer: Offer, server: ServerProfile, rules: StackRules): boolean {
  return chooseShare(offer, server, rules)?.helloRetry === true;
}

function isBehind(reason: RefusalReason, offer: Offer, server: ServerProfile, rules: StackRules): boolean {
  const { signsAfter } = rules;
  const isMissing = reason === 'extension-missing' && offer.signatureSchemes === null && signsAfter === 'retry';
  if (signsAfter === 'no' || (reason !== 'no-common-signature' && !isMissing)) return false;
  if (signsAfter === 'retry') return !lacksKnownScheme(offer, rules, 'TLSv1.3') && isRetried(offer, server, rules);
  return !lacksKnownScheme(offer, rules, 'TLSv1.3') || (offer.keyShares !== null && isRetried(offer, server, rules));
}

function isSilent({ reason }: Refused, offer: Offer, server: ServerProfile, rules: StackRules): boolean {
  if (!server.sendsAlerts) return true;
  // A server that reads hellos of SSL 2.0 is one that is not held to a single version.
  if (!rules.isSilentOnVersions || !server.readsSsl2Hello || !VERSION_REASONS.has(reason)) return false;
  // OpenSSL 1.0 takes up TLS 1.0 to tell a client of SSL 3.0 so, if it has it.
  return offer.legacyVersion !== VERSION_CODE.SSLv3 || !server.versions.includes('TLSv1.0');
}

function alertFor(
  { reason, version }: Refused,
  offer: Offer,
  { names }: ServerProfile,
  { alerts }: StackRules,
): number | null {
  if (reason === 'name-required') return names.missingAlert;
  if (reason === 'name-unknown') return names.unknownAlert;
  const special = caseOf(version, offer);
  const said = special === null ? undefined : alerts[`${reason}@${special}`];
  if (said !== undefined) return said;
  const usual = alerts[reason];
  return usual === undefined ? ALERT.handshakeFailure : usual;
}

function caseOf(version: TlsVersion | undefined, { legacyVersion }: Offer): AlertCase | null {
  if (version === 'TLSv1.3') return '1.3';
  if (version === 'TLSv1.2') return '1.2';
  if (legacyVersion === VERSION_CODE.SSLv3) return '3.0';
  return legacyVersion < VERSION_CODE.SSLv3 ? '2.0' : null;
}

function wordsFor({ reason, version }: Refused, offer: Offer, server: ServerProfile): string {
  switch (reason) {
    case 'client-too-old':
      return `the client speaks at most ${spoken(newestOffered(offer))}, and the server takes ${takes(server)}`;
    case 'client-too-new':
      return `the client speaks nothing older than the server, which takes ${takes(server)}`;
    case 'no-common-version':
      return `no common version: the server takes ${takes(server)}`;
    case 'blocked-by-crypto-policy':
      return `the server's configuration lists ${spoken(version)} and its crypto policy blocks it`;
    case 'no-common-suite':
      return `no common cipher suite: the client offers only ${families(offer)}`;
    case 'no-common-group':
      return offer.groups === null
        ? 'the client lists no groups, and the server has no cipher suite left that does without'
        : `no common group: the client offers only ${list(offer.groups.filter(isOrdinary).map(groupName))}`;
    case 'no-common-signature':
      return offer.signatureSchemes === null
        ? 'the client lists no signature algorithms, so SHA-1 is meant, and the server does not sign with it'
        : `no common signature algorithm: the client offers only ${list(
            offer.signatureSchemes.filter(isOrdinary).map(signatureSchemeName),
          )}`;
    case 'no-prime':
      return 'the server chooses Diffie-Hellman, and has no prime for a client that names none';
    case 'no-certificate':
      return 'the server has no certificate of a kind that the common cipher suites ask for';
    case 'fallback-refused':
      return 'the client says that this is a fallback (TLS_FALLBACK_SCSV), and the server speaks a newer version';
    case 'no-common-alpn':
      return `no common protocol in ALPN: the client offers only ${list(offer.alpn ?? [])}`;
    case 'name-required':
      return 'the client sends no server name, and the server asks for one';
    case 'name-unknown':
      return 'the server does not know the name that the client asks for';
    case 'no-null-compression':
      return 'the client does not offer to go without compression';
    case 'extension-missing':
      return `the hello lacks an extension that ${spoken(version)} asks for`;
    case 'malformed-offer':
      return 'the hello contradicts itself';
    case 'old-format':
      return 'the hello has the format of SSL 2.0, which the server does not read';
    case 'version-below-client':
      return `the server answers in ${spoken(version)}, which the client does not take`;
    case 'dh-too-small':
      return "the server's Diffie-Hellman prime is smaller than the client takes";
    case 'dh-too-large':
      return "the server's Diffie-Hellman prime is larger than the client takes";
  }
}

function spoken(version: TlsVersion | undefined): string {
  return version === undefined ? 'a version that is not known' : spokenVersion(version);
}

function takes(server: ServerProfile): string {
  return server.versions.length === 0 ? 'none' : `${spokenVersions(server.versions)} only`;
}

/** `RC4 and 3DES`: the ciphers of what the client offers, strongest families last seen first. */
function families(offer: Offer): string {
  const names = new Set<string>();
  for (const code of offer.suites) {
    let family = familyOfCode.get(code);
    if (family === undefined) {
      const suite = cipherSuite(code);
      family = suite === undefined ? '' : familyOf(suite.cipher, suite.mode);
      familyOfCode.set(code, family);
    }
    if (family !== '') names.add(family);
  }
  return names.size === 0 ? 'what nobody knows' : list([...names]);
}

function familyOf(cipher: string, mode: string): string {
  if (cipher === 'NULL') return 'suites without encryption';
  const name = cipher
    .replace('3DES_EDE', '3DES')
    .replace(/_(40|56|128|192|256).*$/, '')
    .replace('_', '-');
  return mode === 'CBC' && name === 'AES'
    ? 'AES-CBC'
    : mode === 'GCM' || mode.startsWith('CCM')
      ? `${name}-${mode}`
      : name;
}

function isOrdinary(code: number): boolean {
  return !isGrease(code);
}

function list(names: readonly string[]): string {
  const shown = names.length > MAX_SHOWN ? [...names.slice(0, MAX_SHOWN), `${names.length - MAX_SHOWN} more`] : names;
  return shown.length < 2 ? (shown[0] ?? 'nothing') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

/** By code point: empty for what is no suite. */
const familyOfCode = new Map<number, string>();
const VERSION_REASONS: ReadonlySet<string> = new Set(['client-too-old', 'client-too-new', 'no-common-version']);
const MAX_SHOWN = 6;
