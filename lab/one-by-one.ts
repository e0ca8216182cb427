/**
 * What a server takes, found the slow way: one connection of `openssl s_client` for each suite it takes and for each
 * group there is.
 *
 * @module
 */
import type { SchemeName } from '../src/scan/dialects.ts';
import type { TlsVersion } from '../src/tls/version.ts';
import { findProgram, runProgram } from './process.ts';
import type { LabServer } from './server.ts';

export type OpensslSuite = { readonly code: number; readonly name: string };

/** Every suite of a version up to TLS 1.2 that the installed OpenSSL can offer by itself: without PSK and SRP. */
export async function opensslSuites(): Promise<readonly OpensslSuite[]> {
  const { output } = await runProgram(openssl(), ['ciphers', '-V', '-tls1_2', `${EVERYTHING}:!PSK:!SRP`]);
  return [...output.matchAll(/0x(..),0x(..) - (\S+)/g)].map(([, high = '', low = '', name = '']) => {
    return { code: Number.parseInt(high + low, 16), name };
  });
}

/** What a server picks from `suites`, offered from the end, until nothing is left that it takes. */
export async function pickedSuites(
  server: LabServer,
  version: TlsVersion,
  suites: readonly OpensslSuite[],
): Promise<number[]> {
  const order: number[] = [];
  let left = [...suites];
  while (left.length > 0) {
    // With ChaCha20 first, servers with PrioritizeChaCha pick it before all else.
    const isChacha = ({ name }: OpensslSuite): boolean => name.includes('CHACHA20');
    const others = left.filter((one) => !isChacha(one));
    const list = [...others.toReversed(), ...left.filter(isChacha).toReversed()].map(({ name }) => name);
    const pick = async (names: readonly string[]): Promise<OpensslSuite | undefined> => {
      const { output } = await connectWith(server, version, ['-cipher', `${names.join(':')}:@SECLEVEL=0`]);
      const picked = /Cipher is (\S+)/.exec(output)?.[1];
      return left.find(({ name }) => name === picked);
    };
    // Dovecot without DH parameters hangs up when it comes to DHE.
    const suite = (await pick(list)) ?? (await pick(list.filter((name) => !name.startsWith('DHE-'))));
    if (!suite) break;
    order.push(suite.code);
    left = left.filter((one) => one !== suite);
  }
  return order;
}

/** Those of {@link OPENSSL_GROUPS} that a handshake gets through with, by their code points. */
export async function acceptedGroups(server: LabServer, version: TlsVersion): Promise<number[]> {
  const ciphers = version === 'TLSv1.3' ? [] : ['-cipher', 'ECDHE:@SECLEVEL=0'];
  const isTaken = async ([, name]: readonly [number, string]): Promise<boolean> =>
    hasServerHello((await connectWith(server, version, [...ciphers, '-groups', name])).output);
  return (await filterSideBySide(OPENSSL_GROUPS, isTaken)).map(([code]) => code);
}

function hasServerHello(output: string): boolean {
  return /Cipher is (?!\(NONE\))/.test(output);
}

function connectWith(server: LabServer, version: TlsVersion, more: readonly string[]): Promise<{ output: string }> {
  const option = `-${version.toLowerCase().replace('v', '').replace('.0', '').replace('.', '_')}`;
  const protocol = STARTTLS[server.scheme ?? 'tls'];
  const where = ['-connect', `127.0.0.1:${server.port}`, '-servername', 'lab.test'];
  if (protocol) where.push('-starttls', protocol, '-xmpphost', 'lab.test');
  return runProgram(openssl(), ['s_client', ...where, option, '-legacy_server_connect', ...more]);
}

async function filterSideBySide<T>(items: readonly T[], test: (item: T) => Promise<boolean>): Promise<T[]> {
  const kept = new Set<T>();
  const queue = [...items];
  const work = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) if (await test(item)) kept.add(item);
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
  return items.filter((item) => kept.has(item));
}

function openssl(): string {
  const program = findProgram('openssl');
  if (program === undefined) throw new Error('OpenSSL is not installed');
  return program;
}

/** Groups that OpenSSL 3.0 can offer. */
export const OPENSSL_GROUPS: readonly (readonly [code: number, name: string])[] = [
  [0x001d, 'X25519'],
  [0x0017, 'P-256'],
  [0x001e, 'X448'],
  [0x0019, 'P-521'],
  [0x0018, 'P-384'],
  [0x0016, 'secp256k1'],
  [0x001a, 'brainpoolP256r1'],
  [0x001b, 'brainpoolP384r1'],
  [0x001c, 'brainpoolP512r1'],
  [0x0100, 'ffdhe2048'],
  [0x0101, 'ffdhe3072'],
  [0x0102, 'ffdhe4096'],
];

/** What `s_client -starttls` calls the dialogue of a scheme. */
const STARTTLS: Readonly<Partial<Record<SchemeName, string>>> = {
  smtp: 'smtp',
  submission: 'smtp',
  lmtp: 'lmtp',
  imap: 'imap',
  pop3: 'pop3',
  sieve: 'sieve',
  ftp: 'ftp',
  ldap: 'ldap',
  postgres: 'postgres',
  mysql: 'mysql',
  xmpp: 'xmpp',
  'xmpp-server': 'xmpp-server',
};

const EVERYTHING = 'ALL:COMPLEMENTOFALL:@SECLEVEL=0';
const SIDE_BY_SIDE = 3;
