/**
 * Which client programs can connect to a server as it was scanned, and which no longer at its floor. Computed. Pure.
 *
 * @module
 */
import { CATALOGUE } from '../clients/catalogue/index.ts';
import { staysAtFloor } from '../clients/reach.ts';
import { outcomesAt } from '../clients/what-if.ts';
import type { ServerFacts } from '../facts/server-facts.ts';
import { profileOfFacts } from '../negotiation/profile-of-facts.ts';

/** Names of the catalogue's clients, in its order. */
export type WhoConnects = {
  /** Clients in the catalogue. */
  readonly all: number;
  /** Cannot connect today. */
  readonly cutOff: readonly string[];
  /** Connect today, and by what the floor shuts out: a version, or a hello without a post-quantum group. */
  readonly cutOffAtFloor: readonly string[];
  /** The facts do not decide these. */
  readonly unknown: readonly string[];
};

/** @returns `null` where the scan does not know the suites: with `--versions-only`, or without an answer */
export function whoConnects(facts: ServerFacts): WhoConnects | null {
  const profile = profileOfFacts(facts);
  if (profile === null || profile.versions.length === 0) return null;
  const { floor } = facts.floor;
  const outcomes = outcomesAt(CATALOGUE, profile, facts.sni);
  const namesOf = (isMeant: (met: (typeof outcomes)[number]) => boolean): string[] =>
    outcomes.filter(isMeant).map(({ client }) => client.name);
  return {
    all: outcomes.length,
    cutOff: namesOf(({ outcome }) => outcome.outcome === 'fails'),
    cutOffAtFloor: namesOf(({ client, outcome }) => {
      return outcome.outcome === 'connects' && staysAtFloor(client, outcome, floor) === 'no';
    }),
    unknown: namesOf(({ outcome }) => outcome.outcome === 'inconclusive'),
  };
}
