/**
 * The servers that `clients whatif` computes with: one that takes everything, and one as the options would leave it.
 *
 * @module
 */
import { failure } from '../core/errors.ts';
import { safeText } from '../core/safe-text.ts';
import { FLOOR_VERSION, type Floor } from '../facts/server-facts.ts';
import { type ConfiguredServer, settingsIssueText } from '../negotiation/configuration/configuration.ts';
import { opensslProfile } from '../negotiation/configuration/openssl-profile.ts';
import { allOf, NO_ALPN, type ServerCertificate, type ServerProfile } from '../negotiation/server-profile.ts';
import { isPostQuantum, knownGroupCodes } from '../tls/registry/groups.ts';
import { isOlder, TLS_VERSIONS, type TlsVersion } from '../tls/version.ts';
import { CommandFailure } from './command-failure.ts';
import { readServerConfiguration } from './server-configuration.ts';

export const CERTIFICATE_NAMES = ['rsa', 'ecdsa', 'both'] as const;
export type CertificateName = (typeof CERTIFICATE_NAMES)[number];

export function certificatesOf(name: CertificateName): readonly ServerCertificate[] {
  return CERTIFICATES[name];
}

/** A server on OpenSSL 3 that takes all that OpenSSL 3 still can, and post-quantum groups. */
export function openServer(certificates: readonly ServerCertificate[]): ServerProfile {
  const profile = profileOf(TLS_ONLY, OPEN, certificates);
  return { ...profile, groups: allOf([...POST_QUANTUM, ...profile.groups.codes]) };
}

/** The same at a floor. @throws CommandFailure for a cipher string that has errors */
export function serverAtFloor(
  floor: Floor,
  ciphers: string | undefined,
  certificates: readonly ServerCertificate[],
): ServerProfile {
  const versions = TLS_ONLY.filter((version) => !isOlder(version, FLOOR_VERSION[floor]));
  const profile = profileOf(versions, ciphers ?? OPEN, certificates);
  const groups = floor === 'pq' ? POST_QUANTUM : [...POST_QUANTUM, ...profile.groups.codes];
  return { ...profile, groups: allOf(groups) };
}

/**
 * @param certificates of a server whose configuration names none
 * @throws CommandFailure for a configuration with errors, or without such a server
 */
export function configuredServer(
  path: string,
  name: string | undefined,
  certificates: readonly ServerCertificate[],
): ConfiguredServer {
  const servers = readServerConfiguration(path, certificates);
  const server = servers.find((one) => name === undefined || one.name.includes(name));
  const names = servers.map((one) => safeText(one.name)).join(', ');
  if (!server) throw new CommandFailure(failure('usage', `no server of ${path} is called ${name}: there are ${names}`));
  const say = (words: string): void => void process.stderr.write(`${safeText(server.name)}: ${words}\n`);
  if (name === undefined && servers.length > 1) {
    say(`the first of ${servers.length} servers is computed; --server takes another of ${names}`);
  }
  for (const words of server.assumptions) say(words);
  for (const { directive, place } of server.unread) {
    say(`NOT COMPUTED: ${safeText(directive)} (${safeText(place.file)}:${place.line})`);
  }
  return server;
}

function profileOf(
  versions: readonly TlsVersion[],
  ciphers: string,
  certificates: readonly ServerCertificate[],
): ServerProfile {
  const made = opensslProfile({
    versions,
    ciphers,
    cipherSuites: null,
    groups: null,
    signatureAlgorithms: null,
    preference: 'server',
    prioritizeChaCha: false,
    certificates,
    dh: 'auto',
    alpn: NO_ALPN,
    defaultLevel: 1,
    readsNames: true,
  });
  if (made.ok) return made.value.profile;
  const { error } = made;
  throw new CommandFailure(failure('usage', `"${safeText(ciphers)}" cannot be used: ${settingsIssueText(error)}`));
}

const RSA: ServerCertificate = { keyType: 'RSA', keyBits: 2048, curve: null, signedWith: 0x0401 };
const ECDSA: ServerCertificate = { keyType: 'ECDSA', keyBits: 256, curve: 0x0017, signedWith: 0x0403 };
const CERTIFICATES: Readonly<Record<CertificateName, readonly ServerCertificate[]>> = {
  rsa: [RSA],
  ecdsa: [ECDSA],
  both: [ECDSA, RSA],
};
const TLS_ONLY: readonly TlsVersion[] = TLS_VERSIONS.filter((version) => version.startsWith('TLS'));
const POST_QUANTUM: readonly number[] = knownGroupCodes().filter(isPostQuantum);
/** Everything that OpenSSL 3 can still do. */
const OPEN = 'ALL:@SECLEVEL=0';
