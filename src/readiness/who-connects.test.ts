import { expect, test } from 'vitest';
import { CATALOGUE } from '../clients/catalogue/index.ts';
import { TLS_SERVICE } from '../facts/fixtures/service.ts';
import { NOTHING_KNOWN, type ServerFacts, type VersionFacts } from '../facts/server-facts.ts';
import { cipherSuite, suiteName } from '../tls/registry/cipher-suites.ts';
import { groupName } from '../tls/registry/groups.ts';
import { TLS_VERSIONS, type TlsVersion } from '../tls/version.ts';
import { whoConnects } from './who-connects.ts';

const CBC = [0x002f, 0x0035, 0xc013, 0xc014];
const GCM = [0xc02f, 0xc030, 0x009c, 0x009d];

test('an old floor shuts out the old ones only when it rises', () => {
  const who = whoConnects(serverWith({ 'TLSv1.0': CBC, 'TLSv1.1': CBC, 'TLSv1.2': [...GCM, ...CBC] }));
  expect(who?.all).toBe(CATALOGUE.length);
  // Microsoft: Internet Explorer 8 to 10 on Windows 7 has TLS 1.1 and 1.2 off as it comes.
  expect(who?.cutOffAtFloor).toContain('Internet Explorer 8 on Windows 7');
  expect(who?.cutOffAtFloor.length).toBeGreaterThan(20);
  expect(who?.cutOffAtFloor.filter((name) => who.cutOff.includes(name))).toEqual([]);
});

test('a strict server has them cut off today, and the floor takes nobody more', () => {
  const lax = whoConnects(serverWith({ 'TLSv1.0': CBC, 'TLSv1.1': CBC, 'TLSv1.2': [...GCM, ...CBC] }));
  const strict = whoConnects(serverWith({ 'TLSv1.2': [...GCM, ...CBC] }));
  expect(strict?.cutOffAtFloor).toEqual([]);
  // Of a few nobody knows whether they have TLS 1.2, and then it cannot be told.
  const [cutOff, unknown] = [strict?.cutOff ?? [], strict?.unknown ?? []];
  expect([...cutOff, ...unknown]).toEqual(expect.arrayContaining([...(lax?.cutOffAtFloor ?? [])]));
  expect(cutOff).toContain('Internet Explorer 8 on Windows 7');
  expect(cutOff).not.toContain('Wii U');
  expect(unknown).toContain('Wii U');
});

test('with TLS 1.0 alone, what is not known is not told, and what is known to be none is a failure', () => {
  const who = whoConnects(serverWith({ 'TLSv1.0': CBC }));
  for (const name of ['Python 3.4 to 3.9 with OpenSSL 1.0.1 or later', 'OpenSSL 1.1.1']) {
    expect(who?.cutOff).not.toContain(name);
    expect(who?.unknown).toContain(name);
  }
  for (const id of ['edge-98', 'opera-84', 'mysql-8.0.28', 'chrome-131', 'go-1.18', 'java-8u261'])
    expect(who?.cutOff).toContain(CATALOGUE.find((client) => client.id === id)?.name);
});

test('at the floor of post-quantum key exchange those are cut off who are known to lack it', () => {
  const server = serverWith({ 'TLSv1.2': GCM, 'TLSv1.3': [0x1301, 0x1302] });
  const who = whoConnects({ ...server, floor: { ...server.floor, floor: 'pq' } });
  expect(who?.cutOffAtFloor).toEqual(expect.arrayContaining(['OpenSSL 1.0.2', 'Safari on iOS 5 and 6']));
  // Their hellos have it, or are not known.
  for (const name of [
    'Chrome 131 and later',
    'Firefox 132 and later',
    'Edge 98 and later',
    'Samsung Internet 4 and later',
  ])
    expect(who?.cutOffAtFloor).not.toContain(name);
});

test('without suites nothing is computed', () => {
  expect(whoConnects({ ...serverWith({ 'TLSv1.2': GCM }), cipherSuites: null })).toBeNull();
});

function serverWith(suites: Partial<Record<TlsVersion, readonly number[]>>): ServerFacts {
  const versions = Object.fromEntries(
    TLS_VERSIONS.map((version): [TlsVersion, VersionFacts] => {
      const isOn = suites[version] !== undefined;
      const answer = isOn ? 'accepted' : 'refused';
      const reason = isOn ? 'server-hello' : 'protocol-version-alert';
      return [version, { answer, reason, evidence: [], confirmed: null }];
    }),
  ) as Record<TlsVersion, VersionFacts>;
  const choice = { isOrdered: false, isComplete: true, decidedBy: 'client', inferredFrom: null } as const;
  const cipherSuites = Object.fromEntries(
    Object.entries(suites).map(([version, codes]) => {
      for (const code of codes) expect(cipherSuite(code)).toBeDefined();
      return [
        version,
        { ...choice, items: codes.map((code) => ({ code, name: suiteName(code), group: null, dhBits: null })) },
      ];
    }),
  );
  const items = [0x001d, 0x0017].map((code) => ({ code, name: groupName(code) }));
  return {
    target: 'server.example',
    service: TLS_SERVICE,
    address: '192.0.2.1',
    port: 443,
    sni: 'server.example',
    ...NOTHING_KNOWN,
    versions,
    cipherSuites,
    groups: { 'TLSv1.2': { ...choice, items } },
    signatureSchemes: [],
    floor: { floor: '1.2', supports: 'yes', enforces: 'no', safeToRaise: 'yes', next: '' },
    connections: 60,
    durationMs: 1,
    error: null,
  };
}
