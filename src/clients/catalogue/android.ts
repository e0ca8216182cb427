import type { ClientFacts } from '../../facts/client-facts.ts';
import {
  ANDROID_10,
  ANDROID_15,
  ANDROID_OPENSSL,
  ANDROID_SOCKETS,
  ANDROID_SSLSOCKET,
  ANNOUNCEMENT,
  CANIUSE_TLS12,
  SSL_LABS,
} from '../sources.ts';
import { dates, observed, speaks } from './row.ts';

const COMMON = { family: 'android', shareClass: 'browser', platforms: ['Android'] } as const;
const browser = (from: string, to: string): ClientFacts['product'] => {
  return { name: 'Android Browser', vendor: 'Google', from, to };
};
const OPENSSL = { name: "Android's OpenSSL", version: null } as const;
const UPDATE = {
  to: 'Chrome or Firefox from the store, which bring their own TLS, or Android 5',
  sources: [SSL_LABS, CANIUSE_TLS12],
} as const;
const SEEN = { sni: true, ecdsa: true, sources: [SSL_LABS] } as const;

const LISTED: NonNullable<ClientFacts['corrections']>[number] = {
  list: 'Sysinternals announcement, 2018',
  says: 'Android 4.3 and earlier versions cannot use TLS 1.2',
  found: 'right for the built-in browser; other browsers bring their own TLS, and apps on 4.1 to 4.4 can turn it on',
  sources: [ANNOUNCEMENT, SSL_LABS, ANDROID_SOCKETS],
};

/** Android: the built-in browser, and apps that use the sockets of the system. */
export const ANDROID: readonly ClientFacts[] = [
  {
    ...COMMON,
    id: 'android-2',
    name: 'Android Browser 2.3',
    product: browser('2.1', '2.3.7'),
    stack: OPENSSL,
    protocols: { states: speaks('SSLv3', 'TLSv1.0'), confidence: 'observed', sources: [SSL_LABS, CANIUSE_TLS12] },
    upgrade: UPDATE,
    limits: { sni: false, ecdsa: false, sources: [SSL_LABS] },
    offers: observed('Android 2.3.7'),
    corrections: [LISTED],
    notes: ['It sends no server name.'],
  },
  ...(
    [
      ['android-4.0', '4.0', '4.0', '4.0.4', ['Android 4.0.4']],
      ['android-4.1', '4.1', '4.1', '4.1.2', ['Android 4.1.1']],
      ['android-4.2-4.3', '4.2 and 4.3', '4.2', '4.3.1', ['Android 4.3', 'Android 4.2.2']],
    ] as const
  ).map(
    ([id, name, from, to, seen]): ClientFacts => ({
      ...COMMON,
      id,
      name: `Android Browser ${name}`,
      product: browser(from, to),
      stack: OPENSSL,
      protocols: { states: speaks('SSLv3', 'TLSv1.0'), confidence: 'observed', sources: [SSL_LABS, CANIUSE_TLS12] },
      upgrade: UPDATE,
      limits: SEEN,
      offers: observed(...seen),
      corrections: [LISTED],
    }),
  ),
  {
    ...COMMON,
    id: 'android-4.4',
    name: 'Android Browser and WebView 4.4',
    product: browser('4.4', '4.4.4'),
    stack: { name: 'OpenSSL and Chromium', version: null },
    released: dates('2013-12-09', null),
    protocols: { states: speaks('SSLv3', 'TLSv1.2'), confidence: 'observed', sources: [SSL_LABS] },
    limits: SEEN,
    offers: observed('Android 4.4.2'),
  },
  {
    ...COMMON,
    id: 'android-5',
    name: 'Android 5',
    product: browser('5.0', '5.1.1'),
    stack: OPENSSL,
    protocols: { states: speaks('SSLv3', 'TLSv1.2'), confidence: 'observed', sources: [SSL_LABS] },
    limits: SEEN,
    offers: observed('Android 5.0.0'),
  },
  {
    ...COMMON,
    id: 'android-6',
    name: 'Android 6',
    product: browser('6.0', '6.0.1'),
    stack: { name: 'BoringSSL', version: null },
    protocols: { states: speaks('TLSv1.0', 'TLSv1.2'), confidence: 'observed', sources: [SSL_LABS] },
    limits: SEEN,
    offers: observed('Android 6.0'),
  },
  {
    ...COMMON,
    id: 'android-apps-1-4.0',
    name: 'Apps on Android up to 4.0 (SSLSocket, HttpsURLConnection)',
    shareClass: 'library',
    product: { name: 'Android SSLSocket', vendor: 'Google', from: '1.0', to: '4.0.4' },
    stack: OPENSSL,
    protocols: { states: speaks('SSLv3', 'TLSv1.0'), confidence: 'documented', sources: [ANDROID_SSLSOCKET] },
    upgrade: { to: 'Android 5, or an app that brings its own TLS', sources: [ANDROID_SSLSOCKET] },
    offers: [],
    notes: ['API levels 1 to 15.'],
  },
  {
    ...COMMON,
    id: 'android-apps-4.1-4.4',
    name: 'Apps on Android 4.1 to 4.4 (SSLSocket, HttpsURLConnection)',
    shareClass: 'library',
    product: { name: 'Android SSLSocket', vendor: 'Google', from: '4.1', to: '4.4.4' },
    stack: { name: "Android's OpenSSL", version: '1.0.1' },
    protocols: {
      states: speaks('TLSv1.0', 'TLSv1.2', ['TLSv1.1', 'TLSv1.2']),
      confidence: 'documented',
      sources: [ANDROID_SOCKETS, ANDROID_OPENSSL],
    },
    enable: [
      {
        version: 'TLSv1.2',
        how: 'in the app: an SSLSocketFactory whose sockets call setEnabledProtocols(new String[] {"TLSv1.2"})',
        sources: [ANDROID_SOCKETS],
      },
    ],
    offers: [],
    corrections: [
      {
        list: 'Sysinternals announcement, 2018',
        says: 'Android 4.3 and earlier versions cannot use TLS 1.2',
        found: 'apps on 4.1 to 4.3 can turn it on, and apps on 4.4, which is not listed, have it off as well',
        sources: [ANNOUNCEMENT, ANDROID_SOCKETS, ANDROID_OPENSSL],
      },
    ],
  },
  {
    ...COMMON,
    id: 'android-apps-5',
    name: 'Apps on Android 5 to 9 (SSLSocket, HttpsURLConnection)',
    shareClass: 'library',
    product: { name: 'Android SSLSocket', vendor: 'Google', from: '5.0', to: '9' },
    stack: { name: "Android's own", version: null },
    protocols: {
      states: { 'TLSv1.0': 'on', 'TLSv1.1': 'on', 'TLSv1.2': 'on' },
      confidence: 'documented',
      sources: [ANDROID_SSLSOCKET, ANDROID_SOCKETS],
    },
    offers: [],
  },
  {
    ...COMMON,
    id: 'android-apps-10',
    name: 'Apps on Android 10 and later (SSLSocket, HttpsURLConnection)',
    shareClass: 'library',
    product: { name: 'Android SSLSocket', vendor: 'Google', from: '10', to: null },
    stack: { name: 'Conscrypt', version: null },
    protocols: {
      states: { 'TLSv1.2': 'on', 'TLSv1.3': 'on' },
      confidence: 'documented',
      sources: [ANDROID_10, ANDROID_SOCKETS, ANDROID_15],
    },
    offers: [],
    notes: ['API level 29 and later. Apps that are written for Android 15 have neither TLS 1.0 nor 1.1.'],
  },
  {
    ...COMMON,
    id: 'samsung-internet-4',
    name: 'Samsung Internet 4 and later',
    product: { name: 'Samsung Internet', vendor: 'Samsung', from: '4.0', to: null },
    stack: { name: 'BoringSSL', version: null },
    released: dates('2016-03-11', null),
    protocols: { states: { 'TLSv1.2': 'on' }, confidence: 'documented', sources: [CANIUSE_TLS12] },
    offers: [],
    notes: ['TLS 1.3 came with 10.1.'],
  },
];
