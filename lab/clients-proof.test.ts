import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type SecureVersion } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { CATALOGUE } from '../src/clients/catalogue/index.ts';
import { Pacer } from '../src/core/pause.ts';
import type { ClientOutcome } from '../src/facts/client-facts.ts';
import { askClients } from '../src/scan/clients/ask-clients.ts';
import { packedProgram } from './cache.ts';
import { certificateOf, labCertificates } from './certificates.ts';
import { CATALOGUED_PROGRAMS, type Scratch } from './clients/programs.ts';
import { findProgram, runProgram } from './process.ts';

/** In our own CI every program must be there; on anybody else's machine what is missing is skipped aloud. */
const peersRequired = process.env.TLSFLOOR_REQUIRE_PEERS === '1';

const RANGES: readonly (readonly [min: SecureVersion, max: SecureVersion])[] = [
  ['TLSv1', 'TLSv1'],
  ['TLSv1.1', 'TLSv1.1'],
  ['TLSv1.2', 'TLSv1.2'],
  ['TLSv1.3', 'TLSv1.3'],
  ['TLSv1', 'TLSv1.2'],
  ['TLSv1.2', 'TLSv1.3'],
];

type Counting = {
  readonly name: string;
  readonly port: number;
  /** The version of the last handshake that was completed, and forgets it. */
  take(): string | undefined;
  peek(): string | undefined;
  stop(): Promise<void>;
};
let servers: Counting[];
let scratch: Scratch;

beforeAll(async () => {
  const { key, cert } = certificateOf(await labCertificates(), 'rsa');
  const folder = await mkdtemp(join(tmpdir(), 'tlsfloor-proof-'));
  scratch = { folder, fingerprint: new X509Certificate(cert).fingerprint256 };
  servers = await Promise.all(RANGES.map(([min, max]) => start(min, max, key, cert)));
}, 60_000);

afterAll(async () => {
  await Promise.all(servers.map(({ stop }) => stop()));
  // A browser that was ended may still be writing.
  await rm(scratch.folder, { recursive: true, force: true, maxRetries: 5 });
});

describe('a real program does what its row in the catalogue predicts', () => {
  test.for(CATALOGUED_PROGRAMS)('$id', { timeout: 120_000 }, async (program, context) => {
    const missing = program.programs.filter((name) => findProgram(name) === undefined);
    if (peersRequired) expect(missing).toEqual([]);
    context.skip(missing.length > 0, `${missing.join(', ')} not installed`);
    const packed = program.packed ? await packedProgram(program.packed) : undefined;
    if (peersRequired) expect(packed?.ok ?? true, JSON.stringify(packed)).toBe(true);
    context.skip(packed?.ok === false, packed?.ok === false ? packed.error : undefined);
    const path = packed?.ok ? packed.value : (findProgram(program.programs[0] ?? '') ?? process.execPath);
    for (const server of servers) {
      const predicted = await predict(program.id, server.port);
      server.take();
      const [command, ...args] = await program.command(server.port, path, scratch);
      const { output } = await runProgram(command, args, { timeoutMs: program.endsWithinMs ?? 20_000 });
      const expected = predicted?.outcome === 'connects' ? predicted.version?.replace('v1.0', 'v1') : undefined;
      const says = `${program.id} at ${server.name}: ${predicted?.reason}; ${output}`;
      expect(predicted?.outcome, says).not.toBe('inconclusive');
      // A client may be gone before the server has read its last message, or before it has sent it: Node says so.
      const said = /^completed (TLS\S+)/m.exec(output)?.[1];
      await vi.waitFor(() => expect(server.peek() ?? said, says).toBe(expected), { timeout: 2000 });
    }
  });
});

async function predict(id: string, port: number): Promise<ClientOutcome | undefined> {
  const clients = CATALOGUE.filter((client) => client.id === id);
  expect(clients).toHaveLength(1);
  const service = { scheme: 'tls', schemeFrom: 'written' } as const;
  const scan = { target: id, endpoint: { address: '127.0.0.1', port }, service, name: 'localhost', sni: 'localhost' };
  const limits = { connectMs: 5000, proxyMs: 5000, startTlsMs: 5000, answerMs: 5000 };
  const options = { ...limits, parallel: 1, pacer: new Pacer(Number.POSITIVE_INFINITY) };
  const { outcomes } = await askClients(scan, clients, options, new AbortController().signal);
  return outcomes[0]?.outcome;
}

async function start(min: SecureVersion, max: SecureVersion, key: string, cert: string): Promise<Counting> {
  let last: string | undefined;
  const options = { key, cert, minVersion: min, maxVersion: max, ciphers: 'ALL:@SECLEVEL=0' };
  const server = createServer(options, (socket) => {
    last = socket.getProtocol() ?? undefined;
    socket.on('error', () => undefined);
    socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok');
  });
  // Most of the handshakes are meant to fail.
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  return {
    name: `${min} to ${max}`,
    port: (server.address() as AddressInfo).port,
    peek: () => last,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
    take() {
      const taken = last;
      last = undefined;
      return taken;
    },
  };
}
