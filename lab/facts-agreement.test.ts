/**
 * What a scan found of a server decides handshakes with it: right, or not at all.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { negotiate } from '../src/negotiation/negotiate.ts';
import { profileOfFacts } from '../src/negotiation/profile-of-facts.ts';
import { askRaw } from './agreement/answer.ts';
import { randomHello } from './agreement/hellos.ts';
import { Random } from './agreement/random.ts';
import { REAL_RECIPES } from './real/index.ts';
import { scanLab } from './scan-lab.ts';
import { type StartedLab, startAll } from './start-all.ts';

const NAMES = [
  ...['nginx-1.0-1.3-ecdsa', 'nginx-latent', 'apache-1.2-1.3', 'haproxy-1.0-1.3', 'node-1.2-1.3', 'bun-1.0-1.3'],
  ...['gnutls-legacy', 'gnutls-1.2-1.3', 'nss-1.0-1.3', 'nss-ssl3-1.2', 'java-1.2-1.3', 'java-1.0-1.3'],
  ...['node0.8-default', 'node0.10-default', 'node0.12-default'],
];
const HELLOS = 40;

let lab: StartedLab;

beforeAll(async () => {
  lab = await startAll(REAL_RECIPES.filter(({ name }) => NAMES.includes(name)));
}, 60_000);

afterAll(async () => {
  await lab.stop();
});

test.for(NAMES)('%s', { timeout: 60_000 }, async (name, context) => {
  const server = lab.servers.find((one) => one.name === name);
  context.skip(server === undefined, 'not on this machine');
  if (server === undefined) return;
  const [facts] = (await scanLab(server)).results;
  const profile = facts === undefined ? null : profileOfFacts(facts);
  if (profile === null) throw new Error(`the scan of ${name} found nothing`);

  const random = new Random(20_260_101);
  const wrong: unknown[] = [];
  let decided = 0;
  for (let i = 0; i < HELLOS; i++) {
    const hello = randomHello(random);
    const said = negotiate(hello.offer, profile);
    if (said.ok === 'unknown') continue;
    decided++;
    const seen = await askRaw(server.port, hello.bytes);
    const isRight = said.ok
      ? seen.kind === 'chosen' && seen.version === said.version && seen.suite === said.suite
      : seen.kind !== 'chosen';
    if (!isRight) wrong.push({ hello: hello.name, said, seen });
  }
  expect(wrong).toEqual([]);
  // Node 0.8 and 0.10 hang up on so much that the scan does not learn who decides among their suites.
  expect(decided).toBeGreaterThan(/^node0\.(8|10)/.test(name) ? 0 : HELLOS / 2);
});
