/**
 * A Java server that leaves everything to Java: what its `java.security` makes of the defaults.
 *
 * The lists are those that OpenJDK 17.0.15 printed with nothing disabled (`getEnabledProtocols`,
 * `getEnabledCipherSuites` of a server socket); `lab/java-security.test.ts` asks the Java of the machine again.
 *
 * @module
 */
import type { Failure } from '../../core/errors.ts';
import { ok, type Result } from '../../core/result.ts';
import type { ServerCertificate } from '../server-profile.ts';
import type { ConfigurationText, ConfiguredServer } from './configuration.ts';
import { parseJava } from './java.ts';

/** One server, of the defaults. @param certificates the file names none */
export function parseJavaSecurity(
  security: ConfigurationText,
  certificates: readonly ServerCertificate[],
): Result<readonly ConfiguredServer[], Failure> {
  const made = parseJava({ security, protocols: PROTOCOLS, cipherSuites: SUITES, preference: 'server', certificates });
  if (!made.ok) return made;
  const place = { file: security.file, line: 1 };
  const { profile, unread } = made.value;
  const server: ConfiguredServer = {
    name: security.file,
    place,
    profile,
    withoutName: null,
    unread: unread.map((directive) => ({ directive, place })),
    assumptions: [ASSUMED, ...unread.map((words) => `"${words}" is passed over`)],
  };
  return ok([server]);
}

const ASSUMED =
  'the protocols and cipher suites that Java 17 enables by itself are assumed, less what the file disables: a program may name others';
const PROTOCOLS: readonly string[] = ['TLSv1.3', 'TLSv1.2', 'TLSv1.1', 'TLSv1'];
const SUITES: readonly string[] = [
  'TLS_AES_256_GCM_SHA384',
  'TLS_AES_128_GCM_SHA256',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
  'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
  'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256',
  'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
  'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256',
  'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
  'TLS_DHE_RSA_WITH_AES_256_GCM_SHA384',
  'TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256',
  'TLS_DHE_DSS_WITH_AES_256_GCM_SHA384',
  'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256',
  'TLS_DHE_DSS_WITH_AES_128_GCM_SHA256',
  'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384',
  'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384',
  'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256',
  'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256',
  'TLS_DHE_RSA_WITH_AES_256_CBC_SHA256',
  'TLS_DHE_DSS_WITH_AES_256_CBC_SHA256',
  'TLS_DHE_RSA_WITH_AES_128_CBC_SHA256',
  'TLS_DHE_DSS_WITH_AES_128_CBC_SHA256',
  'TLS_ECDH_ECDSA_WITH_AES_256_GCM_SHA384',
  'TLS_ECDH_RSA_WITH_AES_256_GCM_SHA384',
  'TLS_ECDH_ECDSA_WITH_AES_128_GCM_SHA256',
  'TLS_ECDH_RSA_WITH_AES_128_GCM_SHA256',
  'TLS_ECDH_ECDSA_WITH_AES_256_CBC_SHA384',
  'TLS_ECDH_RSA_WITH_AES_256_CBC_SHA384',
  'TLS_ECDH_ECDSA_WITH_AES_128_CBC_SHA256',
  'TLS_ECDH_RSA_WITH_AES_128_CBC_SHA256',
  'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA',
  'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA',
  'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA',
  'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA',
  'TLS_DHE_RSA_WITH_AES_256_CBC_SHA',
  'TLS_DHE_DSS_WITH_AES_256_CBC_SHA',
  'TLS_DHE_RSA_WITH_AES_128_CBC_SHA',
  'TLS_DHE_DSS_WITH_AES_128_CBC_SHA',
  'TLS_ECDH_ECDSA_WITH_AES_256_CBC_SHA',
  'TLS_ECDH_RSA_WITH_AES_256_CBC_SHA',
  'TLS_ECDH_ECDSA_WITH_AES_128_CBC_SHA',
  'TLS_ECDH_RSA_WITH_AES_128_CBC_SHA',
  'TLS_RSA_WITH_AES_256_GCM_SHA384',
  'TLS_RSA_WITH_AES_128_GCM_SHA256',
  'TLS_RSA_WITH_AES_256_CBC_SHA256',
  'TLS_RSA_WITH_AES_128_CBC_SHA256',
  'TLS_RSA_WITH_AES_256_CBC_SHA',
  'TLS_RSA_WITH_AES_128_CBC_SHA',
  'TLS_ECDHE_ECDSA_WITH_3DES_EDE_CBC_SHA',
  'TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA',
  'SSL_DHE_RSA_WITH_3DES_EDE_CBC_SHA',
  'SSL_DHE_DSS_WITH_3DES_EDE_CBC_SHA',
  'TLS_ECDH_ECDSA_WITH_3DES_EDE_CBC_SHA',
  'TLS_ECDH_RSA_WITH_3DES_EDE_CBC_SHA',
  'SSL_RSA_WITH_3DES_EDE_CBC_SHA',
];
