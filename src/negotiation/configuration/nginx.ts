/**
 * The TLS part of an nginx configuration (ngx_http_ssl_module, ngx_stream_ssl_module).
 *
 * @module
 */
import type { Failure } from '../../core/errors.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { safeText } from '../../core/safe-text.ts';
import { ALERT } from '../../tls/alert.ts';
import { isOlder, TLS_VERSIONS, type TlsVersion } from '../../tls/version.ts';
import { hasSuite } from '../choose-suite.ts';
import { NO_ALPN, type ServerProfile } from '../server-profile.ts';
import {
  type ConfigurationDefaults,
  type ConfigurationText,
  type ConfiguredServer,
  certificatesAt,
  complaint,
  type Outside,
  profileAt,
} from './configuration.ts';
import { type NginxDirective, readNginx } from './nginx-syntax.ts';
import { isReadCommand, type OpensslCommand, readOpensslCommands } from './openssl-commands.ts';
import type { OpensslSettings } from './openssl-profile.ts';

/** Every server that listens with TLS, in the order written. */
export function parseNginx(
  source: ConfigurationText,
  outside: Outside,
  defaults: ConfigurationDefaults,
): Result<readonly ConfiguredServer[], Failure> {
  const read = readNginx(source, outside);
  if (!read.ok) return read;
  const found = serversIn(read.value, []);
  const addresses = addressesOf(found);
  const servers: ConfiguredServer[] = [];
  for (const one of found) {
    const listens = one.listens.flatMap(({ args: [address] }) => addresses.get(addressOf(address)) ?? []);
    const withTls = listens.filter(({ isTls }) => isTls);
    if (withTls.length === 0 && directivesOf(one).last('ssl')?.args[0] !== 'on') continue;
    const made = serverOf(one, withTls, outside, defaults);
    if (!made.ok) return made;
    servers.push(made.value);
  }
  return ok(servers);
}

type Found = {
  readonly server: NginxDirective;
  readonly inherited: readonly NginxDirective[];
  readonly listens: readonly NginxDirective[];
};

/** What the servers on an address share: who says `ssl` or `http2` on one `listen` says it for all. */
type Address = { readonly first: Found; readonly isTls: boolean; readonly isHttp2: boolean };

/** A `server` with the directives around it: the innermost that says a thing counts. */
function serversIn(block: readonly NginxDirective[], inherited: readonly NginxDirective[]): Found[] {
  return block.flatMap((directive) => {
    if (directive.block === null) return [];
    if (directive.name !== 'server') return serversIn(directive.block, [...block, ...inherited]);
    const listens = directive.block.filter(({ name }) => name === 'listen');
    return [{ server: directive, inherited: [...block, ...inherited], listens }];
  });
}

function addressesOf(found: readonly Found[]): ReadonlyMap<string, Address> {
  const addresses = new Map<string, Address>();
  for (const server of found) {
    for (const { args } of server.listens) {
      const key = addressOf(args[0]);
      const known = addresses.get(key);
      const isDefault = args.includes('default_server') || args.includes('default');
      addresses.set(key, {
        first: known === undefined || isDefault ? server : known.first,
        isTls: known?.isTls === true || args.includes('ssl'),
        isHttp2: known?.isHttp2 === true || args.includes('http2'),
      });
    }
  }
  return addresses;
}

/** `443`, `*:443` and `0.0.0.0:443` are one address, and a host without a port has port 80. */
function addressOf(written = ''): string {
  if (/^\d+$/.test(written)) return `*:${written}`;
  if (written.startsWith('unix:')) return written;
  const withPort = /:\d+$/.test(written) ? written : `${written}:80`;
  return withPort.replace(/^0\.0\.0\.0:/, '*:').toLowerCase();
}

/** Directives by name: those of the server itself, or else those around it. */
function directivesOf({ server, inherited }: Found): {
  readonly all: (name: string) => readonly NginxDirective[];
  readonly last: (name: string) => NginxDirective | undefined;
} {
  const all = (name: string): readonly NginxDirective[] => {
    const inner = (server.block ?? []).filter((one) => one.name === name);
    return inner.length > 0 ? inner : inherited.filter((one) => one.name === name);
  };
  return { all, last: (name) => all(name).at(-1) };
}

function serverOf(
  found: Found,
  addresses: readonly Address[],
  outside: Outside,
  defaults: ConfigurationDefaults,
): Result<ConfiguredServer, Failure> {
  const { server, inherited } = found;
  const { all } = directivesOf(found);
  const isHttp2 = addresses.some((address) => address.isHttp2);
  const own = settingsOf(found, isHttp2, outside, defaults);
  if (!own.ok) return own;
  const alone = profileAt(server.place, own.value.settings);
  if (!alone.ok) return alone;
  const names = all('server_name').flatMap(({ args }) => args);
  const assumptions = [...own.value.assumptions, ...alone.value.assumptions];
  let profile = alone.value.profile;
  let withoutName: ServerProfile | null = null;

  const firsts = new Set(addresses.map(({ first }) => first));
  const [first = found] = firsts;
  if (first !== found) {
    const settings = settingsOf(first, isHttp2, outside, defaults);
    if (!settings.ok) return settings;
    const made = profileAt(first.server.place, settings.value.settings);
    if (!made.ok) return made;
    // OpenSSL refuses all before it reads a name where the newest version has no suite.
    const isOpen = [...made.value.profile.versions, ...made.value.profile.latentVersions].some((version) =>
      hasSuite(made.value.profile, version),
    );
    withoutName = isOpen ? rejecting(first, made.value.profile) : made.value.profile;
    const merged = profileAt(server.place, behind(own.value.settings, settings.value.settings, made.value.profile));
    if (!merged.ok) return merged;
    profile = isOpen ? withOrderOf(settings.value.settings, merged.value.profile) : made.value.profile;
    if (profile.versions.join() !== alone.value.profile.versions.join()) {
      const { file, line } = first.server.place;
      assumptions.push(
        `its versions are those of the default server at ${safeText(file)}:${line}, ${BY_DEFAULT_SERVER}`,
      );
    }
  }
  if (firsts.size > 1) assumptions.push('its addresses have different default servers: that of the first is taken');
  return ok({
    name: names.join(' ') || found.listens.map(({ args }) => args[0]).join(' ') || 'server',
    place: server.place,
    profile: rejecting(found, profile),
    withoutName,
    unread: [...(server.block ?? []), ...inherited]
      .filter((one) => one.name.startsWith('ssl_') && !(isRead(one) || IDLE.has(one.name)))
      .map(({ name, args, place }) => ({ directive: [name, ...args].join(' '), place })),
    assumptions,
  });
}

/** What OpenSSL is told of a server that is alone on its address. */
function settingsOf(
  found: Found,
  isHttp2: boolean,
  outside: Outside,
  defaults: ConfigurationDefaults,
): Result<{ readonly settings: OpensslSettings; readonly assumptions: readonly string[] }, Failure> {
  const { server, inherited } = found;
  const { all, last } = directivesOf(found);
  const versions: TlsVersion[] = [];
  for (const word of last('ssl_protocols')?.args ?? DEFAULT_PROTOCOLS) {
    const version = word === 'TLSv1' ? 'TLSv1.0' : TLS_VERSIONS.find((one) => one === word);
    const place = last('ssl_protocols')?.place ?? server.place;
    if (version === undefined) return err(complaint(place, `ssl_protocols knows no "${word}"`));
    versions.push(version);
  }
  const made = readOpensslCommands(all('ssl_conf_command').map(commandOf));
  if (!made.ok) return made;
  const commands = made.value;
  const { certificates, assumptions } = certificatesAt(
    all('ssl_certificate').map(({ args }) => args[0] ?? ''),
    outside,
  );
  const dhFile = last('ssl_dhparam')?.args[0];
  const curve = last('ssl_ecdh_curve')?.args[0] ?? 'auto';
  const settings: OpensslSettings = {
    // The commands come last, and ssl_protocols takes versions out of what they leave.
    versions: versions.filter(
      (version) =>
        (commands.oldest === null || !isOlder(version, commands.oldest)) &&
        (commands.newest === null || !isOlder(commands.newest, version)),
    ),
    ciphers: commands.ciphers ?? last('ssl_ciphers')?.args[0] ?? DEFAULT_CIPHERS,
    cipherSuites: commands.cipherSuites,
    groups: commands.groups ?? (curve === 'auto' ? null : curve),
    signatureAlgorithms: commands.signatureAlgorithms,
    preference: last('ssl_prefer_server_ciphers')?.args[0] === 'on' ? 'server' : 'client',
    prioritizeChaCha: commands.prioritizeChaCha,
    certificates,
    dh: dhFile === undefined ? null : (outside.dhBits(dhFile) ?? DH_BITS),
    // In a stream nothing is spoken above TLS, and ALPN is passed over.
    alpn: inherited.some(({ name }) => name === 'stream' || name === 'ssl_alpn')
      ? NO_ALPN
      : alpnOf(isHttp2 || last('http2')?.args[0] === 'on'),
    readsNames: true,
    defaultLevel: defaults.securityLevel,
  };
  const assumed = last('ssl_protocols') === undefined ? [ASSUMED_PROTOCOLS] : [];
  return ok({ settings, assumptions: [...assumed, ...assumptions] });
}

/**
 * A server found by name, behind the default server of its address: OpenSSL reads the name when the version, the TLS 1.3
 * suite and the groups have been taken from the default server.
 */
function behind(own: OpensslSettings, first: OpensslSettings, firstProfile: ServerProfile): OpensslSettings {
  const { groups, cipherSuites } = first;
  const versions = [...firstProfile.versions, ...firstProfile.latentVersions];
  return { ...own, versions, groups, cipherSuites };
}

/** Who decides among the TLS 1.3 suites is what the default server says, too; of ChaCha20 in front that is not told apart. */
function withOrderOf(first: OpensslSettings, profile: ServerProfile): ServerProfile {
  const suites = profile.suites['TLSv1.3'];
  if (suites === undefined) return profile;
  return { ...profile, suites: { ...profile.suites, 'TLSv1.3': { ...suites, decidedBy: first.preference } } };
}

/** `ssl_reject_handshake on`: alert 112 for whoever gets here. */
function rejecting(found: Found, profile: ServerProfile): ServerProfile {
  if (directivesOf(found).last('ssl_reject_handshake')?.args[0] !== 'on') return profile;
  const unknown = ALERT.unrecognizedName;
  return { ...profile, names: { ...profile.names, known: [], missingAlert: unknown, unknownAlert: unknown } };
}

function commandOf({ args: [name = '', value = ''], place }: NginxDirective): OpensslCommand {
  return { name, value, place };
}

function isRead(directive: NginxDirective): boolean {
  return directive.name === 'ssl_conf_command' ? isReadCommand(commandOf(directive)) : READ.has(directive.name);
}

/** nginx refuses an offer without a common protocol since 1.21.4. */
function alpnOf(isHttp2: boolean): typeof NO_ALPN {
  const protocols = [...(isHttp2 ? ['h2'] : []), 'http/1.1', 'http/1.0', 'http/0.9'];
  return { protocols, onMismatch: 'alert', preference: 'server' };
}

/** As nginx 1.22 answers without the directive. */
const DEFAULT_PROTOCOLS: readonly string[] = ['TLSv1', 'TLSv1.1', 'TLSv1.2'];
const ASSUMED_PROTOCOLS = 'ssl_protocols is not set: TLS 1.0 to 1.2 are assumed, as in nginx 1.22; newer ones differ';
const BY_DEFAULT_SERVER = 'as nginx 1.22 has it';
const DEFAULT_CIPHERS = 'HIGH:!aNULL:!MD5';
/** Of a file that cannot be read. */
const DH_BITS = 2048;

const READ: ReadonlySet<string> = new Set([
  ...['ssl_protocols', 'ssl_ciphers', 'ssl_prefer_server_ciphers', 'ssl_ecdh_curve', 'ssl_dhparam'],
  ...['ssl_certificate', 'ssl_certificate_key', 'ssl_reject_handshake'],
]);
/** Bear on no first handshake: sessions, buffers, stapling, and what a stream reads beforehand. */
const IDLE: ReadonlySet<string> = new Set([
  ...['ssl_session_cache', 'ssl_session_timeout', 'ssl_session_tickets', 'ssl_session_ticket_key', 'ssl_buffer_size'],
  ...['ssl_stapling', 'ssl_stapling_verify', 'ssl_stapling_file', 'ssl_stapling_responder', 'ssl_trusted_certificate'],
  ...['ssl_early_data', 'ssl_handshake_timeout', 'ssl_password_file', 'ssl_preread', 'ssl_alpn'],
]);
