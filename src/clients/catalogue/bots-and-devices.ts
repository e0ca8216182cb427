import type { ClientFacts } from '../../facts/client-facts.ts';
import { CANIUSE_TLS12, COMPACT_7, COMPACT_2013, MOZILLA_PREF, SSL_LABS, XEROX } from '../sources.ts';
import { observed, speaks, speaksOnly } from './row.ts';

type Bot = readonly [id: string, name: string, vendor: string, when: string, seen: readonly [string, ...string[]]];

const BOTS: readonly Bot[] = [
  ['baidu-2015', 'Baidu', 'Baidu', 'January 2015', ['Baidu Jan 2015']],
  ['bingbot-2013', 'BingBot', 'Microsoft', 'December 2013', ['BingBot Dec 2013']],
  ['bingpreview-2014', 'BingPreview', 'Microsoft', 'June 2014', ['BingPreview Jun 2014', 'BingPreview Dec 2013']],
  ['googlebot-2014', 'Googlebot', 'Google', 'June 2014', ['Googlebot Jun 2014', 'Googlebot Oct 2013']],
  ['yahoo-slurp-2013', 'Yahoo Slurp', 'Yahoo', 'October 2013', ['Yahoo Slurp Oct 2013']],
  ['yandexbot-2014', 'YandexBot', 'Yandex', 'May 2014', ['YandexBot May 2014']],
];

/** Robots as they were in their time, and devices. */
export const BOTS_AND_DEVICES: readonly ClientFacts[] = [
  ...BOTS.map(
    ([id, name, vendor, when, seen]): ClientFacts => ({
      id,
      name: `${name}, ${when}`,
      family: 'bot',
      shareClass: 'bot',
      product: { name, vendor, from: null, to: null },
      stack: { name: 'unknown', version: null },
      platforms: [],
      protocols: { states: speaks('SSLv3', 'TLSv1.0'), confidence: 'observed', sources: [SSL_LABS] },
      offers: observed(...seen),
      notes: ['A robot as it was seen then; the operator has moved on.'],
    }),
  ),
  {
    id: 'yandexbot-3.0',
    name: 'YandexBot 3.0',
    family: 'bot',
    shareClass: 'bot',
    product: { name: 'YandexBot', vendor: 'Yandex', from: '3.0', to: '3.0' },
    stack: { name: 'unknown', version: null },
    platforms: [],
    protocols: { states: speaksOnly('SSLv3'), confidence: 'observed', sources: [SSL_LABS] },
    limits: { sni: false, sources: [SSL_LABS] },
    offers: observed('YandexBot 3.0'),
    notes: ['A robot as it was seen then; the operator has moved on.'],
  },
  {
    id: 'blackberry-7',
    name: 'BlackBerry OS 7 and earlier',
    family: 'device',
    shareClass: 'device',
    product: { name: 'BlackBerry Browser', vendor: 'BlackBerry', from: null, to: '7' },
    stack: { name: 'BlackBerry', version: null },
    platforms: ['BlackBerry OS'],
    protocols: { states: speaks('TLSv1.0', 'TLSv1.0'), confidence: 'documented', sources: [CANIUSE_TLS12] },
    upgrade: { to: 'BlackBerry 10 or another device', sources: [CANIUSE_TLS12] },
    offers: [],
  },
  {
    id: 'blackberry-10',
    name: 'BlackBerry 10',
    family: 'device',
    shareClass: 'device',
    product: { name: 'BlackBerry Browser', vendor: 'BlackBerry', from: '10', to: '10' },
    stack: { name: 'BlackBerry', version: null },
    platforms: ['BlackBerry 10'],
    protocols: { states: { 'TLSv1.2': 'on', 'TLSv1.3': 'none' }, confidence: 'documented', sources: [CANIUSE_TLS12] },
    offers: [],
  },
  {
    id: 'windows-embedded-compact-before-update',
    name: 'Windows Embedded Compact 7 and 2013 before the TLS 1.2 updates',
    family: 'device',
    shareClass: 'device',
    product: { name: 'Windows Embedded Compact', vendor: 'Microsoft', from: '7', to: '2013' },
    stack: { name: 'Schannel', version: 'Windows Embedded Compact' },
    platforms: ['Windows Embedded Compact'],
    protocols: {
      states: { 'TLSv1.0': 'on', 'TLSv1.1': 'none', 'TLSv1.2': 'none' },
      confidence: 'documented',
      sources: [COMPACT_7, COMPACT_2013],
    },
    upgrade: { to: 'the update that adds TLS 1.1 and 1.2 to Compact 7 or 2013', sources: [COMPACT_7, COMPACT_2013] },
    offers: [],
  },
  {
    id: 'windows-embedded-compact',
    name: 'Windows Embedded Compact 7 and 2013 with the TLS 1.2 updates',
    family: 'device',
    shareClass: 'device',
    product: { name: 'Windows Embedded Compact', vendor: 'Microsoft', from: '7', to: '2013' },
    stack: { name: 'Schannel', version: 'Windows Embedded Compact' },
    platforms: ['Windows Embedded Compact'],
    protocols: {
      states: { 'TLSv1.1': 'on', 'TLSv1.2': 'on' },
      confidence: 'documented',
      sources: [COMPACT_7, COMPACT_2013],
    },
    enable: [
      {
        version: 'TLSv1.2',
        how:
          'outside the browser: HKLM\\Comm\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.2\\Client: ' +
          'DisabledByDefault = 0 (DWORD)',
        sources: [COMPACT_7, COMPACT_2013],
      },
    ],
    offers: [],
    notes: ['On as a client by browser settings; off as a web server.'],
  },
  {
    id: 'thunderbird-24',
    name: 'Thunderbird 24 (Gecko 24)',
    family: 'mail',
    shareClass: 'mail',
    product: { name: 'Thunderbird', vendor: 'Mozilla', from: '24', to: '24' },
    stack: { name: 'NSS', version: '3.15.1' },
    platforms: [],
    protocols: {
      states: speaks('SSLv3', 'TLSv1.2', ['TLSv1.1', 'TLSv1.2']),
      confidence: 'documented',
      sources: [MOZILLA_PREF],
    },
    enable: [{ version: 'TLSv1.2', how: 'Config Editor: security.tls.version.max = 3', sources: [MOZILLA_PREF] }],
    offers: [],
  },
  {
    id: 'thunderbird-23',
    name: 'Thunderbird before 24',
    family: 'mail',
    shareClass: 'mail',
    product: { name: 'Thunderbird', vendor: 'Mozilla', from: null, to: '23' },
    stack: { name: 'NSS', version: null },
    platforms: [],
    protocols: {
      states: { 'TLSv1.0': 'on', 'TLSv1.2': 'none', 'TLSv1.3': 'none' },
      confidence: 'documented',
      sources: [MOZILLA_PREF],
    },
    upgrade: { to: 'a Thunderbird that is still maintained', sources: [MOZILLA_PREF] },
    offers: [],
  },
  {
    id: 'xerox-workcentre-before-2017',
    name: 'Xerox WorkCentre, firmware before 2017 (scan to email)',
    family: 'device',
    shareClass: 'device',
    product: { name: 'Xerox WorkCentre', vendor: 'Xerox', from: null, to: null },
    stack: { name: 'unknown', version: null },
    platforms: ['printer'],
    protocols: { states: { 'TLSv1.0': 'on', 'TLSv1.2': 'none' }, confidence: 'documented', sources: [XEROX] },
    upgrade: { to: 'newer firmware, or a relay in the house that speaks TLS 1.2 outside', sources: [XEROX] },
    offers: [],
  },
];
