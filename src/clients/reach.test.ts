import { describe, expect, test } from 'vitest';
import type { ClientFacts, ClientOutcome } from '../facts/client-facts.ts';
import { FLOORS } from '../facts/server-facts.ts';
import { CATALOGUE } from './catalogue/index.ts';
import { fixOf } from './fix.ts';
import { offeredHello } from './hello.ts';
import { helloReaches, reachOf, staysAtFloor, takesVersion } from './reach.ts';

const row = (id: string): ClientFacts => {
  const client = CATALOGUE.find((one) => one.id === id);
  if (!client) throw new Error(`no row ${id}`);
  return client;
};

describe('post-quantum key exchange', () => {
  test.each([
    ['chrome-131', 'reaches'],
    ['firefox-132', 'reaches'],
    ['node-22', 'reaches'],
    ['deno', 'reaches'],
    // TLS 1.3, and no such group in any hello of a row that no later release will join.
    ['chrome-98', 'cannot'],
    ['java-17', 'cannot'],
    ['gnutls-3.7', 'cannot'],
    // No TLS 1.3.
    ['firefox-24-26', 'cannot'],
    ['openssl-1.0.2', 'cannot'],
    // No hello.
    ['edge-98', 'unknown'],
    ['firefox-97', 'unknown'],
    // Releases differ, or a later one may.
    ['bun', 'unknown'],
    ['openssl-3', 'unknown'],
    ['go-1.18', 'unknown'],
  ] as const)('%s: %s', (id, reach) => {
    expect(reachOf(row(id), 'pq')).toBe(reach);
  });

  test('nobody reaches it who does not reach TLS 1.3', () => {
    for (const client of CATALOGUE.filter((one) => reachOf(one, 'pq') === 'reaches')) {
      expect(reachOf(client, '1.3')).toBe('reaches');
      expect(client.offers.every((offer) => helloReaches(offeredHello(offer), 'pq'))).toBe(true);
    }
  });
});

test('of each floor every client has one answer, and who reaches a higher one reaches the lower', () => {
  for (const client of CATALOGUE) {
    const [tls12, tls13] = FLOORS.map((floor) => reachOf(client, floor));
    if (tls13 === 'reaches') expect(tls12).toBe('reaches');
    if (tls12 === 'cannot') expect(tls13).toBe('cannot');
  }
});

describe('whether a client takes a version', () => {
  test.each([
    ['edge-98', 'TLSv1.1', 'no'],
    ['openssl-1.1.1', 'TLSv1.0', 'unknown'],
    ['wii-u', 'TLSv1.2', 'unknown'],
    // Older than one that is off, newer than one that is off.
    ['openssl-3', 'SSLv3', 'no'],
    ['windows-powershell', 'TLSv1.3', 'no'],
    ['windows-powershell', 'TLSv1.1', 'unknown'],
    // Its hello lists TLS 1.2 and 1.3.
    ['java-8u261', 'TLSv1.0', 'no'],
  ] as const)('%s, %s: %s', (id, version, taken) => {
    expect(takesVersion(row(id), version)).toBe(taken);
  });
});

describe('who stays when the floor rises', () => {
  const met = (version: ClientOutcome['version'], group: string | null): ClientOutcome => {
    const outcome = version === null ? 'fails' : 'connects';
    return { outcome, version, cipherSuite: null, group, reason: 'asked' };
  };

  test.each([
    ['chrome-131', met('TLSv1.2', 'secp256r1'), '1.2', 'yes'],
    ['chrome-131', met('TLSv1.2', 'secp256r1'), '1.3', 'no'],
    ['chrome-131', met('TLSv1.3', 'X25519MLKEM768'), 'pq', 'yes'],
    // It would have spoken it: that it was not chosen is the server's doing.
    ['chrome-131', met('TLSv1.3', 'x25519'), 'pq', 'unknown'],
    ['chrome-98', met('TLSv1.3', 'x25519'), 'pq', 'no'],
    ['edge-98', met('TLSv1.3', null), 'pq', 'unknown'],
    ['ie-6-windows-xp', met(null, null), '1.2', 'no'],
    // No hello, and nothing is known of TLS 1.3.
    ['samsung-internet-4', met('TLSv1.2', null), '1.3', 'unknown'],
    ['opera-mobile-12.0', met('TLSv1.0', null), '1.3', 'no'],
  ] as const)('%s, %j, floor %s: %s', (id, outcome, floor, stays) => {
    expect(staysAtFloor(row(id), outcome, floor)).toBe(stays);
  });
});

describe('what mends it', () => {
  test.each([
    ['firefox-24-26', '1.2', 'security.tls.version.max = 3'],
    ['firefox-24-26', '1.3', 'move to Firefox 63 or later'],
    ['firefox-24-26', 'pq', 'move to Firefox 132 or later'],
    ['curl-tls-max-1.2', '1.3', 'take --tls-max out'],
    // A step that turns old versions on mends nothing.
    ['node-12-16', 'pq', 'move to Node.js 22.0.0 or later'],
    ['safari-7-os-x', '1.3', 'move to Safari 14 or later'],
    ['safari-ios-9', '1.3', 'move to Safari 12.2 or later'],
    ['openssl-3-held-to-tls-1.2', '1.3', 'move to the default: take -tls1_2 out'],
    ['openssl-3', '1.3', ''],
    ['edge-98', 'pq', ''],
  ] as const)('%s at floor %s: %s', (id, floor, fix) => {
    expect(fixOf(row(id), floor, CATALOGUE)).toContain(fix);
    if (fix === '') expect(fixOf(row(id), floor, CATALOGUE)).toBe('');
  });
});
