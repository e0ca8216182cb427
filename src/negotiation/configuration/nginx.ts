/**
 * The TLS part of an nginx configuration (ngx_http_ssl_module, ngx_stream_ssl_module).
 *
 * @module
 */
import type { Failure } from '../../core/errors.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { TLS_VERSIONS, type TlsVersion } from '../../tls/version.ts';
import { NO_ALPN } from '../server-profile.ts';
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

/** Every server that listens with TLS, in the order written. */
export function parseNginx(
  source: ConfigurationText,
  outside: Outside,
  defaults: ConfigurationDefaults,
): Result<readonly ConfiguredServer[], Failure> {
  const read = readNginx(source, outside);
  if (!read.ok) return read;
  const servers: ConfiguredServer[] = [];
  for (const { server, inherited } of serversIn(read.value, [])) {
    const made = serverOf(server, inherited, outside, defaults);
    if (!made.ok) return made;
    if (made.value !== null) servers.push(made.value);
  }
  return ok(servers);
}

type Found = { readonly server: NginxDirective; readonly inherited: readonly NginxDirective[] };

/** A `server` with the directives around it: the innermost that says a thing counts. */
function serversIn(block: readonly NginxDirective[], inherited: readonly NginxDirective[]): Found[] {
  return block.flatMap((directive) => {
    if (directive.block === null) return [];
    if (directive.name === 'server') return [{ server: directive, inherited: [...block, ...inherited] }];
    return serversIn(directive.block, [...block, ...inherited]);
  });
}

function serverOf(
  server: NginxDirective,
  inherited: readonly NginxDirective[],
  outside: Outside,
  defaults: ConfigurationDefaults,
): Result<ConfiguredServer | null, Failure> {
  const own = server.block ?? [];
  const all = (name: string): readonly NginxDirective[] => {
    const inner = own.filter((one) => one.name === name);
    return inner.length > 0 ? inner : inherited.filter((one) => one.name === name);
  };
  const last = (name: string): NginxDirective | undefined => all(name).at(-1);
  const listens = own.filter((one) => one.name === 'listen');
  const isOn = last('ssl')?.args[0] === 'on' || listens.some(({ args }) => args.includes('ssl'));
  if (!isOn) return ok(null);

  const versions: TlsVersion[] = [];
  for (const word of last('ssl_protocols')?.args ?? DEFAULT_PROTOCOLS) {
    const version = word === 'TLSv1' ? 'TLSv1.0' : TLS_VERSIONS.find((one) => one === word);
    const place = last('ssl_protocols')?.place ?? server.place;
    if (version === undefined) return err(complaint(place, `ssl_protocols knows no "${word}"`));
    versions.push(version);
  }
  const commands = new Map(
    all('ssl_conf_command').map(({ args: [name = '', value = ''] }) => [name.toLowerCase(), value]),
  );
  const { certificates, assumptions } = certificatesAt(
    all('ssl_certificate').map(({ args }) => args[0] ?? ''),
    outside,
  );
  const dhFile = last('ssl_dhparam')?.args[0];
  const curve = last('ssl_ecdh_curve')?.args[0] ?? 'auto';
  const isHttp2 = last('http2')?.args[0] === 'on' || listens.some(({ args }) => args.includes('http2'));
  const options = commands.get('options')?.split(',') ?? [];
  const made = profileAt(server.place, {
    versions,
    ciphers: last('ssl_ciphers')?.args[0] ?? DEFAULT_CIPHERS,
    cipherSuites: commands.get('ciphersuites') ?? null,
    groups: commands.get('groups') ?? commands.get('curves') ?? (curve === 'auto' ? null : curve),
    signatureAlgorithms: commands.get('signaturealgorithms') ?? null,
    preference: last('ssl_prefer_server_ciphers')?.args[0] === 'on' ? 'server' : 'client',
    prioritizeChaCha: options.includes('PrioritizeChaCha'),
    certificates,
    dh: dhFile === undefined ? null : (outside.dhBits(dhFile) ?? DH_BITS),
    // In a stream nothing is spoken above TLS, and ALPN is passed over.
    alpn: inherited.some(({ name }) => name === 'stream' || name === 'ssl_alpn') ? NO_ALPN : alpnOf(isHttp2),
    readsNames: true,
    defaultLevel: defaults.securityLevel,
  });
  if (!made.ok) return made;
  const names = all('server_name').flatMap(({ args }) => args);
  return ok({
    name: names.join(' ') || listens.map(({ args }) => args[0]).join(' ') || 'server',
    place: server.place,
    profile: made.value.profile,
    unread: [...own, ...inherited]
      .filter(({ name }) => name.startsWith('ssl_') && !READ.has(name))
      .map(({ name, args, place }) => ({ directive: [name, ...args].join(' '), place })),
    assumptions: [...assumptions, ...made.value.assumptions],
  });
}

/** nginx refuses an offer without a common protocol since 1.21.4. */
function alpnOf(isHttp2: boolean): typeof NO_ALPN {
  const protocols = [...(isHttp2 ? ['h2'] : []), 'http/1.1', 'http/1.0', 'http/0.9'];
  return { protocols, onMismatch: 'alert', preference: 'server' };
}

/** nginx from 1.27.3 on; older ones have TLS 1.0 and 1.1 on too. */
const DEFAULT_PROTOCOLS: readonly string[] = ['TLSv1.2', 'TLSv1.3'];
const DEFAULT_CIPHERS = 'HIGH:!aNULL:!MD5';
/** Of a file that cannot be read. */
const DH_BITS = 2048;

const READ: ReadonlySet<string> = new Set([
  ...['ssl_protocols', 'ssl_ciphers', 'ssl_prefer_server_ciphers', 'ssl_ecdh_curve', 'ssl_dhparam'],
  ...['ssl_certificate', 'ssl_certificate_key', 'ssl_conf_command'],
]);
