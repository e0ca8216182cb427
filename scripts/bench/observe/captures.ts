/**
 * Reading a capture of half a gigabyte: ordinary traffic, made at run time out of real handshakes.
 *
 * @module
 */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { startRelay, type Turn } from '../../../lab/captures/conversation.ts';
import { writeOrdinary } from '../../../lab/captures/ordinary.ts';
import { LAB_CLIENTS } from '../../../lab/clients/index.ts';
import { findProgram } from '../../../lab/process.ts';
import { REAL_RECIPES } from '../../../lab/real/index.ts';
import { startAll } from '../../../lab/start-all.ts';
import { type Cost, runCommand } from '../run-command.ts';
import type { BenchOptions } from '../scan.ts';
import { median, seconds, table } from '../table.ts';

type Reader = {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  /** ClientHellos that it found, out of what it printed; absent for what looks for none. */
  hellos?(output: string): number;
};

export async function benchCaptures({ random, say }: BenchOptions): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tlsfloor-bench-'));
  try {
    say('captures: making one');
    const file = join(folder, 'ordinary.pcap');
    const conversations = await realConversations();
    const options = { bytes: FILE_BYTES, conversations, bytesEach: 80_000, atOnce: 300, random };
    const { packets, connections } = await writeOrdinary(file, options);
    const { size } = await stat(file);
    const readers = await findReaders(file, folder);
    const costs = new Map<Reader, Cost[]>(readers.map((reader) => [reader, []]));
    for (let round = 0; round < ROUNDS; round++) {
      for (const reader of readers) {
        say(`captures: ${reader.name}, round ${round + 1} of ${ROUNDS}`);
        const [command, ...args] = reader.command;
        costs.get(reader)?.push(await runCommand(command, args, TIMEOUT_MS));
      }
    }
    const rows = readers.map((reader) => rowOf(reader, costs.get(reader) ?? [], size));
    return [
      '## Reading a capture',
      `${(size / 1e6).toFixed(0)} MB, ${packets.toLocaleString('en')} packets, ${connections.toLocaleString('en')} TLS`,
      'connections, 300 of them at once, each with the handshake of a real client and data behind it; in the page cache.',
      `The median of ${ROUNDS} runs, from the start of the process to its end, that of Node.js included. Only the first`,
      'three follow every connection to the end of its handshake; cat and tcpdump show what the disk and a filter cost.',
      '',
      table(['reader', 'time', 'CPU', 'CPU per GB', 'GB per CPU second', 'memory', 'ClientHellos'], rows),
    ].join('\n');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function rowOf({ name, hellos }: Reader, costs: readonly Cost[], size: number): string[] {
  const cpuMs = median(costs.map((cost) => cost.cpuMs));
  const peak = median(costs.map((cost) => cost.peakBytes));
  const failed = costs.some(({ exitCode }) => exitCode !== 0);
  return [
    failed ? `${name} (failed)` : name,
    seconds(median(costs.map(({ wallMs }) => wallMs))),
    seconds(cpuMs),
    seconds((cpuMs * 1e9) / size),
    (size / 1e6 / cpuMs).toFixed(2),
    Number.isNaN(peak) ? '–' : `${Math.round(peak / 1e6)} MB`,
    hellos ? String(hellos(costs[0]?.output ?? '')) : '–',
  ];
}

async function findReaders(file: string, folder: string): Promise<Reader[]> {
  const ours = join(folder, 'read-one.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('read-one.ts', import.meta.url))],
    ...{ bundle: true, platform: 'node', format: 'esm', outfile: ours, logLevel: 'error' },
  });
  const lastNumber = (output: string): number => Number(/(\d+)\s*$/.exec(output)?.[1]);
  const readers: Reader[] = [{ name: 'tlsfloor', command: [process.execPath, ours, file], hellos: lastNumber }];
  const add = (program: string, make: (path: string) => Reader): void => {
    const path = findProgram(program);
    if (path) readers.push(make(path));
  };
  const shell = findProgram('sh') ?? '/bin/sh';
  add('tshark', (path) => ({
    name: 'tshark',
    command: [path, '-n', '-q', '-r', file, '-z', 'io,stat,0,tls.handshake.type==1'],
    hellos: (output) => Number(/<>[^|]*\|\s*(\d+)/.exec(output)?.[1]),
  }));
  add('ndpiReader', (path) => ({
    name: 'ndpiReader',
    command: [path, '-i', file, '-q'],
  }));
  add('tcpdump', (path) => ({
    name: 'tcpdump, a filter for records of handshakes',
    command: [path, '-n', '-r', file, '-w', NOWHERE, 'tcp[((tcp[12] & 0xf0) >> 2)] = 22'],
  }));
  add('cat', (path) => ({ name: 'cat', command: [shell, '-c', `${path} ${file} | ${path} > ${NOWHERE}`] }));
  return readers;
}

/** What the lab's openssl server and a few clients say to one another. */
async function realConversations(): Promise<readonly (readonly Turn[])[]> {
  const lab = await startAll(REAL_RECIPES.filter(({ name }) => name === 'openssl-1.0-1.3'));
  const [server] = lab.servers;
  if (!server) throw new Error('openssl is not installed');
  const relay = await startRelay(server.port);
  try {
    for (const client of LAB_CLIENTS) {
      if (!CLIENTS.has(client.name) || (await client.missing()) !== undefined) continue;
      await client.connect({ address: '127.0.0.1', port: relay.port, name: 'lab.test' });
      await relay.settled();
    }
    return relay.conversations;
  } finally {
    await relay.stop();
    await lab.stop();
  }
}

const CLIENTS: ReadonlySet<string> = new Set([
  ...['openssl-1.3', 'openssl-1.2', 'openssl-1.0', 'openssl-1.0-1.3'],
  ...['curl-1.2', 'curl-1.0-1.3', 'gnutls-1.2', 'gnutls-1.3'],
]);
const FILE_BYTES = 500_000_000;
const ROUNDS = 3;
const TIMEOUT_MS = 120_000;
const NOWHERE = '/dev/null';
