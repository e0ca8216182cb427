/**
 * `tlsfloor explain`: every byte of what one side sent, named.
 *
 * @module
 */
import { Command } from 'commander';
import { EXIT, type ExitCode, failure } from '../core/errors.ts';
import type { Result } from '../core/result.ts';
import { explainJson } from '../report/explain-json.ts';
import { explainText } from '../report/explain-text.ts';
import { explainBytes } from '../tls/explain/explain-bytes.ts';
import type { Explanation } from '../tls/explain/explanation.ts';
import { parseHelloInput } from '../tls/explain/input.ts';
import { CommandFailure } from './command-failure.ts';
import { readHelloInput } from './hello-input.ts';
import { openOutput } from './output.ts';
import { isColoured, widthOf } from './terminal.ts';

export function explainCommand(done: (exitCode: ExitCode) => void): Command {
  return new Command('explain')
    .description('Name every byte of a captured hello, with its RFC section and fingerprints.')
    .argument('<hello>', 'hex, a file of hex lines or raw bytes, or - for standard input')
    .option('--json', 'print one JSON document')
    .option('-o, --output <file>', 'write the result to a file')
    .option('--debug', 'print the stack of a bug')
    .addHelpText('before', EXAMPLES)
    .action(async (hello: string, flags: { readonly json?: true; readonly output?: string }) => {
      done(await explain(hello, flags));
    });
}

async function explain(hello: string, flags: { readonly json?: true; readonly output?: string }): Promise<ExitCode> {
  const flights = orFail(parseHelloInput(await readHelloInput(hello)));
  const [first, ...further] = flights.map(explained);
  if (!first) throw new CommandFailure(failure('not-a-hello', 'there are no bytes to explain'));
  const output = await openOutput(flags.output);
  const style = { colour: flags.output === undefined && isColoured(process.stdout), width: widthOf(process.stdout) };
  const text = (): string => [first, ...further].map((one) => explainText(one, style)).join('\n');
  await output.write(flags.json ? `${JSON.stringify(explainJson(first, further), null, 2)}\n` : text());
  await output.close();
  return EXIT.fine;
}

function explained(bytes: Uint8Array): Explanation {
  const result = explainBytes(bytes);
  if (result.ok) return result.value;
  const { code, field, offset } = result.error;
  throw new CommandFailure(failure('not-a-hello', `${bytes.length} bytes: ${code} at byte ${offset} (${field})`));
}

function orFail<T>(result: Result<T, CommandFailure['failure']>): T {
  if (!result.ok) throw new CommandFailure(result.error);
  return result.value;
}

const EXAMPLES = `Examples:
  tlsfloor explain 15030300020246     hex, as a packet analyser copies it
  tlsfloor explain hello.bin          raw bytes, from the first byte of the record
  tlsfloor explain hellos.hex --json  one hello a line; JA3, JA4 and every field as data

`;
