import type { ClientFacts } from '../../facts/client-facts.ts';
import {
  ANNOUNCEMENT,
  CANIUSE_TLS11,
  CANIUSE_TLS12,
  CANIUSE_TLS13,
  FIREFOX_DH,
  MOZILLA_PREF,
  measured,
  POST_QUANTUM,
  SSL_LABS,
} from '../sources.ts';
import { captured, dates, observed, speaks } from './row.ts';

const COMMON = { family: 'firefox', shareClass: 'browser', platforms: [] } as const;
const NSS = { name: 'NSS', version: null } as const;
const firefox = (from: string, to: string | null): ClientFacts['product'] => {
  return { name: 'Firefox', vendor: 'Mozilla', from, to };
};
const UPDATE = { to: 'Firefox 27 or later', sources: [CANIUSE_TLS12] } as const;
const PREFERENCE = {
  version: 'TLSv1.2',
  how: 'about:config: security.tls.version.max = 3',
  sources: [MOZILLA_PREF],
} as const;
const SENDS_NAMES = { sni: true, ecdsa: true, sources: [SSL_LABS] } as const;

const TOO_LOW: NonNullable<ClientFacts['corrections']>[number] = {
  list: 'Sysinternals announcement, 2018',
  says: 'Firefox version 5.0 and earlier versions cannot use TLS 1.2',
  found: 'the line is far too low: up to 23 it cannot, 24 to 26 can and have it off, 27 has it on',
  sources: [ANNOUNCEMENT, CANIUSE_TLS12, SSL_LABS],
};

const ESR = measured('Debian firefox-esr 153.7.0esr-1~deb12u1');

/** Firefox and what is built on it. */
export const FIREFOX: readonly ClientFacts[] = [
  {
    ...COMMON,
    id: 'firefox-2-5',
    name: 'Firefox 2 to 5',
    product: firefox('2', '5'),
    stack: NSS,
    released: dates('2006-10-24', '2011-06-21'),
    protocols: {
      states: speaks('TLSv1.0', 'TLSv1.0'),
      confidence: 'documented',
      sources: [CANIUSE_TLS11, CANIUSE_TLS12],
    },
    upgrade: UPDATE,
    offers: [],
    corrections: [TOO_LOW],
  },
  {
    ...COMMON,
    id: 'firefox-6-22',
    name: 'Firefox 6 to 22',
    product: firefox('6', '22'),
    stack: NSS,
    released: dates('2011-08-16', '2013-06-25'),
    protocols: {
      states: speaks('SSLv3', 'TLSv1.0'),
      confidence: 'observed',
      sources: [SSL_LABS, CANIUSE_TLS11, CANIUSE_TLS12],
    },
    upgrade: UPDATE,
    limits: SENDS_NAMES,
    offers: observed('Firefox 22 Win 7', 'Firefox 10.0.12 ESR Win 7', 'Firefox 17.0.7 ESR Win 7', 'Firefox 21 Win 7'),
    corrections: [TOO_LOW],
  },
  {
    ...COMMON,
    id: 'firefox-21-fedora',
    name: 'Firefox 21 on Fedora 19',
    product: firefox('21', '21'),
    stack: { name: 'NSS of Fedora', version: null },
    platforms: ['Linux'],
    protocols: { states: speaks('SSLv3', 'TLSv1.0'), confidence: 'observed', sources: [SSL_LABS, CANIUSE_TLS12] },
    upgrade: UPDATE,
    limits: { sni: true, ecdsa: false, sources: [SSL_LABS] },
    offers: observed('Firefox 21 Fedora 19'),
    corrections: [TOO_LOW],
    notes: ["Fedora's NSS of the time had no elliptic curves, so it has no ECDHE either."],
  },
  {
    ...COMMON,
    id: 'firefox-23',
    name: 'Firefox 23',
    product: firefox('23', '23'),
    stack: NSS,
    released: dates('2013-08-06', '2013-08-06'),
    protocols: {
      states: speaks('TLSv1.0', 'TLSv1.1', ['TLSv1.1']),
      confidence: 'documented',
      sources: [CANIUSE_TLS11, CANIUSE_TLS12],
    },
    upgrade: UPDATE,
    offers: [],
    corrections: [TOO_LOW],
  },
  {
    ...COMMON,
    id: 'firefox-24-26',
    name: 'Firefox 24 to 26',
    product: firefox('24', '26'),
    stack: { name: 'NSS', version: '3.15.1' },
    released: dates('2013-09-17', '2013-12-10'),
    protocols: {
      states: speaks('SSLv3', 'TLSv1.2', ['TLSv1.1', 'TLSv1.2']),
      confidence: 'documented',
      sources: [MOZILLA_PREF, CANIUSE_TLS12, SSL_LABS],
    },
    enable: [PREFERENCE],
    upgrade: UPDATE,
    limits: SENDS_NAMES,
    offers: observed('Firefox 26 Win 8', 'Firefox 24 Win 7', 'Firefox 24.2.0 ESR Win 7'),
    corrections: [TOO_LOW],
  },
  {
    ...COMMON,
    id: 'firefox-27-33',
    name: 'Firefox 27 to 33',
    product: firefox('27', '33'),
    stack: NSS,
    released: dates('2014-02-04', null),
    protocols: { states: speaks('SSLv3', 'TLSv1.2'), confidence: 'observed', sources: [SSL_LABS, CANIUSE_TLS12] },
    limits: SENDS_NAMES,
    offers: observed('Firefox 31 OS X', 'Firefox 27 Win 8'),
  },
  {
    ...COMMON,
    id: 'firefox-31-esr',
    name: 'Firefox 31 ESR',
    product: firefox('31', '31'),
    stack: NSS,
    protocols: { states: speaks('TLSv1.0', 'TLSv1.2'), confidence: 'observed', sources: [SSL_LABS] },
    limits: SENDS_NAMES,
    offers: observed('Firefox 31.3.0 ESR Win 7'),
  },
  {
    ...COMMON,
    id: 'firefox-34-62',
    name: 'Firefox 34 to 62',
    product: firefox('34', '62'),
    stack: NSS,
    protocols: { states: speaks('TLSv1.0', 'TLSv1.2'), confidence: 'observed', sources: [SSL_LABS, CANIUSE_TLS12] },
    limits: SENDS_NAMES,
    offers: observed('Firefox 37 OS X'),
    notes: ['60 to 62 speak a draft of TLS 1.3; the final one came with 63.'],
  },
  {
    ...COMMON,
    id: 'firefox-63-96',
    name: 'Firefox 63 to 96',
    product: firefox('63', '96'),
    stack: NSS,
    released: dates('2018-10-23', '2022-01-11'),
    protocols: {
      states: speaks('TLSv1.0', 'TLSv1.3'),
      confidence: 'documented',
      sources: [CANIUSE_TLS11, CANIUSE_TLS13],
    },
    limits: { leastDhBits: 1023, sources: [FIREFOX_DH] },
    offers: [],
    notes: ['From 78 on a full page warns of TLS 1.0 and 1.1 the first time.'],
  },
  {
    ...COMMON,
    id: 'firefox-97',
    name: 'Firefox 97 to 131',
    product: firefox('97', '131'),
    stack: NSS,
    released: dates('2022-02-08', null),
    protocols: {
      states: speaks('TLSv1.2', 'TLSv1.3'),
      confidence: 'documented',
      sources: [CANIUSE_TLS11, CANIUSE_TLS13],
    },
    offers: [],
  },
  {
    ...COMMON,
    id: 'firefox-132',
    name: 'Firefox 132 and later',
    product: firefox('132', null),
    stack: NSS,
    protocols: {
      states: speaks('TLSv1.2', 'TLSv1.3', ['TLSv1.0', 'TLSv1.1']),
      confidence: 'measured',
      sources: [ESR, CANIUSE_TLS11, CANIUSE_TLS13, POST_QUANTUM],
    },
    enable: [{ version: 'TLSv1.1', how: 'old versions: security.tls.version.min = 1 in about:config', sources: [ESR] }],
    offers: captured('firefox-esr-153.7.0-debian12'),
  },
  {
    ...COMMON,
    id: 'tor-browser-17',
    name: 'Tor Browser on Firefox 17 ESR',
    product: { name: 'Tor Browser', vendor: 'Tor Project', from: '17', to: '17' },
    stack: NSS,
    protocols: { states: speaks('SSLv3', 'TLSv1.0'), confidence: 'observed', sources: [SSL_LABS] },
    upgrade: { to: 'the current Tor Browser', sources: [CANIUSE_TLS12] },
    limits: SENDS_NAMES,
    offers: observed('Tor 17.0.9 Win 7'),
  },
];
