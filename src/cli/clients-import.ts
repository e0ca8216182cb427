/**
 * `tlsfloor clients import`: reads a list of clients that somebody else keeps.
 *
 * @module
 */
import { Command } from 'commander';
import { EXIT, type ExitCode } from '../core/errors.ts';
import type { Floor } from '../facts/server-facts.ts';
import { clientsJson } from '../report/clients-json.ts';
import { clientListText } from '../report/clients-text.ts';
import { clientRows, readClientList } from './client-lists.ts';
import { openOutput } from './output.ts';
import { floorOption } from './shared-options.ts';

type ImportFlags = { readonly floor: Floor; readonly json?: true; readonly output?: string };

export function clientsImportCommand(done: (exitCode: ExitCode) => void): Command {
  return new Command('import')
    .description('Read a list of clients that somebody else keeps, and judge it by the floor.')
    .argument(
      '<file>',
      "testssl.sh's client-simulation.txt, a fingerprints.json, mercury's database, or clients --json",
    )
    .addOption(floorOption('judge them by this floor'))
    .option('--json', 'print one JSON document, in the form of the catalogue')
    .option('-o, --output <file>', 'write the result to a file')
    .option('--debug', 'print the stack of a bug')
    .addHelpText('before', EXAMPLES)
    .action(async (file: string, flags: ImportFlags) => done(await run(file, flags)));
}

async function run(file: string, flags: ImportFlags): Promise<ExitCode> {
  const { clients, list, skipped } = await readClientList(file);
  const rows = clientRows(clients, flags.floor);
  const output = await openOutput(flags.output);
  const text = flags.json ? clientsJson(rows, flags.floor) : clientListText(rows, flags.floor, output.paint);
  await output.write(text);
  await output.close();
  process.stderr.write(
    `${clients.length} clients of ${list}${skipped > 0 ? `; ${skipped} rows cannot be read` : ''}\n`,
  );
  return EXIT.fine;
}

const EXAMPLES = `Examples:
  tlsfloor clients import client-simulation.txt
  tlsfloor clients import fingerprint_db.json.gz --json -o theirs.json
  tlsfloor clients test example.org --with client-simulation.txt

`;
