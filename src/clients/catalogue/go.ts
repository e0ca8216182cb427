import type { ClientFacts } from '../../facts/client-facts.ts';
import { GO_12, GO_13, GO_BEFORE_12, GO_LEAST, GO_NO_SSL3, GO_TLS12, measured } from '../sources.ts';
import { captured, speaks, speaksOnly } from './row.ts';

const COMMON = {
  family: 'go',
  shareClass: 'library',
  platforms: [],
  stack: { name: 'crypto/tls', version: null },
} as const;
const go = (from: string, to: string | null): ClientFacts['product'] => {
  return { name: 'Go', vendor: 'Google', from, to };
};

/** Programs on Go's own TLS. */
export const GO: readonly ClientFacts[] = [
  {
    ...COMMON,
    id: 'go-1.0-1.1',
    name: 'Go 1.0 and 1.1',
    product: go('1.0', '1.1'),
    protocols: { states: speaksOnly('TLSv1.0'), confidence: 'documented', sources: [GO_BEFORE_12, GO_NO_SSL3] },
    upgrade: { to: 'Go 1.18 or later', sources: [GO_TLS12] },
    offers: [],
  },
  {
    ...COMMON,
    id: 'go-1.2-1.11',
    name: 'Go 1.2 to 1.11',
    product: go('1.2', '1.11'),
    protocols: {
      states: { SSLv2: 'none', SSLv3: 'none', ...speaks('TLSv1.0', 'TLSv1.2') },
      confidence: 'documented',
      sources: [GO_12, GO_13, GO_NO_SSL3],
    },
    upgrade: { to: 'Go 1.13 or later', sources: [GO_13] },
    offers: [],
  },
  {
    ...COMMON,
    id: 'go-1.12',
    name: 'Go 1.12',
    product: go('1.12', '1.12'),
    protocols: {
      states: { SSLv2: 'none', SSLv3: 'none', ...speaks('TLSv1.0', 'TLSv1.3', ['TLSv1.3']) },
      confidence: 'documented',
      sources: [GO_12, GO_13, GO_NO_SSL3],
    },
    enable: [{ version: 'TLSv1.3', how: 'the flag tls13 in GODEBUG, for trying it out', sources: [GO_13] }],
    upgrade: { to: 'Go 1.13 or later', sources: [GO_13] },
    offers: [],
  },
  {
    ...COMMON,
    id: 'go-1.13-1.17',
    name: 'Go 1.13 to 1.17',
    product: go('1.13', '1.17'),
    protocols: {
      states: { SSLv2: 'none', SSLv3: 'none', ...speaks('TLSv1.0', 'TLSv1.3') },
      confidence: 'documented',
      sources: [GO_13, GO_LEAST, GO_NO_SSL3],
    },
    offers: [],
  },
  {
    ...COMMON,
    id: 'go-1.18',
    name: 'Go 1.18 and later',
    product: go('1.18', null),
    protocols: {
      states: speaks('TLSv1.2', 'TLSv1.3', ['TLSv1.0', 'TLSv1.1']),
      confidence: 'measured',
      sources: [measured('Debian golang-1.19-go 1.19.8-2'), GO_TLS12],
    },
    enable: [
      { version: 'TLSv1.1', how: 'old versions: tls.Config{MinVersion: tls.VersionTLS10}', sources: [GO_TLS12] },
    ],
    offers: captured('go-1.19-nethttp', 'go-1.19-default'),
  },
  {
    ...COMMON,
    id: 'go-held-to-tls-1.0',
    name: 'Go held to TLS 1.0',
    product: go('1.18', null),
    configuration: 'tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS10}',
    protocols: {
      states: speaksOnly('TLSv1.0'),
      confidence: 'measured',
      sources: [measured('Debian golang-1.19-go 1.19.8-2')],
    },
    upgrade: { to: 'a Config without MaxVersion', sources: [GO_TLS12] },
    offers: captured('go-1.19-tls10'),
  },
];
