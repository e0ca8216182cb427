import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startDelayProxy } from './delay-proxy.ts';
import { REAL_RECIPES } from './real/index.ts';
import { scanLab, wrongAnswers } from './scan-lab.ts';
import { type StartedLab, startAll } from './start-all.ts';

/** Ordinary servers: what operators run today, before and after the change. */
const ORDINARY = /^(node|openssl|nginx|apache|haproxy|stunnel|gnutls|nss|java)-(1\.2-1\.3|1\.0-1\.3|legacy)(-ecdsa)?$/;
const recipes = REAL_RECIPES.filter(({ name }) => ORDINARY.test(name));
let lab: StartedLab;

beforeAll(async () => {
  lab = await startAll(recipes);
}, 60_000);

afterAll(async () => {
  await lab.stop();
});

describe('versions cost at most 8 connections and 4 round trips in depth on an ordinary server', () => {
  test.for(recipes.map(({ name }) => name))('%s', async (name, context) => {
    const server = lab.servers.find((one) => one.name === name);
    context.skip(server === undefined, 'not on this machine');
    if (!server) return;
    const proxy = await startDelayProxy({ to: server, roundTripMs: 0 });
    try {
      const scan = await scanLab(server, { port: proxy.port, versionsOnly: true });
      const { connections, depth, maxConcurrent } = proxy.stats();
      expect(wrongAnswers(scan)).toEqual([]);
      expect(scan.results[0]?.connections).toBe(connections);
      expect(connections).toBeLessThanOrEqual(8);
      expect(depth).toBeLessThanOrEqual(4);
      expect(maxConcurrent).toBeLessThanOrEqual(5);
    } finally {
      await proxy.stop();
    }
  });
});

describe('everything costs at most 64 connections and 24 round trips in depth, and some more connections with TLS 1.0 and 1.1', () => {
  const names = [
    'nginx-1.2-1.3',
    'nginx-1.0-1.3',
    'apache-1.2-1.3',
    'apache-1.0-1.3',
    'haproxy-1.2-1.3',
    'haproxy-1.0-1.3',
  ];
  test.for(names)('%s', async (name, context) => {
    const server = lab.servers.find((one) => one.name === name);
    context.skip(server === undefined, 'not on this machine');
    if (!server) return;
    const proxy = await startDelayProxy({ to: server, roundTripMs: 0 });
    try {
      const scan = await scanLab(server, { port: proxy.port });
      const [facts] = scan.results;
      const { connections, depth, maxConcurrent } = proxy.stats();
      const choices = [...Object.values(facts?.cipherSuites ?? {}), ...Object.values(facts?.groups ?? {})];
      expect(choices.every(({ isComplete }) => isComplete)).toBe(true);
      expect(Object.values(facts?.attacks ?? {}).map(({ answer }) => answer)).not.toContain('inconclusive');
      expect(new Set(Object.values(facts?.intolerances ?? {}).map(({ reaction }) => reaction))).toEqual(
        new Set(['answered-together']),
      );
      expect(facts?.connections).toBe(connections);
      expect(connections).toBeLessThanOrEqual(name.includes('1.0') ? 72 : 64);
      expect(depth).toBeLessThanOrEqual(24);
      expect(maxConcurrent).toBeLessThanOrEqual(8);
    } finally {
      await proxy.stop();
    }
  });
});
