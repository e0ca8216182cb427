import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import type { UsageEvent } from '../../src/facts/usage-facts.ts';
import { readCapture } from '../../src/observe/capture/read-capture.ts';
import { sourceOfStream } from '../../src/observe/input/source.ts';
import { LAB_CLIENTS } from '../clients/index.ts';
import { findProgram } from '../process.ts';
import { REAL_RECIPES } from '../real/index.ts';
import { startAll } from '../start-all.ts';

const tcpdump = process.getuid?.() === 0 ? findProgram('tcpdump') : undefined;

test.skipIf(!tcpdump)('a live capture tells each handshake while it goes on', { timeout: 60_000 }, async () => {
  const lab = await startAll(REAL_RECIPES.filter(({ name }) => name === 'node-1.0-1.3'));
  const [server] = lab.servers;
  if (!server) throw new Error('node cannot serve');
  const filter = `tcp port ${server.port}`;
  const capturing = spawn(tcpdump ?? '', ['-i', 'lo', '-U', '-n', '-w', '-', '--immediate-mode', filter]);
  try {
    const begun = once(capturing.stderr, 'data');
    const abort = new AbortController();
    const { chunks } = sourceOfStream('lo', capturing.stdout, { signal: abort.signal });
    const events = readCapture(chunks, { file: 'lo', signal: abort.signal });
    await begun;
    for (const name of ['openssl-1.0', 'openssl-1.2', 'openssl-1.3']) {
      const client = LAB_CLIENTS.find((one) => one.name === name);
      if (!client || (await client.missing()) !== undefined) continue;
      const [{ value }, run] = await Promise.all([
        events.next(),
        client.connect({ address: '127.0.0.1', port: server.port, name: 'lab.test' }),
      ]);
      const event = value as UsageEvent;
      expect(event).toMatchObject({ sni: 'lab.test', negotiated: run.version, server: { port: server.port } });
      expect(['established', 'unknown']).toContain(event.outcome);
      expect(Math.abs((event.time ?? 0) - Date.now())).toBeLessThan(30_000);
    }
    abort.abort();
    expect(await events.next()).toMatchObject({ done: true, value: { format: 'pcap', skipped: {} } });
  } finally {
    capturing.kill();
    await lab.stop();
  }
});
