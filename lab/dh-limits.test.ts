import { execFile } from 'node:child_process';
import { createDiffieHellmanGroup } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { CATALOGUE } from '../src/clients/catalogue/index.ts';
import { Pacer } from '../src/core/pause.ts';
import { askClients } from '../src/scan/clients/ask-clients.ts';
import { certificateOf, labCertificates } from './certificates.ts';

const PYTHON = `import ssl, sys, urllib.request
urllib.request.urlopen(sys.argv[1], context=ssl._create_unverified_context()).read()`;
const PROGRAMS: readonly (readonly [id: string, program: string, ...args: string[]])[] = [
  ['openssl-3', '/usr/bin/openssl', 's_client', '-connect', '127.0.0.1:PORT'],
  ['curl-debian-12', '/usr/bin/curl', '-sk', 'https://127.0.0.1:PORT/'],
  ['python-3.11', '/usr/bin/python3', '-c', PYTHON, 'https://127.0.0.1:PORT/'],
  ['wget-debian-12', '/usr/bin/wget', '-q', '--no-check-certificate', '-O', '/dev/null', 'https://127.0.0.1:PORT/'],
  ['gnutls-3.7', '/usr/bin/gnutls-cli', '--no-ca-verification', '-p', 'PORT', '127.0.0.1'],
];

describe.each([
  ['modp2', 1024],
  ['modp14', 2048],
])('a server with %s', (group, bits) => {
  test(`of ${bits} bits has the real programs that the catalogue says, and no others`, async () => {
    const { key, cert } = certificateOf(await labCertificates(), 'rsa');
    const dhparam = dhParameters(createDiffieHellmanGroup(group).getPrime());
    const ciphers = 'DHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES128-SHA:@SECLEVEL=0';
    const server = createServer({ key, cert, dhparam, ciphers, minVersion: 'TLSv1', maxVersion: 'TLSv1.2' }, (socket) =>
      socket.on('error', () => undefined).end('HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n'),
    );
    server.on('tlsClientError', () => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    try {
      const real = await Promise.all(
        PROGRAMS.map(async ([id, program, ...args]) => `${id} ${await outcomeOf(program, args, port)}`),
      );
      const scan = {
        target: 'x',
        endpoint: { address: '127.0.0.1', port },
        service: { scheme: 'tls', schemeFrom: 'written' },
        name: 'lab.test',
        sni: undefined,
      } as const;
      const limits = { connectMs: 5000, proxyMs: 5000, startTlsMs: 5000, answerMs: 5000, parallel: 5 };
      const options = { ...limits, pacer: new Pacer(Number.POSITIVE_INFINITY) };
      const { outcomes } = await askClients(scan, CATALOGUE, options, new AbortController().signal);
      const told = (id: string): string => `${id} ${outcomes.find(({ client }) => client.id === id)?.outcome.outcome}`;
      expect(PROGRAMS.map(([id]) => told(id))).toEqual(real);
      // No Java this old runs here: what was documented of them.
      for (const id of ['java-6', 'java-7']) expect(told(id)).toBe(bits > 1024 ? `${id} fails` : `${id} connects`);
    } finally {
      server.close();
    }
  });
});

async function outcomeOf(program: string, args: readonly string[], port: number): Promise<'connects' | 'fails'> {
  const filled = args.map((arg) => arg.replace('PORT', String(port)));
  const running = promisify(execFile)(program, filled, { timeout: 10_000 });
  running.child.stdin?.end();
  return running.then(
    () => 'connects' as const,
    () => 'fails' as const,
  );
}

/** `DHParameter` of PKCS #3: the prime, and 2 as the generator, both INTEGER in a SEQUENCE (X.690 §8.3, §8.9). */
function dhParameters(prime: Buffer): string {
  const tagged = (tag: number, content: Buffer): Buffer => {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(content.length);
    return Buffer.concat([Buffer.of(tag, 0x82), length, content]);
  };
  const body = Buffer.concat([tagged(2, Buffer.concat([Buffer.of(0), prime])), Buffer.of(2, 1, 2)]);
  const text = tagged(0x30, body).toString('base64').replace(/.{64}/g, '$&\n');
  return `-----BEGIN DH PARAMETERS-----\n${text}\n-----END DH PARAMETERS-----\n`;
}
