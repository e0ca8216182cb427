/**
 * `tlsfloor scan`: parse, call, render, exit code.
 *
 * @module
 */
import { Command, Option } from 'commander';
import { EXIT, type ExitCode, failure } from '../core/errors.ts';
import { Pacer } from '../core/pause.ts';
import type { Floor } from '../facts/server-facts.ts';
import { STANDARDS } from '../policy/standards/index.ts';
import { type FailOn, SEVERITIES } from '../readiness/severity.ts';
import { policyList } from '../report/policy-text.ts';
import { SCHEME_NAMES } from '../scan/dialects.ts';
import type { TargetScanOptions } from '../scan/scan-targets.ts';
import type { Shard } from '../scan/target-key.ts';
import { CommandFailure } from './command-failure.ts';
import { parseCount, parseDuration, parseShard } from './option-values.ts';
import { collectPolicy, loadPolicies } from './policies.ts';
import { scanDiffCommand } from './scan-diff.ts';
import { runScan } from './scan-run.ts';
import { SCAN_FORMATS, type ScanFormat } from './scan-writer.ts';
import { type ConnectionFlags, floorOption, wantedFamily, wantedSni, withConnectionOptions } from './shared-options.ts';
import { traceToStderr } from './trace.ts';

type ScanFlags = ConnectionFlags & {
  readonly floor: Floor;
  readonly versionsOnly?: true;
  readonly confirm?: true;
  readonly format: ScanFormat;
  readonly long?: true;
  readonly json?: true;
  readonly ndjson?: true;
  readonly output?: string;
  readonly concurrency?: number;
  readonly deadline: number;
  readonly trace?: true;
  readonly failOn: FailOn;
  readonly exclude?: string;
  readonly yes?: true;
  readonly perNetwork?: number;
  readonly resume?: string;
  readonly shard?: Shard;
  readonly policy?: readonly string[];
};

export function scanCommand(done: (exitCode: ExitCode) => void, self?: URL): Command {
  const command = new Command('scan')
    .description('What does a server accept, and could its floor rise?')
    .argument('[target...]', '[scheme://]host[:port], 192.0.2.0/24, @FILE with one a line, or - for standard input')
    .addOption(floorOption('the least that shall be left'))
    .option('--versions-only', 'leave out cipher suites, groups and the rest: about 8 connections instead of 60')
    .option('--confirm', 'complete a handshake in each accepted version: one connection more for each');
  return (
    withConnectionOptions(command, 'no limit')
      .addOption(new Option('--format <format>', 'how to write the result').choices(SCAN_FORMATS).default('text'))
      .option('--long', 'text with every suite, group, feature and connection')
      .addOption(new Option('--json', 'short for --format json').conflicts(['ndjson', 'format']))
      .addOption(
        new Option('--ndjson', 'short for --format ndjson: one result a line, as it comes').conflicts('format'),
      )
      .option('-o, --output <file>', 'write the result to a file')
      .option('--concurrency <n>', 'targets at once (default: 64, with --versions-only 128)', parseCount(1, 1024))
      .addOption(
        new Option('--deadline <time>', 'for a target as a whole').argParser(parseDuration).default(60_000, '60s'),
      )
      .option('--per-network <n>', 'connections at once into one /24 or /48 (default: 64)', parseCount(1, 65_536))
      .option('--exclude <file>', 'never contact the hosts, addresses and networks listed there')
      .option('--yes', 'scan ranges of more than 256 addresses')
      .option('--resume <file>', 'keep a journal there, and go on where it ends')
      .option('--shard <i/n>', 'scan only part I of N, split the same on every machine', parseShard)
      .option('--trace', 'print every byte sent and received, explained, on standard error')
      .addOption(
        new Option('--fail-on <severity>', 'exit with 1 from this severity up')
          .choices([...SEVERITIES, 'never'])
          .default('error'),
      )
      .option(
        '--policy <name>',
        'judge by a policy: a name, a JSON file, or list for the names; repeatable',
        collectPolicy,
      )
      .option('--debug', 'print the stack of a bug')
      .addHelpText('before', EXAMPLES)
      .addHelpText('after', SEVERITY_HELP)
      .helpCommand(false)
      // Or --json behind `diff` would be taken for this command's own.
      .enablePositionalOptions()
      .addCommand(scanDiffCommand(done))
      .action(async (targets: string[], flags: ScanFlags) => done(await scan(targets, flags, self)))
  );
}

async function scan(targets: readonly string[], flags: ScanFlags, self: URL | undefined): Promise<ExitCode> {
  if (flags.policy?.includes('list')) {
    process.stdout.write(policyList(STANDARDS));
    return EXIT.fine;
  }
  if (targets.length === 0) throw new CommandFailure(failure('usage', "missing required argument 'target'"));
  if (targets.includes('-') && process.stdin.isTTY) {
    throw new CommandFailure(failure('no-targets', '- reads targets from standard input, which is a terminal here'));
  }
  return runScan({
    targets,
    options: optionsOf(flags),
    format: formatOf(flags),
    failOn: flags.failOn,
    isLong: flags.long === true,
    output: flags.output,
    exclude: flags.exclude,
    allowMany: flags.yes === true,
    resume: flags.resume,
    shard: flags.shard,
    policies: await loadPolicies(flags.policy ?? []),
    // A rate and a trace are kept by one thread alone.
    program: flags.rate === Number.POSITIVE_INFINITY && !flags.trace ? self : undefined,
  });
}

function optionsOf(flags: ScanFlags): TargetScanOptions {
  if (flags.floor === 'pq' && flags.versionsOnly) {
    throw new CommandFailure(failure('usage', '--floor pq asks for groups, and --versions-only leaves them out'));
  }
  const concurrency = flags.concurrency ?? (flags.versionsOnly ? 2 * TARGETS_AT_ONCE : TARGETS_AT_ONCE);
  const cost = flags.versionsOnly ? CONNECTIONS_FOR_VERSIONS : CONNECTIONS_PER_TARGET;
  return {
    floor: flags.floor,
    versionsOnly: flags.versionsOnly ?? false,
    confirm: flags.confirm ?? false,
    sni: wantedSni(flags),
    family: wantedFamily(flags),
    // A target under a deadline must not wait in line behind too many others.
    concurrency: Math.max(1, Math.min(concurrency, Math.floor(flags.rate / cost))),
    parallel: flags.versionsOnly ? VERSIONS_AT_ONCE : CONNECTIONS_AT_ONCE,
    pacer: new Pacer(flags.rate),
    ...flags.timeout,
    proxy: flags.proxy,
    deadlineMs: flags.deadline,
    perNetwork: flags.perNetwork,
    onTrace: flags.trace ? traceToStderr : undefined,
  };
}

function formatOf(flags: ScanFlags): ScanFormat {
  if (flags.json) return 'json';
  return flags.ndjson ? 'ndjson' : flags.format;
}

/** To one address: about what a browser opens, so that an operator of a small server does not notice. */
const CONNECTIONS_AT_ONCE = 8;
/** Versions need no more. */
const VERSIONS_AT_ONCE = 5;
/** What keeps a core busy at some distance, in memory that a small machine has. */
const TARGETS_AT_ONCE = 64;
/** What an ordinary target costs. */
const CONNECTIONS_FOR_VERSIONS = 8;
const CONNECTIONS_PER_TARGET = 60;

/** Lines of at most 120 characters. */
function wrapped(text: string): string {
  return text.replace(/(.{1,119})(?: |$)/g, '$1\n').trimEnd();
}

const EXAMPLES = `Examples:
  tlsfloor scan example.org
  tlsfloor scan 192.0.2.7:8443 --sni www.example.org --floor 1.3
  tlsfloor scan example.org --floor pq
  tlsfloor scan smtp://mail.example.org imap://mail.example.org postgres://db.example.org:5433
  tlsfloor scan @hosts.txt --ndjson --rate 20 -o scan.ndjson
  tlsfloor scan 192.0.2.0/24 --exclude opt-out.txt --format html -o scan.html
  tlsfloor scan @million.txt --resume scan.journal --ndjson -o scan.ndjson   (again after a stop)
  tlsfloor scan example.org --json --fail-on never | jq '.results[].floor'

`;

const SEVERITY_HELP = `
${wrapped(`Schemes: ${SCHEME_NAMES.join(', ')}.`)}
Without a scheme the port tells it, and else TLS starts with the first byte; tls:// says so on any port.
Severities: error: the floor is not supported, or something below it is accepted; warning: an older version is enabled
and blocked only by the crypto policy; note: a question is open.
Scan only servers that you run or may test.`;
