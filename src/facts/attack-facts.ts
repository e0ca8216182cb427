/**
 * Which known attacks a server is open to, as far as they bear on the decision about its floor.
 *
 * @module
 */
import type { TlsVersion } from '../tls/version.ts';
import type { Answer } from './answer.ts';
import type { FeatureAnswer, FeatureFacts } from './depth-facts.ts';

/** Every attack asked about; docs/attacks.md says of each what is sent and why it is harmless. */
export type AttackName = (typeof ATTACKS)[number];

export type AttackAnswer = 'vulnerable' | 'not-vulnerable' | 'inconclusive' | 'not-applicable';

/** Why the answer is what it is. Grouped by the answer that the reason stands with. */
export type AttackReason =
  // vulnerable
  | 'version-accepted'
  | 'suite-accepted'
  | 'suite-preferred'
  | 'weak-prime'
  | 'compression'
  | 'no-renegotiation-info'
  | 'heartbeat-overread'
  | 'early-ccs-accepted'
  | 'padding-oracle'
  | 'session-id-overread'
  // not vulnerable
  | 'version-refused'
  | 'no-such-suite'
  | 'no-compression'
  | 'renegotiation-info'
  | 'no-heartbeat'
  | 'heartbeat-discarded'
  | 'heartbeat-refused'
  | 'early-ccs-refused'
  | 'same-reactions'
  | 'session-id-sound'
  // not applicable
  | 'only-newer-versions'
  | 'no-rsa-key-exchange'
  | 'no-ticket'
  // inconclusive
  | 'version-unknown'
  | 'suites-unknown'
  | 'features-unknown'
  | 'no-handshake'
  | 'no-reaction'
  | 'no-rsa-key'
  | 'ticket-not-taken'
  | 'unstable'
  | TalkFailure;

/** How a conversation can end before it answers the question. */
export type TalkFailure =
  | 'silent'
  | 'reset'
  | 'closed'
  | 'malformed-answer'
  | 'too-many-bytes'
  | 'unreachable'
  | 'deadline'
  | 'interrupted';

export type AttackEvidence =
  | { readonly kind: 'version'; readonly version: TlsVersion; readonly answer: Answer }
  | { readonly kind: 'suites'; readonly version: TlsVersion; readonly names: readonly string[] }
  /** `known`: where a prime that many servers share comes from; `null` for one nobody knows. */
  | { readonly kind: 'dh-prime'; readonly version: TlsVersion; readonly bits: number; readonly known: string | null }
  | { readonly kind: 'feature'; readonly feature: keyof FeatureFacts; readonly answer: FeatureAnswer }
  /** What a server did at one step of a conversation. Bytes that it should not have sent are counted, never kept. */
  | {
      readonly kind: 'reaction';
      readonly to: string;
      readonly reaction: Reaction;
      /** Description of the alert, if that was it. */
      readonly alert: number | null;
      readonly bytesReceived: number;
      readonly durationMs: number;
    };

export type Reaction = 'answered' | 'alert' | TalkFailure;

export type AttackFact = {
  readonly answer: AttackAnswer;
  readonly reason: AttackReason;
  readonly evidence: readonly AttackEvidence[];
};

export type AttackFacts = Readonly<Record<AttackName, AttackFact>>;

/** Something a hello may have that old or wrong servers stumble over. */
export type IntoleranceName = (typeof INTOLERANCES)[number];

/** `tolerant`: answered as the RFCs ask; `intolerant`: not, twice, while an ordinary hello was answered. */
export type IntoleranceFact = {
  readonly answer: 'tolerant' | 'intolerant' | 'inconclusive';
  /** `answered-together`: the hello had other oddities as well, and the server took them all. */
  readonly reaction: Reaction | 'answered-together' | 'wrong-answer' | 'no-control';
  readonly alert: number | null;
};

export type IntoleranceFacts = Readonly<Record<IntoleranceName, IntoleranceFact>>;

export const ATTACKS = [
  'drown',
  'poodle',
  'beast',
  'freak',
  'logjam',
  'rc4',
  'sweet32',
  'null-ciphers',
  'anonymous-ciphers',
  'crime',
  'insecure-renegotiation',
  'heartbleed',
  'ccs-injection',
  'robot',
  'ticketbleed',
] as const;

export const INTOLERANCES = [
  'version-tls13',
  'version-future',
  'long-hello',
  'huge-hello',
  'unknown-extension',
  'grease',
  'empty-session-id',
  'many-suites',
  'split-record',
] as const;
