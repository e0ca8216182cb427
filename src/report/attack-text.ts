/**
 * Known attacks and intolerances in a few lines for a terminal. Pure.
 *
 * @module
 */
import { unreachable } from '../core/result.ts';
import {
  ATTACKS,
  type AttackEvidence,
  type AttackFact,
  type AttackFacts,
  type AttackName,
  INTOLERANCES,
  type IntoleranceFacts,
} from '../facts/attack-facts.ts';
import type { ServerFacts } from '../facts/server-facts.ts';
import { spokenVersion } from '../tls/version.ts';
import { termLines } from './layout.ts';

/** The attacks that a server is open to, by name; empty also where nobody asked. */
export function openAttacks({ attacks }: Pick<ServerFacts, 'attacks'>): AttackName[] {
  return ATTACKS.filter((name) => attacks?.[name].answer === 'vulnerable');
}

/** One line for each attack the server is open to, one for all that could not be told; one if there is neither. */
export function attackLines(facts: AttackFacts | null): string[] {
  if (!facts) return [];
  const open = openAttacks({ attacks: facts }).map((name) => `${ATTACK_TITLES[name]}: ${reasonText(facts[name])}`);
  const unknown = ATTACKS.filter((name) => facts[name].answer === 'inconclusive').map((name) => ATTACK_TITLES[name]);
  const lines = [...open, ...(unknown.length > 0 ? [`cannot be told: ${unknown.join(', ')}`] : [])];
  return lined('attacks', lines.length > 0 ? lines : [`none of ${ATTACKS.length} known ones`]);
}

/** Nothing where all is tolerated: then there is nothing to do. */
export function intoleranceLines(facts: IntoleranceFacts | null): string[] {
  if (!facts) return [];
  const named = (answer: string): string[] =>
    INTOLERANCES.filter((name) => facts[name].answer === answer).map((name) => name.replaceAll('-', ' '));
  const lines = named('intolerant').length > 0 ? [named('intolerant').join(', ')] : [];
  if (named('inconclusive').length > 0) lines.push(`cannot be told: ${named('inconclusive').join(', ')}`);
  return lined('stumbles over', lines);
}

function lined(label: string, lines: readonly string[]): string[] {
  return lines.flatMap((text, index) => termLines(index === 0 ? label : '', text));
}

function reasonText({ reason, evidence }: AttackFact): string {
  // One prime serves several versions.
  const what = [...new Set(evidence.flatMap(evidenceText))].join('; ');
  const words = WORDS[reason];
  if (what === '') return words ?? reason;
  return reason === 'suite-accepted' || reason === 'suite-preferred' ? `${words} ${what}` : `${words} (${what})`;
}

/** Only what says more than the reason does. */
function evidenceText(evidence: AttackEvidence): string[] {
  switch (evidence.kind) {
    case 'suites': {
      const [first = '', ...more] = evidence.names;
      const rest = more.length > 0 ? ` and ${more.length} more` : '';
      return [`${first}${rest} in ${spokenVersion(evidence.version)}`];
    }
    case 'dh-prime':
      return [`${evidence.bits} bits${evidence.known === null ? '' : `, ${evidence.known}`}`];
    case 'version':
    case 'feature':
    case 'reaction':
      return [];
    default:
      return unreachable(evidence);
  }
}

/** What a server does that is open to an attack. */
const WORDS: Readonly<Partial<Record<AttackFact['reason'], string>>> = {
  'version-accepted': 'SSL 2.0 is accepted',
  'suite-accepted': 'takes',
  'suite-preferred': 'prefers',
  'weak-prime': 'weak Diffie-Hellman prime',
  compression: 'compresses TLS',
  'no-renegotiation-info': 'no secure renegotiation',
  'heartbeat-overread': 'answers a heartbeat with bytes of its memory',
  'early-ccs-accepted': 'takes a ChangeCipherSpec before there is a key',
  'padding-oracle': 'tells a malformed RSA premaster secret from a sound one',
  'session-id-overread': 'answers a short session id with bytes of its memory',
};

export const ATTACK_TITLES: Readonly<Record<AttackName, string>> = {
  drown: 'DROWN',
  poodle: 'POODLE',
  beast: 'BEAST',
  freak: 'FREAK',
  logjam: 'Logjam',
  rc4: 'RC4',
  sweet32: 'Sweet32',
  'null-ciphers': 'suites without encryption',
  'anonymous-ciphers': 'suites without a certificate',
  crime: 'CRIME',
  'insecure-renegotiation': 'insecure renegotiation',
  heartbleed: 'Heartbleed',
  'ccs-injection': 'CCS injection',
  robot: 'ROBOT',
  ticketbleed: 'Ticketbleed',
};
