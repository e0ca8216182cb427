import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { suiteName } from '../../src/tls/registry/cipher-suites.ts';
import { REAL_RECIPES } from '../real/index.ts';
import { scanLab } from '../scan-lab.ts';
import { type StartedLab, startAll } from '../start-all.ts';
import { compareServer } from './compare.ts';
import { differences } from './differences.ts';
import { readNmap } from './read-nmap.ts';
import { readSslscan } from './read-sslscan.ts';
import { readTestssl } from './read-testssl.ts';
import { installedPeers, PEER_SCANNERS } from './run-peers.ts';

const NAMES = ['nginx-1.0-1.3', 'nginx-latent', 'haproxy-1.0-1.3'];
const peersRequired = process.env.TLSFLOOR_REQUIRE_PEERS === '1';
const sample = (name: string): string => readFileSync(new URL(`./samples/${name}`, import.meta.url), 'utf8');
let lab: StartedLab;

beforeAll(async () => {
  lab = await startAll(REAL_RECIPES.filter(({ name }) => NAMES.includes(name)));
}, 60_000);

afterAll(async () => {
  await lab.stop();
});

describe('what the others print is read', () => {
  test('sslscan', () => {
    const { versions, suites, groups } = readSslscan(sample('sslscan.xml'));
    expect(versions).toEqual({
      SSLv2: 'refused',
      SSLv3: 'refused',
      'TLSv1.0': 'accepted',
      'TLSv1.1': 'accepted',
      'TLSv1.2': 'accepted',
      'TLSv1.3': 'accepted',
    });
    expect(suites['TLSv1.0']).toEqual([0xc014, 0xc013, 0x0035, 0x002f]);
    expect(suites['TLSv1.2']).toHaveLength(13);
    expect(groups['TLSv1.2']).toEqual([0x17, 0x18, 0x19, 0x1d, 0x1e]);
    expect(() => readSslscan('ERROR: Could not connect')).toThrow('not a result of sslscan');
  });

  test('nmap', () => {
    const { versions, suites, decidedBy } = readNmap(sample('nmap.txt'));
    expect(versions).toMatchObject({ SSLv3: 'refused', 'TLSv1.2': 'refused', 'TLSv1.3': 'accepted' });
    expect(suites['TLSv1.3']?.map(suiteName)).toEqual([
      'TLS_AES_128_GCM_SHA256',
      'TLS_CHACHA20_POLY1305_SHA256',
      'TLS_AES_256_GCM_SHA384',
    ]);
    expect(decidedBy).toEqual({ 'TLSv1.3': 'server' });
    expect(() => readNmap('Failed to resolve')).toThrow('not a result of nmap');
  });

  test('testssl.sh', () => {
    const { versions, suites, groups } = readTestssl(sample('testssl.json'));
    expect(versions).toMatchObject({
      SSLv2: 'refused',
      'TLSv1.0': 'refused',
      'TLSv1.2': 'refused',
      'TLSv1.3': 'accepted',
    });
    expect(suites['TLSv1.3']?.toSorted()).toEqual([0x1301, 0x1302, 0x1303]);
    expect(groups['TLSv1.3']?.toSorted()).toContain(0x1d);
    const others = [
      { id: 'SSLv2', finding: 'offered, no cipher' },
      { id: 'TLS1_1', finding: 'TLSv1.1 is not offered, and downgraded to a weaker protocol' },
      { id: 'TLS1_2', finding: 'likely not offered' },
    ];
    expect(readTestssl(JSON.stringify(others)).versions).toEqual({ SSLv2: 'latent', 'TLSv1.1': 'refused' });
    expect(() => readTestssl('{}')).toThrow('not a result of testssl.sh');
  });
});

test('a difference is found in every cell', async (context) => {
  const server = lab.servers.find(({ name }) => name === 'nginx-1.0-1.3');
  context.skip(server === undefined, 'nginx is not on this machine');
  if (!server) return;
  const [ours] = (await scanLab(server)).results;
  if (!ours) throw new Error('no result');
  const peer = readSslscan(sample('sslscan.xml'));
  expect(differences(ours, peer)).toEqual([]);
  const other = {
    versions: { ...peer.versions, SSLv3: 'accepted' as const },
    suites: { 'TLSv1.0': [0xc014, 0xc013, 0x0035, 0x000a] },
    decidedBy: { 'TLSv1.0': 'server' as const },
    groups: { 'TLSv1.3': [] },
  };
  expect(differences(ours, other)).toEqual([
    { cell: 'version', version: 'SSLv3', ours: 'refused', theirs: 'accepted' },
    {
      cell: 'suites',
      version: 'TLSv1.0',
      ours: 'TLS_RSA_WITH_AES_128_CBC_SHA',
      theirs: 'TLS_RSA_WITH_3DES_EDE_CBC_SHA',
    },
    { cell: 'decidedBy', version: 'TLSv1.0', ours: 'client', theirs: 'server' },
    expect.objectContaining({ cell: 'groups', version: 'TLSv1.3', theirs: '' }),
  ]);
});

describe('every difference on a real server is explained', () => {
  const quick = PEER_SCANNERS.filter(({ isSlow }) => !isSlow);
  const cases = quick.flatMap((peer) => NAMES.map((name) => [peer.name, name] as const));
  test.for(cases)('%s on %s', { timeout: 60_000 }, async ([peerName, name], context) => {
    const server = lab.servers.find((one) => one.name === name);
    const peer = installedPeers().find((one) => one.peer.name === peerName);
    if (peersRequired) expect(peer).toBeDefined();
    context.skip(server === undefined || peer === undefined, 'not on this machine');
    if (!server || !peer) return;
    const { facts, unexplained } = await compareServer(server, peer);
    expect(facts).toMatchObject({ versions: { 'TLSv1.2': 'accepted' } });
    expect(unexplained).toEqual([]);
  });
});
