import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { UsageEvent, UsageOutcome } from '../../facts/usage-facts.ts';
import { USAGE_VERSIONS } from '../../facts/usage-summary.ts';
import type { UsageRow } from '../usage-row.ts';
import { DistinctSketch, hashOfText, SKETCH_ERROR } from './distinct-sketch.ts';
import { keepBy } from './privacy.ts';
import { RollUp } from './roll-up.ts';

const NOON = Date.UTC(2026, 10, 22, 12);

function eventOf(of: Partial<UsageEvent>): UsageEvent {
  return {
    time: NOON,
    client: { address: '192.0.2.1', port: null },
    server: { address: '198.51.100.1', port: 443 },
    transport: 'tcp',
    sni: null,
    offered: null,
    offeredMax: null,
    negotiated: null,
    cipherSuite: null,
    group: null,
    outcome: 'established',
    alert: null,
    fallbackScsv: null,
    downgradeSentinel: null,
    ja3: null,
    ja4: null,
    userAgent: null,
    service: null,
    count: 1,
    source: { file: 'x', format: 'x', number: 1 },
    ...of,
  };
}

function rowOf(event: UsageEvent, isPlain = false): UsageRow {
  return {
    time: event.time ?? Number.NaN,
    client: event.client?.address ?? null,
    server: event.server?.address ?? null,
    serverPort: event.server?.port ?? null,
    sni: event.sni,
    service: event.service,
    negotiated: event.negotiated,
    offeredMax: event.offeredMax,
    count: event.count,
    number: event.source.number,
    event: isPlain ? null : event,
  };
}

function rolledUp(rows: readonly UsageRow[]): RollUp {
  const rollUp = new RollUp('1.2');
  for (const row of rows) rollUp.add(row);
  return rollUp;
}

const version = fc.option(fc.constantFrom(...USAGE_VERSIONS));
const events = fc.array(
  fc.record({
    gap: fc.nat(90_000_000),
    client: fc.option(fc.nat(9)),
    server: fc.nat(3),
    sni: fc.option(fc.constantFrom('a.test', 'b.test', 'c.test')),
    service: fc.option(fc.constantFrom('shop', 'mail'), { freq: 1 }),
    offeredMax: version,
    negotiated: version,
    outcome: fc.constantFrom<UsageOutcome>('established', 'refused', 'abandoned', 'unknown'),
    alert: fc.option(
      fc.constantFrom('protocol_version', 'handshake_failure', 'inappropriate_fallback', 'bad_certificate'),
    ),
    ja4: fc.option(fc.constantFrom('one', 'two')),
    userAgent: fc.option(fc.constantFrom('x', 'y')),
    fallbackScsv: fc.option(fc.boolean()),
    count: fc.integer({ min: 1, max: 3 }),
    isTimed: fc.boolean(),
    isPlain: fc.boolean(),
  }),
  { maxLength: 40 },
);

const rows = events.map((list) => {
  let time = NOON;
  return list.map(({ gap, client, server, alert, isTimed, isPlain, ...rest }) => {
    time += gap;
    const event = eventOf({
      ...rest,
      time: isTimed ? time : null,
      client: client === null ? null : { address: `192.0.2.${client}`, port: null },
      server: { address: `198.51.100.${server}`, port: 443 },
      alert: alert === null ? null : { description: null, name: alert, by: 'server' },
    });
    return rowOf(event, isPlain && event.outcome === 'established' && event.negotiated === 'TLSv1.3');
  });
});

describe('RollUp', () => {
  test('merging the parts gives the roll-up of the whole, also when they were written down between', () => {
    fc.assert(
      fc.property(rows, fc.array(fc.nat(40), { maxLength: 4 }), (all, cuts) => {
        const edges = [0, ...cuts.map((cut) => Math.min(cut, all.length)).toSorted((a, b) => a - b), all.length];
        const merged = new RollUp('1.2');
        for (const [index, start] of edges.slice(0, -1).entries()) {
          const part = rolledUp(all.slice(start, edges[index + 1]));
          merged.merge(RollUp.restore(JSON.parse(JSON.stringify(part.state()))));
        }
        expect(merged.summary()).toEqual(rolledUp(all).summary());
      }),
    );
  });

  test('every handshake has one standing, and days, services and versions add up', () => {
    fc.assert(
      fc.property(rows, (all) => {
        const { totals, services, clients } = rolledUp(all).summary();
        const sum = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0);
        expect(totals.handshakes).toBe(sum(all.map(({ count }) => count)));
        expect(sum(services.map(({ handshakes }) => handshakes))).toBe(totals.handshakes);
        expect(sum(services.map(({ below }) => below))).toBe(totals.below);
        expect(sum(clients.map(({ below }) => below))).toBe(totals.below);
        expect(sum(clients.map(({ blocked }) => blocked))).toBe(totals.blocked);
        const timed = sum(all.filter(({ time }) => !Number.isNaN(time)).map(({ count }) => count));
        expect(sum(totals.days.map((d) => d.fine + d.below + d.blocked + d.failed + d.untold))).toBe(timed);
      }),
    );
  });

  test('a refusal is counted as blocked only where the version is the reason', () => {
    const refused = (name: string, of: Partial<UsageEvent>): UsageRow =>
      rowOf(eventOf({ outcome: 'refused', alert: { description: null, name, by: 'server' }, ...of }));
    const { totals } = rolledUp([
      refused('protocol_version', {}),
      refused('handshake_failure', { offeredMax: 'TLSv1.0' }),
      refused('handshake_failure', { offeredMax: 'TLSv1.2' }),
      refused('unknown_ca', { offeredMax: 'TLSv1.0' }),
      rowOf(eventOf({ outcome: 'abandoned', offeredMax: 'TLSv1.0' })),
    ]).summary();
    expect(totals).toMatchObject({ fine: 0, below: 0, blocked: 2, failed: 3, untold: 0, clientsBlocked: 1 });
  });

  test('what exceeds a ceiling is counted', () => {
    const rollUp = new RollUp('1.2', { maxClients: 3, maxServices: 2 });
    for (let n = 0; n < 10; n++) {
      const client = { address: `192.0.2.${n}`, port: null };
      rollUp.add(rowOf(eventOf({ client, negotiated: 'TLSv1.0', service: `service ${n}` })));
    }
    const { totals, services, clients, overflow } = rollUp.summary();
    expect(totals).toMatchObject({ handshakes: 10, below: 10, clients: 10 });
    expect(clients).toHaveLength(3);
    expect(services).toHaveLength(2);
    expect(overflow).toEqual({ clients: 7, services: 8, days: 0 });
  });

  test('services and days without end fill no more than their room', () => {
    const rollUp = new RollUp('1.2');
    const row = rowOf(eventOf({ negotiated: 'TLSv1.3' }), true);
    for (let n = 0; n < 20_000; n++) {
      rollUp.add({ ...row, time: n * 86_400_000, service: `s${n}`, client: `c${n}` });
    }
    const { totals, services, overflow } = rollUp.summary();
    expect(totals.handshakes).toBe(20_000);
    expect(services).toHaveLength(4096);
    expect(overflow.services).toBe(20_000 - 4096);
    expect(overflow.days).toBe(20_000 - 1100);
  });

  test('the post-quantum floor asks for the group', () => {
    const rollUp = new RollUp('pq');
    const modern = eventOf({ negotiated: 'TLSv1.3' });
    for (const group of ['X25519MLKEM768', 'x25519', null]) rollUp.add(rowOf({ ...modern, group }));
    expect(rollUp.summary().totals).toMatchObject({ fine: 1, below: 1, untold: 1 });
  });
});

describe('DistinctSketch', () => {
  test.each([
    ['addresses in a row', (n: number) => `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`],
    ['IPv6', (n: number) => `2001:db8::${n.toString(16)}`],
  ])('counts %s exactly while there are few, and within four standard errors beyond', (_name, address) => {
    const sketch = new DistinctSketch();
    let next = 1000;
    for (let n = 1; n <= 300_000; n++) {
      sketch.add(hashOfText(address(n)));
      sketch.add(hashOfText(address(0)));
      if (n <= 1000 && n % 100 === 0) expect(sketch.count()).toBe(n + 1);
      if (n !== next) continue;
      expect(Math.abs(sketch.count() / (n + 1) - 1)).toBeLessThan(4 * SKETCH_ERROR);
      next = Math.ceil(next * 1.3);
    }
    expect(sketch.isExact).toBe(false);
  });

  test('merging is the same as adding, and writing down loses nothing', () => {
    fc.assert(
      fc.property(fc.nat(3000), fc.nat(3000), fc.nat(3000), (from, to, shift) => {
        const [a, b, all] = [new DistinctSketch(), new DistinctSketch(), new DistinctSketch()];
        for (let n = 0; n < from; n++) for (const sketch of [a, all]) sketch.add(hashOfText(`${n}`));
        for (let n = shift; n < shift + to; n++) for (const sketch of [b, all]) sketch.add(hashOfText(`${n}`));
        a.merge(DistinctSketch.restore(b.state()));
        expect(a.count()).toBe(all.count());
      }),
      { numRuns: 30 },
    );
  });
});

describe('keepBy', () => {
  const key = Buffer.from('key');
  test.each([
    ['192.0.2.77', '192.0.2.0/24'],
    ['2001:db8:1:2::3', '2001:db8:1::/48'],
    ['2001:db8::1', '2001:db8::/48'],
    ['::1', '0::/48'],
    ['2001:0DB8:0001::', '2001:db8:1::/48'],
    ['mail.example.org', null],
  ])('truncate: %s is %s', (address, network) => {
    expect(keepBy('truncate', key).address(address)).toBe(network);
  });

  test('hmac gives the same pseudonym under the same key only; none gives nothing', () => {
    const pseudonym = keepBy('hmac', key).address('192.0.2.77');
    expect(pseudonym).toBe(keepBy('hmac', key).address('192.0.2.77'));
    expect(pseudonym).not.toBe(keepBy('hmac', Buffer.from('other')).address('192.0.2.77'));
    expect(keepBy('hmac', key).address('192.0.2.78')).not.toBe(pseudonym);
    const event = eventOf({ negotiated: 'TLSv1.0', userAgent: 'somebody' });
    expect(JSON.stringify(rolledUp([rowOf(event)]).summary(keepBy('none', key)))).not.toMatch(/somebody|192\.0\.2/);
  });
});
