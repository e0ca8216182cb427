import type { ClientFacts } from '../../facts/client-facts.ts';
import { JAVA_7, JAVA_8_SECURITY, JAVA_DEFAULTS, JAVA_DH, JAVA_PROPERTY, measured, SSL_LABS } from '../sources.ts';
import { captured, observed, speaks, speaksOnly } from './row.ts';

const COMMON = { family: 'java', shareClass: 'library', platforms: [] } as const;
const java = (from: string | null, to: string | null): ClientFacts['product'] => ({
  name: 'Java',
  vendor: 'Oracle',
  from,
  to,
});
const JSSE = { name: 'JSSE', version: null } as const;
const UPGRADE = { to: 'Java 8 or later, whose client has TLS 1.2 on', sources: [JAVA_DEFAULTS] } as const;
const PROPERTY_7 = {
  version: 'TLSv1.2',
  how: '-Djdk.tls.client.protocols=TLSv1.2 (from 7u95 on); for HttpsURLConnection alone -Dhttps.protocols=TLSv1.2',
  sources: [JAVA_PROPERTY, JAVA_7],
} as const;
const JAVA_17 = measured('Debian openjdk-17-jre-headless 17.0.15+6-1~deb12u1');

/** Java's own TLS, as it comes and as people set it up. */
export const JAVA: readonly ClientFacts[] = [
  {
    ...COMMON,
    id: 'java-6',
    name: 'Java 6, public updates (to 6u45)',
    product: java('6', '6.0.45'),
    stack: JSSE,
    protocols: { states: speaks('SSLv3', 'TLSv1.0'), confidence: 'observed', sources: [SSL_LABS, JAVA_DEFAULTS] },
    upgrade: UPGRADE,
    limits: { sni: false, mostDhBits: 1024, sources: [SSL_LABS, JAVA_DH] },
    offers: observed('Java 6u45'),
    notes: ['Its hello is in SSLv2 format and asks for TLS 1.0.'],
  },
  {
    ...COMMON,
    id: 'java-6u121',
    name: 'Java 6u121 and later (Oracle support)',
    product: java('6.0.121', '6'),
    stack: JSSE,
    protocols: {
      states: { 'TLSv1.0': 'on', 'TLSv1.2': 'supported-off' },
      confidence: 'documented',
      sources: [JAVA_PROPERTY, JAVA_DEFAULTS],
    },
    enable: [{ version: 'TLSv1.2', how: '-Djdk.tls.client.protocols=TLSv1.2', sources: [JAVA_PROPERTY] }],
    upgrade: UPGRADE,
    offers: [],
  },
  {
    ...COMMON,
    id: 'java-7',
    name: 'Java 7',
    product: java('7', '7'),
    stack: JSSE,
    protocols: {
      states: speaks('SSLv3', 'TLSv1.2', ['TLSv1.1', 'TLSv1.2']),
      confidence: 'documented',
      sources: [JAVA_7, JAVA_DEFAULTS, SSL_LABS],
    },
    enable: [
      PROPERTY_7,
      {
        version: 'TLSv1.2',
        how: 'Java Control Panel > Advanced > Use TLS 1.2, for applets and Web Start',
        sources: [JAVA_7],
      },
    ],
    upgrade: UPGRADE,
    limits: { sni: true, ecdsa: true, mostDhBits: 1024, sources: [SSL_LABS, JAVA_DH] },
    offers: observed('Java 7u25'),
    notes: ['SSL 3.0 is off from 7u75 on.'],
  },
  {
    ...COMMON,
    id: 'java-8',
    name: 'Java 8',
    product: java('8', '8.0.260'),
    stack: JSSE,
    protocols: { states: speaks('TLSv1.0', 'TLSv1.2'), confidence: 'observed', sources: [SSL_LABS, JAVA_DEFAULTS] },
    limits: { sni: true, ecdsa: true, sources: [SSL_LABS] },
    offers: observed('Java 8u161', 'Java 8u31', 'Java 8u111', 'Java 8b132'),
  },
  {
    ...COMMON,
    id: 'java-8u261',
    name: 'Java 8u261 and later (seen: 8u442)',
    product: java('8.0.261', '8'),
    stack: JSSE,
    protocols: {
      states: { 'TLSv1.2': 'on', 'TLSv1.3': 'on' },
      confidence: 'observed',
      sources: [SSL_LABS, JAVA_PROPERTY],
    },
    limits: { sni: true, ecdsa: true, leastDhBits: 1024, sources: [SSL_LABS, JAVA_8_SECURITY] },
    offers: observed('Java 8u442 (OpenJDK)'),
  },
  {
    ...COMMON,
    id: 'java-17',
    name: 'Java 17',
    product: java('17', '17'),
    stack: JSSE,
    protocols: {
      states: speaks('TLSv1.2', 'TLSv1.3', ['TLSv1.0', 'TLSv1.1']),
      confidence: 'measured',
      sources: [JAVA_17],
    },
    enable: [
      {
        version: 'TLSv1.1',
        how: 'old versions: take TLSv1 and TLSv1.1 out of jdk.tls.disabledAlgorithms in java.security',
        sources: [JAVA_17, JAVA_PROPERTY],
      },
    ],
    limits: { leastDhBits: 1024, sources: [JAVA_17] },
    offers: captured('java-17.0.15-sslsocket', 'java-17.0.15-httpclient'),
  },
  {
    ...COMMON,
    id: 'java-held-to-tls-1.0',
    name: 'Java held to TLS 1.0',
    product: java(null, null),
    configuration: 'jdk.tls.client.protocols=TLSv1, or setEnabledProtocols("TLSv1")',
    stack: JSSE,
    protocols: { states: speaksOnly('TLSv1.0'), confidence: 'measured', sources: [JAVA_17] },
    upgrade: { to: 'the default: take the property or the call out', sources: [JAVA_DEFAULTS] },
    offers: captured('java-17.0.15-tlsv1', 'java-17.0.15-SSLv2Hello-TLSv1'),
    notes: ['With SSLv2Hello among the protocols the hello has the format of SSLv2.'],
  },
  {
    ...COMMON,
    id: 'java-held-to-tls-1.1',
    name: 'Java held to TLS 1.1',
    product: java(null, null),
    configuration: 'setEnabledProtocols("TLSv1.1", "TLSv1")',
    stack: JSSE,
    protocols: {
      states: { SSLv3: 'none', 'TLSv1.0': 'on', 'TLSv1.1': 'on', 'TLSv1.2': 'none', 'TLSv1.3': 'none' },
      confidence: 'measured',
      sources: [JAVA_17],
    },
    upgrade: { to: 'the default: take the call out', sources: [JAVA_DEFAULTS] },
    offers: captured('java-17.0.15-tlsv1.1'),
  },
  {
    ...COMMON,
    id: 'java-held-to-ssl-3.0',
    name: 'Java held to SSL 3.0',
    product: java(null, null),
    configuration: 'setEnabledProtocols("SSLv3")',
    stack: JSSE,
    protocols: { states: speaksOnly('SSLv3'), confidence: 'measured', sources: [JAVA_17] },
    upgrade: { to: 'the default: take the call out', sources: [JAVA_DEFAULTS] },
    offers: captured('java-17.0.15-SSLv3'),
  },
  {
    ...COMMON,
    id: 'java-sslv2hello',
    name: 'Java with SSLv2Hello and TLS 1.2',
    product: java(null, null),
    configuration: 'setEnabledProtocols("SSLv2Hello", "TLSv1.2")',
    stack: JSSE,
    protocols: {
      states: { SSLv3: 'none', 'TLSv1.0': 'none', 'TLSv1.1': 'none', 'TLSv1.2': 'on', 'TLSv1.3': 'none' },
      confidence: 'measured',
      sources: [JAVA_17],
    },
    upgrade: { to: 'the protocols without SSLv2Hello', sources: [JAVA_DEFAULTS] },
    offers: captured('java-17.0.15-SSLv2Hello-TLSv1.2'),
    notes: ['Able to do TLS 1.2, and yet many servers of today no longer read a hello in SSLv2 format.'],
  },
];
