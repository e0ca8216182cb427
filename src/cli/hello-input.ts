/**
 * Reads a hello that a person gives: hex on the command line, a file, or standard input.
 *
 * @module
 */
import { readFile, stat } from 'node:fs/promises';
import { type FirstHello, firstHello } from '../clients/hello.ts';
import { failure } from '../core/errors.ts';
import { explainBytes } from '../tls/explain/explain-bytes.ts';
import { parseHelloInput } from '../tls/explain/input.ts';
import { CommandFailure } from './command-failure.ts';

/** A file if there is one of that name, standard input for `-`, else the argument itself. @throws CommandFailure */
export async function readHelloInput(hello: string): Promise<string | Uint8Array> {
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

/** The first ClientHello of such an input. @throws CommandFailure `not-a-hello`, which says where it breaks off */
export async function readFirstHello(input: string): Promise<FirstHello> {
  const flights = parseHelloInput(await readHelloInput(input));
  if (!flights.ok) throw new CommandFailure(flights.error);
  const bytes = flights.value[0] ?? new Uint8Array();
  const first = firstHello(bytes);
  if (first) return first;
  const explained = explainBytes(bytes);
  const why = explained.ok
    ? 'no ClientHello is in them, or it is not whole'
    : `${explained.error.code} at byte ${explained.error.offset} (${explained.error.field})`;
  throw new CommandFailure(failure('not-a-hello', `${bytes.length} bytes: ${why}`));
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

function tooLong(name: string): CommandFailure {
  return new CommandFailure(
    failure(
      'not-a-hello',
      `${name} holds more than ${MOST_BYTES} bytes`,
      'cut out the hello: it is in the first packets',
    ),
  );
}

/** Some thousand hellos; the text of more would fill a terminal for minutes. */
const MOST_BYTES = 512 * 1024;
