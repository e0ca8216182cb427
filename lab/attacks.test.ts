import { createDiffieHellmanGroup } from 'node:crypto';
import { createServer as createTlsServer } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { ATTACKS, type AttackName } from '../src/facts/attack-facts.ts';
import { attackLab, factsOf } from './attack-lab.ts';
import { listenOnLoopback } from './hostile/loopback.ts';
import { HOSTILE_RECIPES } from './hostile/recipes.ts';
import { VULNERABLE_RECIPES } from './hostile/vulnerable-rows.ts';
import { labKeyPair } from './hostile/wire.ts';
import { findProgram, runProgram } from './process.ts';
import { REAL_RECIPES } from './real/index.ts';

type Row = readonly [server: string, vulnerable: readonly AttackName[]];

// The truth: the versions and suites configured, and the OpenSSL releases: Heartbleed was mended in 1.0.1g, CCS
// injection in 1.0.0m and 1.0.1h.
const REAL: readonly Row[] = [
  ['node0.10.0-default', ['poodle', 'beast', 'rc4', 'sweet32', 'heartbleed', 'ccs-injection']],
  ['node0.10.0-weak', ['drown', 'poodle', 'beast', 'rc4', 'sweet32', 'null-ciphers', 'heartbleed', 'ccs-injection']],
  // OpenSSL 1.0.1u no longer counts 3DES as HIGH, of which Node's default list is made.
  ['node0.10-default', ['beast', 'rc4']],
  ['node0.8-default', ['poodle', 'beast', 'rc4', 'sweet32']],
  ['forge-1.0', ['beast', 'insecure-renegotiation']],
  ['nginx-1.2-1.3', []],
  ['openssl-1.2', []],
  ['bun-serve', []],
  ['java-policy', []],
  ['gnutls-1.2-1.3', []],
  ['nss-1.3', []],
];

describe('real servers are open to what their configuration and release are open to, and to nothing else', () => {
  test.for(REAL)('%s', { timeout: 60_000 }, async ([name, vulnerable], { skip }) => {
    const recipe = REAL_RECIPES.find((one) => one.name === name);
    if (!recipe) throw new Error(`no server ${name}`);
    const missing = await recipe.missing();
    if (missing !== undefined) return skip(missing);
    const server = await recipe.start();
    try {
      expect((await open(server.port)).toSorted()).toEqual(vulnerable.toSorted());
    } finally {
      await server.stop();
    }
  });
});

describe('faithful servers with one hole', () => {
  test.for<readonly [string, AttackName, string]>([
    ['hostile-robot', 'robot', 'vulnerable'],
    ['hostile-robot-reset', 'robot', 'vulnerable'],
    ['hostile-robot-random', 'robot', 'inconclusive'],
    ['hostile-ticketbleed', 'ticketbleed', 'vulnerable'],
    ['hostile-export', 'freak', 'vulnerable'],
    ['hostile-export', 'logjam', 'vulnerable'],
    ['hostile-compression', 'crime', 'vulnerable'],
  ])('%s: %s is %s', { timeout: 40_000 }, async ([name, attack, answer]) => {
    const server = await VULNERABLE_RECIPES.find((recipe) => recipe.name === name)?.start();
    if (!server) throw new Error(`no server ${name}`);
    try {
      const attacks = await attackLab(server.port);
      expect(attacks[attack].answer).toBe(answer);
    } finally {
      await server.stop();
    }
  });

  test('Logjam by a shared prime of 1024 bits, told by its origin', { timeout: 20_000 }, async () => {
    const server = createTlsServer({
      ...labKeyPair(),
      maxVersion: 'TLSv1.2',
      ciphers: WITH_DHE,
      dhparam: dhParameters(),
    });
    server.on('tlsClientError', () => undefined);
    const { port, stop } = await listenOnLoopback(server);
    try {
      const { logjam } = await attackLab(port);
      expect(logjam).toMatchObject({ answer: 'vulnerable', reason: 'weak-prime' });
      expect(JSON.stringify(logjam.evidence)).toContain('Oakley group 2');
    } finally {
      await stop();
    }
  });
});

describe.concurrent('hostile servers are never called vulnerable to what must be asked for', () => {
  test.for(HOSTILE_RECIPES)('$name', { timeout: 60_000 }, async (recipe) => {
    const server = await recipe.start();
    try {
      const { attacks, versions } = await factsOf(server.port, { answerMs: 500 });
      const spoken = Object.values(versions ?? {}).some(({ answer }) => answer === 'accepted');
      // A server that never said a sound word is not asked, and cleared of nothing.
      expect(attacks !== null).toBe(spoken);
      expect(ASKED.map((name) => attacks?.[name].answer)).not.toContain('vulnerable');
    } finally {
      await server.stop();
    }
  });
});

describe('peers agree on Heartbleed', () => {
  test('nmap: vulnerable, sslscan: vulnerable', { timeout: 60_000 }, async ({ skip }) => {
    const nmap = findProgram('nmap');
    const sslscan = findProgram('sslscan');
    if (nmap === undefined && sslscan === undefined) return skip('neither nmap nor sslscan is installed');
    const recipe = REAL_RECIPES.find(({ name }) => name === 'node0.10.0-default');
    const missing = await recipe?.missing();
    if (!recipe || missing !== undefined) return skip(missing ?? 'no recipe');
    const server = await recipe.start();
    try {
      if (nmap !== undefined) {
        const args = ['-Pn', '-n', '-p', String(server.port), '--script', '+ssl-heartbleed', '127.0.0.1'];
        expect((await runProgram(nmap, args)).output).toContain('State: VULNERABLE');
      }
      if (sslscan !== undefined) {
        const args = ['--no-colour', '--no-ciphersuites', `127.0.0.1:${server.port}`];
        expect((await runProgram(sslscan, args)).output).toContain('TLSv1.2 vulnerable to heartbleed');
      }
    } finally {
      await server.stop();
    }
  });
});

async function open(port: number): Promise<AttackName[]> {
  const attacks = await attackLab(port);
  return ATTACKS.filter((name) => attacks[name].answer === 'vulnerable');
}

/** Oakley group 2 as PEM (PKCS #3): its prime begins with a one, so the integer takes a zero in front. */
function dhParameters(): string {
  const prime = createDiffieHellmanGroup('modp2').getPrime();
  const body = Buffer.concat([Buffer.of(0x02, 0x81, 0x81, 0x00), prime, Buffer.of(0x02, 0x01, 0x02)]);
  const der = Buffer.concat([Buffer.of(0x30, 0x81, body.length), body]);
  return `-----BEGIN DH PARAMETERS-----\n${der.toString('base64')}\n-----END DH PARAMETERS-----\n`;
}

const WITH_DHE = 'DHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0';
const ASKED: readonly AttackName[] = ['heartbleed', 'ccs-injection', 'robot', 'ticketbleed'];
