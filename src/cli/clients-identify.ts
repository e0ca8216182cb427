/**
 * `tlsfloor clients identify`: which clients a hello, a fingerprint or a user agent may come from.
 *
 * @module
 */
import { Command } from 'commander';
import { fingerprintsOf } from '../clients/hello.ts';
import { type Evidence, identify } from '../clients/identify.ts';
import { EXIT, type ExitCode, failure } from '../core/errors.ts';
import { quoted } from '../core/safe-text.ts';
import { matchesText } from '../report/client-matches-text.ts';
import { matchesJson } from '../report/clients-json.ts';
import { clientsWith } from './client-lists.ts';
import { CommandFailure } from './command-failure.ts';
import { readFirstHello } from './hello-input.ts';
import { openOutput } from './output.ts';

type IdentifyFlags = {
  readonly userAgent?: string;
  readonly with?: string;
  readonly json?: true;
  readonly output?: string;
};

export function clientsIdentifyCommand(done: (exitCode: ExitCode) => void): Command {
  return new Command('identify')
    .description('Which clients may a hello, a fingerprint or a user agent come from?')
    .argument('[hello]', 'hex, a file or - for standard input; or a JA3 or JA4 fingerprint')
    .option('--user-agent <text>', 'what the client says of itself in HTTP')
    .option('--with <file>', 'take the clients of a list of your own as well: see clients import')
    .option('--json', 'print one JSON document')
    .option('-o, --output <file>', 'write the result to a file')
    .option('--debug', 'print the stack of a bug')
    .addHelpText('before', EXAMPLES)
    .action(async (hello: string | undefined, flags: IdentifyFlags) => done(await run(hello, flags)));
}

async function run(text: string | undefined, flags: IdentifyFlags): Promise<ExitCode> {
  const evidence: Evidence = { ...(text === undefined ? {} : await readSent(text)), userAgent: flags.userAgent };
  if (text === undefined && flags.userAgent === undefined) {
    throw new CommandFailure(failure('usage', 'give a hello, a fingerprint, or --user-agent'));
  }
  const found = identify(await clientsWith(flags.with), evidence);
  const prints = evidence.hello ? fingerprintsOf(evidence.hello) : evidence;
  const { agreement, reason } = found;
  const isCompared = text !== undefined && flags.userAgent !== undefined;
  const output = await openOutput(flags.output);
  await output.write(
    flags.json
      ? matchesJson(found.candidates, { ja3: prints?.ja3 ?? null, ja4: prints?.ja4 ?? null, agreement, reason })
      : matchesText(found.candidates, { agreement, reason, isCompared }, output.paint),
  );
  await output.close();
  return found.candidates.length > 0 ? EXIT.fine : EXIT.nothingJudged;
}

async function readSent(text: string): Promise<Evidence> {
  if (/^[0-9a-f]{32}$/i.test(text)) return { ja3: text.toLowerCase() };
  if (/^[tqd]\w{9}_[0-9a-f]{12}_[0-9a-f]{12}$/i.test(text)) return { ja4: text.toLowerCase() };
  if (/^[tqd]\w{2,12}_/i.test(text)) throw new CommandFailure(failure('bad-fingerprint', `${quoted(text)} is no JA4`));
  return { hello: await readFirstHello(text) };
}

const EXAMPLES = `Examples:
  tlsfloor clients identify t13d1516h2_8daaf6152771_e5627efa2ab1
  tlsfloor clients identify '160302004d01000049030202e06a0e6ed8c6392b0957d43aa1431a3677d3fbdba8d002b1936ed621f0ad
    d8000004002f00350100001c0000001800160000136c65676163792d746573742e6578616d706c65'
  tlsfloor clients identify --user-agent 'Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 6.1; Trident/7.0)'
  tlsfloor clients identify t13d371200_db35923f8641_7c76daad20ec --user-agent 'Mozilla/5.0 (X11) Firefox/115.0'

`;
