import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FloorFacts, PostQuantumFacts } from '../src/facts/server-facts.ts';
import { severityOf } from '../src/readiness/severity.ts';
import { REAL_RECIPES } from './real/index.ts';
import { scanLab } from './scan-lab.ts';
import { type StartedLab, startAll } from './start-all.ts';

type Wanted = PostQuantumFacts & Pick<FloorFacts, 'supports' | 'enforces'> & { readonly severity: string | undefined };

/** OpenSSL 3.5 and BoringSSL have ML-KEM; OpenSSL 3.0, NSS 3.87 and Java 17 do not. */
const WANTED: Readonly<Record<string, Wanted>> = {
  'node24-default': row('yes', 'yes', 'no', 'yes', 'no', 'error'),
  'node24-pq': row('yes', 'yes', 'yes', 'yes', 'yes', undefined),
  'node24-pq-1.2': row('yes', 'yes', 'yes', 'yes', 'no', 'error'),
  'bun-serve': row('yes', 'yes', 'no', 'yes', 'no', 'error'),
  'bun-1.2': row('no', 'no', 'no', 'no', 'no', 'error'),
  'nginx-1.2-1.3': row('no', 'no', 'no', 'no', 'no', 'error'),
  'nginx-1.3': row('no', 'no', 'no', 'no', 'no', 'error'),
  'nss-1.2-1.3': row('no', 'no', 'no', 'no', 'no', 'error'),
};

let lab: StartedLab;

beforeAll(async () => {
  lab = await startAll(REAL_RECIPES.filter(({ name }) => name in WANTED));
}, 60_000);

afterAll(async () => {
  await lab.stop();
});

test.for(Object.keys(WANTED))('--floor pq: %s', { timeout: 30_000 }, async (name, context) => {
  const server = lab.servers.find((one) => one.name === name);
  context.skip(server === undefined, 'not on this machine');
  if (!server) return;
  const [facts] = (await scanLab(server, { floor: 'pq' })).results;
  const { supports, enforces } = facts?.floor ?? {};
  const severity = facts && severityOf(facts);
  expect({ ...facts?.postQuantum, supports, enforces, severity }).toEqual(WANTED[name]);
});

test('where only versions were asked, the floor stays open', { timeout: 30_000 }, async (context) => {
  const server = lab.servers.find(({ name }) => name.startsWith('nginx') || name.startsWith('node24'));
  context.skip(server === undefined, 'not on this machine');
  if (!server) return;
  const [facts] = (await scanLab(server, { floor: 'pq', versionsOnly: true })).results;
  expect([facts?.postQuantum, facts?.floor.supports]).toEqual([null, 'unknown']);
});

function row(
  supported: Wanted['supported'],
  preferred: Wanted['preferred'],
  required: Wanted['required'],
  supports: Wanted['supports'],
  enforces: Wanted['enforces'],
  severity: Wanted['severity'],
): Wanted {
  return { supported, preferred, required, supports, enforces, severity };
}
