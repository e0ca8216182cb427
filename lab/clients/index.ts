/**
 * Real TLS clients: what they offer is known, so what is read from their hellos can be checked against the truth.
 *
 * @module
 */
import { fileURLToPath } from 'node:url';
import { ok } from '../../src/core/result.ts';
import { TLS_VERSIONS, type TlsVersion, VERSION_CODE } from '../../src/tls/version.ts';
import { packedProgram } from '../cache.ts';
import { FAST_START, inspectJava, JAVA, javaClasses } from '../java.ts';
import { OLD_NODE } from '../old-node-programs.ts';
import { runProgram } from '../process.ts';
import { inspectProduct, type ProductQuery, programOf } from '../real/product.ts';
import { OLD_CIPHERS, opensslName, shortName, versionRange } from '../real/truth.ts';
import { type ClientRow, clientsOf, type LabClient } from './client.ts';

const OPENSSL: ProductQuery = {
  title: 'OpenSSL',
  programs: ['openssl'],
  versionArgs: ['version'],
  version: /^OpenSSL ([\d.]+)/m,
  openssl: /^OpenSSL ([\d.]+)/m,
};

const OPENSSL_CLIENTS = clientsOf({
  rows: [...singleRows('openssl'), allRow('openssl')],
  inspect: () => inspectProduct(OPENSSL),
  async command({ address, port, name }, versions) {
    const off = TLS_ALL.filter((version) => !versions.includes(version)).map((version) => `-no_${optionName(version)}`);
    const open = ['-brief', '-cipher', 'ALL:@SECLEVEL=0', '-legacy_server_connect'];
    return [programOf(OPENSSL), 's_client', '-connect', `${address}:${port}`, '-servername', name, ...off, ...open];
  },
  completed: /^CONNECTION ESTABLISHED\s+Protocol version: (\S+)/m,
  spelling: opensslName,
});

const GNUTLS: ProductQuery = {
  title: 'GnuTLS',
  programs: ['gnutls-cli'],
  versionArgs: ['--version'],
  version: /gnutls-cli ([\d.]+)/,
};

const GNUTLS_CLIENTS = clientsOf({
  rows: [...singleRows('gnutls'), allRow('gnutls')],
  inspect: () => inspectProduct(GNUTLS),
  async command({ address, port, name }, versions) {
    const priority = ['NORMAL', '-VERS-ALL', ...versions.map((version) => `+VERS-TLS${shortName(version)}`)].join(':');
    const target = ['--sni-hostname', name, '--port', String(port), address];
    return [programOf(GNUTLS), '--insecure', '--priority', priority, ...target];
  },
  completed: /Description: \((TLS1\.\d)-[\s\S]*Handshake was completed/,
  spelling: (version) => version.replace('v', ''),
});

const NSS: ProductQuery = {
  title: 'NSS',
  programs: ['tstclnt'],
  // It has no version of its own to print; the usage text comes without one.
  versionArgs: [],
  version: /^Usage: +(tstclnt)/m,
};

const NSS_CLIENTS = clientsOf({
  rows: [
    { name: 'nss-ssl3', versions: ['SSLv3'] },
    // NSS takes no range from SSL 3.0 to TLS 1.3.
    { name: 'nss-ssl3-1.2', versions: versionRange('SSLv3', 'TLSv1.2') },
    ...singleRows('nss'),
    allRow('nss'),
  ],
  inspect: () => inspectProduct(NSS),
  async command({ address, port, name }, versions) {
    const ends = [versions[0], versions.at(-1)].map((version) => nssName(version ?? 'TLSv1.2'));
    const target = ['-h', address, '-a', name, '-p', String(port), '-V', ends.join(':')];
    return [programOf(NSS), ...target, '-D', '-o', '-Q', '-v'];
  },
  completed: /SSL version 3\.(\d)/,
  spelling: (version) => String(VERSION_CODE[version] & 0xff),
});

const CURL: ProductQuery = {
  title: 'curl',
  programs: ['curl'],
  versionArgs: ['--version'],
  version: /^curl ([\d.]+)/m,
  openssl: /OpenSSL\/([\d.]+)/,
};

const CURL_CLIENTS = clientsOf({
  rows: [...singleRows('curl'), allRow('curl')],
  inspect: () => inspectProduct(CURL),
  async command({ address, port, name }, versions) {
    const [oldest, newest] = [versions[0] ?? 'TLSv1.0', versions.at(-1) ?? 'TLSv1.3'];
    const range = [`--tlsv${shortName(oldest)}`, '--tls-max', shortName(newest), '--ciphers', OLD_CIPHERS];
    const url = ['--resolve', `${name}:${port}:${address}`, `https://${name}:${port}/`];
    return [programOf(CURL), '--silent', '--verbose', '--insecure', '--noproxy', '*', ...range, ...url];
  },
  completed: /^\* SSL connection using (TLSv1(?:\.\d)?) \//m,
  spelling: opensslName,
});

const NODE_CLIENTS = clientsOf({
  rows: [...singleRows('node'), allRow('node')],
  inspect: async () => ok(`Node.js ${process.versions.node} (OpenSSL ${process.versions.openssl})`),
  async command({ address, port, name }, versions) {
    const [oldest, newest] = [versions[0] ?? 'TLSv1.0', versions.at(-1) ?? 'TLSv1.3'];
    const range = { minVersion: opensslName(oldest), maxVersion: opensslName(newest), ciphers: OLD_CIPHERS };
    return scriptCommand(process.execPath, { host: address, port, servername: name, ...range });
  },
  completed: /^completed (\S*)/m,
  spelling: opensslName,
});

type OldNodeRow = ClientRow & { readonly release: keyof typeof OLD_NODE };

const OLD_NODE_ROWS: readonly OldNodeRow[] = [
  { name: 'node0.8-default', release: '0.8', versions: ['SSLv3', 'TLSv1.0'] },
  { name: 'node0.10-default', release: '0.10', versions: versionRange('TLSv1.0', 'TLSv1.2') },
  { name: 'node0.12-default', release: '0.12', versions: versionRange('TLSv1.0', 'TLSv1.2') },
];

const OLD_NODE_CLIENTS = OLD_NODE_ROWS.flatMap((row) =>
  clientsOf({
    rows: [row],
    async inspect() {
      const program = await packedProgram(OLD_NODE[row.release]);
      if (!program.ok) return program;
      const { output } = await runProgram(program.value, ['-p', 'process.versions.openssl']);
      return ok(`Node ${OLD_NODE[row.release].version} (OpenSSL ${output.trim()})`);
    },
    async command({ address, port, name, version }) {
      const program = await packedProgram(OLD_NODE[row.release]);
      if (!program.ok) throw new Error(program.error);
      const method = version && { secureProtocol: `${opensslName(version).replace('.', '_')}_method` };
      return scriptCommand(program.value, { host: address, port, servername: name, ...method });
    },
    completed: /^completed/m,
    spelling: opensslName,
  }),
);

const JAVA_CLIENTS = clientsOf({
  rows: [...singleRows('java'), allRow('java')],
  inspect: inspectJava,
  async command({ address, port, name }, versions) {
    const classes = await javaClasses(new URL('./LabClient.java', import.meta.url));
    const args = ['LabClient', address, String(port), name, versions.map(opensslName).join(',')];
    return [programOf(JAVA), ...FAST_START, '-cp', classes, ...args];
  },
  completed: /^completed (\S+)/m,
  spelling: opensslName,
});

/** Every real client the lab knows, those that need nothing but Node first. */
export const LAB_CLIENTS: readonly LabClient[] = [
  ...NODE_CLIENTS,
  ...OLD_NODE_CLIENTS,
  ...OPENSSL_CLIENTS,
  ...GNUTLS_CLIENTS,
  ...NSS_CLIENTS,
  ...CURL_CLIENTS,
  ...JAVA_CLIENTS,
];

function singleRows(product: string): readonly ClientRow[] {
  return versionRange('TLSv1.0', 'TLSv1.3').map((version) => ({
    name: `${product}-${shortName(version)}`,
    versions: [version],
  }));
}

function allRow(product: string): ClientRow {
  return { name: `${product}-1.0-1.3`, versions: versionRange('TLSv1.0', 'TLSv1.3') };
}

function scriptCommand(
  runtime: string,
  options: Readonly<Record<string, string | number>>,
): readonly [string, ...string[]] {
  return [runtime, fileURLToPath(new URL('./script-client.cjs', import.meta.url)), JSON.stringify(options)];
}

/** `tls1` for TLS 1.0, `tls1_2` for TLS 1.2. */
function optionName(version: TlsVersion): string {
  return version.toLowerCase().replace('v', '').replace('.0', '').replace('.', '_');
}

/** `ssl3`, `tls1.0`. */
function nssName(version: TlsVersion): string {
  return version.toLowerCase().replace('v', '');
}

const TLS_ALL = TLS_VERSIONS.filter((version) => version.startsWith('TLS'));
