/**
 * `tlsfloor clients whatif`: which clients a change would lose, computed before anything is changed.
 *
 * @module
 */
import { Command, Option } from 'commander';
import { FLOOR_VERSION, reachOf, VERSION_FLOORS, type VersionFloor } from '../clients/reach.ts';
import { type WhatIf, whatIf, whatIfConfigured, whatIfFloorRises } from '../clients/what-if.ts';
import { EXIT, type ExitCode, failure } from '../core/errors.ts';
import { safeText } from '../core/safe-text.ts';
import type { ClientFacts } from '../facts/client-facts.ts';
import type { ConfiguredServer } from '../negotiation/configuration/configuration.ts';
import { opensslProfile } from '../negotiation/configuration/openssl-profile.ts';
import { NO_ALPN, type ServerCertificate, type ServerProfile } from '../negotiation/server-profile.ts';
import { outcomesJson } from '../report/clients-json.ts';
import { whatIfText } from '../report/what-if-text.ts';
import { sniFor } from '../scan/hellos.ts';
import { parseTarget } from '../scan/target.ts';
import { isOlder, spokenVersion, TLS_VERSIONS, type TlsVersion } from '../tls/version.ts';
import { askTarget } from './ask-target.ts';
import { clientsWith } from './client-lists.ts';
import { CommandFailure } from './command-failure.ts';
import { catchInterrupts } from './interrupt.ts';
import { DEFAULT_TIMEOUTS, parseSni } from './option-values.ts';
import { openOutput } from './output.ts';
import { readServerConfiguration } from './server-configuration.ts';

type WhatIfFlags = {
  readonly floor: VersionFloor;
  readonly ciphers?: string;
  readonly config?: string;
  readonly server?: string;
  readonly certificate: CertificateName;
  readonly sni?: string;
  readonly with?: string;
  readonly json?: true;
  readonly output?: string;
};

type CertificateName = (typeof CERTIFICATE_NAMES)[number];

export function clientsWhatIfCommand(done: (exitCode: ExitCode) => void): Command {
  return new Command('whatif')
    .description('Which clients would a change lose, and what wins them back?')
    .argument('[target]', 'a live server that is asked how it is today; without it a server that takes everything')
    .addOption(
      new Option('--floor <version>', 'the oldest version that would be left').choices(VERSION_FLOORS).default('1.2'),
    )
    .option('--config <file>', 'the configuration that would go live: nginx, Apache or HAProxy')
    .option('--server <name>', 'which server of the configuration, by a part of its name; the first by default')
    .option('--ciphers <string>', 'the cipher suites that would be left, as an OpenSSL cipher string')
    .addOption(new Option('--certificate <kind>', 'the key of the server').choices(CERTIFICATE_NAMES).default('rsa'))
    .option('--with <file>', 'take the clients of a list of your own as well: see clients import')
    .option('--json', 'print one JSON document')
    .option('-o, --output <file>', 'write the result to a file')
    .option('--debug', 'print the stack of a bug')
    .addHelpText('before', EXAMPLES)
    .option('--sni <name>', "send this name instead of the target's own", parseSni)
    .action(async (target: string | undefined, flags: WhatIfFlags) => done(await run(target, flags)));
}

async function run(target: string | undefined, flags: WhatIfFlags): Promise<ExitCode> {
  const { floor } = flags;
  const clients = await clientsWith(flags.with);
  const configured = flags.config === undefined ? undefined : configuredServer(flags.config, flags.server);
  const changed =
    target === undefined ? computed(clients, flags, configured) : await atTarget(target, clients, flags, configured);
  const rows = changed.map((row) => ({ ...row, reach: reachOf(row.client, floor) }));
  const change = configured
    ? `the configuration of ${safeText(configured.name)}`
    : `a floor of ${spokenVersion(FLOOR_VERSION[floor])}${flags.ciphers === undefined ? '' : ' and these ciphers'}`;
  const output = await openOutput(flags.output);
  const results = rows.map(({ client, after: outcome }) => ({ target: target ?? change, client, ...outcome }));
  const text = flags.json ? outcomesJson(results, { computed: true }) : whatIfText(rows, change, output.paint);
  await output.write(text);
  await output.close();
  return EXIT.fine;
}

function computed(
  clients: readonly ClientFacts[],
  { floor, ciphers, certificate }: WhatIfFlags,
  configured: ConfiguredServer | undefined,
): readonly WhatIf[] {
  const certificates = CERTIFICATES[certificate];
  const all = TLS_VERSIONS.filter((version) => version.startsWith('TLS'));
  const before = profileOf(all, OPEN, configured?.profile.certificates ?? certificates);
  if (configured) return whatIf(clients, before, configured.profile, EXAMPLE_NAME);
  const versions = all.filter((version) => !isOlder(version, FLOOR_VERSION[floor]));
  return whatIf(clients, before, profileOf(versions, ciphers ?? OPEN, certificates), EXAMPLE_NAME);
}

async function atTarget(
  text: string,
  clients: readonly ClientFacts[],
  flags: WhatIfFlags,
  configured: ConfiguredServer | undefined,
): Promise<readonly WhatIf[]> {
  if (flags.ciphers !== undefined) {
    throw new CommandFailure(failure('usage', '--ciphers is computed for a server of its own: leave the target out'));
  }
  const target = parseTarget(text);
  if (!target.ok) throw new CommandFailure(target.error);
  const interrupt = catchInterrupts();
  try {
    const options = {
      sni: flags.sni,
      rate: Number.POSITIVE_INFINITY,
      timeout: DEFAULT_TIMEOUTS,
      deadline: DEADLINE_MS,
    };
    const { outcomes } = await askTarget(target.value, clients, options, interrupt.signal);
    if (configured) return whatIfConfigured(outcomes, configured.profile, sniFor(target.value.host) ?? null);
    return whatIfFloorRises(outcomes, FLOOR_VERSION[flags.floor]);
  } finally {
    interrupt.release();
  }
}

/** @throws CommandFailure for a configuration with errors, or without such a server */
function configuredServer(path: string, name: string | undefined): ConfiguredServer {
  const servers = readServerConfiguration(path);
  const server = servers.find((one) => name === undefined || one.name.includes(name));
  if (!server) {
    const names = servers.map((one) => safeText(one.name)).join(', ');
    throw new CommandFailure(failure('usage', `no server of ${path} is called ${name}: there are ${names}`));
  }
  for (const words of server.assumptions) process.stderr.write(`${safeText(server.name)}: ${words}\n`);
  return server;
}

/** A server on OpenSSL 3 that takes these and nothing else. @throws CommandFailure for a cipher string that has errors */
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
  const what = error.code === 'unknown-name' ? error.name : JSON.stringify(error.issue);
  throw new CommandFailure(failure('usage', `the cipher string cannot be read: ${what}`));
}

const CERTIFICATE_NAMES = ['rsa', 'ecdsa', 'both'] as const;
const RSA: ServerCertificate = { keyType: 'RSA', keyBits: 2048, curve: null, signedWith: 0x0401 };
const ECDSA: ServerCertificate = { keyType: 'ECDSA', keyBits: 256, curve: 0x0017, signedWith: 0x0403 };
const CERTIFICATES: Readonly<Record<CertificateName, readonly ServerCertificate[]>> = {
  rsa: [RSA],
  ecdsa: [ECDSA],
  both: [ECDSA, RSA],
};
/** Everything that OpenSSL 3 can still do. */
const OPEN = 'ALL:@SECLEVEL=0';
const EXAMPLE_NAME = 'www.example.org';
const DEADLINE_MS = 120_000;

const EXAMPLES = `Examples:
  tlsfloor clients whatif                                     who is lost by a floor of TLS 1.2?
  tlsfloor clients whatif example.org --floor 1.3             the same for a server as it is today
  tlsfloor clients whatif --config /etc/nginx/nginx.conf      is the new configuration kind to them?
  tlsfloor clients whatif --ciphers 'ECDHE+AESGCM' --certificate ecdsa

`;
