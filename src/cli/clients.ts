/**
 * `tlsfloor clients`: the catalogue of client programs, and the commands that work with it.
 *
 * @module
 */
import { Command, Option } from 'commander';
import { EXIT, type ExitCode, type Failure, failure } from '../core/errors.ts';
import { quoted, safeText } from '../core/safe-text.ts';
import { CLIENT_FAMILIES, type ClientFacts, type ClientFamily } from '../facts/client-facts.ts';
import type { Floor } from '../facts/server-facts.ts';
import { clientsJson } from '../report/clients-json.ts';
import { clientListText } from '../report/clients-text.ts';
import { clientRows, clientsWith } from './client-lists.ts';
import { clientsCaptureCommand } from './clients-capture.ts';
import { clientsIdentifyCommand } from './clients-identify.ts';
import { clientsImportCommand } from './clients-import.ts';
import { clientsShowCommand } from './clients-show.ts';
import { clientsTestCommand } from './clients-test.ts';
import { clientsWhatIfCommand } from './clients-whatif.ts';
import { CommandFailure } from './command-failure.ts';
import { openOutput } from './output.ts';
import { floorOption } from './shared-options.ts';

type ListFlags = {
  readonly floor: Floor;
  readonly family?: ClientFamily;
  readonly platform?: string;
  readonly with?: string;
  readonly json?: true;
  readonly output?: string;
};

export function clientsCommand(done: (exitCode: ExitCode) => void): Command {
  const command = new Command('clients')
    .description('Which client programs reach the floor, and what mends those that do not?')
    .addOption(floorOption('the least that shall be left'))
    .addOption(new Option('--family <name>', 'only this family').choices(CLIENT_FAMILIES))
    .option('--platform <text>', 'only clients on systems whose name has this in it')
    .option('--with <file>', 'take the clients of a list of your own as well: see clients import')
    .option('--json', 'print one JSON document')
    .option('-o, --output <file>', 'write the result to a file')
    .option('--debug', 'print the stack of a bug')
    .addHelpText('before', EXAMPLES)
    .helpCommand(false)
    .enablePositionalOptions()
    .action(async (flags: ListFlags) => done(await list(flags)));
  for (const part of [
    clientsShowCommand,
    clientsTestCommand,
    clientsWhatIfCommand,
    clientsIdentifyCommand,
    clientsCaptureCommand,
    clientsImportCommand,
  ])
    command.addCommand(part(done));
  return command;
}

async function list(flags: ListFlags): Promise<ExitCode> {
  const known = await clientsWith(flags.with);
  const wanted = known.filter((client) => isWanted(client, flags));
  if (wanted.length === 0) throw new CommandFailure(nobody(known, flags));
  const rows = clientRows(wanted, flags.floor, known);
  const output = await openOutput(flags.output);
  const text = flags.json ? clientsJson(rows, flags.floor) : clientListText(rows, flags.floor, output.paint);
  await output.write(text);
  await output.close();
  return EXIT.fine;
}

function isWanted(client: ClientFacts, { family, platform }: ListFlags): boolean {
  if (family !== undefined && client.family !== family) return false;
  const wanted = platform?.toLowerCase();
  return wanted === undefined || client.platforms.some((one) => one.toLowerCase().includes(wanted));
}

function nobody(known: readonly ClientFacts[], { family, platform }: ListFlags): Failure {
  const where = platform === undefined ? '' : ` on a system called ${quoted(platform)}`;
  const who = `there is no client${family === undefined ? '' : ` of the family ${family}`}${where}`;
  const systems = [...new Set(known.flatMap(({ platforms }) => platforms))].toSorted();
  return failure('unknown-client', who, `systems: ${systems.map(safeText).join(', ')}`);
}

const EXAMPLES = `Examples:
  tlsfloor clients                               who cannot reach TLS 1.2, and what mends it?
  tlsfloor clients --floor 1.3 --family java
  tlsfloor clients --platform 'windows 7'
  tlsfloor clients show ie-9-windows-7           everything of one, with its sources

`;
