/**
 * `tlsfloor clients test`: sends a live server the hello of every client of the catalogue.
 *
 * @module
 */
import { Command, Option } from 'commander';
import { reachOf } from '../clients/reach.ts';
import { EXIT, type ExitCode } from '../core/errors.ts';
import { CLIENT_FAMILIES, type ClientFacts, type ClientFamily } from '../facts/client-facts.ts';
import { outcomesText } from '../report/client-outcomes-text.ts';
import { outcomesJson } from '../report/clients-json.ts';
import { parseTarget } from '../scan/target.ts';
import { type AskTargetOptions, askTarget } from './ask-target.ts';
import { clientsWith } from './client-lists.ts';
import { wantedClient } from './clients-show.ts';
import { CommandFailure } from './command-failure.ts';
import { catchInterrupts } from './interrupt.ts';
import {
  DEFAULT_TIMEOUTS,
  parseDuration,
  parseProxyOption,
  parseRate,
  parseSni,
  parseTimeouts,
} from './option-values.ts';
import { openOutput } from './output.ts';

type TestFlags = AskTargetOptions & {
  readonly client?: readonly string[];
  readonly with?: string;
  readonly family?: ClientFamily;
  readonly json?: true;
  readonly output?: string;
};

export function clientsTestCommand(done: (exitCode: ExitCode) => void): Command {
  return new Command('test')
    .description('Which clients does a server keep, and which does it lose? Their own hellos are sent to it.')
    .argument('<target>', '[scheme://]host[:port], as for scan')
    .option('--client <name>', 'only this client; repeatable', collectName)
    .addOption(new Option('--family <name>', 'only this family').choices(CLIENT_FAMILIES))
    .option('--sni <name>', "send this name instead of the target's own", parseSni)
    .option('--no-sni', 'send no name')
    .addOption(new Option('--ip <family>', 'only an address of this family').choices(['4', '6']))
    .addOption(
      new Option('--rate <n>', 'connections a second')
        .argParser(parseRate)
        .default(Number.POSITIVE_INFINITY, 'no limit; never more than 5 at once'),
    )
    .addOption(
      new Option('--timeout <time>', 'for each phase, or some of connect=5s,proxy=10s,starttls=15s,answer=5s')
        .argParser(parseTimeouts)
        .default(DEFAULT_TIMEOUTS, 'as shown'),
    )
    .option(
      '--proxy <url>',
      'connect through http://, socks5:// or socks5h://[user:password@]host:port',
      parseProxyOption,
    )
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
  const clients = wantedClients(await clientsWith(flags.with), flags);
  const output = await openOutput(flags.output);
  const interrupt = catchInterrupts();
  try {
    const asked = await askTarget(target.value, clients, flags, interrupt.signal);
    const rows = asked.outcomes.map((row) => ({ ...row, reach: reachOf(row.client, '1.2') }));
    const results = rows.map(({ client, outcome }) => ({ target: target.value.text, client, ...outcome }));
    await output.write(
      flags.json
        ? outcomesJson(results, { connections: asked.connections })
        : outcomesText(target.value.text, rows, output.paint),
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
  tlsfloor clients test smtp://mail.example.org --family java
  tlsfloor clients test 192.0.2.7:8443 --sni www.example.org --client ie-9-windows-7 --client 'Java 7' --json

`;

const AFTER = `
Certificates are not looked at: a client may refuse one that it does not trust.
Test only servers that you run or may test.`;
