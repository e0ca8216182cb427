import type { ClientFacts } from '../../facts/client-facts.ts';
import {
  CANIUSE_TLS11,
  CANIUSE_TLS12,
  CANIUSE_TLS13,
  CHROME_DH,
  measured,
  POST_QUANTUM,
  SSL_LABS,
} from '../sources.ts';
import { captured, dates, observed, speaks } from './row.ts';

const COMMON = { family: 'chrome', shareClass: 'browser', platforms: [] } as const;
const chrome = (from: string, to: string | null): ClientFacts['product'] => {
  return { name: 'Chrome', vendor: 'Google', from, to };
};
const UPDATE = {
  to: 'Chrome 30 or later; the current release runs where a current browser runs',
  sources: [CANIUSE_TLS12],
} as const;

const FROM_98: ClientFacts['protocols']['states'] = {
  SSLv2: 'none',
  SSLv3: 'none',
  'TLSv1.0': 'none',
  'TLSv1.1': 'none',
  'TLSv1.2': 'on',
  'TLSv1.3': 'on',
};

/** Chrome and Chromium: NSS at first, BoringSSL since 2014. */
export const CHROME: readonly ClientFacts[] = [
  {
    ...COMMON,
    id: 'chrome-4-21',
    name: 'Chrome 4 to 21',
    product: chrome('4', '21'),
    stack: { name: 'NSS', version: null },
    released: dates('2010-01-25', '2012-07-31'),
    protocols: {
      states: speaks('TLSv1.0', 'TLSv1.0'),
      confidence: 'documented',
      sources: [CANIUSE_TLS11, CANIUSE_TLS12],
    },
    upgrade: UPDATE,
    offers: [],
  },
  {
    ...COMMON,
    id: 'chrome-22-28',
    name: 'Chrome 22 to 28',
    product: chrome('22', '28'),
    stack: { name: 'NSS', version: null },
    released: dates('2012-09-25', '2013-07-09'),
    protocols: {
      states: speaks('SSLv3', 'TLSv1.1'),
      confidence: 'observed',
      sources: [SSL_LABS, CANIUSE_TLS11, CANIUSE_TLS12],
    },
    upgrade: UPDATE,
    limits: { sni: true, ecdsa: true, sources: [SSL_LABS] },
    offers: observed('Chrome 28 Win 7', 'Chrome 27 Win 7'),
  },
  {
    ...COMMON,
    id: 'chrome-29',
    name: 'Chrome 29',
    product: chrome('29', '29'),
    stack: { name: 'NSS', version: null },
    released: dates('2013-08-20', '2013-08-20'),
    protocols: { states: speaks('SSLv3', 'TLSv1.1'), confidence: 'disputed', sources: [SSL_LABS, CANIUSE_TLS12] },
    upgrade: UPDATE,
    limits: { sni: true, ecdsa: true, sources: [SSL_LABS] },
    offers: observed('Chrome 29 Win 7'),
    notes: ['Can I use lists TLS 1.2 from this release on; the hello seen on Windows 7 offers TLS 1.1 at most.'],
  },
  {
    ...COMMON,
    id: 'chrome-30-48',
    name: 'Chrome 30 to 48',
    product: chrome('30', '48'),
    stack: { name: 'NSS, then BoringSSL', version: null },
    released: dates('2013-10-01', '2016-01-20'),
    protocols: { states: speaks('SSLv3', 'TLSv1.2'), confidence: 'observed', sources: [SSL_LABS, CANIUSE_TLS12] },
    limits: { sni: true, ecdsa: true, sources: [SSL_LABS] },
    offers: observed('Chrome 33 Win 7', 'Chrome 30 Win 7'),
  },
  {
    ...COMMON,
    id: 'chrome-49-windows-xp',
    name: 'Chrome 49 on Windows XP',
    product: chrome('49', '49'),
    stack: { name: 'BoringSSL', version: null },
    platforms: ['Windows XP'],
    released: dates('2016-03-02', '2016-03-02'),
    protocols: { states: speaks('TLSv1.0', 'TLSv1.2'), confidence: 'observed', sources: [SSL_LABS] },
    limits: { sni: true, ecdsa: false, leastDhBits: 1024, sources: [SSL_LABS, CHROME_DH] },
    offers: observed('Chrome 49 XP SP3'),
    notes: ['Certificates are checked by Windows XP, so the hello leaves ECDSA out.'],
  },
  {
    ...COMMON,
    id: 'chrome-49-69',
    name: 'Chrome 49 to 69',
    product: chrome('49', '69'),
    stack: { name: 'BoringSSL', version: null },
    released: dates('2016-03-02', '2018-09-04'),
    protocols: {
      states: speaks('TLSv1.0', 'TLSv1.2', ['TLSv1.3']),
      confidence: 'measured',
      sources: [measured('Chromium 64.0.3264.0 and 65.0.3312.0'), SSL_LABS, CANIUSE_TLS13],
    },
    limits: { sni: true, ecdsa: true, leastDhBits: 1024, sources: [SSL_LABS, CHROME_DH] },
    offers: [...captured('chromium-64.0.3264.0-npm', 'chromium-65.0.3312.0-npm'), ...observed('Chrome 49 Win 7')],
    notes: [
      'From 53 on it offers no DHE.',
      'From 54 on a draft of TLS 1.3 could be switched on; final TLS 1.3 came with 70.',
    ],
  },
  {
    ...COMMON,
    id: 'chrome-70-83',
    name: 'Chrome 70 to 83',
    product: chrome('70', '83'),
    stack: { name: 'BoringSSL', version: null },
    released: dates('2018-10-16', '2020-05-19'),
    protocols: {
      states: speaks('TLSv1.0', 'TLSv1.3'),
      confidence: 'measured',
      sources: [measured('Chromium 72.0.3617.0 and 83.0.4103.0'), CANIUSE_TLS13],
    },
    offers: captured('chromium-72.0.3617.0-npm', 'chromium-83.0.4103.0-npm'),
  },
  {
    ...COMMON,
    id: 'chrome-84-97',
    name: 'Chrome 84 to 97',
    product: chrome('84', '97'),
    stack: { name: 'BoringSSL', version: null },
    released: dates('2020-07-27', '2022-01-04'),
    protocols: {
      states: speaks('TLSv1.0', 'TLSv1.3'),
      confidence: 'measured',
      sources: [measured('Chromium 92.0.4512.0'), CANIUSE_TLS11],
    },
    offers: captured('chromium-92.0.4512.0-npm'),
    notes: ['A full page warns of TLS 1.0 and 1.1.'],
  },
  {
    ...COMMON,
    id: 'chrome-98',
    name: 'Chrome 98 to 130',
    product: chrome('98', '130'),
    stack: { name: 'BoringSSL', version: null },
    released: dates('2022-02-01', null),
    protocols: { states: FROM_98, confidence: 'measured', sources: [measured('Chromium 106'), CANIUSE_TLS11] },
    offers: captured('chromium-106.0.5249.0-npm'),
    notes: ['A draft of post-quantum key exchange came first, X25519Kyber768; the final group came with 131.'],
  },
  {
    ...COMMON,
    id: 'chrome-131',
    name: 'Chrome 131 and later',
    product: chrome('131', null),
    stack: { name: 'BoringSSL', version: null },
    protocols: {
      states: FROM_98,
      confidence: 'measured',
      sources: [measured('Chromium 153 and 156.0.8078.79'), CANIUSE_TLS11, POST_QUANTUM],
    },
    offers: captured('chromium-156.0.8078.79-debian12', 'chromium-153-npm-sparticuz'),
    notes: ['Its extensions come in another order each time, so JA3 does not recognise it; JA4 does.'],
  },
];
