/**
 * Which client programs can connect to a server as it was scanned, and which no longer at its floor. Computed. Pure.
 *
 * @module
 */
import { CATALOGUE } from '../clients/catalogue/index.ts';
import { outcomesAt } from '../clients/what-if.ts';
import { FLOOR_VERSION, type ServerFacts } from '../facts/server-facts.ts';
import { profileOfFacts } from '../negotiation/profile-of-facts.ts';
import { isOlder } from '../tls/version.ts';

/** Names of the catalogue's clients, in its order. */
export type WhoConnects = {
  /** Clients in the catalogue. */
  readonly all: number;
  /** Cannot connect today. */
  readonly cutOff: readonly string[];
  /** Connect today, and by a version that the floor shuts out. */
  readonly cutOffAtFloor: readonly string[];
  /** The facts do not decide these. */
  readonly unknown: readonly string[];
};

/** @returns `null` where the scan does not know the suites: with `--versions-only`, or without an answer */
export function whoConnects(facts: ServerFacts): WhoConnects | null {
  const profile = profileOfFacts(facts);
  if (profile === null || profile.versions.length === 0) return null;
  const floor = FLOOR_VERSION[facts.floor.floor];
  const outcomes = outcomesAt(CATALOGUE, profile, facts.sni);
  const namesOf = (isMeant: (outcome: (typeof outcomes)[number]['outcome']) => boolean): string[] =>
    outcomes.filter(({ outcome }) => isMeant(outcome)).map(({ client }) => client.name);
  return {
    all: outcomes.length,
    cutOff: namesOf(({ outcome }) => outcome === 'fails'),
    cutOffAtFloor: namesOf(({ version }) => version !== null && isOlder(version, floor)),
    unknown: namesOf(({ outcome }) => outcome === 'inconclusive'),
  };
}
