/**
 * `tlsfloor scan`: parse, call, render, exit code.
 *
 * @module
 */
import { Command, Option } from 'commander';
import { ERRORS, EXIT, type ExitCode, type Failure, failure } from '../core/errors.ts';
import { Pacer } from '../core/pause.ts';
import { TOOL } from '../core/tool.ts';
import { FLOORS, type Floor, type ServerFacts } from '../facts/server-facts.ts';
import { evaluate, isBroken } from '../policy/evaluate.ts';
import type { Policy } from '../policy/policy.ts';
import { STANDARDS } from '../policy/standards/index.ts';
import { type PolicyReport, policyList } from '../report/policy-text.ts';
import { failureJson } from '../report/scan-json.ts';
import { scanTargets, type TargetScanOptions } from '../scan/scan-targets.ts';
import { isJudged, SEVERITIES, type Severity, severityOf } from '../scan/severity.ts';
import type { Target } from '../scan/target.ts';
import { listTargets } from '../scan/target-list.ts';
import { CommandFailure } from './command-failure.ts';
import { catchInterrupts } from './interrupt.ts';
import {
  DEFAULT_TIMEOUT_MS,
  parseCount,
  parseDuration,
  parseRate,
  parseSni,
  parseTimeouts,
  type Timeouts,
} from './option-values.ts';
import { openOutput } from './output.ts';
import { collectPolicy, loadPolicies } from './policies.ts';
import { needsOrder, type ScanFormat, scanWriter } from './scan-writer.ts';
import { ProgressLine } from './terminal.ts';
import { traceToStderr } from './trace.ts';

type ScanFlags = {
  readonly floor: Floor;
  readonly versionsOnly?: true;
  readonly sni: string | boolean | undefined;
  readonly ip: '4' | '6' | undefined;
  readonly json?: true;
  readonly ndjson?: true;
  readonly output?: string;
  readonly concurrency: number;
  readonly rate: number;
  readonly timeout: Timeouts;
  readonly deadline: number;
  readonly trace?: true;
  readonly failOn: Severity | 'never';
  readonly policy?: readonly string[];
};

export function scanCommand(done: (exitCode: ExitCode) => void): Command {
  return new Command('scan')
    .description('What does a server accept, and could its floor rise?')
    .argument('[target...]', 'host, host:port, [v6]:port, @FILE with one a line, or - for standard input')
    .addOption(new Option('--floor <version>', 'the oldest version that shall be left').choices(FLOORS).default('1.2'))
    .option('--versions-only', 'leave out cipher suites, groups and the rest: about 8 connections instead of 60')
    .option('--sni <name>', "send this name instead of the target's own", parseSni)
    .option('--no-sni', 'send no name')
    .addOption(new Option('--ip <family>', 'only addresses of this family').choices(['4', '6']))
    .addOption(new Option('--json', 'print one JSON document').conflicts('ndjson'))
    .option('--ndjson', 'print one JSON object a line, each as soon as it is known')
    .option('-o, --output <file>', 'write the result to a file')
    .option('--concurrency <n>', 'targets at once', parseCount(1, 1024), 32)
    .option('--rate <n>', 'connections a second, over all targets', parseRate, Number.POSITIVE_INFINITY)
    .option('--timeout <time>', 'for each phase, or connect=3s,answer=10s', parseTimeouts, {
      connectMs: DEFAULT_TIMEOUT_MS,
      answerMs: DEFAULT_TIMEOUT_MS,
    })
    .option('--deadline <time>', 'for a target as a whole', parseDuration, 60_000)
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
    .action(async (targets: string[], flags: ScanFlags) => done(await scan(targets, flags)));
}

async function scan(args: readonly string[], flags: ScanFlags): Promise<ExitCode> {
  if (flags.policy?.includes('list')) {
    process.stdout.write(policyList(STANDARDS));
    return EXIT.fine;
  }
  if (args.length === 0) throw new CommandFailure(failure('usage', "missing required argument 'target'"));
  const policies = await loadPolicies(flags.policy ?? []);
  if (args.includes('-') && process.stdin.isTTY) {
    throw new CommandFailure(failure('no-targets', '- reads targets from standard input, which is a terminal here'));
  }
  const output = await openOutput(flags.output);
  const format = formatOf(flags);
  const order = new Map<string, number>();
  const writer = scanWriter(format, output, { floor: flags.floor, tool: TOOL, startedAt: new Date(), order });
  const progress = new ProgressLine();
  const interrupt = catchInterrupts();
  const badTargets: Failure[] = [];
  const results: ResultMark[] = [];
  try {
    const targets = goodTargets(args, (bad) => {
      badTargets.push(bad);
      progress.clear();
      process.stderr.write(`error[${bad.code}]: ${bad.message}\n  ${bad.hint}\n`);
    });
    const noted = needsOrder(format) ? noteOrder(targets, order) : targets;
    for await (const facts of scanTargets(noted, optionsOf(flags), interrupt.signal)) {
      const reports = policyReports(policies, facts);
      const isPolicyBroken = reports.some((report) => isBroken(report.results));
      results.push({ severity: severityOf(facts), isJudged: isJudged(facts), isPolicyBroken });
      await writer.add(facts, reports);
      progress.show(`${results.length} done, last ${facts.target}`);
    }
    progress.clear();
    if (results.length === 0 && badTargets.length === 0 && interrupt.exitCode() === undefined) {
      const problem = failure('no-targets', 'the list holds no target');
      if (flags.output !== undefined && format !== 'text') await output.write(failureJson(problem));
      throw new CommandFailure(problem);
    }
    await writer.end(badTargets);
    await output.close();
  } finally {
    interrupt.release();
  }
  return interrupt.exitCode() ?? exitCodeOf(results, badTargets, flags.failOn);
}

type ResultMark = {
  readonly severity: Severity | undefined;
  readonly isJudged: boolean;
  readonly isPolicyBroken: boolean;
};

/** Attacks are not part of a scan yet, so rules on them stay unknown. */
function policyReports(policies: readonly Policy[], facts: ServerFacts): PolicyReport[] {
  return policies.map((policy) => ({ policy, results: evaluate(policy, { ...facts, attacks: null }) }));
}

/** A finding outweighs a bad line, and a bad line outweighs servers that could not be judged. */
function exitCodeOf(results: readonly ResultMark[], bad: readonly Failure[], failOn: Severity | 'never'): ExitCode {
  const failing = failOn === 'never' ? [] : SEVERITIES.slice(0, SEVERITIES.indexOf(failOn) + 1);
  const isFinding = ({ severity, isJudged: judged }: ResultMark): boolean =>
    severity !== undefined && failing.includes(severity) && (judged || severity !== 'note');
  if (results.some((mark) => mark.isPolicyBroken || isFinding(mark))) return EXIT.findings;
  if (bad[0]) return ERRORS[bad[0].code].exitCode;
  return results.some(({ isJudged: judged }) => judged) ? EXIT.fine : EXIT.nothingJudged;
}

async function* goodTargets(
  args: readonly string[],
  onBad: (bad: Failure) => void,
): AsyncGenerator<Target, void, undefined> {
  for await (const listed of listTargets(args, process.stdin)) {
    if (listed.ok) yield listed.value;
    else onBad(listed.error);
  }
}

async function* noteOrder(
  targets: AsyncIterable<Target>,
  order: Map<string, number>,
): AsyncGenerator<Target, void, undefined> {
  for await (const target of targets) {
    if (!order.has(target.text)) order.set(target.text, order.size);
    yield target;
  }
}

function optionsOf(flags: ScanFlags): TargetScanOptions {
  const cost = flags.versionsOnly ? CONNECTIONS_FOR_VERSIONS : CONNECTIONS_PER_TARGET;
  return {
    floor: flags.floor,
    versionsOnly: flags.versionsOnly ?? false,
    sni: flags.sni === false ? false : typeof flags.sni === 'string' ? flags.sni : undefined,
    family: flags.ip === '4' ? 4 : flags.ip === '6' ? 6 : 0,
    // A target under a deadline must not wait in line behind too many others.
    concurrency: Math.max(1, Math.min(flags.concurrency, Math.floor(flags.rate / cost))),
    parallel: CONNECTIONS_PER_ADDRESS,
    pacer: new Pacer(flags.rate),
    connectMs: flags.timeout.connectMs,
    answerMs: flags.timeout.answerMs,
    deadlineMs: flags.deadline,
    onTrace: flags.trace ? traceToStderr : undefined,
  };
}

function formatOf(flags: ScanFlags): ScanFormat {
  if (flags.json) return 'json';
  return flags.ndjson ? 'ndjson' : 'text';
}

/** What an operator of a small server would not notice. */
const CONNECTIONS_PER_ADDRESS = 5;
/** What an ordinary target costs. */
const CONNECTIONS_FOR_VERSIONS = 8;
const CONNECTIONS_PER_TARGET = 60;

const EXAMPLES = `Examples:
  tlsfloor scan example.org
  tlsfloor scan 192.0.2.7:8443 --sni www.example.org --floor 1.3
  tlsfloor scan @hosts.txt --ndjson --rate 20 -o scan.ndjson
  tlsfloor scan example.org --json --fail-on never | jq '.results[].floor'

`;

const SEVERITY_HELP = `
Severities: error: the floor is not supported, or an older version is accepted; warning: an older version is enabled
and blocked only by the crypto policy; note: a question is open.
Scan only servers that you run or may test.`;
