/**
 * `tlsfloor clients whatif`: which clients a change would lose, computed before anything is changed.
 *
 * @module
 */
import { Command, Option } from 'commander';
import { fixOf } from '../clients/fix.ts';
import { offeredHello } from '../clients/hello.ts';
import { type WhatIf, whatIf, whatIfConfigured, whatIfFloorRises } from '../clients/what-if.ts';
import { EXIT, type ExitCode, failure } from '../core/errors.ts';
import { safeText } from '../core/safe-text.ts';
import type { ClientFacts } from '../facts/client-facts.ts';
import { FLOOR_WORDS, type Floor } from '../facts/server-facts.ts';
import type { ConfiguredServer } from '../negotiation/configuration/configuration.ts';
import type { ServerProfile } from '../negotiation/server-profile.ts';
import { outcomesJson } from '../report/clients-json.ts';
import { whatIfText } from '../report/what-if-text.ts';
import { sniFor } from '../scan/hellos.ts';
import { parseTarget } from '../scan/target.ts';
import { type AskTargetOptions, askTarget } from './ask-target.ts';
import {
  CERTIFICATE_NAMES,
  type CertificateName,
  certificatesOf,
  configuredServer,
  openServer,
  serverAtFloor,
} from './candidate-server.ts';
import { clientsWith } from './client-lists.ts';
import { CommandFailure } from './command-failure.ts';
import { catchInterrupts } from './interrupt.ts';
import { parseDuration } from './option-values.ts';
import { openOutput } from './output.ts';
import { floorOption, wantedSni, withConnectionOptions } from './shared-options.ts';

type WhatIfFlags = AskTargetOptions & {
  readonly floor: Floor;
  readonly ciphers?: string;
  readonly config?: string;
  readonly server?: string;
  readonly certificate: CertificateName;
  readonly with?: string;
  readonly json?: true;
  readonly output?: string;
};

/** What a change does at one address; `null`: at a server that is computed. */
type ChangedPlace = { readonly address: string | null; readonly changes: readonly WhatIf[] };

export function clientsWhatIfCommand(done: (exitCode: ExitCode) => void): Command {
  const command = new Command('whatif')
    .description('Which clients would a change lose, and what wins them back?')
    .argument('[target]', 'a live server that is asked how it is today; without it a server that takes everything')
    .addOption(floorOption('the least that would be left'))
    .option('--config <file>', 'the configuration that would go live: nginx, Apache, HAProxy or java.security')
    .option('--server <name>', 'which server of the configuration, by a part of its name; the first by default')
    .option('--ciphers <string>', 'the cipher suites that would be left, as an OpenSSL cipher string')
    .addOption(new Option('--certificate <kind>', 'the key of the server').choices(CERTIFICATE_NAMES).default('rsa'));
  return withConnectionOptions(command, 'no limit; never more than 5 at once to an address')
    .addOption(new Option('--deadline <time>', 'for all of it').argParser(parseDuration).default(120_000, '120s'))
    .option('--with <file>', 'take the clients of a list of your own as well: see clients import')
    .option('--json', 'print one JSON document')
    .option('-o, --output <file>', 'write the result to a file')
    .option('--debug', 'print the stack of a bug')
    .addHelpText('before', EXAMPLES)
    .action(async (target: string | undefined, flags: WhatIfFlags) =>
      done(await run(target, flags, (name) => command.getOptionValueSource(name) === 'cli')),
    );
}

/** Whether the user wrote the option. */
type IsGiven = (name: string) => boolean;

/** @throws CommandFailure for options that would change nothing */
function refuseIdle(target: string | undefined, { config }: WhatIfFlags, given: IsGiven): void {
  const refuse = (names: readonly string[], because: string): void => {
    const name = names.find(given);
    if (name !== undefined) throw new CommandFailure(failure('usage', `--${name} says nothing here: ${because}`));
  };
  if (config !== undefined) refuse(['floor', 'ciphers'], 'the configuration says what would be left');
  else refuse(['server'], 'it picks a server of --config');
  if (target === undefined) refuse(['sni', 'proxy'], 'no target is named');
  else if (config === undefined) refuse(['certificate'], 'the target has its own');
}

async function run(target: string | undefined, flags: WhatIfFlags, given: IsGiven): Promise<ExitCode> {
  const { floor, ciphers, config, server } = flags;
  refuseIdle(target, flags, given);
  const clients = await clientsWith(flags.with);
  const configured =
    config === undefined ? undefined : configuredServer(config, server, certificatesOf(flags.certificate));
  if (configured && given('certificate') && configured.profile.certificates !== certificatesOf(flags.certificate)) {
    throw new CommandFailure(failure('usage', '--certificate says nothing here: the configuration names its own'));
  }
  const places =
    target === undefined
      ? [{ address: null, changes: computed(clients, flags, configured) }]
      : await atTarget(target, clients, flags, configured);
  const change = configured
    ? `the configuration of ${safeText(configured.name)}`
    : `a floor of ${FLOOR_WORDS[floor].least}${ciphers === undefined ? '' : ' and these ciphers'}`;
  const output = await openOutput(flags.output);
  const results = places.flatMap(({ address, changes }) =>
    changes.map(({ client, before, after, change: kind, wonBackBy }) => {
      const where = { target: target ?? change, ...(address === null ? {} : { address }) };
      return { ...where, client, ...after, before, change: kind, wonBackBy };
    }),
  );
  const texts = places.map(({ address, changes }) => {
    const rows = changes.map((row) => ({ ...row, fix: fixOf(row.client, floor, clients) }));
    const where = places.length > 1 ? ` at ${address}` : '';
    return whatIfText(rows, `${change}${where}`, output.paint);
  });
  await output.write(
    flags.json ? outcomesJson(results, { computed: true, ...configurationFacts(configured) }) : texts.join('\n'),
  );
  await output.close();
  return EXIT.fine;
}

function computed(
  clients: readonly ClientFacts[],
  { floor, ciphers, certificate }: WhatIfFlags,
  configured: ConfiguredServer | undefined,
): readonly WhatIf[] {
  const certificates = configured?.profile.certificates ?? certificatesOf(certificate);
  const after = configured?.profile ?? serverAtFloor(floor, ciphers, certificates);
  const open = openServer(certificates);
  return byName(clients, configured?.withoutName ?? null, (some, withoutName) =>
    whatIf(some, open, withoutName ?? after, EXAMPLE_NAME),
  );
}

/** The configuration that was computed, and what of it was not; nothing without one. */
function configurationFacts(configured: ConfiguredServer | undefined): Readonly<Record<string, unknown>> {
  if (configured === undefined) return {};
  const { name, place, unread, assumptions } = configured;
  const notComputed = unread.map(({ directive, place: at }) => ({ directive, ...at }));
  return { configuration: { server: name, ...place, notComputed, assumptions } };
}

/** Computes the clients that send no name at the server they meet instead; the order stays. */
function byName(
  clients: readonly ClientFacts[],
  withoutName: ServerProfile | null,
  compute: (clients: readonly ClientFacts[], withoutName: ServerProfile | null) => readonly WhatIf[],
): readonly WhatIf[] {
  if (withoutName === null) return compute(clients, null);
  return clients.flatMap((client) => compute([client], namesServer(client) ? null : withoutName));
}

function namesServer({ limits, offers: [offer] }: ClientFacts): boolean {
  if (limits?.sni === false) return false;
  if (offer === undefined) return true;
  const { format, hello } = offeredHello(offer);
  return format === 'tls' && hello.extensions !== undefined;
}

async function atTarget(
  text: string,
  clients: readonly ClientFacts[],
  flags: WhatIfFlags,
  configured: ConfiguredServer | undefined,
): Promise<readonly ChangedPlace[]> {
  if (flags.ciphers !== undefined) {
    throw new CommandFailure(failure('usage', '--ciphers is computed for a server of its own: leave the target out'));
  }
  const target = parseTarget(text);
  if (!target.ok) throw new CommandFailure(target.error);
  const interrupt = catchInterrupts();
  try {
    const asked = await askTarget(target.value, clients, flags, interrupt.signal);
    const sni = wantedSni(flags) ?? sniFor(target.value.host) ?? false;
    return asked.map(({ address, outcomes }) => {
      if (!configured) return { address, changes: whatIfFloorRises(outcomes, flags.floor) };
      const { profile, withoutName } = configured;
      const name = sni === false ? null : sni;
      const changes = outcomes.flatMap((outcome) => {
        const isNamed = name !== null && namesServer(outcome.client);
        return whatIfConfigured([outcome], isNamed ? profile : (withoutName ?? profile), name);
      });
      return { address, changes };
    });
  } finally {
    interrupt.release();
  }
}

const EXAMPLE_NAME = 'www.example.org';

const EXAMPLES = `Examples:
  tlsfloor clients whatif                                     who is lost by a floor of TLS 1.2?
  tlsfloor clients whatif --floor pq                          and who by post-quantum key exchange alone?
  tlsfloor clients whatif example.org --floor 1.3             the same for a server as it is today
  tlsfloor clients whatif --config /etc/nginx/nginx.conf      is the new configuration kind to them?
  tlsfloor clients whatif --config /etc/java-17-openjdk/security/java.security
  tlsfloor clients whatif --ciphers 'ECDHE+AESGCM' --certificate ecdsa

`;
