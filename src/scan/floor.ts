/**
 * The floor verdict of one server: supports it, refuses what is below, safe to raise, and what to do next. Pure.
 *
 * @module
 */
import {
  FLOOR_VERSION,
  FLOOR_WORDS,
  type Floor,
  type FloorFacts,
  type ServerFacts,
  type VersionFacts,
  type YesNoUnknown,
} from '../facts/server-facts.ts';
import { isOlder, spokenVersions, TLS_VERSIONS, type TlsVersion } from '../tls/version.ts';

type Known = Pick<ServerFacts, 'versions' | 'downgrade' | 'withoutSni' | 'postQuantum'>;

export function judgeFloor(floor: Floor, known: Known): FloorFacts {
  const { versions } = known;
  if (!versions) {
    return { floor, supports: 'unknown', enforces: 'unknown', safeToRaise: 'unknown', next: NEXT.unreached };
  }
  const least = FLOOR_VERSION[floor];
  const enough = TLS_VERSIONS.filter((version) => !isOlder(version, least)).map((version) => versions[version]);
  const below = TLS_VERSIONS.filter((version) => isOlder(version, least));
  const speaks = judgeSupport(enough, known, least);
  const supports = floor === 'pq' && speaks !== 'no' ? (known.postQuantum?.supported ?? 'unknown') : speaks;
  const refuses = judgeEnforcement(
    below.map((version) => versions[version]),
    known,
  );
  const enforces = floor === 'pq' ? both(refuses, requiresPostQuantum(known)) : refuses;
  return { floor, supports, enforces, safeToRaise: supports, next: nextStep(floor, supports, enforces, known, below) };
}

/** A sentinel is the server's own word that it has a newer version, even where our hello for it went unanswered. */
function judgeSupport(enough: readonly VersionFacts[], { downgrade }: Known, least: TlsVersion): YesNoUnknown {
  if (enough.some(({ answer }) => answer === 'accepted')) return 'yes';
  const proved = downgrade?.sentinelProves;
  const isProved = proved !== null && proved !== undefined && !isOlder(proved, least);
  const isRefused = enough.every(({ answer }) => answer === 'refused');
  // Refused in words and proved by a sentinel: a middlebox passes on another server's random. Nobody should act on that.
  if (isProved) return isRefused ? 'unknown' : 'yes';
  return isRefused ? 'no' : 'unknown';
}

function judgeEnforcement(below: readonly VersionFacts[], { withoutSni }: Known): YesNoUnknown {
  if (below.some(({ answer }) => answer === 'accepted' || answer === 'latent')) return 'no';
  if (below.some(({ answer }) => answer === 'inconclusive')) return 'unknown';
  // What the nameless default lets through is found by a scan of its own; here it only takes the certainty away.
  return withoutSni?.answer === 'inconclusive' ? 'unknown' : 'yes';
}

/** Without TLS 1.3 there is no classical key exchange in it either. */
function requiresPostQuantum({ versions, postQuantum }: Known): YesNoUnknown {
  return versions?.['TLSv1.3'].answer === 'refused' ? 'yes' : (postQuantum?.required ?? 'unknown');
}

function both(one: YesNoUnknown, other: YesNoUnknown): YesNoUnknown {
  if (one === 'no' || other === 'no') return 'no';
  return one === 'yes' && other === 'yes' ? 'yes' : 'unknown';
}

function nextStep(
  floor: Floor,
  supports: YesNoUnknown,
  enforces: YesNoUnknown,
  known: Known,
  below: readonly TlsVersion[],
): string {
  const { versions, withoutSni } = known;
  const named = (answer: VersionFacts['answer']): string =>
    spokenVersions(below.filter((version) => versions?.[version].answer === answer));
  const accepted = named('accepted');
  const latent = named('latent');
  const open = named('inconclusive');
  const { least } = FLOOR_WORDS[floor];
  const isClassical = floor === 'pq' && requiresPostQuantum(known) === 'no';
  if (supports === 'no')
    return `enable ${TO_ENABLE[floor]} here first: raising the floor now would cut off every client`;
  const refusesName =
    versions?.['TLSv1.2'].reason === 'name-refused' || versions?.['TLSv1.3'].reason === 'name-refused';
  if (supports === 'unknown' && refusesName)
    return 'ask for a site that it has, with --sni NAME: it answers nobody else';
  if (supports === 'unknown')
    return `find out whether it speaks ${least}: scan again from another network, or with a longer --timeout`;
  if (accepted) {
    const also = isClassical ? ', and the groups without ML-KEM' : '';
    return `switch off ${accepted}${also}: the server has shown that it speaks ${floor === 'pq' ? least : `${least} or newer`}`;
  }
  if (isClassical) return 'switch off the groups without ML-KEM: the server has shown that it can do with the others';
  if (latent) return `take ${latent} out of its configuration: nothing but today's crypto policy blocks it`;
  if (withoutSni?.answer === 'differs')
    return 'raise the floor of the default server too: without a name it answers otherwise';
  if (enforces === 'unknown') {
    return open
      ? `check ${open} by hand or from another network: it gave no answer that proves a refusal`
      : 'check the default server: without a name its answer proves nothing';
  }
  return 'nothing to do: it speaks the floor and refuses everything below';
}

const TO_ENABLE: Readonly<Record<Floor, string>> = {
  '1.2': 'TLS 1.2',
  '1.3': 'TLS 1.3',
  pq: 'TLS 1.3 with X25519MLKEM768',
};
const NEXT = { unreached: 'reach the server first: see the error' };
