/**
 * `tlsfloor clients show`: everything of one client, with its sources.
 *
 * @module
 */
import { Command } from 'commander';
import { CATALOGUE } from '../clients/catalogue/index.ts';
import { findClient, nearestClients } from '../clients/find.ts';
import { fingerprintsOf, offeredHello } from '../clients/hello.ts';
import { EXIT, type ExitCode, failure } from '../core/errors.ts';
import { quoted } from '../core/safe-text.ts';
import type { ClientFacts, ClientOffer } from '../facts/client-facts.ts';
import type { Floor } from '../facts/server-facts.ts';
import { clientsJson } from '../report/clients-json.ts';
import { clientText } from '../report/clients-text.ts';
import { clientRows } from './client-lists.ts';
import { CommandFailure } from './command-failure.ts';
import { openOutput } from './output.ts';
import { floorOption } from './shared-options.ts';

type ShowFlags = { readonly floor: Floor; readonly json?: true; readonly output?: string };

export function clientsShowCommand(done: (exitCode: ExitCode) => void): Command {
  return new Command('show')
    .description('Everything of one client: versions, how to turn them on, hellos, sources.')
    .argument('<name...>', 'its id or its name')
    .addOption(floorOption('judge it by this floor'))
    .option('--json', 'print one JSON document')
    .option('-o, --output <file>', 'write the result to a file')
    .option('--debug', 'print the stack of a bug')
    .addHelpText('before', EXAMPLES)
    .action(async (name: string[], flags: ShowFlags) => done(await show(name.join(' '), flags)));
}

async function show(name: string, flags: ShowFlags): Promise<ExitCode> {
  const client = wantedClient(CATALOGUE, name);
  const rows = clientRows([client], flags.floor);
  const output = await openOutput(flags.output);
  const text = flags.json
    ? clientsJson(rows, flags.floor)
    : rows.map((row) => clientText(row, flags.floor, client.offers.map(fingerprintText), output.paint)).join('');
  await output.write(text);
  await output.close();
  return EXIT.fine;
}

/** @throws CommandFailure `unknown-client`, which names the nearest */
export function wantedClient(clients: readonly ClientFacts[], name: string): ClientFacts {
  const client = findClient(clients, name);
  if (client) return client;
  const near = nearestClients(clients, name, NEAREST);
  throw new CommandFailure(
    failure('unknown-client', `there is no client ${quoted(name)}`, `nearest: ${near.join(', ')}`),
  );
}

function fingerprintText(offer: ClientOffer): string {
  const prints = fingerprintsOf(offeredHello(offer));
  return prints ? `JA3 ${prints.ja3}  JA4 ${prints.ja4}` : 'SSLv2 format: it has no fingerprint';
}

const NEAREST = 5;

const EXAMPLES = `Examples:
  tlsfloor clients show ie-9-windows-7
  tlsfloor clients show 'Java 7' --json

`;
