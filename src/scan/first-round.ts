/**
 * What five hellos side by side tell, and what is worth asking next.
 *
 * @module
 */
import { pause } from '../core/pause.ts';
import { FLOOR_VERSION, type Floor } from '../facts/server-facts.ts';
import { isOlder, TLS_VERSIONS, type TlsVersion } from '../tls/version.ts';
import { type Asked, type Asker, isAnswer } from './asker.ts';
import type { Question } from './hellos.ts';

/** What the first round told about the server as a whole. */
export type FirstRound = {
  /** A question that was accepted, to be asked again as a control: a refusal would be no proof that the server works. */
  readonly control: Asked | undefined;
  readonly newestAccepted: TlsVersion | undefined;
  /** The accepted version just below the newest: the one to ask for TLS_FALLBACK_SCSV with. */
  readonly fallbackVersion: TlsVersion | undefined;
  /** Everything accepted, oldest first. */
  readonly accepted: readonly TlsVersion[];
  /** The newest version whose hello got alert 70: it offered every older version too, and all were denied. */
  readonly newestDenied: TlsVersion | undefined;
  /** Some hello was answered in TLS, be it by a no. */
  readonly isAnswered: boolean;
  /** No connection of the first round was dropped: then a drop is not for want of a working server. */
  readonly isSteady: boolean;
};

/** The versions of the first round. SSLv2 waits for the second, so that five connections are enough at once. */
export const FIRST_ROUND: readonly TlsVersion[] = ['TLSv1.3', 'TLSv1.2', 'TLSv1.1', 'TLSv1.0', 'SSLv3'];

export function readFirstRound(asked: readonly Asked[]): FirstRound {
  const accepted = acceptedVersions(asked);
  const newestAccepted = accepted.at(-1);
  // A TLS 1.3 hello offers that version alone; the others offer all that are older as well.
  const denied = asked
    .filter(({ question, judgement }) => judgement.kind === 'refused' && question.version !== 'TLSv1.3')
    .map(({ question }) => question.version);
  const answers = asked.filter(({ judgement }) => isAnswer(judgement));
  return {
    control: answers.find(({ judgement }) => judgement.kind === 'accepted'),
    newestAccepted,
    fallbackVersion: accepted.at(-2),
    accepted,
    newestDenied: newestOf(denied),
    isAnswered: answers.length > 0,
    isSteady: answers.length === asked.length,
  };
}

/** A server that hung up on all five may only dislike so many at once: two more tries, one at a time. */
export async function retryForControl(
  asker: Asker,
  sni: string | undefined,
  first: readonly Asked[],
): Promise<FirstRound> {
  const all = [...first];
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    if (!all.some(({ judgement }) => judgement.kind === 'dropped' && RETRIED_DROPS.includes(judgement.reason))) break;
    await pause(BACK_OFF_MS, asker.signal);
    const again = await asker.ask({ version, shape: 'compact', sni, fallbackScsv: false });
    all.push(again);
    if (isAnswer(again.judgement)) break;
  }
  return { ...readFirstRound(all), isSteady: false };
}

/**
 * The questions of the second round beside SSLv2: one without a name, one with TLS_FALLBACK_SCSV. Where a version below
 * the floor is accepted they are one: alert 86 then says that such a version is enabled without a name, too.
 */
export function secondQuestions(round: FirstRound, sni: string | undefined, floor: Floor): Question[] {
  const { fallbackVersion, newestAccepted } = round;
  if (!round.isAnswered) return [];
  const below = versionBelow(floor);
  const withScsv = (version: TlsVersion, name: string | undefined): Question => {
    return { version, shape: 'full', sni: name, fallbackScsv: true };
  };
  if (sni === undefined) return fallbackVersion ? [withScsv(fallbackVersion, undefined)] : [];
  const oldOnes = round.accepted.filter((version) => !isOlder(below, version) && version !== newestAccepted);
  const [newestOld] = oldOnes.toReversed();
  // SCSV can only be asked for with a version below the newest: a server at or below the floor gets a lower one.
  if (newestOld) return [withScsv(newestAccepted && isOlder(below, newestAccepted) ? below : newestOld, undefined)];
  const nameless = namelessQuestion(floor);
  return fallbackVersion ? [nameless, withScsv(fallbackVersion, sni)] : [nameless];
}

/** A version that was accepted a moment ago fails with a plain alert: the server is overloaded, or limits our rate. */
export function isOverloaded(round: FirstRound, extra: readonly Asked[]): boolean {
  return extra.some(
    ({ question, judgement }) => round.accepted.includes(question.version) && judgement.kind === 'unclear',
  );
}

/** A hello without a name that offers everything below the floor. */
export function namelessQuestion(floor: Floor): Question {
  return { version: versionBelow(floor), shape: 'full', sni: undefined, fallbackScsv: false };
}

/** The newest version that a floor forbids. */
function versionBelow(floor: Floor): TlsVersion {
  return TLS_VERSIONS[TLS_VERSIONS.indexOf(FLOOR_VERSION[floor]) - 1] ?? 'SSLv2';
}

/** Every version that some ServerHello proved, oldest first, whichever version its hello asked for. */
export function acceptedVersions(asked: readonly Asked[]): TlsVersion[] {
  return TLS_VERSIONS.filter((version) =>
    asked.some(({ judgement }) => judgement.kind === 'accepted' && judgement.version === version),
  );
}

function newestOf(versions: readonly TlsVersion[]): TlsVersion | undefined {
  return TLS_VERSIONS.findLast((version) => versions.includes(version));
}

const RETRIED_DROPS: readonly string[] = ['reset', 'closed'];
const BACK_OFF_MS = 700;
