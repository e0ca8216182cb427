import type { ClientFacts } from '../../facts/client-facts.ts';
import { CANIUSE_TLS11, CANIUSE_TLS12, SSL_LABS } from '../sources.ts';
import { dates, observed, speaks } from './row.ts';

const COMMON = { family: 'opera', shareClass: 'browser', platforms: [] } as const;
const opera = (name: string, from: string | null, to: string | null): ClientFacts['product'] => {
  return { name, vendor: 'Opera', from, to };
};
const PRESTO = { name: "Opera's own (Presto)", version: null } as const;
const UPDATE = { to: 'Opera 17 or later', sources: [SSL_LABS, CANIUSE_TLS12] } as const;

/** Opera with its own engine, and on Chromium since 15. */
export const OPERA: readonly ClientFacts[] = [
  {
    ...COMMON,
    id: 'opera-9',
    name: 'Opera 9 and earlier',
    product: opera('Opera', null, '9'),
    stack: PRESTO,
    protocols: { states: speaks('TLSv1.0', 'TLSv1.0'), confidence: 'documented', sources: [CANIUSE_TLS12] },
    upgrade: UPDATE,
    offers: [],
  },
  {
    ...COMMON,
    id: 'opera-10-12',
    name: 'Opera 10 to 12',
    product: opera('Opera', '10', '12.18'),
    stack: PRESTO,
    released: dates('2009-09-01', null),
    protocols: {
      states: speaks('TLSv1.0', 'TLSv1.2', ['TLSv1.1', 'TLSv1.2']),
      confidence: 'disputed',
      sources: [CANIUSE_TLS12, SSL_LABS],
    },
    upgrade: UPDATE,
    limits: { sni: true, ecdsa: false, sources: [SSL_LABS] },
    offers: observed('Opera 12.15 Win 7'),
    notes: ['Can I use calls TLS 1.2 able but off; the hello seen of 12.15 offers TLS 1.0.'],
  },
  {
    ...COMMON,
    id: 'opera-15-16',
    name: 'Opera 15 and 16',
    product: opera('Opera', '15', '16'),
    stack: { name: 'NSS', version: null },
    released: dates('2013-07-02', '2013-08-27'),
    protocols: { states: speaks('SSLv3', 'TLSv1.1'), confidence: 'disputed', sources: [SSL_LABS, CANIUSE_TLS12] },
    upgrade: UPDATE,
    limits: { sni: true, ecdsa: true, sources: [SSL_LABS] },
    offers: observed('Opera 16 Win 7', 'Opera 15 Win 7'),
    notes: ['Can I use lists TLS 1.2 from 16 on; the hello seen of 16 offers TLS 1.1 at most.'],
  },
  {
    ...COMMON,
    id: 'opera-17-83',
    name: 'Opera 17 to 83',
    product: opera('Opera', '17', '83'),
    stack: { name: 'NSS, then BoringSSL', version: null },
    released: dates('2013-10-08', '2022-01-19'),
    protocols: {
      states: { 'TLSv1.0': 'on', 'TLSv1.1': 'on', 'TLSv1.2': 'on' },
      confidence: 'documented',
      sources: [CANIUSE_TLS12, CANIUSE_TLS11],
    },
    offers: [],
    notes: ['TLS 1.3 came with 57.'],
  },
  {
    ...COMMON,
    id: 'opera-84',
    name: 'Opera 84 and later',
    product: opera('Opera', '84', null),
    stack: { name: 'BoringSSL', version: null },
    released: dates('2022-02-16', null),
    protocols: {
      states: { 'TLSv1.0': 'none', 'TLSv1.1': 'none', 'TLSv1.2': 'on', 'TLSv1.3': 'on' },
      confidence: 'documented',
      sources: [CANIUSE_TLS11, CANIUSE_TLS12],
    },
    offers: [],
  },
  {
    ...COMMON,
    id: 'opera-mobile-12.0',
    name: 'Opera Mobile 10 to 12.0',
    product: opera('Opera Mobile', '10', '12.0'),
    stack: PRESTO,
    platforms: ['Android', 'Symbian'],
    protocols: {
      states: speaks('TLSv1.0', 'TLSv1.0'),
      confidence: 'documented',
      sources: [CANIUSE_TLS11, CANIUSE_TLS12],
    },
    upgrade: { to: 'Opera Mobile 12.1 or later', sources: [CANIUSE_TLS12] },
    offers: [],
  },
  {
    ...COMMON,
    id: 'opera-mobile-12.1',
    name: 'Opera Mobile 12.1 and later',
    product: opera('Opera Mobile', '12.1', null),
    stack: { name: 'Presto, then BoringSSL', version: null },
    platforms: ['Android'],
    protocols: { states: { 'TLSv1.2': 'on' }, confidence: 'documented', sources: [CANIUSE_TLS12] },
    offers: [],
  },
];
