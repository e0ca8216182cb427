import type { AddressInfo } from 'node:net';
import { createServer, type SecureVersion, type Server } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CATALOGUE } from '../clients/catalogue/index.ts';
import { selfSigned } from '../gateway/self-signed.ts';
import { outcomesText } from '../report/client-outcomes-text.ts';
import { makePaint } from '../report/paint.ts';
import { parseTarget, type Target } from '../scan/target.ts';
import { type AskedAddress, askTarget } from './ask-target.ts';
import { CommandFailure } from './command-failure.ts';
import { DEFAULT_TIMEOUTS } from './option-values.ts';

const CLIENTS = CATALOGUE.filter(({ id }) => ['chrome-131', 'java-17', 'firefox-27-33'].includes(id));
let servers: Server[];
let port: number;

beforeAll(async () => {
  const first = await listen('127.0.0.1', 0, 'TLSv1.2');
  port = (first.address() as AddressInfo).port;
  servers = [first, await listen('127.0.0.2', port, 'TLSv1.3'), await listen('127.0.0.4', port, 'TLSv1.3')];
});
afterAll(async () => {
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
});

describe('a name with several addresses', () => {
  test('is asked at each of them, and what each answers is kept apart', async () => {
    const asked = await ask('127.0.0.1', '127.0.0.2', '127.0.0.4');
    const versions = asked.map(({ address, outcomes }) => [address, outcomes.map(({ outcome }) => outcome.version)]);
    expect(versions).toEqual([
      ['127.0.0.1', ['TLSv1.2', 'TLSv1.2', 'TLSv1.2']],
      ['127.0.0.2', ['TLSv1.3', null, 'TLSv1.3']],
      ['127.0.0.4', ['TLSv1.3', null, 'TLSv1.3']],
    ]);
  });

  test('is told of once for addresses that answer alike', async () => {
    const places = (await ask('127.0.0.1', '127.0.0.2', '127.0.0.4')).map(({ address, outcomes }) => {
      return { address, rows: outcomes.map((row) => ({ ...row, atFloor: 'yes' as const, fix: '' })) };
    });
    const text = outcomesText('server.example', places, '1.2', makePaint(false));
    expect(text.match(/server\.example \(.*\)/g)).toEqual([
      'server.example (127.0.0.1)',
      'server.example (127.0.0.2, 127.0.0.4)',
    ]);
  });

  test('goes on where one of them cannot be reached, and fails where none can', async () => {
    const [, lost] = await ask('127.0.0.1', '127.0.0.3');
    expect(lost?.error?.code).toBe('connection-refused');
    await expect(ask('127.0.0.3', '127.0.0.5')).rejects.toThrow(CommandFailure);
  });
});

async function ask(...addresses: readonly string[]): Promise<readonly AskedAddress[]> {
  const options = { rate: Number.POSITIVE_INFINITY, timeout: DEFAULT_TIMEOUTS, deadline: 20_000 };
  const target = targetOf(`server.example:${port}`);
  return askTarget(target, CLIENTS, { ...options, lookup: async () => addresses }, new AbortController().signal);
}

function targetOf(text: string): Target {
  const target = parseTarget(text);
  if (!target.ok) throw new Error(target.error.message);
  return target.value;
}

async function listen(host: string, at: number, version: SecureVersion): Promise<Server> {
  const { key, cert } = await selfSigned(new Date());
  const server = createServer({ key, cert, minVersion: version, maxVersion: version });
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(at, host, resolve));
  return server;
}
