import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withDeadline } from '../src/core/pause.ts';
import { ATTACKS, type AttackName, INTOLERANCES } from '../src/facts/attack-facts.ts';
import type { ServerFacts } from '../src/facts/server-facts.ts';
import type { ConnectionTrace } from '../src/scan/asker.ts';
import { TRANSCRIPTS } from '../src/scan/dialects/fixtures/transcripts.ts';
import { parseProxy } from '../src/scan/proxy/proxy.ts';
import { factsOf } from './attack-lab.ts';
import { buildCommand } from './command.ts';
import { startTranscriptServer } from './dialects/transcript-server.ts';
import { HOSTILE_RECIPES } from './hostile/recipes.ts';
import { startFakeProxy } from './proxy/fake-proxy.ts';
import { REAL_RECIPES } from './real/index.ts';
import { scanLab } from './scan-lab.ts';
import type { LabServer } from './server.ts';
import { type StartedLab, startAll } from './start-all.ts';

const NAMES = ['node-1.0-1.3', 'node0.10.0-default', 'nginx-1.2-1.3', 'postfix-smtp-1.2-1.3'];
let lab: StartedLab;
beforeAll(async () => {
  lab = await startAll(REAL_RECIPES.filter(({ name }) => NAMES.includes(name)));
}, 60_000);
afterAll(() => lab.stop());

describe('the way to TLS is the way of attacks', () => {
  test.for(['http', 'socks5'] as const)('through a proxy: %s', async (kind, context) => {
    const server = needed('node-1.0-1.3', context.skip);
    const running = await startFakeProxy({ kind });
    const proxy = parseProxy(`${kind}://127.0.0.1:${running.port}`, undefined);
    if (!proxy.ok) throw new Error(proxy.error);
    try {
      const [facts] = (await scanLab(server, { proxy: proxy.value })).results;
      expect(openIn(facts)).toEqual(['beast']);
      expect(unknownIn(facts)).toEqual([]);
      expect(running.destinations.length).toBe(facts?.connections);
    } finally {
      await running.stop();
    }
  });

  test.for(['smtp', 'postgres', 'mssql', 'ldap'])('behind the dialogue of %s', async (scheme, context) => {
    const server = needed('node-1.0-1.3', context.skip);
    const transcript = TRANSCRIPTS.find((one) => one.scheme === scheme);
    if (!transcript) throw new Error(scheme);
    const service = await startTranscriptServer(transcript, server.port);
    try {
      const [facts] = (await scanLab({ ...server, scheme: transcript.scheme, port: service.port })).results;
      expect(service.mistakes).toEqual([]);
      expect(openIn(facts)).toEqual(['beast']);
      expect(unknownIn(facts)).toEqual([]);
      expect(service.peak()).toBeLessThanOrEqual(2);
    } finally {
      await service.stop();
    }
  });

  test('of Postfix', { timeout: 60_000 }, async ({ skip }) => {
    const [facts] = (await scanLab(needed('postfix-smtp-1.2-1.3', skip))).results;
    // It takes suites without a certificate for opportunistic TLS, and OpenSSL gives those with AES-128 a prime of 1024
    // bits: `openssl s_client -starttls smtp -cipher ADH-AES128-SHA:@SECLEVEL=0` says so.
    expect(openIn(facts)).toEqual(['logjam', 'anonymous-ciphers']);
    expect(unknownIn(facts)).toEqual([]);
  });
});

describe('the command', () => {
  test('carries attacks and intolerances, and policies judge by them', { timeout: 60_000 }, async ({ skip }) => {
    const [old, modern] = [needed('node0.10.0-default', skip), needed('nginx-1.2-1.3', skip)];
    const command = await buildCommand();
    const places = [old, modern].map(({ port }) => `127.0.0.1:${port}`);
    const policy = ['--policy', 'tlsref-modern'];
    const { stdout } = await command.run(['scan', ...places, '--sni', 'lab.test', '--json', ...policy]);
    const results = JSON.parse(stdout).results as ServerFacts[];
    const byPort = (port: number): ServerFacts | undefined => results.find((facts) => facts.port === port);
    expect(openIn(byPort(old.port))).toEqual(['poodle', 'beast', 'rc4', 'sweet32', 'heartbleed', 'ccs-injection']);
    expect(openIn(byPort(modern.port))).toEqual([]);
    expect(unknownIn(byPort(modern.port))).toEqual([]);
    const text = await command.run(['scan', places[0] ?? '', '--sni', 'lab.test']);
    expect(text.stdout).toContain('Heartbleed: answers a heartbeat with bytes of its memory');
    expect(text.stdout).toContain('stumbles over huge hello');
  });
});

describe('limits', () => {
  test('versions alone cost no attack', async ({ skip }) => {
    const facts = await factsOf(needed('node-1.0-1.3', skip).port, { versionsOnly: true });
    expect([facts.attacks, facts.intolerances]).toEqual([null, null]);
  });

  test('every connection is traced, and nothing that a server leaked', { timeout: 60_000 }, async ({ skip }) => {
    const traces: ConnectionTrace[] = [];
    const { port } = needed('node0.10.0-default', skip);
    const facts = await factsOf(port, { onTrace: (trace) => traces.push(trace) });
    expect(facts.attacks?.heartbleed.answer).toBe('vulnerable');
    expect(traces.map(({ evidence }) => evidence.connection).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: facts.connections }, (_, index) => index + 1),
    );
    const bled = traces.filter(({ sent }) => Buffer.from(sent).includes(Buffer.alloc(4096, 0x61)));
    expect(bled).toHaveLength(1);
    for (const { received, evidence } of bled) {
      expect(Buffer.from(received).includes(Buffer.alloc(64, 0x61))).toBe(false);
      expect(evidence.bytesReceived).toBeGreaterThan(received.length);
    }
  });

  test.for(['deadline', 'interrupt'])('%s: what is not known by then is open', async (reason) => {
    // Its flight is whole, and then it says nothing: attacks wait.
    const server = await HOSTILE_RECIPES.find(({ name }) => name === 'hostile-lower-version')?.start();
    if (!server) throw new Error('no server');
    const controller = new AbortController();
    const started = performance.now();
    try {
      const run = withDeadline(reason === 'deadline' ? 3000 : 60_000, controller.signal, (signal) =>
        factsOf(server.port, { answerMs: 20_000 }, signal),
      );
      if (reason === 'interrupt') setTimeout(() => controller.abort('interrupt'), 3000);
      const facts = await run;
      expect(performance.now() - started).toBeLessThan(5000);
      expect(facts.attacks?.robot.answer).toBe('inconclusive');
    } finally {
      await server.stop();
    }
  });
});

function needed(name: string, skip: (reason: string) => void): LabServer {
  const server = lab.servers.find((one) => one.name === name);
  if (!server) skip(`${name} is not on this machine`);
  return server as LabServer;
}

function openIn(facts: ServerFacts | undefined): AttackName[] {
  return ATTACKS.filter((name) => facts?.attacks?.[name].answer === 'vulnerable');
}

/** What was not asked, could not be told, or was stumbled over. */
function unknownIn(facts: ServerFacts | undefined): string[] {
  const attacks = ATTACKS.filter((name) => (facts?.attacks?.[name].answer ?? 'inconclusive') === 'inconclusive');
  return [...attacks, ...INTOLERANCES.filter((name) => facts?.intolerances?.[name].answer !== 'tolerant')];
}
