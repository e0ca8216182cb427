import { describe, expect, test } from 'vitest';
import { toHex } from '../core/hex.ts';
import { opensslProfile } from '../negotiation/configuration/openssl-profile.ts';
import { NO_ALPN, type ServerProfile } from '../negotiation/server-profile.ts';
import { serverNameOf } from '../tls/extension-values.ts';
import { ja3Text } from '../tls/fingerprint/ja3.ts';
import { capturedHellos } from '../tls/fixtures/hellos.ts';
import type { TlsVersion } from '../tls/version.ts';
import { CATALOGUE } from './catalogue/index.ts';
import { firstHello, offeredHello } from './hello.ts';
import { encodeFirst, freshHello, helloKey, replayed } from './replay.ts';
import { whatIf, whatIfFloorRises } from './what-if.ts';

const random = (length: number): Uint8Array => Uint8Array.from({ length }, (_, index) => (index * 7 + 1) & 0xff);
const withHello = CATALOGUE.filter(({ offers }) => offers.length > 0);

describe('a replayed hello', () => {
  test.each(withHello)('of $id differs in the fresh parts and in nothing else', (client) => {
    const first = offeredHello(
      client.offers[0] ?? { name: '', hello: '', sources: [{ kind: 'measured', program: '' }] },
    );
    const fresh = freshHello(replayed(client), { serverName: 'www.example.org', random });
    const back = fresh && firstHello(encodeFirst(fresh));
    expect(back).toEqual(fresh);
    if (first.format !== 'tls' || back?.format !== 'tls') return;
    expect(toHex(back.hello.random)).not.toBe(toHex(first.hello.random));
    expect(back.hello.sessionId).toHaveLength(first.hello.sessionId.length);
    const sendsNames = client.limits?.sni !== false && first.hello.extensions !== undefined;
    expect(serverNameOf(back.hello)).toBe(sendsNames ? 'www.example.org' : undefined);
    const without = (text: string): string => text.replace(/^([^,]*,[^,]*,)0-?/, '$1');
    expect(without(ja3Text(back.hello))).toBe(without(ja3Text(first.hello)));
  });

  test('to an address has no name', () => {
    for (const client of withHello) {
      const fresh = freshHello(replayed(client), { serverName: undefined, random });
      if (fresh?.format === 'tls') expect(serverNameOf(fresh.hello)).toBeUndefined();
    }
  });

  test('of a browser that shuffles and greases has one key', () => {
    // Older ones try again with more: SHA-1 and 3DES.
    for (const { name, flights } of capturedHellos().filter((one) => /^chromium-15[36]/.test(one.name))) {
      const keys = flights.map(firstHello).flatMap((first) => (first ? [helloKey(first)] : []));
      expect(new Set(keys).size, name).toBe(1);
    }
  });

  test('has another key when it offers something else', () => {
    const keys = ['openssl-3.0-default', 'openssl-3.0-tls1_2', 'openssl-3.0-noservername', 'node-0.8.28'].map(
      (name) => {
        const first = firstHello(capturedHellos().find((one) => one.name === name)?.flights[0] ?? new Uint8Array());
        return first && helloKey(first);
      },
    );
    expect(new Set(keys).size).toBe(4);
  });
});

describe('what if', () => {
  test('AES-GCM alone loses Safari 6 by its version, and Firefox 27 not', () => {
    const rows = whatIf(
      CATALOGUE,
      server(['TLSv1.0', 'TLSv1.1', 'TLSv1.2'], 'ALL:@SECLEVEL=0'),
      server(['TLSv1.2'], 'ECDHE+AESGCM'),
      null,
    );
    const of = (id: string): (typeof rows)[number] | undefined => rows.find(({ client }) => client.id === id);
    expect(of('safari-6-os-x')).toMatchObject({ change: 'lost', wonBackBy: { version: 'TLSv1.0', cipherSuite: null } });
    expect(of('firefox-27-33')).toMatchObject({ change: 'kept' });
    // Without GCM in its list it stays with the version, and one suite wins it back.
    expect(of('safari-7-os-x')).toMatchObject({ change: 'lost', wonBackBy: { version: 'TLSv1.2' } });
    expect(of('safari-7-os-x')?.wonBackBy?.cipherSuite).toMatch(/^TLS_ECDHE_RSA_WITH_AES_\d+_CBC/);
    expect(of('ie-9-windows-vista')).toMatchObject({ change: 'lost' });
    expect(rows.every(({ after }) => after.reason !== '')).toBe(true);
  });

  test('the whole catalogue takes under 20 ms against a configuration', () => {
    const [before, after] = [server(['TLSv1.0', 'TLSv1.2'], 'ALL:@SECLEVEL=0'), server(['TLSv1.2'], 'ALL:@SECLEVEL=0')];
    const once = (): number => {
      const started = performance.now();
      whatIf(CATALOGUE, before, after, null);
      return performance.now() - started;
    };
    once();
    // Two servers are computed each time.
    expect(Math.min(once(), once(), once()) / 2).toBeLessThan(20);
  });

  test('a floor touches only those who are below it today', () => {
    const [client] = CATALOGUE;
    if (!client) throw new Error('an empty catalogue');
    const by = (version: TlsVersion | null): Parameters<typeof whatIfFloorRises>[0][number] => {
      const outcome = version === null ? 'fails' : 'connects';
      return { client, outcome: { outcome, version, cipherSuite: null, group: null, reason: 'asked' } };
    };
    const rows = whatIfFloorRises([by('TLSv1.0'), by('TLSv1.2'), by(null)], '1.2');
    expect(rows.map(({ change }) => change)).toEqual(['lost', 'kept', 'never']);
  });
});

function server(versions: readonly TlsVersion[], ciphers: string): ServerProfile {
  const made = opensslProfile({
    versions,
    ciphers,
    cipherSuites: null,
    groups: null,
    signatureAlgorithms: null,
    preference: 'server',
    prioritizeChaCha: false,
    certificates: [{ keyType: 'RSA', keyBits: 2048, curve: null, signedWith: 0x0401 }],
    dh: 'auto',
    alpn: NO_ALPN,
    defaultLevel: 1,
    readsNames: true,
  });
  if (!made.ok) throw new Error(made.error.code);
  return made.value.profile;
}
