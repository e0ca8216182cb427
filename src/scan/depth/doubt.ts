/**
 * Whether a server's hang-ups can be read as a no, or are those of one that hangs up whatever it is asked. Pure.
 *
 * @module
 */
import type { ChoiceFacts, DepthFacts } from '../../facts/depth-facts.ts';
import type { VersionFacts } from '../../facts/server-facts.ts';
import type { TlsVersion } from '../../tls/version.ts';
import { type Asked, isAnswer } from '../asker.ts';
import type { Question } from '../hellos.ts';

type Versions = Readonly<Record<TlsVersion, VersionFacts>>;

/** The same question dropped and answered, or an ordinary hello dropped in a version that is spoken. */
export function dropsAtRandom(all: readonly Asked[]): boolean {
  const answered = new Set(all.flatMap(({ question, judgement }) => (isAnswer(judgement) ? [question] : [])));
  const dropped = all.filter(({ judgement }) => judgement.kind === 'dropped');
  if (dropped.some(({ question }) => answered.has(question))) return true;
  const spoken = all.filter(({ question: { version }, judgement }) => {
    return judgement.kind === 'accepted' && judgement.version === version;
  });
  return dropped.some(
    ({ question }) =>
      isOrdinary(question) &&
      spoken.some(
        ({ question: other }) => isOrdinary(other) && other.version === question.version && other.sni === question.sni,
      ),
  );
}

/** Nothing is complete where a no may have been a connection lost by chance. */
export function withDoubts(depth: DepthFacts, all: readonly Asked[]): DepthFacts {
  if (!isDoubtful(all)) return depth;
  return { ...depth, cipherSuites: leftOpen(depth.cipherSuites), groups: leftOpen(depth.groups) };
}

/** A version that was hung up on is not refused where hang-ups mean nothing. */
export function versionsWithDoubts(versions: Versions, all: readonly Asked[]): Versions {
  const isHungUpOn = ({ answer, reason }: VersionFacts): boolean =>
    answer === 'refused' && (reason === 'closed' || reason === 'reset');
  if (!Object.values(versions).some(isHungUpOn) || !dropsAtRandom(all)) return versions;
  const entries = Object.entries(versions).map(([version, facts]) => [
    version,
    isHungUpOn(facts) ? { ...facts, answer: 'inconclusive', reason: 'unstable' } : facts,
  ]);
  return Object.fromEntries(entries) as Versions;
}

/** Hang-ups may have been read as a no, and the server hangs up on what it takes at other times too. */
export function isDoubtful(all: readonly Asked[]): boolean {
  const answered = new Set(all.flatMap(({ question, judgement }) => (isAnswer(judgement) ? [question] : [])));
  return (
    all.some((asked) => isHangUp(asked) && asked.question.offer && !answered.has(asked.question)) && dropsAtRandom(all)
  );
}

export function isHangUp({ judgement }: Asked): boolean {
  return judgement.kind === 'dropped' && (judgement.reason === 'closed' || judgement.reason === 'reset');
}

function isOrdinary({ shape, fallbackScsv, offer }: Question): boolean {
  return shape === 'full' && !fallbackScsv && Object.keys(offer ?? {}).length === 0;
}

function leftOpen<T>(
  choices: Readonly<Partial<Record<TlsVersion, ChoiceFacts<T>>>>,
): Partial<Record<TlsVersion, ChoiceFacts<T>>> {
  return Object.fromEntries(
    Object.entries(choices).map(([version, choice]) => [version, { ...choice, isComplete: false }]),
  );
}
