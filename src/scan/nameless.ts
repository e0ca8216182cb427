/**
 * Does a client that sends no name meet the same floor? Old clients send none, and servers often keep a laxer default.
 *
 * @module
 */
import { FLOOR_VERSION, type Floor, type VersionFacts, type WithoutSniFacts } from '../facts/server-facts.ts';
import { isOlder, TLS_VERSIONS, type TlsVersion } from '../tls/version.ts';
import { type Asked, type Asker, isAnswer } from './asker.ts';
import { namelessQuestion } from './first-round.ts';

/** Asks again without TLS_FALLBACK_SCSV where the hello without a name carried it and was just hung up on. */
export async function settleNameless(asker: Asker, asked: Asked | undefined, floor: Floor): Promise<Asked | undefined> {
  if (!asked?.question.fallbackScsv || isAnswer(asked.judgement)) return asked;
  return await asker.ask(namelessQuestion(floor));
}

/** Compares the answer to one hello without a name, offering everything below the floor, with what the name gets. */
export function readNameless(
  asked: Asked | undefined,
  versions: Readonly<Record<TlsVersion, VersionFacts>>,
  floor: Floor,
): WithoutSniFacts {
  if (!asked) return { answer: 'not-asked', evidence: [] };
  const below = TLS_VERSIONS.filter((version) => isOlder(version, FLOOR_VERSION[floor]));
  const allowed = below.filter((version) => ['accepted', 'latent'].includes(versions[version].answer));
  const isBlocked = allowed.length > 0 && allowed.every((version) => versions[version].answer === 'latent');
  const { judgement, question } = asked;
  const named = versions[question.version];
  // Hung up on, just as under the name, where control hellos have shown that this is the server's way to refuse.
  const isSameDrop =
    (judgement.kind === 'dropped' || judgement.kind === 'broken') &&
    named.answer === 'refused' &&
    named.reason === judgement.reason;
  const answer = isSameDrop && allowed.length === 0 ? 'same' : compare(asked, allowed, isBlocked);
  return { answer, evidence: [asked.evidence] };
}

function compare({ judgement }: Asked, allowed: readonly TlsVersion[], isBlocked: boolean): WithoutSniFacts['answer'] {
  switch (judgement.kind) {
    case 'accepted':
      return allowed.includes(judgement.version) ? 'same' : 'differs';
    case 'fallback-refused':
      return allowed.length > 0 ? 'same' : 'differs';
    case 'refused':
      return allowed.length > 0 ? 'differs' : 'same';
    case 'unclear':
      // Blocked or without a common suite: with the name the same versions are latent or refused in the same way.
      return allowed.length === 0 || isBlocked ? 'same' : 'inconclusive';
    case 'name-refused':
      return 'name-required';
    default:
      return 'inconclusive';
  }
}
