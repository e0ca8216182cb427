import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { connect as connectPlain } from 'node:net';
import { connect, type SecureVersion } from 'node:tls';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { newestOffered } from '../clients/hello.ts';
import { capturedHellos } from '../tls/fixtures/hellos.ts';
import { type CapturedClient, type HelloCapture, startHelloCapture } from './hello-capture.ts';
import { type SelfSigned, selfSigned } from './self-signed.ts';

let certificate: SelfSigned;
let capture: HelloCapture | undefined;
let clients: CapturedClient[];
let seen: (client: CapturedClient) => void = () => undefined;

beforeAll(async () => {
  certificate = await selfSigned(new Date());
});

afterEach(async () => {
  await capture?.stop();
});

test('the certificate is sound, names localhost, and is good today', () => {
  const parsed = new X509Certificate(certificate.cert);
  expect(parsed.verify(parsed.publicKey)).toBe(true);
  expect(parsed.checkHost('localhost')).toBe('localhost');
  expect(parsed.checkIP('127.0.0.1')).toBe('127.0.0.1');
  expect(Date.parse(parsed.validFrom)).toBeLessThan(Date.now());
  expect(Date.parse(parsed.validTo)).toBeGreaterThan(Date.now());
});

describe('a client that connects', () => {
  test.each<SecureVersion>(['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'])('by %s gets its page', async (version) => {
    const { port, client } = await start();
    const socket = connect({
      host: '127.0.0.1',
      port,
      minVersion: version,
      maxVersion: version,
      ciphers: 'ALL:@SECLEVEL=0',
      rejectUnauthorized: false,
    });
    socket.write('GET / HTTP/1.1\r\nHost: x\r\nUser-Agent: \u001b[31mtest\r\n\r\n');
    let answer = '';
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString();
    });
    await once(socket, 'close');
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*the page$/);
    expect(await client).toMatchObject({ negotiated: version, userAgent: '\u001b[31mtest' });
  });

  test('with a hello in SSLv2 format that asks for TLS 1.0 is answered in TLS 1.0', async () => {
    const flight = capturedHellos().find(({ name }) => name === 'java-17.0.15-SSLv2Hello-TLSv1')?.flights[0];
    const { port, client } = await start();
    const answer = await send(port, flight ?? new Uint8Array());
    expect((await client).hello?.format).toBe('sslv2');
    // A record of TLS 1.0 with a ServerHello (RFC 2246 §6.2.1, §7.4.1.3).
    expect(answer.toString('hex')).toMatch(/^160301....02/);
  });

  test.each(['java-17.0.15-SSLv3', 'node-0.8.28-SSLv2_method'])(
    'with the hello of %s is read, and told that its version is refused',
    async (name) => {
      const flight = capturedHellos().find((one) => one.name === name)?.flights[0];
      const { port, client } = await start();
      const answer = await send(port, flight ?? new Uint8Array());
      const { hello, negotiated } = await client;
      expect(answer.toString('hex')).toBe('15030000020246');
      expect(negotiated).toBeNull();
      expect(hello && newestOffered(hello)).toBe(name.includes('SSLv3') ? 'SSLv3' : 'SSLv2');
    },
  );

  test.each([
    ['plain HTTP', Buffer.from('GET / HTTP/1.0\r\n\r\n')],
    ['noise', Buffer.from('ffffffffff', 'hex')],
    ['a record that is no hello', Buffer.from('16030100050e000000000000', 'hex')],
  ])('with %s is no client', async (_name, bytes) => {
    const { port, client } = await start();
    await send(port, bytes);
    expect((await client).hello).toBeUndefined();
  });

  test('and says nothing is not reported', async () => {
    const { port } = await start();
    const socket = connectPlain(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.destroy();
    await once(socket, 'close');
    expect(clients).toEqual([]);
  });
});

async function start(): Promise<{ port: number; client: Promise<CapturedClient> }> {
  clients = [];
  const client = new Promise<CapturedClient>((resolve) => {
    seen = resolve;
  });
  const onClient = (one: CapturedClient): void => {
    clients.push(one);
    seen(one);
  };
  capture = await startHelloCapture({ host: '127.0.0.1', port: 0, certificate, page: () => 'the page', onClient });
  return { port: capture.port, client };
}

/** What comes back, once the server ends. */
async function send(port: number, bytes: Uint8Array): Promise<Buffer> {
  const socket = connectPlain(port, '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  // What we have sent in vain may end in a reset.
  socket.on('error', () => undefined);
  socket.end(bytes);
  await once(socket, 'close');
  return Buffer.concat(chunks);
}
