import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import { expect, test } from 'vitest';
import { CATALOGUE } from '../src/clients/catalogue/index.ts';
import { whatIf } from '../src/clients/what-if.ts';
import { Pacer } from '../src/core/pause.ts';
import { opensslProfile } from '../src/negotiation/configuration/openssl-profile.ts';
import { NO_ALPN } from '../src/negotiation/server-profile.ts';
import { askClients } from '../src/scan/clients/ask-clients.ts';
import type { TlsVersion } from '../src/tls/version.ts';
import { certificateOf, labCertificates } from './certificates.ts';
import { versionRange } from './real/truth.ts';

const SERVERS: readonly (readonly [oldest: TlsVersion, newest: TlsVersion, ciphers: string])[] = [
  ['TLSv1.0', 'TLSv1.3', 'ALL:@SECLEVEL=0'],
  ['TLSv1.2', 'TLSv1.3', 'ECDHE+AESGCM:@SECLEVEL=1'],
  ['TLSv1.2', 'TLSv1.2', 'AES128-SHA:@SECLEVEL=1'],
  ['TLSv1.0', 'TLSv1.0', 'ECDHE-RSA-AES256-SHA:DES-CBC3-SHA:@SECLEVEL=0'],
  ['TLSv1.0', 'TLSv1.0', 'ALL:@SECLEVEL=0'],
  ['TLSv1.1', 'TLSv1.1', 'ALL:@SECLEVEL=0'],
  ['TLSv1.3', 'TLSv1.3', 'ALL'],
];

test.each(SERVERS)(
  '%s to %s with %s: what is computed of every client is what a real server answers',
  async (oldest, newest, ciphers) => {
    const { key, cert } = certificateOf(await labCertificates(), 'rsa');
    const node = (version: TlsVersion): 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3' =>
      version.replace('v1.0', 'v1') as 'TLSv1';
    const server = createServer({ key, cert, ciphers, minVersion: node(oldest), maxVersion: node(newest) });
    server.on('tlsClientError', () => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const endpoint = { address: '127.0.0.1', port: (server.address() as AddressInfo).port };
      const scan = {
        target: 'x',
        endpoint,
        service: { scheme: 'tls', schemeFrom: 'written' },
        name: 'lab.test',
        sni: 'lab.test',
      } as const;
      const limits = { connectMs: 5000, proxyMs: 5000, startTlsMs: 5000, answerMs: 5000, parallel: 5 };
      const options = { ...limits, pacer: new Pacer(Number.POSITIVE_INFINITY) };
      const { outcomes } = await askClients(scan, CATALOGUE, options, new AbortController().signal);
      const made = opensslProfile({
        versions: versionRange(oldest, newest),
        ciphers,
        cipherSuites: null,
        groups: null,
        signatureAlgorithms: null,
        preference: 'server',
        prioritizeChaCha: false,
        certificates: [{ keyType: 'RSA', keyBits: 2048, curve: null, signedWith: 0x0401 }],
        dh: null,
        alpn: NO_ALPN,
        defaultLevel: 1,
        readsNames: true,
      });
      if (!made.ok) throw new Error(made.error.code);
      const computed = whatIf(CATALOGUE, made.value.profile, made.value.profile, 'lab.test').map(
        ({ client, after }) => {
          return `${client.id} ${after.outcome} ${after.version} ${after.cipherSuite} ${after.group}`;
        },
      );
      const asked = outcomes.map(({ client, outcome }) => {
        return `${client.id} ${outcome.outcome} ${outcome.version} ${outcome.cipherSuite} ${outcome.group}`;
      });
      expect(computed).toEqual(asked);
    } finally {
      server.close();
    }
  },
);
