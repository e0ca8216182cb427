/**
 * `tlsfloor clients capture`: listens, and prints what each client that connects really sends.
 *
 * @module
 */
import { Command, InvalidArgumentError, Option } from 'commander';
import { CATALOGUE } from '../clients/catalogue/index.ts';
import { fingerprintsOf, newestOffered, oldestOffered } from '../clients/hello.ts';
import { identify } from '../clients/identify.ts';
import { helloReaches } from '../clients/reach.ts';
import { EXIT, type ExitCode, failure } from '../core/errors.ts';
import type { Floor } from '../facts/server-facts.ts';
import { type CapturedClient, type HelloCapture, startHelloCapture } from '../gateway/hello-capture.ts';
import { selfSigned } from '../gateway/self-signed.ts';
import { type CaptureReport, captureJson, capturePage, captureText } from '../report/captured-client.ts';
import { CommandFailure } from './command-failure.ts';
import { catchInterrupts } from './interrupt.ts';
import { parseCount } from './option-values.ts';
import { openOutput } from './output.ts';
import { floorOption } from './shared-options.ts';

type CaptureFlags = {
  readonly listen: { readonly host: string; readonly port: number };
  readonly floor: Floor;
  readonly count?: number;
  readonly ndjson?: true;
  readonly output?: string;
};

export function clientsCaptureCommand(done: (exitCode: ExitCode) => void): Command {
  return new Command('capture')
    .description('Listen, and print what each client that connects really sends.')
    .addOption(
      new Option('--listen <address>', 'where to listen; a port of 0 takes a free one')
        .argParser(parseListen)
        .default({ host: '127.0.0.1', port: 8443 }, '127.0.0.1:8443'),
    )
    .addOption(floorOption('the least that a client shall reach'))
    .option('--count <n>', 'stop after so many clients', parseCount(1, 1_000_000))
    .option('--ndjson', 'one JSON object a line')
    .option('-o, --output <file>', 'write the result to a file')
    .option('--debug', 'print the stack of a bug')
    .addHelpText('before', EXAMPLES)
    .action(async (flags: CaptureFlags) => done(await capture(flags)));
}

async function capture(flags: CaptureFlags): Promise<ExitCode> {
  const output = await openOutput(flags.output);
  const interrupt = catchInterrupts();
  const stopped = new Promise<void>((resolve) => interrupt.signal.addEventListener('abort', () => resolve()));
  let writing = Promise.resolve();
  let seen = 0;
  let enough: () => void = () => undefined;
  const full = new Promise<void>((resolve) => {
    enough = resolve;
  });
  const onClient = (client: CapturedClient): void => {
    if (flags.count !== undefined && seen >= flags.count) return;
    seen++;
    const report = reportOf(client, flags.floor);
    const text = flags.ndjson ? captureJson(report) : captureText(report, output.paint);
    writing = writing.then(() => output.write(text));
    if (seen === flags.count) enough();
  };
  const listener = await listen(flags, onClient);
  process.stderr.write(`listening on ${flags.listen.host}:${listener.port}; end with Ctrl-C\n`);
  await Promise.race([stopped, full]);
  await listener.stop();
  await writing;
  await output.close();
  interrupt.release();
  return seen > 0 ? EXIT.fine : (interrupt.exitCode() ?? EXIT.nothingJudged);
}

async function listen(flags: CaptureFlags, onClient: (client: CapturedClient) => void): Promise<HelloCapture> {
  const certificate = await selfSigned(new Date());
  const page = (client: CapturedClient): string => capturePage(reportOf(client, flags.floor));
  try {
    return await startHelloCapture({ ...flags.listen, certificate, page, onClient });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw new CommandFailure(failure('cannot-listen', `${flags.listen.host}:${flags.listen.port}: ${code}`));
  }
}

function reportOf({ address, hello, negotiated, userAgent }: CapturedClient, floor: Floor): CaptureReport {
  const { candidates, agreement, reason } = identify(CATALOGUE, { hello, userAgent: userAgent ?? undefined });
  const prints = hello && fingerprintsOf(hello);
  return {
    address,
    offered: hello ? { oldest: oldestOffered(hello) ?? null, newest: newestOffered(hello) ?? null } : null,
    format: hello?.format ?? null,
    reachesFloor: hello !== undefined && helloReaches(hello, floor),
    floor,
    negotiated,
    ja3: prints?.ja3 ?? null,
    ja4: prints?.ja4 ?? null,
    userAgent,
    candidates,
    agreement,
    reason,
  };
}

/** `8443`, `127.0.0.1:8443`, `[::]:8443`. */
function parseListen(text: string): CaptureFlags['listen'] {
  const [, bracketed, plain, port] = /^(?:(?:\[([0-9a-f:.]+)\]|([^:]+)):)?(\d{1,5})$/i.exec(text) ?? [];
  if (port === undefined || Number(port) > 65_535) {
    throw new InvalidArgumentError('Write PORT, ADDRESS:PORT or [IPV6]:PORT.');
  }
  return { host: bracketed ?? plain ?? '127.0.0.1', port: Number(port) };
}

const EXAMPLES = `Examples:
  tlsfloor clients capture                        then point the program at https://127.0.0.1:8443/
  tlsfloor clients capture --listen 0.0.0.0:8443 --floor 1.3 --ndjson
  tlsfloor clients capture --listen 0 --count 1

`;
