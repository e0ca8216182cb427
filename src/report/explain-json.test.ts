import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { explainBytes } from '../tls/explain/explain-bytes.ts';
import type { Explanation } from '../tls/explain/explanation.ts';
import { recordedFlight, recordedFlights } from '../tls/explain/fixtures/flights.ts';
import { capturedHellos } from '../tls/fixtures/hellos.ts';
import { explainJson } from './explain-json.ts';

const schema: unknown = JSON.parse(readFileSync(new URL('../../schemas/explain.schema.json', import.meta.url), 'utf8'));
const validate = new Ajv2020({ strict: true, allErrors: true }).compile(schema as object);

function explained(bytes: Uint8Array): Explanation {
  const result = explainBytes(bytes);
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
}

function expectValid(explanations: readonly Explanation[]): void {
  const [first, ...further] = explanations;
  if (!first) throw new Error('nothing to print');
  const json: unknown = JSON.parse(JSON.stringify(explainJson(first, further)));
  expect(validate(json), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true);
}

describe('the JSON of an explanation fits its schema', () => {
  test.each(capturedHellos().map(({ name, flights }) => [name, flights] as const))('%s', (_name, flights) => {
    expectValid(flights.map(explained));
  });

  test.each([...recordedFlights()])('%s', (_name, flight) => {
    expectValid([explained(flight)]);
  });

  test('also of what is cut off', () => {
    const flight = recordedFlight('openssl-3.0-tls1.2-ecdhe');
    for (let length = 1; length < flight.length; length += 7) expectValid([explained(flight.subarray(0, length))]);
  });
});

test('a hello', () => {
  const curl = capturedHellos().find(({ name }) => name === 'curl-debian12')?.flights[0] ?? new Uint8Array();
  const json = explainJson(explained(curl), [explained(recordedFlight('openssl-3.0-alert-protocol-version'))]);
  expect(json).toMatchObject({
    schemaVersion: 1,
    kind: 'client_hello',
    length: 517,
    ja3: '0149f47eabf9a20d0893e2a44e5a6323',
    offered: ['TLSv1.3', 'TLSv1.2', 'TLSv1.1', 'TLSv1.0'],
    offeredFrom: 'supported_versions',
    serverName: 'localhost',
    alpn: ['h2', 'http/1.1'],
    fallbackScsv: false,
    selected: null,
    issue: null,
    further: [{ kind: 'alert', alerts: [{ level: 'fatal', description: 70, name: 'protocol_version' }], ja3: null }],
  });
  expect(json.fields[0]).toEqual({
    offset: 0,
    length: 1,
    path: 'record.type',
    hex: '16',
    meaning: 'handshake (22)',
    reference: 'RFC 9846 §5.1',
    depth: 0,
    continues: false,
    remark: null,
  });
});
