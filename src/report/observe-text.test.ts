import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { CATALOGUE } from '../clients/catalogue/index.ts';
import type { UsageEvent } from '../facts/usage-facts.ts';
import type { UsageReport } from '../facts/usage-summary.ts';
import { RollUp } from '../observe/usage/roll-up.ts';
import { usageReport } from '../readiness/usage-report.ts';
import { observeEventLine, observeJson } from './observe-json.ts';
import { answerLine, observeText, percent, USAGE_GROUPINGS } from './observe-text.ts';
import { makePaint } from './paint.ts';

const HOSTILE = '\u001b]0;owned\u0007\u001b[2J\r\n\u202egnp.exe\u0000';
const schema = JSON.parse(readFileSync(new URL('../../schemas/observe.schema.json', import.meta.url), 'utf8'));
const ajv = new Ajv2020({ strict: false, validateFormats: false });

function event(of: Partial<UsageEvent>): UsageEvent {
  return {
    time: Date.UTC(2026, 10, 22, 12),
    client: { address: '192.0.2.1', port: 50_000 },
    server: { address: '198.51.100.1', port: 443 },
    transport: 'tcp',
    sni: null,
    offered: null,
    offeredMax: null,
    negotiated: 'TLSv1.3',
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

function reportOf(...events: readonly UsageEvent[]): UsageReport {
  const rollUp = new RollUp('1.2');
  for (const each of events) {
    const { client, server, sni, service, negotiated, offeredMax, count, time } = each;
    rollUp.add({
      time: time ?? Number.NaN,
      client: client?.address ?? null,
      server: server?.address ?? null,
      serverPort: server?.port ?? null,
      sni,
      service,
      negotiated,
      offeredMax,
      count,
      number: 1,
      event: each,
    });
  }
  const source = {
    file: `/var/log/${HOSTILE}.log`,
    format: 'unknown',
    bytes: 1,
    records: 1,
    events: 0,
    from: 0,
    to: 1e300,
    skipped: { 'unparsed-line': 2, [HOSTILE]: 1 },
    samples: [],
    hint: 'add $ssl_protocol',
  };
  return usageReport(rollUp.summary(), [source], CATALOGUE, []);
}

const modern = event({ count: 249 });
const old = event({ negotiated: 'TLSv1.0', client: { address: '192.0.2.7', port: 1 } });
const refused = event({
  negotiated: null,
  outcome: 'refused',
  alert: { description: 70, name: 'protocol_version', by: 'server' },
  client: { address: '192.0.2.8', port: 1 },
});

describe('the first line is the answer', () => {
  test.each([
    ['No handshake was found.', []],
    ['None of 249 handshakes is below TLS 1.2.', [modern]],
    ['0.4 % of 250 handshakes are below TLS 1.2: 1 client on 1 service.', [modern, old]],
    [
      '0.4 % of 250 handshakes are below TLS 1.2: 1 client on 1 service; 1 client is already blocked.',
      [modern, old, refused],
    ],
    ['No handshake of 1 tells of a version that came off; 1 client is already blocked.', [refused]],
  ])('%s', (line, events) => {
    expect(answerLine(reportOf(...events))).toBe(line);
  });

  test.each([
    [0, '0 %'],
    [0.000_001, 'under 0.01 %'],
    [0.004_2, '0.4 %'],
    [0.123_4, '12.3 %'],
    [0.999_99, '99.9 %'],
    [1, '100 %'],
  ])('a share of %s is %s', (share, text) => {
    expect(percent(share)).toBe(text);
  });
});

describe('hostile text', () => {
  const report = reportOf(
    modern,
    event({ negotiated: 'TLSv1.0', sni: HOSTILE, userAgent: HOSTILE, service: HOSTILE, ja4: HOSTILE }),
    event({
      negotiated: 'TLSv1.0',
      sni: HOSTILE,
      client: { address: HOSTILE, port: 1 },
      server: { address: HOSTILE, port: 1 },
    }),
  );

  test.each([undefined, ...USAGE_GROUPINGS])('no control character reaches the terminal: --by %s', (by) => {
    expect(observeText(report, by, makePaint(false))).not.toMatch(/[^\P{Cc}\n]|[\u202a-\u202e]/u);
  });

  test('JSON keeps it as it is, and stays what the schema says', () => {
    const document = JSON.parse(observeJson(report, 'tlsfloor 0'));
    expect(ajv.validate(schema, document), JSON.stringify(ajv.errors)).toBe(true);
    expect(document.services.map(({ service }: { service: string }) => service)).toContain(HOSTILE);
  });

  test('an event is one line, and what the schema says', () => {
    const parts = { address: '192.0.2.0/24', isPortTold: false, userAgent: HOSTILE, candidates: ['curl'] };
    const line = observeEventLine(event({ sni: HOSTILE, time: 1e300 }), parts);
    expect(line.trimEnd().split('\n')).toHaveLength(1);
    const validate = ajv.compile({ $ref: `${schema.$id}#/$defs/event` });
    expect(validate(JSON.parse(line)), JSON.stringify(validate.errors)).toBe(true);
    expect(JSON.parse(line)).toMatchObject({ time: null, client: { address: '192.0.2.0/24', port: null } });
  });
});
