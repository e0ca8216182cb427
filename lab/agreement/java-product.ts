/**
 * Java's TLS (JSSE) with nothing disabled, or a little.
 *
 * @module
 */
import { parseJava } from '../../src/negotiation/configuration/java.ts';
import { PKCS12_PASSWORD } from '../certificates.ts';
import { FAST_START, inspectJava, JAVA, javaClasses } from '../java.ts';
import { startServer } from '../process.ts';
import { programOf } from '../real/product.ts';
import { opensslName, versionRange } from '../real/truth.ts';
import { type LabKey, labKeys } from './keys.ts';
import type { Configured, Product } from './product.ts';

/** `disabled`: one of {@link DISABLED}, which a process of Java reads once. */
type JavaConfigured = Configured & { readonly row: string; readonly disabled: string };

export const JAVA_PRODUCT: Product<JavaConfigured> = {
  name: 'java',
  inspect: inspectJava,
  async configure(random) {
    const keys = await labKeys();
    const used = random.pick<readonly LabKey[]>([
      ...[[keys.rsa2048], [keys.rsa2048], [keys.p256], [keys.p384], [keys.rsa2048, keys.p256]],
    ]);
    const all = versionRange('TLSv1.0', 'TLSv1.3');
    const versions = random.chance(0.3) ? all : random.someOne(all, 0.5);
    const readsSsl2Hello = random.chance(0.3);
    const suites = random.shuffle(random.someOne(JAVA_SUITES, random.pick([0.2, 0.5, 0.9])));
    const isServers = random.chance(0.5);
    const protocols = [...(readsSsl2Hello ? ['SSLv2Hello'] : []), ...versions.map(opensslName)];
    const row = [protocols, suites, [isServers], used.map(({ pkcs12File }) => pkcs12File)]
      .map((one) => one.join(','))
      .join('=');
    const disabled = random.pick(DISABLED);
    const made = parseJava({
      security: { file: 'java.security', text: `jdk.tls.disabledAlgorithms=${disabled}\n${LEGACY}` },
      protocols,
      cipherSuites: suites,
      preference: isServers ? 'server' : 'client',
      certificates: used.map(({ facts }) => facts),
    });
    if (!made.ok) throw new Error(made.error.message);
    const profile = made.value.profile;
    return {
      profile,
      text: `${row} ${used.map(({ name }) => name).join(' ')} without ${disabled}`,
      row,
      disabled,
    };
  },
  async serve(placed) {
    const classes = await javaClasses(new URL('./AgreementServer.java', import.meta.url));
    const started = DISABLED.map(async (disabled) => {
      const those = placed.filter(({ configured }) => configured.disabled === disabled);
      if (those.length === 0) return null;
      const rows = those.map(({ configured, port }) => `${port}=${configured.row}`);
      return startServer(
        programOf(JAVA),
        [...FAST_START, '-cp', classes, 'AgreementServer', PKCS12_PASSWORD, disabled, ...rows],
        those.map(({ port }) => port),
      );
    });
    const running = await Promise.all(started);
    return { stop: async () => void (await Promise.all(running.flatMap((one) => (one === null ? [] : [one.stop()])))) };
  },
};

/** `jdk.tls.disabledAlgorithms`, as `AgreementServer.java` sets it. */
const DISABLED: readonly string[] = ['', 'TLSv1.3, SSLv3', 'TLSv1.2, AES_128_GCM, RC4', 'TLSv1, TLSv1.1, SHA384'];
/** As the vendor ships it. */
const LEGACY = 'jdk.tls.legacyAlgorithms=NULL, anon, RC4, DES, 3DES_EDE_CBC';
const JAVA_SUITES: readonly string[] = [
  ...['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'],
  ...['TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256', 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'],
  ...['TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA', 'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA', 'TLS_RSA_WITH_AES_128_CBC_SHA'],
  ...['TLS_RSA_WITH_AES_128_GCM_SHA256', 'TLS_RSA_WITH_AES_256_CBC_SHA256', 'TLS_DHE_RSA_WITH_AES_128_CBC_SHA'],
  ...['TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256', 'SSL_RSA_WITH_3DES_EDE_CBC_SHA', 'SSL_RSA_WITH_RC4_128_SHA'],
  ...['TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256', 'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256'],
];
