/**
 * How bad a result is for the floor: what `--fail-on` compares with. Pure.
 *
 * @module
 */
import { FLOOR_VERSION, type ServerFacts } from '../facts/server-facts.ts';
import { isOlder, TLS_VERSIONS } from '../tls/version.ts';

/** The three tiers of all findings, worst first. */
export const SEVERITIES = ['error', 'warning', 'note'] as const;
export type Severity = (typeof SEVERITIES)[number];
/** From which severity up a result fails the run. */
export type FailOn = Severity | 'never';

/**
 * `error`: the floor is not supported, or something below it is accepted. `warning`: something below it is latent, or the
 * server is open to a known attack. `note`: a question is open. `undefined`: supports the floor, refuses all below, and is
 * open to no attack asked for.
 */
export function severityOf(facts: ServerFacts): Severity | undefined {
  const { supports, enforces } = facts.floor;
  if (supports === 'no' || isBelowAccepted(facts)) return 'error';
  const isOpenToAttack = Object.values(facts.attacks ?? {}).some(({ answer }) => answer === 'vulnerable');
  if (enforces === 'no' || isOpenToAttack) return 'warning';
  return supports === 'yes' && enforces === 'yes' ? undefined : 'note';
}

/** Whether something below the floor works today; where the floor is not enforced and nothing does, it is latent. */
export function isBelowAccepted({ floor: { floor }, versions, postQuantum }: ServerFacts): boolean {
  if (floor === 'pq' && postQuantum?.required === 'no' && versions?.['TLSv1.3'].answer === 'accepted') return true;
  return TLS_VERSIONS.some(
    (version) => isOlder(version, FLOOR_VERSION[floor]) && versions?.[version].answer === 'accepted',
  );
}

/** Whether anything could be said of the server at all. */
export function isJudged(facts: ServerFacts): boolean {
  return facts.floor.supports !== 'unknown' || facts.floor.enforces !== 'unknown';
}

/** Whether a result fails the run. An open question only does where something was judged: what nobody reached is none. */
export function isFinding(facts: ServerFacts, failOn: FailOn): boolean {
  const severity = severityOf(facts);
  if (severity === undefined || failOn === 'never') return false;
  if (severity === 'note' && !isJudged(facts)) return false;
  return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(failOn);
}

/** Whether the result leaves a question open that the run was to answer. */
export function isOpen({ floor: { supports, enforces } }: ServerFacts): boolean {
  return supports === 'unknown' || enforces === 'unknown';
}
