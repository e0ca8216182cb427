import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CATALOGUE } from '../src/clients/catalogue/index.ts';
import { reachOf } from '../src/clients/reach.ts';
import type { ClientFacts, ClientOutcome, ClientReach } from '../src/facts/client-facts.ts';
import { buildCommand, type Command } from './command.ts';
import { REAL_RECIPES } from './real/index.ts';
import { LAB_NAME } from './scan-lab.ts';
import { type StartedLab, startAll } from './start-all.ts';

const SERVERS: readonly string[] = ['node0.8-1.0', 'node-1.2-1.3'];
const startTimeoutMs = 60_000;
let lab: StartedLab;
let command: Command;

beforeAll(async () => {
  lab = await startAll(REAL_RECIPES.filter(({ name }) => SERVERS.includes(name)));
  command = await buildCommand();
}, startTimeoutMs);

afterAll(async () => {
  await lab.stop();
});

type Listed = {
  /** As the announcement of 2018 lists it. */
  readonly listed: string;
  readonly id: string;
  /** What was found of it, and what mends it. */
  readonly reach: ClientReach;
  readonly fix: RegExp;
};

const ANDROID_BROWSER = {
  listed: 'Android 4.3 and earlier',
  reach: 'cannot',
  fix: /move to Chrome or Firefox/,
} as const;
const FIREFOX = { listed: 'Firefox 5.0 and earlier', reach: 'cannot', fix: /move to Firefox 27/ } as const;
const IE = 'Internet Explorer 8-10 on Windows 7 and earlier';
const ABLE_IE = { listed: IE, reach: 'after-change', fix: /Internet Options > Advanced.* TLS 1\.2/ } as const;
const OLD_IE = { listed: IE, reach: 'cannot', fix: /move to Windows 7 or later/ } as const;
const SAFARI = { listed: 'Safari 6.0.4/OS X10.8.4 and earlier', reach: 'cannot', fix: /move to OS X 10\.9/ } as const;

/** Every client of the announcement, with what is true of it, and those next to them that it forgets. */
const LISTED: readonly Listed[] = [
  { ...ANDROID_BROWSER, id: 'android-2' },
  { ...ANDROID_BROWSER, id: 'android-4.0' },
  { ...ANDROID_BROWSER, id: 'android-4.1' },
  { ...ANDROID_BROWSER, id: 'android-4.2-4.3' },
  {
    listed: ANDROID_BROWSER.listed,
    id: 'android-apps-4.1-4.4',
    reach: 'after-change',
    fix: /setEnabledProtocols\(new String\[\] \{"TLSv1\.2"\}\)/,
  },
  { ...FIREFOX, id: 'firefox-2-5' },
  { ...FIREFOX, id: 'firefox-6-22' },
  { ...FIREFOX, id: 'firefox-23' },
  { ...FIREFOX, id: 'firefox-24-26', reach: 'after-change', fix: /security\.tls\.version\.max = 3/ },
  { ...ABLE_IE, id: 'ie-8-windows-7' },
  { ...ABLE_IE, id: 'ie-9-windows-7' },
  { ...ABLE_IE, id: 'ie-10-windows-7' },
  { ...ABLE_IE, id: 'ie-10-windows-8' },
  { ...OLD_IE, id: 'ie-6-windows-xp' },
  { ...OLD_IE, id: 'ie-7-windows-vista' },
  { ...OLD_IE, id: 'ie-8-windows-xp' },
  { ...OLD_IE, id: 'ie-9-windows-vista' },
  {
    listed: 'Internet Explorer 10 on Win Phone 8.0',
    id: 'ie-10-windows-phone-8.0',
    reach: 'cannot',
    fix: /move to Windows Phone 8\.1/,
  },
  { ...SAFARI, id: 'safari-5-os-x' },
  { ...SAFARI, id: 'safari-6-os-x' },
];

/** What a hasty reader of the announcement would give up without need. */
const CORRECTED: readonly string[] = ['safari-ios-5-6', 'firefox-27-33', 'android-4.4', 'ie-11-windows-7'];
const CURRENT: readonly string[] = ['chrome-131', 'firefox-132', 'java-17', 'node-22', 'go-1.18', 'curl-debian-12'];
/** It asks for SSL 3.0, and has TLS 1.0 off as it comes. */
const OLDER_STILL: readonly string[] = ['ie-6-windows-xp'];

describe('clients test', () => {
  test('says at a server with TLS 1.2 and later of each client of the announcement what is true, with its fix', async () => {
    const { text, outcomes } = await testAt('node-1.2-1.3');
    for (const { id, reach, fix } of LISTED) {
      expect([id, reachOf(row(id), '1.2'), outcomes.get(id)?.outcome]).toEqual([id, reach, 'fails']);
      const [, words = '', mends = ''] = blockOf(text, row(id));
      expect(words, id).toMatch(/refuse|takes nothing of the offer|at most/);
      expect(mends, id).toMatch(fix);
    }
    for (const id of CORRECTED) expect([id, outcomes.get(id)]).toMatchObject([id, { version: 'TLSv1.2' }]);
    for (const id of CURRENT) expect([id, outcomes.get(id)]).toMatchObject([id, { version: 'TLSv1.3' }]);
  });

  test('says the reverse at a server with TLS 1.0 alone', async () => {
    const { text, outcomes } = await testAt('node0.8-1.0');
    for (const { id, fix } of LISTED) {
      if (OLDER_STILL.includes(id)) continue;
      expect([id, outcomes.get(id)]).toMatchObject([id, { outcome: 'connects', version: 'TLSv1.0', atFloor: 'no' }]);
      expect(blockOf(text, row(id))[2], id).toMatch(fix);
    }
    for (const id of CORRECTED)
      expect([id, outcomes.get(id)]).toMatchObject([id, { version: 'TLSv1.0', atFloor: 'no' }]);
    for (const id of CURRENT) expect([id, outcomes.get(id)?.outcome]).toEqual([id, 'fails']);
    expect(text).toMatch(/^\d+ of \d+ clients cannot connect to .*\n\d+ more connect below TLS 1\.2\n/);
  });

  test('names what every list of it has wrong', async () => {
    for (const [id, found] of [
      ['firefox-24-26', /far too low/],
      ['ie-10-windows-8', /leaves TLS 1\.2 off there too/],
      ['safari-ios-5-6', /iOS 5/],
    ] as const) {
      const { stdout } = await command.run(['clients', 'show', id]);
      expect(stdout).toMatch(/Corrects Sysinternals announcement/);
      expect(stdout).toMatch(found);
    }
  });
});

type Met = ClientOutcome & { readonly client: string; readonly atFloor: string };

async function testAt(name: string): Promise<{ readonly text: string; readonly outcomes: ReadonlyMap<string, Met> }> {
  const server = lab.servers.find((one) => one.name === name);
  if (!server) throw new Error(`${name} did not start`);
  const args = ['clients', 'test', `${server.address}:${server.port}`, '--sni', LAB_NAME];
  const { stdout: text, exitCode, stderr } = await command.run(args);
  expect([exitCode, stderr]).toEqual([0, '']);
  const { results } = JSON.parse((await command.run([...args, '--json'])).stdout) as { results: Met[] };
  return { text, outcomes: new Map(results.map((result) => [result.client, result])) };
}

/** The line of a client, its words, and the line below it. */
function blockOf(text: string, { name }: ClientFacts): string[] {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => line.startsWith(`  ${name}: `));
  const line = lines[at] ?? '';
  return [name, line.slice(name.length + 4), lines[at + 1] ?? ''];
}

function row(id: string): ClientFacts {
  const client = CATALOGUE.find((one) => one.id === id);
  if (!client) throw new Error(`no row ${id}`);
  return client;
}
