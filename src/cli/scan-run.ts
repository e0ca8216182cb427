/**
 * One run of `tlsfloor scan`: from the list, past the journal, through the scanner, to the output.
 *
 * @module
 */
import { readFile } from 'node:fs/promises';
import { ERRORS, EXIT, type ExitCode, type Failure, failure } from '../core/errors.ts';
import { KeySet } from '../core/key-set.ts';
import { TOOL } from '../core/tool.ts';
import type { ServerFacts } from '../facts/server-facts.ts';
import { evaluate, isBroken } from '../policy/evaluate.ts';
import type { Policy } from '../policy/policy.ts';
import { type FailOn, isFinding, isJudged, isOpen } from '../readiness/severity.ts';
import type { PolicyReport } from '../report/policy-text.ts';
import { type Exclusions, NOTHING_EXCLUDED, parseExclusions } from '../scan/addresses/exclusions.ts';
import { scanEach, type TargetScanOptions } from '../scan/scan-targets.ts';
import { ScanThreads } from '../scan/scan-threads.ts';
import type { Shard } from '../scan/target-key.ts';
import { listTargets } from '../scan/target-list.ts';
import { type Journal, openJournal } from '../store/journal.ts';
import type { RunOptions } from '../store/journal-format.ts';
import { CommandFailure } from './command-failure.ts';
import { catchInterrupts } from './interrupt.ts';
import { openOutput } from './output.ts';
import { ProgressLine } from './progress-line.ts';
import { type ScanFormat, type ScanWriter, scanWriter } from './scan-writer.ts';
import { countTargets, wantedTargets } from './wanted-targets.ts';

export type ScanRun = {
  readonly targets: readonly string[];
  readonly options: TargetScanOptions;
  readonly format: ScanFormat;
  readonly failOn: FailOn;
  readonly isLong: boolean;
  /** File to write to; standard output by default. */
  readonly output: string | undefined;
  /** File with the opt-out list. */
  readonly exclude: string | undefined;
  readonly allowMany: boolean;
  /** File of the journal. */
  readonly resume: string | undefined;
  readonly shard: Shard | undefined;
  readonly policies: readonly Policy[];
  /** What further threads load; `undefined`: there are to be none. */
  readonly program: URL | undefined;
};

/** @throws CommandFailure when the run cannot start or go on; what servers do is in the results */
export async function runScan(run: ScanRun): Promise<ExitCode> {
  const startedAt = new Date();
  const exclusions = await readExclusions(run.exclude);
  const journal = await journalOf(run, startedAt);
  try {
    const output = await openOutput(run.output);
    const { format, failOn, isLong } = run;
    const isFile = run.output !== undefined;
    const policies = run.policies.map((policy) => policy.name);
    const writer = scanWriter(format, output, {
      floor: run.options.floor,
      tool: TOOL,
      startedAt,
      failOn,
      isLong,
      isFile,
      policies,
    });
    const exitCode = await scanInto(writer, run, { ...run.options, exclusions }, journal);
    await output.close();
    return exitCode;
  } catch (error) {
    throw journal && error instanceof CommandFailure ? withJournalHint(error) : error;
  } finally {
    await journal?.close();
  }
}

async function scanInto(
  writer: ScanWriter,
  run: ScanRun,
  options: TargetScanOptions,
  journal: Journal | undefined,
): Promise<ExitCode> {
  const progress = new ProgressLine();
  const interrupt = catchInterrupts();
  const tally = new Tally(run.failOn);
  const badTargets = new BadTargets(progress);
  const take = async (results: readonly ServerFacts[], order: number): Promise<void> => {
    for (const facts of results) {
      const reports = policyReports(run.policies, facts);
      tally.add(facts, reports);
      await writer.add(facts, order, reports);
    }
  };
  const threads = run.program && new ScanThreads(run.program);
  try {
    if (progress.isShown) progress.total = await countTargets(run.targets);
    for await (const { results } of journal?.entries() ?? []) await take(results, -1);
    progress.resumed = journal?.finished.size ?? 0;
    const listed = listTargets(run.targets, process.stdin, { allowMany: run.allowMany });
    const targets = wantedTargets(listed, {
      seen: journal?.finished ?? new KeySet(),
      shard: run.shard,
      onBad: (bad) => badTargets.add(bad),
      onSkipped: () => progress.skip(),
    });
    for await (const { target, results, isComplete } of scanEach(
      targets,
      { ...options, scanOne: threads?.scan },
      interrupt.signal,
    )) {
      // The journal comes first: what is shown and not noted would be scanned and shown again.
      const broken = isComplete ? await journal?.append({ key: target.key, results }) : undefined;
      if (broken) throw new CommandFailure(broken);
      await take(results, target.order);
      progress.add(results.every((facts) => !isJudged(facts)));
    }
    progress.end();
    if (tally.count === 0 && badTargets.count === 0 && interrupt.exitCode() === undefined) {
      const problem = failure('no-targets', 'the list holds no target');
      await writer.fail(problem);
      throw new CommandFailure(problem);
    }
    await writer.end(badTargets.kept());
  } finally {
    progress.end();
    interrupt.release();
    await threads?.close();
  }
  return interrupt.exitCode() ?? tally.exitCode(badTargets.first);
}

/** What the exit code needs to know of the results, and no more, as there may be a million. */
class Tally {
  readonly #failOn: FailOn;
  #hasFinding = false;
  #hasJudged = false;
  #hasOpen = false;
  count = 0;

  constructor(failOn: FailOn) {
    this.#failOn = failOn;
  }

  add(facts: ServerFacts, reports: readonly PolicyReport[]): void {
    this.count++;
    this.#hasFinding ||= isFinding(facts, this.#failOn) || reports.some(({ results }) => isBroken(results));
    this.#hasJudged ||= isJudged(facts);
    this.#hasOpen ||= isOpen(facts);
  }

  /**
   * A finding outweighs a bad line, and a bad line outweighs open questions. An open question is never a 0: a gate that
   * passes because the network was down is no gate. `--fail-on never` asks only that something could be judged.
   */
  exitCode(bad: Failure | undefined): ExitCode {
    if (this.#hasFinding) return EXIT.findings;
    if (bad) return ERRORS[bad.code].exitCode;
    const isFine = this.#failOn === 'never' ? this.#hasJudged : !this.#hasOpen;
    return isFine || this.count === 0 ? EXIT.fine : EXIT.nothingJudged;
  }
}

function policyReports(policies: readonly Policy[], facts: ServerFacts): PolicyReport[] {
  return policies.map((policy) => ({ policy, results: evaluate(policy, facts) }));
}

/** Lines that are no targets: each is said at once, and the first are kept for the result. */
class BadTargets {
  readonly #progress: ProgressLine;
  readonly #kept: Failure[] = [];
  count = 0;

  constructor(progress: ProgressLine) {
    this.#progress = progress;
  }

  get first(): Failure | undefined {
    return this.#kept[0];
  }

  add(bad: Failure): void {
    this.count++;
    if (this.#kept.length < MOST_BAD) this.#kept.push(bad);
    this.#progress.clear();
    process.stderr.write(`error[${bad.code}]: ${bad.message}\n  ${bad.hint}\n`);
    this.#progress.skip();
  }

  kept(): readonly Failure[] {
    const left = this.count - this.#kept.length;
    return left === 0 ? this.#kept : [...this.#kept, failure('bad-target', `${left} more lines are no targets`)];
  }
}

async function readExclusions(path: string | undefined): Promise<Exclusions> {
  if (path === undefined) return NOTHING_EXCLUDED;
  const text = await readFile(path, 'utf8').catch((error: Error) => {
    throw new CommandFailure(failure('file-unreadable', `${path} cannot be read: ${error.message}`));
  });
  const list = parseExclusions(text, path);
  if (!list.ok) throw new CommandFailure(list.error);
  return list.value;
}

async function journalOf(run: ScanRun, startedAt: Date): Promise<Journal | undefined> {
  if (run.resume === undefined) return undefined;
  const header = { tool: TOOL, startedAt: startedAt.toISOString(), options: optionsThatMatter(run) };
  const journal = await openJournal(run.resume, header);
  if (!journal.ok) throw new CommandFailure(journal.error);
  return journal.value;
}

/** Results under one set of these are not comparable with results under another. Patience and politeness are not here. */
function optionsThatMatter({ options, shard }: ScanRun): RunOptions {
  return {
    floor: options.floor,
    sni: options.sni ?? null,
    ip: options.family === 0 ? null : options.family,
    shard: shard ? `${shard.index}/${shard.count}` : null,
  };
}

function withJournalHint({ failure: { code, message, hint }, exitCode }: CommandFailure): CommandFailure {
  const better =
    code === 'output-unwritable' ? 'mend that and run the same command again: the journal has it all' : hint;
  return new CommandFailure(failure(code, message, better), exitCode);
}

const MOST_BAD = 10_000;
