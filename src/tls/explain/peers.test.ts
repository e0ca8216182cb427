/**
 * Every captured flight against Wireshark: one capture file, one run.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { capturedHellos } from '../fixtures/hellos.ts';
import { explainBytes } from './explain-bytes.ts';
import type { ExplainedRange } from './explanation.ts';
import { pcapOf } from './fixtures/pcap.ts';

const flights = capturedHellos().flatMap(({ name, flights: all }) =>
  all.map((bytes, i) => ({ name: `${name}, connection ${i + 1}`, bytes })),
);

describe('tshark', () => {
  const rows = tsharkRows(flights.map(({ bytes }) => bytes));
  if (rows === undefined) {
    if (process.env.TLSFLOOR_REQUIRE_PEERS === '1') return test('is installed', () => expect.fail('no tshark'));
    console.warn('skipped: tshark is not installed, so explanations are not compared with it');
    return test.skip('is installed');
  }

  test('reads every flight', () => expect(rows.size).toBe(flights.length));

  test.each(flights.map(({ name, bytes }, i) => [name, bytes, i] as const))('%s', (_name, bytes, i) => {
    const result = explainBytes(bytes);
    if (!result.ok) return expect.fail(result.error.code);
    const { ranges, offer } = result.value;
    const theirs = rows.get(i);
    const ours: Readonly<Record<(typeof FIELDS)[number], string>> = {
      'tls.handshake.ciphersuite': numbers(ranges, ['client_hello.cipher_suites']),
      'tls.handshake.cipherspec': numbers(ranges, ['ssl2.client_hello.cipher_specs']),
      'tls.handshake.extension.type': numbers(ranges, ['extension.type']),
      'tls.handshake.extensions_supported_group': numbers(ranges, ['supported_groups.named_group_list']),
      'tls.handshake.sig_hash_alg': numbers(ranges, [
        'signature_algorithms.supported_signature_algorithms',
        'signature_algorithms_cert.supported_signature_algorithms',
        'delegated_credential.supported_signature_algorithm',
      ]),
      'tls.handshake.extensions.supported_version': numbers(ranges, ['supported_versions.versions']),
      'tls.handshake.extensions_key_share_group': numbers(ranges, ['key_share.group']),
      'tls.handshake.extensions_server_name': offer?.serverName ?? '',
      'tls.handshake.extensions_alpn_str': texts(ranges, ['application_layer_protocol_negotiation.protocol_name_list']),
      'tls.handshake.ja3': offer?.fingerprints?.ja3 ?? '',
      'tls.handshake.ja3_full': offer?.fingerprints?.ja3Text ?? '',
    };
    expect(ours).toEqual(theirs);
  });
});

/** What tshark says of each flight, by its index; `undefined` if there is no tshark. */
function tsharkRows(payloads: readonly Uint8Array[]): Map<number, Record<string, string>> | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'tlsfloor-'));
  try {
    const file = join(folder, 'flights.pcap');
    writeFileSync(file, pcapOf(payloads));
    const fields = ['tcp.stream', ...FIELDS].flatMap((field) => ['-e', field]);
    const args = ['-r', file, '-Y', 'tls', '-T', 'fields', '-E', 'aggregator= ', ...fields];
    const run = spawnSync('tshark', args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
    if (run.error && 'code' in run.error && run.error.code === 'ENOENT') return undefined;
    const lines = run.stdout.split('\n').filter((line) => line !== '');
    return new Map(
      lines.map((line) => {
        const [stream, ...values] = line.split('\t');
        return [Number(stream), Object.fromEntries(FIELDS.map((field, i) => [field, normal(field, values[i] ?? '')]))];
      }),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Wireshark prints some numbers in hex. */
function normal(field: string, value: string): string {
  return NUMERIC.has(field) && value !== '' ? value.split(' ').map(Number).join(' ') : value;
}

function numbers(ranges: readonly ExplainedRange[], paths: readonly string[]): string {
  const found = ranges.filter(({ path }) => paths.includes(path));
  return found.map(({ bytes }) => bytes.reduce((value, byte) => value * 256 + byte, 0)).join(' ');
}

function texts(ranges: readonly ExplainedRange[], paths: readonly string[]): string {
  const found = ranges.filter(({ path }) => paths.includes(path));
  return found.map(({ bytes }) => new TextDecoder().decode(bytes)).join(' ');
}

const FIELDS = [
  'tls.handshake.ciphersuite',
  'tls.handshake.cipherspec',
  'tls.handshake.extension.type',
  'tls.handshake.extensions_supported_group',
  'tls.handshake.sig_hash_alg',
  'tls.handshake.extensions.supported_version',
  'tls.handshake.extensions_key_share_group',
  'tls.handshake.extensions_server_name',
  'tls.handshake.extensions_alpn_str',
  'tls.handshake.ja3',
  'tls.handshake.ja3_full',
] as const;

const NUMERIC: ReadonlySet<string> = new Set(FIELDS.slice(0, 7));
