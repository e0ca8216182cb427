import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Refuser, startRefuser } from '../../lab/refuser.ts';
import { LAB_OPTIONS } from '../../lab/scan-lab.ts';
import { parseExclusions } from './addresses/exclusions.ts';
import { networkLane } from './network-lane.ts';
import { type ScannedTarget, scanEach, type TargetScanOptions } from './scan-targets.ts';
import type { Target } from './target.ts';

let refuser: Refuser;
beforeEach(async () => {
  refuser = await startRefuser();
});
afterEach(() => refuser.stop());

describe('a list of targets', () => {
  test('each target comes back once, with a result for each of its addresses', async () => {
    const lookup = async (): Promise<string[]> => ['127.0.1.1', '127.0.1.2', '127.0.1.3'];
    const found = await scanAll([target('three.example'), target('127.0.2.1')], { lookup });
    const byName = new Map(found.map(({ target: { text }, results }) => [text, results.map(({ address }) => address)]));
    expect(byName).toEqual(
      new Map([
        ['three.example', ['127.0.1.1', '127.0.1.2', '127.0.1.3']],
        ['127.0.2.1', ['127.0.2.1']],
      ]),
    );
    expect(found.every(({ isComplete }) => isComplete)).toBe(true);
  });

  test('what is excluded is never contacted, by its name or by an address behind a name', async () => {
    const list = parseExclusions('*.private.example\n127.0.3.0/24\n', 'list');
    if (!list.ok) throw new Error(list.error.message);
    const lookups: string[] = [];
    const lookup = async (host: string): Promise<string[]> => {
      lookups.push(host);
      return ['127.0.3.9', '127.0.4.1'];
    };
    const targets = [target('a.private.example'), target('public.example'), target('127.0.3.7')];
    const found = await scanAll(targets, { lookup, exclusions: list.value });
    const codes = new Map(
      found.map(({ target: { text }, results }) => [text, results.map(({ address, error }) => [address, error?.code])]),
    );
    expect(codes.get('a.private.example')).toEqual([[null, 'excluded']]);
    expect(codes.get('127.0.3.7')).toEqual([[null, 'excluded']]);
    expect(codes.get('public.example')).toEqual([
      ['127.0.4.1', undefined],
      ['127.0.3.9', 'excluded'],
    ]);
    expect(lookups).toEqual(['public.example']);
    expect([...refuser.connections.keys()]).toEqual(['127.0.4.1']);
  });

  test('an interrupt keeps what is known, marked as unfinished', async () => {
    const controller = new AbortController();
    const targets = Array.from({ length: 40 }, (_, i) => target(`127.0.5.${i + 1}`));
    const found: ScannedTarget[] = [];
    for await (const one of scanEach(targets, options({ concurrency: 4 }), controller.signal)) {
      found.push(one);
      if (found.length === 5) controller.abort('interrupt');
    }
    expect(found.length).toBeLessThan(12);
    const cut = found.filter(({ isComplete }) => !isComplete);
    expect(cut.every(({ results }) => results.some(({ error }) => error?.code === 'interrupted'))).toBe(true);
  });
});

describe('politeness', () => {
  test('one address under many names never gets more connections at once than one scan opens', async () => {
    const slow = await startRefuser(5);
    const names = Array.from({ length: 12 }, (_, i) => ({ ...target(`name-${i}.example`), port: slow.port }));
    const found = await scanAll(names, { lookup: async () => ['127.0.6.1'] });
    await slow.stop();
    expect(found).toHaveLength(12);
    expect(slow.peaks.get('127.0.6.1')).toBeLessThanOrEqual(5);
  });

  test.each([3, 5, 12])('--per-network %i holds for a /24', async (perNetwork) => {
    const slow = await startRefuser(5);
    const targets = Array.from({ length: 12 }, (_, i) => ({ ...target(`127.0.7.${i + 1}`), port: slow.port }));
    await scanAll(targets, { perNetwork });
    await slow.stop();
    expect(slow.connections.size).toBe(12);
    expect(slow.peaks.get('127.0.7.')).toBeLessThanOrEqual(perNetwork);
  });

  test.each([
    ['192.0.2.7', '192.0.2.0', 12],
    ['2001:db8:1:2::3', '2001:db8:1::', 12],
    ['::ffff:192.0.2.7', '192.0.2.0', 12],
    ['127.0.0.1', '127.0.0.0', Number.POSITIVE_INFINITY],
  ])('%s is in the network %s, of which %d are scanned at once', (address, key, limit) => {
    expect(networkLane(address, { parallel: 5 })).toEqual({ key, limit, solo: address });
  });
});

async function scanAll(targets: readonly Target[], some: Partial<TargetScanOptions>): Promise<ScannedTarget[]> {
  const found: ScannedTarget[] = [];
  for await (const one of scanEach(targets, options(some), new AbortController().signal)) found.push(one);
  return found;
}

function options(some: Partial<TargetScanOptions>): TargetScanOptions {
  return { ...LAB_OPTIONS, concurrency: 32, deadlineMs: 20_000, sni: undefined, family: 0, ...some };
}

function target(host: string): Target {
  return { text: host, host, port: refuser.port, service: { scheme: 'tls', schemeFrom: 'written' } };
}
