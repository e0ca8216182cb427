/**
 * Which known attacks a server is open to: most follow from what the scan found, a few are asked for, harmlessly.
 *
 * @module
 */
import type { AttackFact, AttackFacts, AttackReason } from '../../facts/attack-facts.ts';
import type { DepthFacts } from '../../facts/depth-facts.ts';
import type { VersionFacts } from '../../facts/server-facts.ts';
import type { TlsVersion } from '../../tls/version.ts';
import type { Asker } from '../asker.ts';
import { isDoubtful, withDoubts } from '../depth/doubt.ts';
import { askCcsInjection } from './ccs-injection.ts';
import { deriveAttacks } from './derive.ts';
import { fillGaps } from './fill-gaps.ts';
import { askHeartbleed } from './heartbleed.ts';
import type { OddResult } from './odd-opening.ts';
import type { AttackTarget } from './opening.ts';
import { askRobot } from './robot.ts';
import { seenPrimes } from './seen-primes.ts';
import { askTicketbleed } from './ticketbleed.ts';

/** What the scan of this name already knows. */
export type KnownServer = {
  readonly sni: string | undefined;
  readonly versions: Readonly<Record<TlsVersion, VersionFacts>>;
  readonly depth: DepthFacts | null;
  /** What the connection of the features has shown. */
  readonly odd?: OddResult;
};

/** The answers, and the lists with the bad suites that they had left out. */
export type AskedAttacks = { readonly attacks: AttackFacts; readonly depth: DepthFacts | null };

/** Asks side by side, under the asker's own limits; what cannot exist on this server costs no connection. */
export async function askAttacks(asker: Asker, known: KnownServer): Promise<AskedAttacks> {
  const { versions, depth } = known;
  const version = newestInTheClear(versions);
  // Where no flight ends there is no half of a handshake to go on from.
  const target = version && asker.endsFlights ? { asker, sni: known.sni, version } : undefined;
  const none = version && !asker.endsFlights ? UNENDED : noneInTheClear(versions);
  const ask = (probe: (target: AttackTarget) => Promise<AttackFact>): Promise<AttackFact> =>
    target ? probe(target) : Promise.resolve(none);
  const [whole, bled, ccsInjection, robot, ticketbleed] = await Promise.all([
    depth && fillGaps(asker, known.sni, versions, depth),
    target ? heartbleed(target, depth) : none,
    ask((one) => askCcsInjection(one, known.odd?.ccsInjection)),
    ask((one) => askRobot(one, depth)),
    ask((one) => askTicketbleed(one, depth)),
  ]);
  const again = async (fact: AttackFact, probe: (target: AttackTarget) => Promise<AttackFact>): Promise<AttackFact> =>
    target && fact.answer === 'inconclusive' && WORTH_A_RETRY.includes(fact.reason) ? probe(target) : fact;
  // Some servers serve one connection at a time: what got no answer beside the others is asked again alone.
  const asked = {
    heartbleed: await again(bled, askHeartbleed),
    'ccs-injection': await again(ccsInjection, askCcsInjection),
    robot: await again(robot, (one) => askRobot(one, depth, true)),
    ticketbleed: await again(ticketbleed, (one) => askTicketbleed(one, depth)),
  };
  const settled = whole && withDoubts(whole.depth, asker.all);
  const searched = whole && !isDoubtful(asker.all) ? whole.searched : [];
  const derived = deriveAttacks({ versions, depth: settled, searched, primes: seenPrimes(asker.all) });
  return { attacks: { ...derived, ...asked }, depth: settled };
}

/** Only a server that was seen to know heartbeats is sent one. */
async function heartbleed(target: AttackTarget, depth: DepthFacts | null): Promise<AttackFact> {
  const answer = depth?.features?.heartbeat ?? 'inconclusive';
  const evidence = [{ kind: 'feature', feature: 'heartbeat', answer } as const];
  if (answer === 'yes') return await askHeartbleed(target);
  return answer === 'no'
    ? { answer: 'not-vulnerable', reason: 'no-heartbeat', evidence }
    : { answer: 'inconclusive', reason: 'features-unknown', evidence };
}

/** The handshake of TLS 1.3 has none of what these attacks need. */
function noneInTheClear(versions: KnownServer['versions']): AttackFact {
  const isOpen = CLEAR.some((version) => versions[version].answer === 'inconclusive');
  return versions['TLSv1.3'].answer === 'accepted' && !isOpen
    ? { answer: 'not-applicable', reason: 'only-newer-versions', evidence: [] }
    : { answer: 'inconclusive', reason: 'version-unknown', evidence: [] };
}

/** The version that attacks are asked for in. */
export function newestInTheClear(versions: KnownServer['versions']): TlsVersion | undefined {
  return CLEAR.find((version) => versions[version].answer === 'accepted');
}

const CLEAR: readonly TlsVersion[] = ['TLSv1.2', 'TLSv1.1', 'TLSv1.0', 'SSLv3'];
const UNENDED: AttackFact = { answer: 'inconclusive', reason: 'no-handshake', evidence: [] };
const WORTH_A_RETRY: readonly AttackReason[] = ['silent', 'reset', 'closed', 'no-handshake', 'unstable'];
