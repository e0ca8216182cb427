import { createServer } from 'node:tls';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { listenOnLoopback } from '../../lab/hostile/loopback.ts';
import { labKeyPair } from '../../lab/hostile/wire.ts';
import { completeHandshake } from './complete-handshake.ts';
import { Connection } from './connection.ts';
import { openServerFlight } from './encrypted-flight.ts';
import { HelloConnection } from './exchange.ts';

test('what is no record of the flight gives nothing and throws nothing', () => {
  const suites = fc.constantFrom(0x1301, 0x1302, 0x1303, 0x1304, 0x1305, 0x002f);
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 60 })), suites, fc.uint8Array(), (fragments, suite, secret) => {
      expect(openServerFlight(fragments, suite, secret)).toEqual([]);
    }),
  );
});

test('a chain longer than a record, and a hello that has to be retried', async () => {
  const { key, cert } = labKeyPair();
  const chain = Array.from({ length: 40 }, () => cert).join('\n');
  const server = await listenOnLoopback(
    createServer({ key, cert: chain, minVersion: 'TLSv1.3', ecdhCurve: 'secp521r1' }, (socket) => {
      socket.on('error', () => undefined).resume();
    }),
  );
  const { signal } = new AbortController();
  const limits = { connectMs: 5000, proxyMs: 5000, startTlsMs: 5000 };
  const connection = new HelloConnection(
    { address: '127.0.0.1', port: server.port },
    { name: 'lab.test' },
    limits,
    signal,
  );
  try {
    await connection.opened;
    const wish = { version: 'TLSv1.3', sni: 'lab.test', alpn: undefined } as const;
    const done = await completeHandshake(new Connection(connection), wish, 5000, signal);
    expect(done.end).toEqual({ kind: 'completed' });
    expect(done.chain).toHaveLength(40);
  } finally {
    await server.stop();
  }
});
