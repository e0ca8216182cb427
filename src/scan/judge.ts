/**
 * What one observation says of the version that was asked for. Pure.
 *
 * The rules stand in docs/reading-answers.md with the servers they were measured on. The one above all: what ends
 * without an answer (reset, close, silence, noise) is no answer, and is told apart by control hellos elsewhere.
 *
 * @module
 */
import { hexCode, toHex } from '../core/hex.ts';
import { unreachable } from '../core/result.ts';
import type { AnswerReason } from '../facts/server-facts.ts';
import { ALERT } from '../tls/alert.ts';
import { EXTENSION, findExtension } from '../tls/extensions.ts';
import { cipherSuite } from '../tls/registry/cipher-suites.ts';
import { type ServerHello, selectedVersion } from '../tls/server-hello.ts';
import type { Ssl2ServerHello } from '../tls/ssl2.ts';
import { isOlder, type TlsVersion, VERSION_CODE, versionOfCode } from '../tls/version.ts';
import type { Observation } from './answer-reader.ts';

export type Judgement =
  /** The server speaks `version`, which may be lower than the one asked for. */
  | { readonly kind: 'accepted'; readonly version: TlsVersion; readonly reason: AnswerReason }
  | { readonly kind: 'latent'; readonly reason: AnswerReason }
  | { readonly kind: 'refused'; readonly reason: AnswerReason }
  /** A fatal alert that may mean the version, the suites, the size of the hello, or trouble inside the server. */
  | { readonly kind: 'unclear'; readonly alert: number }
  /** Alert 86: the version is enabled, and the server speaks something newer (RFC 7507 §3). */
  | { readonly kind: 'fallback-refused' }
  | { readonly kind: 'name-refused' }
  /** Nothing that answers the question came back; a control must tell why. */
  | { readonly kind: 'dropped'; readonly reason: DropReason }
  /** The server broke the protocol: reported, and never read as a no. */
  | { readonly kind: 'broken'; readonly reason: AnswerReason }
  | { readonly kind: 'stopped'; readonly reason: 'deadline' | 'interrupted' };

export type DropReason = (typeof DROP_REASONS)[number];

/** What the hello allowed the server to answer with. */
export type Sent = {
  /** Suites or SSLv2 cipher kinds: a server may choose from nothing else. */
  readonly offered: ReadonlySet<number>;
  /** A TLS 1.3 server must echo it. */
  readonly sessionId: Uint8Array;
  readonly compressionMethods: readonly number[];
};

export function judge(asked: TlsVersion, sent: Sent, observation: Observation): Judgement {
  switch (observation.kind) {
    case 'server-hello':
      if (!isVersionSound(observation.hello)) return { kind: 'broken', reason: 'malformed-answer' };
      return judgeHello(asked, sent, observation.hello);
    case 'hello-retry-request':
      // Its random is that of TLS 1.3 alone (RFC 9846 §4.2.3): the server speaks it, whatever group it wants.
      if (asked !== 'TLSv1.3') return { kind: 'broken', reason: 'higher-version' };
      return judgeTls13(sent, observation.hello, 'hello-retry-request');
    case 'ssl2-server-hello':
      return judgeSsl2(observation.hello, sent.offered);
    case 'ssl2-error':
      return { kind: 'refused', reason: 'handshake-failure' };
    case 'alert':
      return judgeAlert(observation.alert.description);
    case 'reset':
    case 'closed':
    case 'silent':
    case 'plaintext':
    case 'unreachable':
    case 'starttls-refused':
    case 'starttls-broken':
    case 'proxy-failed':
      return { kind: 'dropped', reason: observation.kind };
    case 'cut-off':
    case 'too-many-bytes':
      return { kind: 'broken', reason: observation.kind };
    case 'malformed':
      return { kind: 'broken', reason: 'malformed-answer' };
    case 'stopped':
      return { kind: 'stopped', reason: observation.by === 'deadline' ? 'deadline' : 'interrupted' };
    default:
      return unreachable(observation);
  }
}

function judgeHello(asked: TlsVersion, sent: Sent, hello: ServerHello): Judgement {
  const version = versionOfCode(selectedVersion(hello));
  if (version === undefined) return { kind: 'broken', reason: 'unknown-version' };
  if (isOlder(asked, version)) return { kind: 'broken', reason: 'higher-version' };
  if (version === 'TLSv1.3') return judgeTls13(sent, hello, 'server-hello');
  if (!sent.offered.has(hello.cipherSuite) || !isSuiteOf(version, hello.cipherSuite)) {
    return { kind: 'broken', reason: 'unoffered-suite' };
  }
  if (!sent.compressionMethods.includes(hello.compressionMethod)) return { kind: 'broken', reason: 'malformed-answer' };
  return { kind: 'accepted', version, reason: version === asked ? 'server-hello' : 'negotiated-down' };
}

/** What a client checks before it believes a TLS 1.3 answer (RFC 9846 §4.2.3, §4.2.4). */
function judgeTls13(sent: Sent, hello: ServerHello, reason: 'server-hello' | 'hello-retry-request'): Judgement {
  if (!sent.offered.has(hello.cipherSuite) || !isSuiteOf('TLSv1.3', hello.cipherSuite)) {
    return { kind: 'broken', reason: 'unoffered-suite' };
  }
  const isEcho = toHex(hello.sessionId) === toHex(sent.sessionId);
  const has = (type: number): boolean => findExtension(hello.extensions, type) !== undefined;
  // A retry asks for a group or hands out a cookie; an answer brings a key share, as we offer no PSK.
  const isWhole = has(EXTENSION.keyShare) || (reason === 'hello-retry-request' && has(EXTENSION.cookie));
  const isTls13 = selectedVersion(hello) === VERSION_CODE['TLSv1.3'];
  if (!isTls13 || !isEcho || !isWhole || hello.compressionMethod !== 0) {
    return { kind: 'broken', reason: 'malformed-answer' };
  }
  return { kind: 'accepted', version: 'TLSv1.3', reason };
}

/** TLS 1.3 is chosen in `supported_versions`, older versions are not (RFC 9846 §4.2.3): anything else is a broken stack. */
function isVersionSound(hello: ServerHello): boolean {
  if (hello.legacyVersion > VERSION_CODE['TLSv1.2']) return false;
  return selectedVersion(hello) === hello.legacyVersion || selectedVersion(hello) >= VERSION_CODE['TLSv1.3'];
}

/** A TLS 1.3 hello offers older suites as well, each for its own version only. */
function isSuiteOf(version: TlsVersion, code: number): boolean {
  const suite = cipherSuite(code);
  if (!suite) return true;
  if ((suite.keyExchange === 'TLS13') !== (version === 'TLSv1.3')) return false;
  return !suite.aead || !isOlder(version, 'TLSv1.2');
}

function judgeSsl2(hello: Ssl2ServerHello, offered: ReadonlySet<number>): Judgement {
  if (hello.version !== VERSION_CODE.SSLv2) return { kind: 'broken', reason: 'unknown-version' };
  if (hello.cipherSpecs.length === 0) return { kind: 'latent', reason: 'no-usable-cipher' };
  return hello.cipherSpecs.some((kind) => offered.has(kind))
    ? { kind: 'accepted', version: 'SSLv2', reason: 'server-hello' }
    : { kind: 'broken', reason: 'unoffered-suite' };
}

function judgeAlert(description: number): Judgement {
  switch (description) {
    case ALERT.protocolVersion:
      return { kind: 'refused', reason: 'protocol-version-alert' };
    case ALERT.inappropriateFallback:
      return { kind: 'fallback-refused' };
    case ALERT.unrecognizedName:
      return { kind: 'name-refused' };
    default:
      return { kind: 'unclear', alert: description };
  }
}

/** Alerts by which servers mean "not this version" as well as "not these suites" (scanners' common experience). */
export function isNegotiationAlert(description: number): boolean {
  return NEGOTIATION_ALERTS.includes(description);
}

/** Whether the server never saw the hello. */
export function isBeforeHello(reason: AnswerReason): boolean {
  return BEFORE_HELLO.includes(reason);
}

/** Whether drops for this reason, however often they come, say nothing of the version. */
export function saysNothing(reason: AnswerReason): boolean {
  return reason === 'silent' || isBeforeHello(reason);
}

/** Version of an observation, as a name or in hex, for the evidence; `null` where there is none. */
export function versionText(observation: Observation): string | null {
  switch (observation.kind) {
    case 'server-hello':
    case 'hello-retry-request': {
      const code = selectedVersion(observation.hello);
      return versionOfCode(code) ?? hexCode(code);
    }
    case 'ssl2-server-hello':
      return versionOfCode(observation.hello.version) ?? hexCode(observation.hello.version);
    default:
      return null;
  }
}

const DROP_REASONS = [
  'reset',
  'closed',
  'silent',
  'plaintext',
  'unreachable',
  'starttls-refused',
  'starttls-broken',
  'proxy-failed',
] as const;

/** The way to TLS failed, so the server never saw the hello. */
const BEFORE_HELLO: readonly AnswerReason[] = ['unreachable', 'starttls-refused', 'starttls-broken', 'proxy-failed'];

const NEGOTIATION_ALERTS: readonly number[] = [
  ALERT.handshakeFailure,
  ALERT.illegalParameter,
  ALERT.insufficientSecurity,
];
