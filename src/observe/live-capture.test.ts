import { spawnSync } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:tls';
import { expect, test } from 'vitest';
import { listenOnLoopback } from '../../lab/hostile/loopback.ts';
import { labKeyPair } from '../../lab/hostile/wire.ts';
import type { UsageVersion } from '../facts/usage-facts.ts';
import { startLiveCapture } from './live-capture.ts';
import { readSource } from './read-sources.ts';

const mayCapture = process.getuid?.() === 0 && spawnSync('tcpdump', ['-i', 'lo', '-d', 'arp']).status === 0;

test.skipIf(!mayCapture)('handshakes on loopback are seen as they happen', { timeout: 30_000 }, async () => {
  const server = createServer({ ...labKeyPair(), maxVersion: 'TLSv1.2' }, (socket) => socket.end('x'));
  await listenOnLoopback(server);
  const { port } = server.address() as AddressInfo;
  const stop = new AbortController();
  const live = await startLiveCapture('lo', stop.signal);
  if (!live.ok) throw new Error(live.error.message);
  const seen = new Set<UsageVersion | null>();
  const options = {
    floor: '1.2',
    format: undefined,
    isEveryEvent: false,
    since: null,
    until: null,
    now: 0,
    signal: new AbortController().signal,
  } as const;
  const reading = readSource(live.value.source, options, (row) => {
    if (row.serverPort === port) seen.add(row.negotiated);
  });
  // Whether the capturing program is ready shows only in what it sees.
  while (!seen.has('TLSv1.2')) await shakeHands(port);
  stop.abort();
  expect(await live.value.stop()).toBeUndefined();
  expect(await reading).toMatchObject({ kind: 'read', coverage: { format: 'pcap' } });
  await new Promise((resolve) => server.close(resolve));
});

test('an interface that is none is a failure, and an option is no interface', async () => {
  const { signal } = new AbortController();
  expect(await startLiveCapture('--help', signal)).toMatchObject({ ok: false, error: { code: 'cannot-capture' } });
  const live = await startLiveCapture('no-such-device', signal);
  if (!live.ok) return expect(live.error.code).toBe('cannot-capture');
  for await (const chunk of live.value.source.chunks) expect(chunk.length).toBeGreaterThan(0);
  expect(await live.value.stop()).toMatchObject({ code: 'cannot-capture' });
});

function shakeHands(port: number): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false });
    socket.on('error', () => resolve());
    socket.on('close', () => resolve());
    socket.resume();
  });
}
