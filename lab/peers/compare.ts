/**
 * Holds what a scanner says of a lab server against what ours says, and each difference against the explanations.
 *
 * @module
 */
import type { ServerFacts } from '../../src/facts/server-facts.ts';
import { scanLab } from '../scan-lab.ts';
import type { LabServer } from '../server.ts';
import { type Difference, differences } from './differences.ts';
import { EXPLANATIONS, type Explanation, type Where } from './explanations.ts';
import type { PeerFacts } from './peer-facts.ts';
import type { NoFacts, PeerScanner } from './run-peers.ts';

export type Compared = {
  readonly server: LabServer;
  readonly peer: string;
  readonly facts: PeerFacts | NoFacts;
  readonly explained: readonly { readonly difference: Difference; readonly by: Explanation }[];
  readonly unexplained: readonly Difference[];
};

/** @throws Error when one of the two scanners has no result at all */
export async function compareServer(
  server: LabServer,
  { peer, program }: { readonly peer: PeerScanner; readonly program: string },
): Promise<Compared> {
  const [ours] = (await scanLab(server)).results;
  if (!ours) throw new Error(`no result for ${server.name}`);
  const facts = await peer.scan(program, server);
  const found = typeof facts === 'string' ? [] : differences(ours, facts);
  const where: Where = { server: server.name, peer: peer.name, incomplete: incompleteIn(ours) };
  const sorted = found.map((difference) => ({
    difference,
    by: EXPLANATIONS.find((one) => one.covers(difference, where)),
  }));
  return {
    server,
    peer: peer.name,
    facts,
    explained: sorted.flatMap(({ difference, by }) => (by ? [{ difference, by }] : [])),
    unexplained: sorted.flatMap(({ difference, by }) => (by ? [] : [difference])),
  };
}

function incompleteIn({ cipherSuites, groups }: ServerFacts): string[] {
  const choices = [...Object.entries(cipherSuites ?? {}), ...Object.entries(groups ?? {})];
  return choices.flatMap(([version, { isComplete }]) => (isComplete ? [] : [version]));
}
