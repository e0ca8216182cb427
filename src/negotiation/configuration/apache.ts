/**
 * The TLS part of an Apache configuration (mod_ssl).
 *
 * @module
 */
import type { Failure } from '../../core/errors.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { isOlder, TLS_VERSIONS, type TlsVersion } from '../../tls/version.ts';
import type { ServerProfile } from '../server-profile.ts';
import { readApacheLines } from './apache-lines.ts';
import {
  type ConfigurationDefaults,
  type ConfigurationText,
  type ConfiguredServer,
  certificatesAt,
  complaint,
  type Outside,
  type Place,
  profileAt,
} from './configuration.ts';
import type { Line } from './lines.ts';
import { isReadCommand, type OpensslCommand, type OpensslCommands, readOpensslCommands } from './openssl-commands.ts';

/** Every virtual host with `SSLEngine on`, and the main server if it has it. */
export function parseApache(
  source: ConfigurationText,
  outside: Outside,
  defaults: ConfigurationDefaults,
): Result<readonly ConfiguredServer[], Failure> {
  const lines = readApacheLines(source, outside);
  if (!lines.ok) return lines;
  const hosts = splitHosts(lines.value);
  if (!hosts.ok) return hosts;
  const [main, ...virtual] = hosts.value;
  if (main === undefined) return ok([]);
  const servers: ConfiguredServer[] = [];
  // By the addresses as written: the first virtual host answers whoever names none.
  const firsts = new Map<string, ServerProfile>();
  for (const host of [main, ...virtual]) {
    const directives = host === main ? host.directives : [...main.directives, ...host.directives];
    const engine = host.directives.findLast(({ words: [name = ''] }) => name.toLowerCase() === 'sslengine');
    if (engine?.words[1]?.toLowerCase() !== 'on') continue;
    const made = serverOf({ ...host, directives }, outside, defaults);
    if (!made.ok) return made;
    const first = host === main ? undefined : firsts.get(host.name);
    if (first === undefined && host !== main) firsts.set(host.name, made.value.profile);
    servers.push({ ...made.value, withoutName: first ?? null });
  }
  return ok(servers);
}

type Host = { readonly name: string; readonly place: Place; readonly directives: Line[] };

/** The main server first. */
function splitHosts(lines: readonly Line[]): Result<readonly Host[], Failure> {
  const [first] = lines;
  const hosts: Host[] = [{ name: 'main server', place: first?.place ?? { file: '', line: 1 }, directives: [] }];
  let current = hosts[0];
  let open: Place | null = null;
  for (const line of lines) {
    const [word = ''] = line.words;
    const tag = word.toLowerCase();
    if (tag === '<virtualhost') {
      if (open !== null) return err(complaint(line.place, 'a <VirtualHost> stands inside another'));
      open = line.place;
      current = { name: line.words.slice(1).join(' ').replace(/>$/, ''), place: line.place, directives: [] };
      hosts.push(current);
    } else if (tag === '</virtualhost>') {
      if (open === null) return err(complaint(line.place, 'a <VirtualHost> is closed that was not opened'));
      open = null;
      current = hosts[0];
    } else if (!tag.startsWith('<')) current?.directives.push(line);
  }
  return open === null ? ok(hosts) : err(complaint(open, 'this <VirtualHost> is not closed'));
}

function serverOf(
  { name, place, directives }: Host,
  outside: Outside,
  defaults: ConfigurationDefaults,
): Result<ConfiguredServer, Failure> {
  const all = (wanted: string): readonly Line[] =>
    directives.filter(({ words: [word = ''] }) => word.toLowerCase() === wanted);
  const value = (wanted: string): string | undefined => all(wanted).at(-1)?.words[1];
  const versions = versionsOf(all('sslprotocol').at(-1), place);
  if (!versions.ok) return versions;

  const suites = all('sslciphersuite').map(({ words }) => words.slice(1));
  const old = suites.findLast((words) => words.length === 1 || words[0]?.toUpperCase() === 'SSL')?.at(-1);
  const read = readOpensslCommands(all('sslopensslconfcmd').map(commandOf));
  if (!read.ok) return read;
  const commands = read.value;
  const { certificates, assumptions } = certificatesAt(
    all('sslcertificatefile').map(({ words }) => words[1] ?? ''),
    outside,
  );
  const protocols = all('protocols').at(-1)?.words.slice(1) ?? [];
  const made = profileAt(place, {
    versions: between(versions.value, commands),
    // mod_ssl adds this to what is configured, and to nothing else.
    ciphers: commands.ciphers ?? (old === undefined ? null : `${old}${ADDED}`),
    cipherSuites:
      commands.cipherSuites ?? suites.findLast((words) => words[0]?.toUpperCase() === 'TLSV1.3')?.at(-1) ?? null,
    groups: commands.groups,
    signatureAlgorithms: commands.signatureAlgorithms,
    preference: value('sslhonorcipherorder')?.toLowerCase() === 'on' ? 'server' : 'client',
    prioritizeChaCha: commands.prioritizeChaCha,
    certificates,
    dh: 'auto',
    alpn: {
      protocols: protocols.length === 0 ? [HTTP] : protocols,
      // mod_ssl names the protocol it will speak whether or not it was offered.
      onMismatch: { answer: HTTP },
      preference: 'server',
    },
    readsNames: true,
    defaultLevel: defaults.securityLevel,
  });
  if (!made.ok) return made;
  return ok({
    name: value('servername') ?? name,
    place,
    profile: made.value.profile,
    withoutName: null,
    unread: directives
      .filter((line) => isUnread(line))
      .map(({ words, place: at }) => ({ directive: words.join(' '), place: at })),
    assumptions: [...assumptions, ...made.value.assumptions.filter((words) => !words.includes('"EXP"'))],
  });
}

/** `SSLProtocol all -SSLv3 -TLSv1`: each word adds, takes away, or with no sign starts anew, as the last bare one does. */
function versionsOf(line: Line | undefined, place: Place): Result<readonly TlsVersion[], Failure> {
  const known = TLS_VERSIONS.filter((version) => version.startsWith('TLS'));
  let on: readonly TlsVersion[] = line === undefined ? known : [];
  for (const word of line?.words.slice(1) ?? []) {
    const name = word.replace(/^[-+]/, '').toLowerCase();
    const named = name === 'all' ? known : TLS_VERSIONS.filter((one) => spelling(one) === name);
    if (named.length === 0) return err(complaint(line?.place ?? place, `SSLProtocol knows no "${word}"`));
    if (word.startsWith('-')) on = on.filter((one) => !named.includes(one));
    else on = word.startsWith('+') ? [...on, ...named] : named;
  }
  return ok(downToGap(on));
}

/** mod_ssl sets the newest version and the oldest that is reached from it without a gap: what lies below is off. */
function downToGap(on: readonly TlsVersion[]): readonly TlsVersion[] {
  const newest = TLS_VERSIONS.findLastIndex((version) => on.includes(version));
  const gap = TLS_VERSIONS.findLastIndex((version, index) => index < newest && !on.includes(version));
  return TLS_VERSIONS.slice(gap + 1, newest + 1).filter((version) => version !== 'SSLv2');
}

/** The commands come after SSLProtocol, and set the same two bounds anew. */
function between(on: readonly TlsVersion[], { oldest, newest }: OpensslCommands): readonly TlsVersion[] {
  const [first, last] = [oldest ?? on[0], newest ?? on.at(-1)];
  if (first === undefined || last === undefined) return on;
  return TLS_VERSIONS.filter((version) => !isOlder(version, first) && !isOlder(last, version));
}

function commandOf({ words: [, name = '', value = ''], place }: Line): OpensslCommand {
  return { name, value, place };
}

function isUnread(line: Line): boolean {
  const [word = ''] = line.words;
  return word.toLowerCase() === 'sslopensslconfcmd' ? !isReadCommand(commandOf(line)) : UNREAD.test(word);
}

function spelling(version: TlsVersion): string {
  return (version === 'TLSv1.0' ? 'TLSv1' : version).toLowerCase();
}

const HTTP = 'http/1.1';
const ADDED = ':!aNULL:!eNULL:!EXP';

/** Directives of mod_ssl that bear on a handshake, and are not reckoned with. */
const UNREAD = /^SSL(VerifyClient|StrictSNIVHostCheck|Policy|FIPS|SRP\w*|InsecureRenegotiation|Compression)$/i;
