/**
 * What tshark reads out of a capture: the second opinion on everything that ours says of hellos.
 *
 * @module
 */
import { execFileSync } from 'node:child_process';
import { findProgram } from '../process.ts';

/** One hello, by the numbers on the wire; empty: it is not there. */
export type TsharkHello = {
  readonly kind: 'client' | 'server';
  readonly frame: number;
  /** `legacy_version`, or for a server what it chose; TLS 1.3: 0x0304. */
  readonly version: number;
  /** The newest of `supported_versions`, without GREASE. */
  readonly newest: number | undefined;
  readonly serverName: string;
  readonly suite: number | undefined;
  readonly ja3: string;
};

export const tshark: string | undefined = findProgram('tshark');

/** Every hello in a file. HelloRetryRequests are left out, as they choose no connection's version. */
export function tsharkHellos(file: string, layer: 'tls' | 'dtls' = 'tls'): TsharkHello[] {
  if (!tshark) throw new Error('tshark is not installed');
  const field = (name: string): string => `${layer}.handshake.${name}`;
  const fields = [
    'frame.number',
    field('type'),
    field('version'),
    field('extensions.supported_version'),
    field('extensions_server_name'),
    field('ciphersuite'),
    field('ja3'),
    field('random'),
  ];
  const preferences = ['tcp.desegment_tcp_streams:TRUE', 'tcp.reassemble_out_of_order:TRUE', 'ip.defragment:TRUE'];
  const output = execFileSync(
    tshark,
    [
      ...['-n', '-r', file, '-Y', `${field('type')} in {1,2}`, '-T', 'fields', '-E', 'occurrence=a'],
      ...preferences.flatMap((preference) => ['-o', preference]),
      ...fields.flatMap((name) => ['-e', name]),
    ],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 60_000 },
  );
  return output
    .split('\n')
    .filter((line) => line !== '')
    .flatMap(readHello);
}

function readHello(line: string): TsharkHello[] {
  const [frame = '', types = '', versions = '', supported = '', name = '', suites = '', ja3 = '', random = ''] =
    line.split('\t');
  const kinds = types.split(',').map(Number);
  const kind = kinds.includes(1) ? 'client' : 'server';
  if (random.startsWith(RETRY_RANDOM)) return [];
  const offered = supported
    .split(',')
    .filter((text) => text !== '')
    .map(Number);
  const newest = offered.filter((code) => code < 0x0a0a).toSorted((a, b) => b - a)[0];
  const legacy = Number(versions.split(',')[0]);
  return [
    {
      kind,
      frame: Number(frame),
      version: kind === 'server' ? (newest ?? legacy) : legacy,
      newest,
      serverName: name,
      suite: kind === 'server' && suites !== '' ? Number(suites.split(',')[0]) : undefined,
      ja3,
    },
  ];
}

/** The beginning of SHA-256 of "HelloRetryRequest" (RFC 9846 §4.2.3). */
const RETRY_RANDOM = 'cf21ad74e59a6111be1d8c02';
