/**
 * What changed between two scans, and whether it is for the better. Pure.
 *
 * @module
 */
import type { SavedScan, ServerState } from '../facts/server-state.ts';
import { type Change, changesOf } from './server-change.ts';
import { pairServers } from './server-pairs.ts';

/** A server that is in both scans and is not the same. */
export type ChangedServer = {
  readonly before: ServerState;
  readonly now: ServerState;
  /** Whether it met the floor in full before and accepts something below it now. */
  readonly wasStrict: boolean;
  /** The worst first. */
  readonly changes: readonly Change[];
};

export type ScanDiff = {
  readonly worse: readonly ChangedServer[];
  readonly better: readonly ChangedServer[];
  /** A question that has an answer in one of the scans only: nobody can say what changed. */
  readonly unknown: readonly ChangedServer[];
  /** What changed is neither good nor bad: another certificate, other suites. */
  readonly other: readonly ChangedServer[];
  readonly added: readonly ServerState[];
  readonly gone: readonly ServerState[];
  /** How many servers are in both and answer alike. */
  readonly same: number;
};

/** The floor of the newer scan is the measure. A server is `worse` as soon as one thing is, whatever else got better. */
export function diffScans(before: SavedScan, now: SavedScan): ScanDiff {
  const { pairs, added, gone } = pairServers(before.servers, now.servers);
  const changed = pairs.flatMap((pair): ChangedServer[] => {
    const changes = changesOf(pair).toSorted((a, b) => a.weight - b.weight);
    if (changes.length === 0) return [];
    const { floor } = pair.before;
    const wasStrict = floor.supports === 'yes' && floor.enforces === 'yes' && pair.now.floor.enforces === 'no';
    return [{ before: pair.before, now: pair.now, wasStrict, changes }];
  });
  const has = (direction: Change['direction']) => (server: ChangedServer) =>
    server.changes.some((change) => change.direction === direction);
  const rest = changed.filter((server) => !has('worse')(server));
  return {
    worse: changed.filter(has('worse')).toSorted((a, b) => weightOf(a) - weightOf(b)),
    better: rest.filter((server) => !has('unknown')(server) && has('better')(server)),
    unknown: rest.filter(has('unknown')),
    other: rest.filter((server) => !has('unknown')(server) && !has('better')(server)),
    added,
    gone,
    same: pairs.length - changed.length,
  };
}

/** A strict server that answers an old version again comes before everything: somebody undid the work. */
function weightOf({ wasStrict, changes }: ChangedServer): number {
  const worst = Math.min(...changes.filter(({ direction }) => direction === 'worse').map(({ weight }) => weight));
  return wasStrict ? worst - STRICT_FIRST : worst;
}

const STRICT_FIRST = 100;
