import type { ClientFacts } from '../../facts/client-facts.ts';
import { ANDROID_OPENSSL, measured, SSL_LABS } from '../sources.ts';
import { captured, observed, speaks, speaksOnly } from './row.ts';

const COMMON = { family: 'openssl', shareClass: 'library', platforms: [] } as const;
const openssl = (from: string, to: string | null): ClientFacts['product'] => ({
  name: 'OpenSSL',
  vendor: 'OpenSSL',
  from,
  to,
});
const DEBIAN = measured('Debian openssl 3.0.22-1~deb12u2');
const UPGRADE = { to: 'OpenSSL 1.0.1 or later', sources: [SSL_LABS, ANDROID_OPENSSL] } as const;
const held = (
  version: 'TLSv1.0' | 'TLSv1.1',
  option: string,
  capture: 'openssl-3.0-tls1' | 'openssl-3.0-tls1_1',
): ClientFacts => ({
  ...COMMON,
  id: `openssl-3-held-to-${version.replace('TLSv', 'tls-')}`,
  name: `OpenSSL 3 held to ${version.replace('TLSv', 'TLS ')}`,
  product: openssl('3.0', '3.5'),
  configuration: option,
  stack: { name: 'OpenSSL', version: '3.0' },
  protocols: { states: speaksOnly(version), confidence: 'measured', sources: [DEBIAN] },
  upgrade: { to: `the default: take ${option.split(' ')[0]} out`, sources: [DEBIAN] },
  limits: { leastDhBits: 1024, sources: [DEBIAN] },
  offers: captured(capture),
});

/** OpenSSL itself; what is built on it has rows of its own. */
export const OPENSSL: readonly ClientFacts[] = [
  {
    ...COMMON,
    id: 'openssl-0.9.8',
    name: 'OpenSSL 0.9.8',
    product: openssl('0.9.8', '0.9.8'),
    stack: { name: 'OpenSSL', version: '0.9.8' },
    protocols: { states: speaks('SSLv3', 'TLSv1.0'), confidence: 'observed', sources: [SSL_LABS] },
    upgrade: UPGRADE,
    limits: { sni: true, ecdsa: false, sources: [SSL_LABS] },
    offers: observed('OpenSSL 0.9.8y'),
  },
  {
    ...COMMON,
    id: 'openssl-1.0.0',
    name: 'OpenSSL 1.0.0',
    product: openssl('1.0.0', '1.0.0'),
    stack: { name: 'OpenSSL', version: '1.0.0' },
    protocols: {
      states: speaks('SSLv3', 'TLSv1.0'),
      confidence: 'measured',
      sources: [measured('OpenSSL 1.0.0f and 1.0.0m in Node.js 0.8.6 and 0.8.28')],
    },
    upgrade: UPGRADE,
    offers: [],
  },
  {
    ...COMMON,
    id: 'openssl-1.0.1',
    name: 'OpenSSL 1.0.1',
    product: openssl('1.0.1', '1.0.1'),
    stack: { name: 'OpenSSL', version: '1.0.1' },
    protocols: { states: speaks('SSLv3', 'TLSv1.2'), confidence: 'observed', sources: [SSL_LABS] },
    limits: { sni: true, ecdsa: true, sources: [SSL_LABS] },
    offers: observed('OpenSSL 1.0.1l', 'OpenSSL 1.0.1h'),
  },
  {
    ...COMMON,
    id: 'openssl-1.0.2',
    name: 'OpenSSL 1.0.2',
    product: openssl('1.0.2', '1.0.2'),
    stack: { name: 'OpenSSL', version: '1.0.2' },
    protocols: {
      states: speaks('TLSv1.0', 'TLSv1.2'),
      confidence: 'measured',
      sources: [measured('OpenSSL 1.0.2d to 1.0.2s in Node.js 4 to 9')],
    },
    offers: [],
  },
  {
    ...COMMON,
    id: 'openssl-1.1.1',
    name: 'OpenSSL 1.1.1',
    product: openssl('1.1.1', '1.1.1'),
    stack: { name: 'OpenSSL', version: '1.1.1' },
    protocols: {
      states: { 'TLSv1.2': 'on', 'TLSv1.3': 'on' },
      confidence: 'measured',
      sources: [measured('OpenSSL 1.1.1b to 1.1.1v in Node.js 12 to 16')],
    },
    offers: [],
  },
  {
    ...COMMON,
    id: 'openssl-3',
    name: 'OpenSSL 3',
    product: openssl('3.0', null),
    stack: { name: 'OpenSSL', version: '3.0' },
    protocols: {
      states: speaks('TLSv1.2', 'TLSv1.3', ['TLSv1.0', 'TLSv1.1']),
      confidence: 'measured',
      sources: [DEBIAN],
    },
    enable: [{ version: 'TLSv1.1', how: 'old versions: -cipher DEFAULT:@SECLEVEL=0', sources: [DEBIAN] }],
    limits: { leastDhBits: 2048, sources: [DEBIAN] },
    offers: captured('openssl-3.0-default', 'openssl-3.0-noservername', 'openssl-3.0-alpn-nonascii'),
    notes: ['Its hello still offers TLS 1.0 and 1.1, and its security level does not let them through.'],
  },
  {
    ...COMMON,
    id: 'openssl-3-held-to-tls-1.2',
    name: 'OpenSSL 3 held to TLS 1.2',
    product: openssl('3.0', null),
    configuration: '-tls1_2, or MaxProtocol = TLSv1.2',
    stack: { name: 'OpenSSL', version: '3.0' },
    protocols: { states: speaksOnly('TLSv1.2'), confidence: 'measured', sources: [DEBIAN] },
    upgrade: { to: 'the default: take -tls1_2 out', sources: [DEBIAN] },
    limits: { leastDhBits: 2048, sources: [DEBIAN] },
    offers: captured('openssl-3.0-tls1_2'),
  },
  {
    ...COMMON,
    id: 'openssl-3-held-to-tls-1.3',
    name: 'OpenSSL 3 held to TLS 1.3',
    product: openssl('3.0', null),
    configuration: '-tls1_3, or MinProtocol = TLSv1.3',
    stack: { name: 'OpenSSL', version: '3.0' },
    protocols: { states: speaksOnly('TLSv1.3'), confidence: 'measured', sources: [DEBIAN] },
    offers: captured('openssl-3.0-tls1_3'),
  },
  held('TLSv1.0', '-tls1 with -cipher DEFAULT:@SECLEVEL=0', 'openssl-3.0-tls1'),
  held('TLSv1.1', '-tls1_1 with -cipher DEFAULT:@SECLEVEL=0', 'openssl-3.0-tls1_1'),
];
