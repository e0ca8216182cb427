import type { ClientFacts } from '../../facts/client-facts.ts';
import {
  CANIUSE_TLS12,
  DESEC_LOG,
  IBM_I_JAVA,
  MACOS_LIBRESSL,
  SAMSUNG_S4_MINI,
  SAMSUNG_STOCK,
  SLES_11,
  SSL_LABS,
  WCF_46,
  WCF_TCP,
} from '../sources.ts';
import { speaks } from './row.ts';

const WCF = { family: 'dotnet', shareClass: 'library', platforms: ['Windows'], offers: [] } as const;
const wcf = (from: string, to: string): ClientFacts['product'] => {
  return { name: 'WCF over TCP', vendor: 'Microsoft', from, to };
};
const CERTIFICATES = 'NetTcpBinding with transport security and certificates';
const IBM_I = { family: 'java', shareClass: 'library', platforms: ['IBM i'], offers: [] } as const;
const ibmJava = (from: string, to: string | null): ClientFacts['product'] => {
  return { name: 'IBM SDK, Java Technology Edition', vendor: 'IBM', from, to };
};
const JSSE2 = { name: 'IBMJSSE2', version: null } as const;
/** Seen in a log of TLS 1.0 connections; whether a newer library beneath them would change that is not known. */
const updater = (id: string, name: string, product: ClientFacts['product'], newer: string): ClientFacts => ({
  id,
  name,
  family: 'tool',
  shareClass: 'tool',
  product,
  stack: { name: 'the OpenSSL of the system', version: null },
  platforms: [],
  protocols: { states: { 'TLSv1.0': 'on' }, confidence: 'observed', sources: [DESEC_LOG] },
  upgrade: { to: newer, sources: [DESEC_LOG] },
  offers: [],
});

/** What pages tell of, and no hello is known of. */
export const DOCUMENTED_PROGRAMS: readonly ClientFacts[] = [
  {
    ...WCF,
    id: 'wcf-tcp-3.5-4.5.2',
    name: 'WCF over TCP with certificates, .NET Framework 3.5 to 4.5.2',
    product: wcf('3.5', '4.5.2'),
    configuration: CERTIFICATES,
    stack: { name: 'Schannel', version: null },
    protocols: { states: speaks('SSLv3', 'TLSv1.0'), confidence: 'documented', sources: [WCF_TCP] },
    upgrade: { to: '.NET Framework 4.6 or later, as the target too', sources: [WCF_TCP, WCF_46] },
    notes: ['SSL 3.0 and TLS 1.0 are written into the program, so no registry key helps.'],
  },
  {
    ...WCF,
    id: 'wcf-tcp-4.6',
    name: 'WCF over TCP with certificates, .NET Framework 4.6 to 4.7',
    product: wcf('4.6', '4.7'),
    configuration: CERTIFICATES,
    stack: { name: 'Schannel', version: null },
    protocols: { states: speaks('TLSv1.0', 'TLSv1.2'), confidence: 'documented', sources: [WCF_TCP, WCF_46] },
    notes: ['From 4.7.1 on the system decides.'],
  },
  {
    ...IBM_I,
    id: 'ibm-i-java-7',
    name: 'IBM Java 7.0 and 7.1 on IBM i',
    product: ibmJava('7.0', '7.1'),
    stack: JSSE2,
    protocols: { states: { 'TLSv1.2': 'on' }, confidence: 'documented', sources: [IBM_I_JAVA] },
    notes: ['Unlike other Java 7 it has TLS 1.2 on. From 7.0 SR10 FP85 and 7.1 SR4 FP85 on, TLS 1.0 and 1.1 are off.'],
  },
  {
    ...IBM_I,
    id: 'ibm-i-java-8',
    name: 'IBM Java 8 on IBM i',
    product: ibmJava('8.0', null),
    stack: JSSE2,
    protocols: { states: { 'TLSv1.2': 'on', 'TLSv1.3': 'on' }, confidence: 'documented', sources: [IBM_I_JAVA] },
    notes: ['From SR6 FP30 on, TLS 1.0 and 1.1 are off.'],
  },
  {
    id: 'sles-11',
    name: 'Programs on OpenSSL of SUSE Linux Enterprise 11',
    family: 'openssl',
    shareClass: 'system',
    product: { name: 'SUSE Linux Enterprise', vendor: 'SUSE', from: '11', to: '11.4' },
    stack: { name: 'OpenSSL', version: '0.9.8j' },
    platforms: ['Linux'],
    protocols: { states: speaks('SSLv3', 'TLSv1.0'), confidence: 'documented', sources: [SLES_11] },
    upgrade: { to: 'the packages of the Security Module, which speak TLS 1.2', sources: [SLES_11] },
    offers: [],
    notes: ['Firefox has NSS of its own there, and is not touched.'],
  },
  {
    id: 'samsung-browser-chrome-28',
    name: "Samsung's built-in browser on Android 4 (core of Chrome 28)",
    family: 'android',
    shareClass: 'browser',
    product: { name: 'Samsung built-in browser', vendor: 'Samsung', from: null, to: null },
    stack: { name: 'unknown', version: null },
    platforms: ['Android'],
    protocols: {
      states: speaks('TLSv1.0', 'TLSv1.1'),
      confidence: 'documented',
      sources: [SAMSUNG_STOCK, SAMSUNG_S4_MINI, CANIUSE_TLS12],
    },
    upgrade: { to: 'Chrome or Firefox from the store, which bring their own TLS', sources: [SAMSUNG_STOCK] },
    offers: [],
    notes: ['Also on Android 4.4, whose own WebView has TLS 1.2 on.'],
  },
  {
    id: 'curl-macos-11',
    name: 'curl of macOS 11 (LibreSSL 2.8.3)',
    family: 'curl',
    shareClass: 'tool',
    product: { name: 'curl of macOS', vendor: 'Apple', from: '7.64.1', to: '7.64.1' },
    stack: { name: 'LibreSSL', version: '2.8.3' },
    platforms: ['macOS 11'],
    protocols: {
      states: { 'TLSv1.2': 'on', 'TLSv1.3': 'none' },
      confidence: 'observed',
      sources: [SSL_LABS, MACOS_LIBRESSL],
    },
    offers: [],
  },
  updater(
    'ddclient-3.8.1',
    'ddclient 3.8.1',
    { name: 'ddclient', vendor: 'ddclient project', from: '3.8.1', to: '3.8.1' },
    'a system with OpenSSL 1.0.1 or later, and a current ddclient',
  ),
  updater(
    'wget-1.10-1.11',
    'Wget 1.10 and 1.11',
    { name: 'Wget', vendor: 'GNU', from: '1.10', to: '1.11.4' },
    'a system with OpenSSL 1.0.1 or later, and a current Wget',
  ),
];
