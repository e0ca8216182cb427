/**
 * `tlsfloor clients test`: sends a live server the hello of every client of the catalogue.
 *
 * @module
 */
import { Command, Option } from 'commander';
import { fixOf } from '../clients/fix.ts';
import { staysAtFloor } from '../clients/reach.ts';
import { EXIT, type ExitCode } from '../core/errors.ts';
import { CLIENT_FAMILIES, type ClientFacts, type ClientFamily } from '../facts/client-facts.ts';
import type { Floor } from '../facts/server-facts.ts';
import { outcomesText } from '../report/client-outcomes-text.ts';
import { outcomesJson } from '../report/clients-json.ts';
import { parseTarget } from '../scan/target.ts';
import { type AskTargetOptions, askTarget } from './ask-target.ts';
import { clientsWith } from './client-lists.ts';
import { wantedClient } from './clients-show.ts';
import { CommandFailure } from './command-failure.ts';
import { catchInterrupts } from './interrupt.ts';
import { parseDuration } from './option-values.ts';
import { openOutput } from './output.ts';
import { floorOption, withConnectionOptions } from './shared-options.ts';

type TestFlags = AskTargetOptions & {
  readonly floor: Floor;
  readonly client?: readonly string[];
  readonly with?: string;
  readonly family?: ClientFamily;
  readonly json?: true;
  readonly output?: string;
};

export function clientsTestCommand(done: (exitCode: ExitCode) => void): Command {
  const command = new Command('test')
    .description('Which clients does a server keep, and which does it lose? Their own hellos are sent to it.')
    .argument('<target>', '[scheme://]host[:port], as for scan')
    .option('--client <name>', 'only this client; repeatable', collectName)
    .addOption(new Option('--family <name>', 'only this family').choices(CLIENT_FAMILIES))
    .addOption(floorOption('say who connects below it'));
  return withConnectionOptions(command, 'no limit; never more than 5 at once to an address')
    .addOption(new Option('--deadline <time>', 'for all of it').argParser(parseDuration).default(120_000, '120s'))
    .option('--with <file>', 'take the clients of a list of your own as well: see clients import')
    .option('--json', 'print one JSON document')
    .option('-o, --output <file>', 'write the result to a file')
    .option('--debug', 'print the stack of a bug')
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', AFTER)
    .action(async (target: string, flags: TestFlags) => done(await test(target, flags)));
}

async function test(text: string, flags: TestFlags): Promise<ExitCode> {
  const target = parseTarget(text);
  if (!target.ok) throw new CommandFailure(target.error);
  const known = await clientsWith(flags.with);
  const clients = wantedClients(known, flags);
  const fixes = new Map(clients.map((client) => [client, fixOf(client, flags.floor, known)]));
  const output = await openOutput(flags.output);
  const interrupt = catchInterrupts();
  try {
    const asked = await askTarget(target.value, clients, flags, interrupt.signal);
    const places = asked.map(({ address, outcomes }) => {
      const rows = outcomes.map(({ client, outcome }) => {
        const atFloor = staysAtFloor(client, outcome, flags.floor);
        return { client, outcome, atFloor, fix: fixes.get(client) ?? '' };
      });
      return { address, rows };
    });
    const results = places.flatMap(({ address, rows }) =>
      rows.map(({ client, outcome, atFloor }) => ({
        target: target.value.text,
        address,
        client,
        ...outcome,
        atFloor,
      })),
    );
    const connections = asked.reduce((sum, one) => sum + one.connections, 0);
    await output.write(
      flags.json
        ? outcomesJson(results, { floor: flags.floor, connections })
        : outcomesText(target.value.text, places, flags.floor, output.paint),
    );
    await output.close();
    const isOpen = results.every(({ outcome }) => outcome === 'inconclusive');
    return interrupt.exitCode() ?? (isOpen ? EXIT.nothingJudged : EXIT.fine);
  } finally {
    interrupt.release();
  }
}

/** Collects the values of an option that may stand more than once. */
function collectName(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

function wantedClients(all: readonly ClientFacts[], { client, family }: TestFlags): readonly ClientFacts[] {
  if (client) return client.map((name) => wantedClient(all, name));
  return family === undefined ? all : all.filter((one) => one.family === family);
}

const EXAMPLES = `Examples:
  tlsfloor clients test example.org
  tlsfloor clients test example.org --floor 1.3                          and who connects below TLS 1.3?
  tlsfloor clients test smtp://mail.example.org --family java
  tlsfloor clients test 192.0.2.7:8443 --sni www.example.org --client ie-9-windows-7 --client 'Java 7' --json

`;

const AFTER = `
Certificates are not looked at: a client may refuse one that it does not trust.
Test only servers that you run or may test.`;
