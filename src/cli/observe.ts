/**
 * `tlsfloor observe`: parse, call, render, exit code.
 *
 * @module
 */
import { Command, InvalidArgumentError, Option } from 'commander';
import { EXIT, type ExitCode, failure } from '../core/errors.ts';
import { FLOORS, type Floor } from '../facts/server-facts.ts';
import { PRIVACY_MODES, type PrivacyMode } from '../observe/usage/privacy.ts';
import { USAGE_GROUPINGS, type UsageGrouping } from '../report/observe-text.ts';
import { CommandFailure } from './command-failure.ts';
import { logFormatList, logFormatOf } from './log-format.ts';
import { runObserve } from './observe-run.ts';

type ObserveFlags = {
  readonly by?: UsageGrouping;
  readonly events?: true;
  readonly json?: true;
  readonly floor: Floor;
  readonly since?: number;
  readonly until?: number;
  readonly privacy: PrivacyMode;
  readonly format?: string;
  readonly logFormat?: string;
  readonly scan?: string;
  readonly live?: string;
  readonly follow?: true;
  readonly resume?: string;
  readonly store?: string;
};

export function observeCommand(done: (exitCode: ExitCode) => void): Command {
  return new Command('observe')
    .description('Who still uses old versions? From captures and logs.')
    .argument('[source...]', 'captures and logs, folders of them, or - for standard input; packed or not')
    .addOption(new Option('--by <what>', 'one table, whole').choices(USAGE_GROUPINGS))
    .addOption(new Option('--events', 'every handshake as a line of JSON').conflicts(['json', 'by']))
    .option('--json', 'print one JSON document')
    .addOption(
      new Option('--floor <version>', 'the least that shall be left: a version, or pq for post-quantum groups')
        .choices(FLOORS)
        .default('1.2'),
    )
    .option('--since <time>', 'leave out what was before: 2026-11-01, or a time as in ISO 8601', parseTime)
    .option('--until <time>', 'leave out what was from then on', parseTime)
    .addOption(
      new Option('--privacy <mode>', 'what to show of clients: addresses, networks, pseudonyms, or nothing')
        .choices(PRIVACY_MODES)
        .default('full'),
    )
    .option('--format <name>', 'what the logs are, if it is not found out right; list for the names')
    .option('--log-format <text>', "a log_format, LogFormat or log-format as in the server's configuration")
    .option('--scan <file>', 'results of tlsfloor scan, to tell limits of servers from limits of clients')
    .option('--live <interface>', 'capture there until Ctrl-C, with tcpdump or dumpcap')
    .option('--follow', 'wait for more lines at the end of logs, through their rotations, until Ctrl-C')
    .option('--resume <file>', 'keep the state there, and go on where it ends')
    .addOption(
      new Option('--store <folder>', 'write what was rolled up there as Parquet too').conflicts(['events', 'resume']),
    )
    .option('--debug', 'print the stack of a bug')
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', HELP)
    .action(async (sources: string[], flags: ObserveFlags) => done(await observe(sources, flags)));
}

async function observe(sources: readonly string[], flags: ObserveFlags): Promise<ExitCode> {
  if (flags.format === 'list') {
    process.stdout.write(logFormatList());
    return EXIT.fine;
  }
  if (sources.length === 0 && flags.live === undefined) {
    throw new CommandFailure(failure('usage', "missing required argument 'source'"));
  }
  if (sources.includes('-') && process.stdin.isTTY) {
    throw new CommandFailure(failure('usage', '- reads from standard input, which is a terminal here'));
  }
  if (sources.includes('-') && (flags.follow || flags.resume !== undefined)) {
    throw new CommandFailure(failure('usage', '- cannot be gone on with: name the file for --follow and --resume'));
  }
  return runObserve({
    sources,
    form: flags.events ? 'events' : flags.json ? 'json' : 'text',
    by: flags.by,
    floor: flags.floor,
    since: flags.since ?? null,
    until: flags.until ?? null,
    privacy: flags.privacy,
    privacyKey: process.env['TLSFLOOR_PRIVACY_KEY'],
    format: logFormatOf(flags.format, flags.logFormat),
    scan: flags.scan,
    live: flags.live,
    isFollowing: flags.follow === true,
    resume: flags.resume,
    store: flags.store,
  });
}

/** Milliseconds since 1970; without a zone it is UTC. */
function parseTime(text: string): number {
  const time = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/.test(text)
    ? Date.parse(/T/.test(text) && !/(Z|[+-]\d\d:?\d\d)$/.test(text) ? `${text}Z` : text)
    : Number.NaN;
  if (Number.isNaN(time)) throw new InvalidArgumentError('Write a day or a time, as 2026-11-01 or 2026-11-01T12:00Z.');
  return time;
}

const EXAMPLES = `Examples:
  tlsfloor observe /var/log/nginx/                         every log there, rotated and packed ones too
  tlsfloor observe access.log --by client
  tlsfloor observe traffic.pcap mail.log --floor 1.3 --json
  tlsfloor observe access.log --log-format '$remote_addr [$time_local] $ssl_protocol'
  tlsfloor observe access.log --follow --resume observe.state
  tlsfloor observe --live lo
  zcat access.log.*.gz | tlsfloor observe - --since 2026-11-01
  tlsfloor observe traffic.pcap --events | jq 'select(.offeredMax == "TLSv1.0")'

`;

const HELP = `
What a file is shows in its first bytes and lines, whatever its name. Pseudonyms of --privacy hmac stay the same from run
to run if TLSFLOOR_PRIVACY_KEY is set. Causes and numbers: docs/observe.md.`;
