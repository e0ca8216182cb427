/**
 * One server, then and now: every answer that is another one, and which way it went. Pure.
 *
 * @module
 */
import { type Answer, FLOOR_VERSION, type YesNoUnknown } from '../facts/server-facts.ts';
import type { ServerState } from '../facts/server-state.ts';
import { isOlder, TLS_VERSIONS, type TlsVersion } from '../tls/version.ts';
import { type DepthChange, depthChanges } from './depth-change.ts';
import type { ServerPair } from './server-pairs.ts';

/** `other`: neither good nor bad for the floor. */
export type Direction = 'worse' | 'better' | 'unknown' | 'other';

export type Change = {
  readonly direction: Direction;
  /** The lower, the more it matters. */
  readonly weight: number;
} & (
  | { readonly what: 'version'; readonly version: TlsVersion; readonly from: Answer; readonly to: Answer }
  /** Whether a client that sends no name meets the floor. */
  | { readonly what: 'without-sni'; readonly from: YesNoUnknown; readonly to: YesNoUnknown }
  | Omit<DepthChange, 'direction'>
  | { readonly what: 'fallback-scsv'; readonly from: string; readonly to: string }
  /** Whether anything could be learnt at all: `judged`, or the code of the error. */
  | { readonly what: 'reached'; readonly from: string; readonly to: string }
);

export function changesOf(pair: ServerPair): Change[] {
  const { before, now } = pair;
  if (!isJudged(before) || !isJudged(now)) return reachedChange(before, now);
  return [
    ...versionChanges(before, now),
    ...namelessChange(pair),
    ...fallbackChange(before, now),
    ...deepChanges(before, now),
  ];
}

function versionChanges(before: ServerState, now: ServerState): Change[] {
  const floor = FLOOR_VERSION[now.floor.floor];
  return TLS_VERSIONS.flatMap((version): Change[] => {
    const from = before.versions?.[version] ?? 'inconclusive';
    const to = now.versions?.[version] ?? 'inconclusive';
    if (from === to) return [];
    const isBelow = isOlder(version, floor);
    const weight = weightOf(isBelow, to, now);
    return [{ what: 'version', version, from, to, weight, direction: directionOf(from, to, isBelow) }];
  });
}

/** Below the floor, less is better; from the floor up, more is. */
function directionOf(from: Answer, to: Answer, isBelow: boolean): Direction {
  if (from === 'inconclusive' || to === 'inconclusive') return 'unknown';
  return OPENNESS[to] > OPENNESS[from] === isBelow ? 'worse' : 'better';
}

function weightOf(isBelow: boolean, to: Answer, now: ServerState): number {
  if (!isBelow) return now.floor.supports === 'no' ? WEIGHTS.floorLost : WEIGHTS.newerVersion;
  return to === 'latent' ? WEIGHTS.latent : WEIGHTS.accepted;
}

/** Where the answer without a name follows the name on both sides, it is no change of its own. */
function namelessChange({ before, now, beforeNameless, nowNameless }: ServerPair): Change[] {
  if (before.withoutSni === now.withoutSni && before.withoutSni !== 'differs') return [];
  const from = namelessEnforces(before, beforeNameless);
  const to = namelessEnforces(now, nowNameless);
  if (from === undefined || to === undefined || from === to) return [];
  const direction = from === 'unknown' || to === 'unknown' ? 'unknown' : to === 'no' ? 'worse' : 'better';
  return [{ what: 'without-sni', from, to, direction, weight: WEIGHTS.nameless }];
}

function namelessEnforces(server: ServerState, nameless: ServerState | undefined): YesNoUnknown | undefined {
  switch (server.withoutSni) {
    case 'same':
      return server.floor.enforces;
    case 'name-required':
      return 'yes';
    case 'differs':
      return nameless?.floor.enforces ?? 'unknown';
    case 'inconclusive':
      return 'unknown';
    default:
      return undefined;
  }
}

function fallbackChange({ fallbackScsv: from }: ServerState, { fallbackScsv: to }: ServerState): Change[] {
  const isAnswer =
    from !== to && (from === 'honoured' || from === 'ignored') && (to === 'honoured' || to === 'ignored');
  if (!isAnswer) return [];
  return [{ what: 'fallback-scsv', from, to, direction: to === 'ignored' ? 'worse' : 'better', weight: WEIGHTS.scsv }];
}

function deepChanges(before: ServerState, now: ServerState): Change[] {
  return depthChanges(before, now).map((change) => {
    const isFloor = change.what === 'post-quantum' && now.floor.floor === 'pq';
    return { ...change, weight: isFloor ? WEIGHTS.accepted : DEPTH_WEIGHTS[change.what] };
  });
}

function reachedChange(before: ServerState, now: ServerState): Change[] {
  const from = isJudged(before) ? 'judged' : (before.error?.code ?? 'not judged');
  const to = isJudged(now) ? 'judged' : (now.error?.code ?? 'not judged');
  return from === to ? [] : [{ what: 'reached', from, to, direction: 'unknown', weight: WEIGHTS.reached }];
}

function isJudged({ versions, floor }: ServerState): boolean {
  return versions !== null && (floor.supports !== 'unknown' || floor.enforces !== 'unknown');
}

const OPENNESS: Readonly<Record<Answer, number>> = { refused: 0, latent: 1, accepted: 2, inconclusive: 0 };
/** Behind everything that bears on the floor itself. */
const DEPTH_WEIGHTS: Readonly<Record<DepthChange['what'], number>> = {
  attack: 8,
  'post-quantum': 9,
  suites: 10,
  feature: 11,
  groups: 12,
  certificate: 13,
};
const WEIGHTS = { floorLost: 1, accepted: 2, nameless: 3, latent: 4, newerVersion: 5, scsv: 6, reached: 7 } as const;
