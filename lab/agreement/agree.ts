/**
 * Compares what real servers answer with what `negotiate` says they would.
 *
 * @module
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { negotiate } from '../../src/negotiation/negotiate.ts';
import type { NegotiationOutcome } from '../../src/negotiation/outcome.ts';
import { freePorts } from '../process.ts';
import { askRaw, type Seen } from './answer.ts';
import { randomHello } from './hellos.ts';
import type { Configured, Product } from './product.ts';
import { Random } from './random.ts';

export type Disagreement = {
  readonly product: string;
  readonly configuration: string;
  readonly hello: string;
  readonly bytes: string;
  readonly said: NegotiationOutcome;
  readonly seen: Seen;
};

export type Agreed = {
  readonly pairs: number;
  readonly completed: number;
  readonly refused: number;
  readonly undecided: number;
  readonly disagreements: readonly Disagreement[];
};

/** Runs pairs of one product: `configurations` servers, and for each the same number of hellos. */
export async function agree<C extends Configured>(
  product: Product<C>,
  options: { readonly pairs: number; readonly perServer: number; readonly seed: number },
): Promise<Agreed> {
  const random = new Random(options.seed);
  const count = Math.ceil(options.pairs / options.perServer);
  const configurations: C[] = [];
  for (let i = 0; i < count; i++) configurations.push(await product.configure(random));
  const pairs = configurations.map((configured) => ({
    configured,
    hellos: Array.from({ length: options.perServer }, () => randomHello(random)),
  }));
  const disagreements: Disagreement[] = [];
  let [completed, refused, undecided] = [0, 0, 0];
  for (let from = 0; from < pairs.length; from += AT_ONCE) {
    const batch = pairs.slice(from, from + AT_ONCE);
    const ports = await freePorts(batch.length);
    const folder = await mkdtemp(join(tmpdir(), 'tlsfloor-agreement-'));
    const placed = batch.map((pair, index) => ({ ...pair, port: ports[index] ?? 0 }));
    const running = await product.serve(placed, folder);
    try {
      for (const { configured, hellos, port } of placed) {
        for (const hello of hellos) {
          const withoutName = hello.offer.serverName === null ? configured.withoutName : null;
          const said = negotiate(hello.offer, withoutName ?? configured.profile);
          const seen = await askRaw(port, hello.bytes, waitsFor(said));
          if (said.ok === 'unknown') undecided++;
          else if (said.ok) completed++;
          else refused++;
          if (said.ok === 'unknown' || !agrees(said, seen)) {
            const bytes = Buffer.from(hello.bytes).toString('hex');
            disagreements.push({
              ...{ product: product.name, configuration: configured.text, hello: hello.name },
              ...{ bytes, said, seen },
            });
          }
        }
      }
    } finally {
      await running.stop();
      await rm(folder, { recursive: true, force: true });
    }
  }
  return { pairs: count * options.perServer, completed, refused, undecided, disagreements };
}

function waitsFor(said: NegotiationOutcome): 'answer' | 'end' | 'nothing' {
  if (said.ok !== false) return 'answer';
  if (said.afterServerHello) return 'end';
  return said.reason === 'old-format' && said.alert === null ? 'nothing' : 'answer';
}

/** Whether everything that this answer shows is as computed. */
function agrees(said: NegotiationOutcome, seen: Seen): boolean {
  if (said.ok === 'unknown') return false;
  if (!said.ok && said.afterServerHello) {
    // A HelloRetryRequest comes before it too, and the second hello is not sent here.
    return seen.kind === 'chosen' && seen.version === 'TLSv1.3' && (seen.isCutShort || seen.helloRetry);
  }
  if (!said.ok)
    return said.alert === null ? seen.kind === 'closed' : seen.kind === 'alert' && seen.alert === said.alert;
  if (seen.kind !== 'chosen' || seen.isCutShort) return false;
  return (
    seen.version === said.version &&
    seen.suite === said.suite &&
    seen.helloRetry === said.helloRetry &&
    (seen.group === undefined || seen.group === said.group) &&
    (seen.dhBits === undefined || seen.dhBits === said.dhBits) &&
    (seen.scheme === undefined || seen.scheme === said.scheme) &&
    (seen.alpn === undefined || seen.alpn === said.alpn)
  );
}

/** Servers that run at the same time. */
const AT_ONCE = 25;
