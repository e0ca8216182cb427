/**
 * `tlsfloor clients test`: sends a live server the hello of every client of the catalogue.
 *
 * @module
 */
import { Command, Option } from 'commander';
import { reachOf } from '../clients/reach.ts';
import { ERRORS, EXIT, type ExitCode, type Failure } from '../core/errors.ts';
import { Pacer, withDeadline } from '../core/pause.ts';
import { CLIENT_FAMILIES, type ClientFacts, type ClientFamily } from '../facts/client-facts.ts';
import { outcomesText } from '../report/client-outcomes-text.ts';
import { outcomesJson } from '../report/clients-json.ts';
import { type AskedClients, askClients } from '../scan/clients/ask-clients.ts';
import { sniFor } from '../scan/hellos.ts';
import type { ProxyServer } from '../scan/proxy/proxy.ts';
import { resolve } from '../scan/resolve.ts';
import { parseTarget, type Target } from '../scan/target.ts';
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
  type Timeouts,
} from './option-values.ts';
import { openOutput } from './output.ts';

type TestFlags = {
  readonly client?: readonly string[];
  readonly with?: string;
  readonly family?: ClientFamily;
  readonly sni: string | boolean | undefined;
  readonly ip: '4' | '6' | undefined;
  readonly rate: number;
  readonly timeout: Timeouts;
  readonly proxy?: ProxyServer;
  readonly deadline: number;
  readonly json?: true;
  readonly output?: string;
};

export function clientsTestCommand(done: (exitCode: ExitCode) => void): Command {
  return new Command('test')
    .description('Which clients does a server keep, and which does it lose? Their own hellos are sent to it.')
    .argument('<target>', '[scheme://]host[:port], as for scan')
    .option('--client <name>', 'only this client; repeatable', (value: string, before: string[] = []) => [
      ...before,
      value,
    ])
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
    const asked = await withDeadline(flags.deadline, interrupt.signal, (signal) =>
      ask(target.value, clients, flags, signal),
    );
    if (asked.error) throw new CommandFailure(asked.error);
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

/** The first address only: what the others do, `scan` says. */
async function ask(
  target: Target,
  clients: readonly ClientFacts[],
  flags: TestFlags,
  signal: AbortSignal,
): Promise<AskedClients> {
  const family = flags.ip === '4' ? 4 : flags.ip === '6' ? 6 : 0;
  const addresses = flags.proxy?.resolvesNames ? [target.host] : await addressesOf(target, family, signal);
  const sni = flags.sni === false ? undefined : typeof flags.sni === 'string' ? flags.sni : sniFor(target.host);
  const endpoint = { address: addresses[0] ?? target.host, port: target.port };
  const scan = { target: target.text, endpoint, service: target.service, name: sni ?? target.host, sni };
  const limits = { ...flags.timeout, proxy: flags.proxy, parallel: CONNECTIONS_AT_ONCE, pacer: new Pacer(flags.rate) };
  return askClients(scan, clients, limits, signal);
}

async function addressesOf(target: Target, family: 0 | 4 | 6, signal: AbortSignal): Promise<readonly string[]> {
  const found = await resolve(target.host, family, signal);
  if (!found.ok) throw failed(found.error);
  return found.value;
}

function wantedClients(all: readonly ClientFacts[], { client, family }: TestFlags): readonly ClientFacts[] {
  if (client) return client.map((name) => wantedClient(all, name));
  return family === undefined ? all : all.filter((one) => one.family === family);
}

function failed(failure: Failure): CommandFailure {
  return new CommandFailure(failure, ERRORS[failure.code].exitCode);
}

/** What an operator of a small server would not notice. */
const CONNECTIONS_AT_ONCE = 5;

const EXAMPLES = `Examples:
  tlsfloor clients test example.org
  tlsfloor clients test smtp://mail.example.org --family java
  tlsfloor clients test 192.0.2.7:8443 --sni www.example.org --client ie-9-windows-7 --client 'Java 7' --json

`;

const AFTER = `
Certificates are not looked at: a client may refuse one that it does not trust.
Test only servers that you run or may test.`;
