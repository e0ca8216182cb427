/**
 * `tlsfloor explain`: every byte of what one side sent, named.
 *
 * @module
 */
import { readFile, stat } from 'node:fs/promises';
import { Command } from 'commander';
import { EXIT, type ExitCode, failure } from '../core/errors.ts';
import type { Result } from '../core/result.ts';
import { explainJson } from '../report/explain-json.ts';
import { explainText } from '../report/explain-text.ts';
import { explainBytes } from '../tls/explain/explain-bytes.ts';
import type { Explanation } from '../tls/explain/explanation.ts';
import { parseHelloInput } from '../tls/explain/input.ts';
import { CommandFailure } from './command-failure.ts';
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
  const flights = orFail(parseHelloInput(await readInput(hello)));
  const [first, ...further] = flights.map(explained);
  if (!first) throw new CommandFailure(failure('not-a-hello', 'there are no bytes to explain'));
  const output = await openOutput(flags.output);
  const style = { colour: flags.output === undefined && isColoured(process.stdout), width: widthOf(process.stdout) };
  const text = (): string => [first, ...further].map((one) => explainText(one, style)).join('\n');
  await output.write(flags.json ? `${JSON.stringify(explainJson(first, further), null, 2)}\n` : text());
  await output.close();
  return EXIT.fine;
}

/** A file if there is one of that name, standard input for `-`, else the argument itself. */
async function readInput(hello: string): Promise<string | Uint8Array> {
  if (hello === '-') return await readStandardInput();
  const info = await stat(hello).catch(() => undefined);
  if (!info && !/^[\s0-9a-fx:,]*$/i.test(hello)) {
    throw new CommandFailure(failure('not-a-hello', `${JSON.stringify(hello.slice(0, 80))} is neither a file nor hex`));
  }
  if (!info) return hello;
  if (!info.isFile()) throw new CommandFailure(failure('file-unreadable', `${hello} is no file`));
  if (info.size > MOST_BYTES) throw tooLong(hello);
  return await readFile(hello).catch((error: Error) => {
    throw new CommandFailure(failure('file-unreadable', `${hello} cannot be read: ${error.message}`));
  });
}

async function readStandardInput(): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MOST_BYTES) throw tooLong('standard input');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
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

function tooLong(name: string): CommandFailure {
  return new CommandFailure(
    failure(
      'not-a-hello',
      `${name} holds more than ${MOST_BYTES} bytes`,
      'cut out the hello: it is in the first packets',
    ),
  );
}

const MOST_BYTES = 4 * 1024 * 1024;

const EXAMPLES = `Examples:
  tlsfloor explain 16030100...        hex, as a packet analyser copies it
  tlsfloor explain hello.bin          raw bytes, from the first byte of the record
  tlsfloor explain hellos.hex --json  one hello a line; JA3, JA4 and every field as data

`;
