import { expect, test } from 'vitest';
import {
  ATTACKS,
  type AttackFact,
  type AttackFacts,
  INTOLERANCES,
  type IntoleranceFact,
  type IntoleranceFacts,
} from '../facts/attack-facts.ts';
import { attackLines, intoleranceLines, openAttacks } from './attack-text.ts';

test('nothing is said where nobody asked', () => {
  expect(attackLines(null)).toEqual([]);
  expect(intoleranceLines(null)).toEqual([]);
  expect(openAttacks({ attacks: null })).toEqual([]);
});

test('a sound server gets one line', () => {
  const text = attackLines(attacks({}));
  expect(text).toEqual(['  attacks       none of 15 known ones']);
  expect(intoleranceLines(intolerances({}))).toEqual([]);
});

test('what the server is open to comes first, with the reason in words; then what cannot be told', () => {
  const facts = attacks({
    heartbleed: { answer: 'vulnerable', reason: 'heartbeat-overread', evidence: [] },
    sweet32: {
      answer: 'vulnerable',
      reason: 'suite-accepted',
      evidence: [
        { kind: 'suites', version: 'TLSv1.0', names: ['TLS_RSA_WITH_3DES_EDE_CBC_SHA'] },
        { kind: 'suites', version: 'TLSv1.2', names: ['TLS_RSA_WITH_3DES_EDE_CBC_SHA', 'TLS_RSA_WITH_IDEA_CBC_SHA'] },
      ],
    },
    logjam: {
      answer: 'vulnerable',
      reason: 'weak-prime',
      evidence: [
        { kind: 'dh-prime', version: 'TLSv1.2', bits: 1024, known: 'Oakley group 2' },
        { kind: 'dh-prime', version: 'TLSv1.0', bits: 1024, known: 'Oakley group 2' },
      ],
    },
    robot: { answer: 'inconclusive', reason: 'silent', evidence: [] },
    ticketbleed: { answer: 'inconclusive', reason: 'silent', evidence: [] },
  });
  expect(attackLines(facts)).toEqual([
    '  attacks       Logjam: weak Diffie-Hellman prime (1024 bits, Oakley group 2)',
    '                Sweet32: takes TLS_RSA_WITH_3DES_EDE_CBC_SHA in TLS 1.0;',
    '                TLS_RSA_WITH_3DES_EDE_CBC_SHA and 1 more in TLS 1.2',
    '                Heartbleed: answers a heartbeat with bytes of its memory',
    '                cannot be told: ROBOT, Ticketbleed',
  ]);
  expect(openAttacks({ attacks: facts })).toEqual(['logjam', 'sweet32', 'heartbleed']);
});

test('what the server stumbles over is named', () => {
  const facts = intolerances({
    'huge-hello': { answer: 'intolerant', reaction: 'alert', alert: 40 },
    grease: { answer: 'inconclusive', reaction: 'no-control', alert: null },
  });
  expect(intoleranceLines(facts)).toEqual(['  stumbles over huge hello', '                cannot be told: grease']);
});

function attacks(some: Partial<AttackFacts>): AttackFacts {
  const sound: AttackFact = { answer: 'not-vulnerable', reason: 'no-such-suite', evidence: [] };
  return { ...Object.fromEntries(ATTACKS.map((name) => [name, sound])), ...some } as AttackFacts;
}

function intolerances(some: Partial<IntoleranceFacts>): IntoleranceFacts {
  const fine: IntoleranceFact = { answer: 'tolerant', reaction: 'answered-together', alert: null };
  return { ...Object.fromEntries(INTOLERANCES.map((name) => [name, fine])), ...some } as IntoleranceFacts;
}
