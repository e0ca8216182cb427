import { describe, expect, test } from 'vitest';
import { CATALOGUE } from '../clients/catalogue/index.ts';
import { offerFingerprints } from '../clients/hello.ts';
import type { ServerState } from '../facts/server-state.ts';
import type { SourceCoverage, UsageVersion } from '../facts/usage-facts.ts';
import type { OldClient, UsageCounts, UsageSummary } from '../facts/usage-summary.ts';
import { shareOf, trendOf, usageReport } from './usage-report.ts';

const NONE = { fine: 0, below: 0, blocked: 0, failed: 0, untold: 0 };
const COUNTS: UsageCounts = {
  ...NONE,
  handshakes: 0,
  clients: 0,
  clientsBelow: 0,
  clientsBlocked: 0,
  negotiated: {},
  offered: {},
  days: [],
};
const NOON = Date.UTC(2026, 10, 22, 12);

function oldClient(of: Partial<OldClient>): OldClient {
  return {
    address: '192.0.2.1',
    below: 1,
    blocked: 0,
    firstSeen: NOON,
    lastSeen: NOON + 3_600_000,
    negotiated: { 'TLSv1.0': 1 },
    offered: {},
    services: [{ service: '198.51.100.1:443', below: 1, blocked: 0 }],
    programs: [],
    shortestFallbackMs: null,
    ...of,
    signs: { offeredMore: 0, offeredLess: 0, fallback: 0, sentinel: 0, ...of.signs },
  };
}

function reported(client: OldClient, scan: readonly ServerState[] = []) {
  const service = { ...COUNTS, service: '198.51.100.1:443', names: ['shop.test'] };
  const summary: UsageSummary = {
    floor: '1.2',
    totals: COUNTS,
    services: [service],
    clients: [client],
    clientCountError: 0,
    overflow: { clients: 0, services: 0, days: 0 },
    from: null,
    to: null,
  };
  return usageReport(summary, [], CATALOGUE, scan);
}

function server(newest: 'TLSv1.0' | 'TLSv1.2', of: Partial<ServerState> = {}): ServerState {
  const versions = {
    SSLv2: 'refused',
    SSLv3: 'refused',
    'TLSv1.0': 'accepted',
    'TLSv1.1': 'refused',
    'TLSv1.2': newest === 'TLSv1.2' ? 'accepted' : 'refused',
    'TLSv1.3': 'refused',
  } as const;
  return {
    target: 'shop.test',
    address: '198.51.100.1',
    port: 443,
    sni: 'shop.test',
    versions,
    fallbackScsv: null,
    withoutSni: null,
    floor: { floor: '1.2', supports: newest === 'TLSv1.2' ? 'yes' : 'no', enforces: 'no' },
    suites: null,
    groups: null,
    postQuantum: null,
    features: null,
    attacks: null,
    certificate: null,
    error: null,
    ...of,
  };
}

function program(userAgent: string | null, ja4: string | null = null) {
  return { ja3: null, ja4, userAgent, handshakes: 1 };
}

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36';
const offers = (...versions: UsageVersion[]): OldClient['offered'] => Object.fromEntries(versions.map((v) => [v, 1]));
const signs = (of: Partial<OldClient['signs']>): OldClient['signs'] => ({
  offeredMore: 0,
  offeredLess: 0,
  fallback: 0,
  sentinel: 0,
  ...of,
});

describe('the cause of an old client', () => {
  test.each([
    ['unknown', 'nothing but what was negotiated', {}],
    ['client-limited', 'TLS 1.0 offered at most', { offered: offers('TLSv1.0'), signs: signs({ offeredLess: 1 }) }],
    ['client-limited', 'the sentinel of the server', { signs: signs({ sentinel: 1 }) }],
    ['client-limited', 'refused, and nothing else tried', { below: 0, blocked: 3, negotiated: {} }],
    [
      'client-limited',
      'a program that cannot',
      { programs: [program('Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1)')] },
    ],
    ['server-limited', 'TLS 1.3 offered', { offered: offers('TLSv1.3'), signs: signs({ offeredMore: 1 }) }],
    ['fallback-dance', 'the SCSV', { signs: signs({ fallback: 1, offeredLess: 1 }) }],
    ['fallback-dance', 'a refusal just before', { shortestFallbackMs: 40, signs: signs({ offeredLess: 1 }) }],
    ['client-limited', 'a refusal long before', { shortestFallbackMs: 3_600_000, signs: signs({ offeredLess: 1 }) }],
    ['intercepted', 'a browser that does not go so low', { programs: [program(CHROME)] }],
    ['scanner', 'its own name', { programs: [program('Mozilla/5.0 zgrab/0.x')] }],
    [
      'scanner',
      'many versions in a moment',
      { offered: offers('SSLv3', 'TLSv1.0', 'TLSv1.1'), lastSeen: NOON + 900, signs: signs({ offeredLess: 3 }) },
    ],
    [
      'scanner',
      'many services in a moment',
      {
        lastSeen: NOON + 900,
        services: Array.from({ length: 30 }, (_, n) => ({ service: `s${n}`, below: 1, blocked: 0 })),
      },
    ],
  ] satisfies [string, string, Partial<OldClient>][])('%s, by %s', (cause, _by, of) => {
    expect(reported(oldClient(of)).clients[0]).toMatchObject({ cause });
  });

  test('intercepted, by the hello of another stack', () => {
    const sender = CATALOGUE.find(({ stack, offers: [offer] }) => stack.name === 'OpenSSL' && offer !== undefined);
    const [offer] = sender?.offers ?? [];
    const ja4 = offer && offerFingerprints(offer)?.ja4;
    if (!ja4) throw new Error('the catalogue has no OpenSSL with a hello');
    const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/115.0';
    const of = oldClient({ negotiated: { 'TLSv1.2': 1 }, programs: [program(firefox, ja4)] });
    expect(reported(of).clients[0]).toMatchObject({ cause: 'intercepted' });
  });

  test('a scan tells limits of the server from limits of the client', () => {
    const client = oldClient({});
    expect(reported(client, [server('TLSv1.0')]).clients[0]).toMatchObject({ cause: 'server-limited' });
    expect(reported(client, [server('TLSv1.2')]).clients[0]).toMatchObject({ cause: 'client-limited' });
    const both = [server('TLSv1.2'), server('TLSv1.0', { address: '198.51.100.2' })];
    expect(reported(client, both).clients[0]).toMatchObject({ cause: 'unknown' });
  });

  test('what mends a program is what the catalogue says', () => {
    const outlook = oldClient({
      programs: [program('Mozilla/4.0 (compatible; MSIE 10.0; Windows NT 6.1; Trident/6.0)')],
      signs: signs({ offeredLess: 1 }),
      offered: offers('TLSv1.0'),
    });
    const [judged] = reported(outlook).clients;
    const enabled = judged?.candidates.flatMap(({ client }) => client.enable ?? []).map(({ how }) => how);
    expect(judged?.candidates[0]?.client.product.name).toBe('Internet Explorer');
    expect([...(enabled ?? []), 'update to']).toEqual(expect.arrayContaining([judged?.mend]));
  });
});

describe('what was not seen', () => {
  test('services of the scan without a source', () => {
    const { gaps } = reported(oldClient({}), [
      server('TLSv1.2'),
      server('TLSv1.2', { target: 'mail.test:993', sni: 'mail.test', address: '198.51.100.9', port: 993 }),
    ]);
    expect(gaps.unseenServices).toEqual(['198.51.100.9:993']);
  });

  test('hours between the sources', () => {
    const source = (from: number, to: number): SourceCoverage => ({
      file: 'x',
      format: 'x',
      bytes: 0,
      records: 0,
      events: 0,
      from,
      to,
      skipped: {},
      samples: [],
      hint: null,
    });
    const hour = 3_600_000;
    const summary = { ...reported(oldClient({})), clients: [] };
    const sources = [source(NOON + 5 * hour, NOON + 6 * hour), source(NOON, NOON + 2 * hour)];
    expect(usageReport(summary, sources, CATALOGUE, []).gaps.silences).toEqual([
      { from: NOON + 2 * hour, to: NOON + 5 * hour },
    ]);
  });
});

describe('share and trend', () => {
  const day = (n: number, fine: number, below: number) => ({
    ...NONE,
    day: `2026-11-0${n}`,
    fine,
    below,
    negotiated: {},
  });

  test('the share is of what came off', () => {
    expect(shareOf({ fine: 3, below: 1 })).toBe(0.25);
    expect(shareOf({ fine: 0, below: 0 })).toBeNull();
  });

  test.each([
    ['falling', [day(1, 90, 10), day(2, 95, 5)]],
    ['rising', [day(1, 100, 0), day(2, 99, 1)]],
    ['steady', [day(1, 90, 10), day(2, 90, 10)]],
    ['unknown', [day(1, 90, 10)]],
  ] as const)('%s', (direction, days) => {
    expect(trendOf({ days }).direction).toBe(direction);
  });
});
