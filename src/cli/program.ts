/**
 * The command line as a whole: the commands, their help, and what happens when one fails.
 *
 * @module
 */
import { Command, CommanderError } from 'commander';
import { EXIT, type ExitCode, type Failure, failure } from '../core/errors.ts';
import { TOOL_VERSION } from '../core/tool.ts';
import { failureJson } from '../report/scan-json.ts';
import { clientsCommand } from './clients.ts';
import { CommandFailure } from './command-failure.ts';
import { explainCommand } from './explain.ts';
import { observeCommand } from './observe.ts';
import { scanCommand } from './scan.ts';

/**
 * Runs one command line.
 *
 * @param self the file of this program, for threads to load; without it there are none
 * @returns the exit code; never rejects
 */
export async function runProgram(args: readonly string[], self?: URL): Promise<ExitCode> {
  const isJson = wantsJson(args);
  process.stdout.on('error', endOnBrokenOutput);
  // Nobody reads our complaints any more: no reason to stop.
  process.stderr.on('error', () => undefined);
  const outcome: { exitCode: ExitCode } = { exitCode: EXIT.fine };
  const program = new Command('tlsfloor')
    .description('Who breaks when the TLS floor rises, why, and what mends it.')
    .version(TOOL_VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .configureHelp({ sortSubcommands: false })
    .enablePositionalOptions()
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', FOOTER);
  const done = (exitCode: ExitCode): void => {
    outcome.exitCode = exitCode;
  };
  for (const command of [scanCommand(done, self), observeCommand(done), explainCommand(done), clientsCommand(done)])
    program.addCommand(command);
  handOverErrors(program);
  try {
    await program.parseAsync(args.length === 0 ? ['--help'] : args, { from: 'user' });
    return outcome.exitCode;
  } catch (error) {
    return fail(error, isJson, args.includes('--debug'));
  }
}

/** Commander's own messages and exits would pass by {@link show}. */
function handOverErrors(command: Command): void {
  command.exitOverride();
  command.configureOutput({ writeErr: () => undefined });
  command.showSuggestionAfterError(true);
  command.commands.forEach(handOverErrors);
}

/** Looked up by hand: a command line that cannot be parsed gets an answer that can be, too. */
function wantsJson(args: readonly string[]): boolean {
  const format = args.find((arg) => arg.startsWith('--format='))?.slice('--format='.length);
  const next = args.includes('--format') ? args[args.indexOf('--format') + 1] : undefined;
  return args.includes('--json') || args.includes('--ndjson') || /^(nd)?json$/.test(format ?? next ?? '');
}

function fail(error: unknown, isJson: boolean, isDebug: boolean): ExitCode {
  if (error instanceof CommanderError && error.exitCode === 0) return EXIT.fine;
  if (error instanceof CommanderError && error.code === 'commander.help') {
    return show(failure('usage', 'there is no such command'), EXIT.usage, isJson);
  }
  if (error instanceof CommanderError) {
    return show(failure('usage', error.message.replace(/^error: /, '').replaceAll('\n', ' ')), EXIT.usage, isJson);
  }
  if (error instanceof CommandFailure) return show(error.failure, error.exitCode, isJson);
  const text = error instanceof Error ? error.message : String(error);
  if (isDebug && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  return show(failure('bug', text), EXIT.bug, isJson);
}

/** With `--json`, standard output gets an error object, so that it parses whatever happened. */
function show(problem: Failure, exitCode: ExitCode, isJson: boolean): ExitCode {
  if (isJson) process.stdout.write(failureJson(problem));
  process.stderr.write(`error[${problem.code}]: ${problem.message}\n  ${problem.hint}\n`);
  return exitCode;
}

/** `tlsfloor scan ... | head` is no failure: the reader has what it wanted. A full disk is one. */
function endOnBrokenOutput(error: NodeJS.ErrnoException): never {
  if (error.code === 'EPIPE') process.exit(EXIT.fine);
  process.exit(
    show(failure('output-unwritable', `standard output cannot be written: ${error.message}`), EXIT.usage, false),
  );
}

const EXAMPLES = `Examples:
  tlsfloor scan example.org                     which versions does it accept, could the floor rise?
  tlsfloor scan mail.example.org:993 --floor 1.3
  tlsfloor scan @hosts.txt --ndjson -o scan.ndjson
  tlsfloor scan diff old.json new.json          what got worse since?
  tlsfloor observe /var/log/nginx/              who still uses old versions, and why?
  tlsfloor explain 15030300020246               every byte of a captured message, named
  tlsfloor clients                              which client programs reach the floor?

`;

const FOOTER = `
Exit codes: 0 fine, 1 findings, 2 usage, 3 open questions, 70 a bug, 130/143 interrupted.
Errors and what to do: docs/errors.md`;
