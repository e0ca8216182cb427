/**
 * Java's TLS (JSSE): one virtual machine in which old versions are allowed, one in which they are not.
 *
 * @module
 */
import type { TlsVersion } from '../../src/tls/version.ts';
import { labCertificates, PKCS12_PASSWORD } from '../certificates.ts';
import { FAST_START, inspectJava, JAVA, javaClasses } from '../java.ts';
import { startServer } from '../process.ts';
import type { LabRecipe } from '../server.ts';
import { type Placed, type RealRow, recipesOf } from './group.ts';
import { programOf } from './product.ts';
import { opensslName, shortName, truthOf, versionRange } from './truth.ts';

type JavaRow = RealRow & { readonly protocols: readonly string[] };

const ALL = versionRange('TLSv1.0', 'TLSv1.3');

/** With `jdk.tls.disabledAlgorithms` empty. */
const OPEN_ROWS: readonly JavaRow[] = [
  row('java-ssl3', ['SSLv3']),
  ...ALL.map((version) => row(`java-${shortName(version)}`, [version])),
  row('java-1.2-1.3', ['TLSv1.2', 'TLSv1.3']),
  row('java-1.0-1.3', ALL),
  // SSLv2Hello is a way to write a hello, not a version: a real SSL 2.0 client is still refused.
  {
    name: 'java-ssl3-1.3-v2hello',
    protocols: ['SSLv2Hello', ...versionRange('SSLv3', 'TLSv1.3').map(opensslName)],
    truth: truthOf(versionRange('SSLv3', 'TLSv1.3')),
  },
];

/** With `jdk.tls.disabledAlgorithms` as the vendor ships it: SSL 3.0, TLS 1.0 and 1.1 are in it. */
const DEFAULT_ROWS: readonly JavaRow[] = [
  // Enabled, but disabled by policy, as OpenSSL's latent. The answer, alert 70, is that of a server that has
  // them off, so no scanner can tell and the truth is `refused`.
  { name: 'java-policy', protocols: ALL.map(opensslName), truth: truthOf(['TLSv1.2', 'TLSv1.3']) },
  // Nothing is left to speak: it closes every connection without a word, which proves nothing from outside.
  {
    name: 'java-nothing-left',
    protocols: ['TLSv1'],
    truth: {
      'TLSv1.0': 'inconclusive',
      'TLSv1.1': 'inconclusive',
      'TLSv1.2': 'inconclusive',
      'TLSv1.3': 'inconclusive',
    },
  },
];

/** As the open ones, and extended_master_secret (RFC 7627) demanded, as hardened and FIPS set-ups do. */
const EMS_ROWS: readonly JavaRow[] = [row('java-ems-1.0-1.3', ALL), row('java-ems-1.2', ['TLSv1.2'])];

/** Java's TLS from SSL 3.0 alone to TLS 1.3 alone, with SSLv2-format hellos, and under its default policy. */
export const JAVA_RECIPES: readonly LabRecipe[] = [
  ...recipesOf({ rows: OPEN_ROWS, inspect: inspectJava, serve: (placed) => startJava('open', placed) }),
  ...recipesOf({ rows: EMS_ROWS, inspect: inspectJava, serve: (placed) => startJava('open', placed, DEMAND_EMS) }),
  ...recipesOf({ rows: DEFAULT_ROWS, inspect: inspectJava, serve: (placed) => startJava('default', placed) }),
];

function row(name: string, versions: readonly TlsVersion[]): JavaRow {
  return { name, protocols: versions.map(opensslName), truth: truthOf(versions) };
}

async function startJava(
  policy: 'open' | 'default',
  placed: readonly Placed<JavaRow>[],
  properties: readonly string[] = [],
): ReturnType<typeof startServer> {
  const [{ rsaPkcs12File }, classes] = await Promise.all([
    labCertificates(),
    javaClasses(new URL('./LabServer.java', import.meta.url)),
  ]);
  const rows = placed.map(({ row: { protocols }, port }) => `${port}=${protocols.join(',')}`);
  const ports = placed.map(({ port }) => port);
  const args = ['LabServer', rsaPkcs12File, PKCS12_PASSWORD, policy, ...rows];
  return startServer(programOf(JAVA), [...FAST_START, ...properties, '-cp', classes, ...args], ports);
}

const DEMAND_EMS = ['-Djdk.tls.allowLegacyMasterSecret=false'];
