/**
 * Could a connection be pushed down to an older version? TLS_FALLBACK_SCSV and the sentinel in ServerHello.random.
 *
 * @module
 */
import type { DowngradeFacts, VersionFacts } from '../facts/server-facts.ts';
import { downgradeSentinel } from '../tls/server-hello.ts';
import { isOlder, TLS_VERSIONS, type TlsVersion } from '../tls/version.ts';
import type { Asked, Asker } from './asker.ts';
import { acceptedVersions } from './first-round.ts';

/** Asks for TLS_FALLBACK_SCSV under the name, in the shape that was accepted, if no answer so far has told. */
export async function settleFallback(asker: Asker, sni: string | undefined): Promise<void> {
  const named = asker.forVersions.filter(({ question }) => question.sni === sni);
  const version = acceptedVersions(named).at(-2);
  const isOpen =
    readFallback(asker.forVersions) === 'inconclusive' ||
    !asker.forVersions.some(({ question }) => question.fallbackScsv);
  if (!version || !isOpen || named.some(({ question }) => question.version === version && question.fallbackScsv))
    return;
  const proof = named.find(({ judgement }) => judgement.kind === 'accepted' && judgement.version === version);
  await asker.ask({ version, shape: proof?.question.shape ?? 'full', sni, fallbackScsv: true });
}

export function readDowngrade(
  versions: Readonly<Record<TlsVersion, VersionFacts>>,
  asked: readonly Asked[],
): DowngradeFacts {
  const accepted = TLS_VERSIONS.filter((version) => versions[version].answer === 'accepted');
  const carriers = asked.filter((one) => couldCarrySentinel(one, accepted.at(-1)));
  const proofs = carriers.flatMap(({ observation }) =>
    observation.kind === 'server-hello' ? (downgradeSentinel(observation.hello) ?? []) : [],
  );
  const withScsv = asked.filter(({ question }) => question.fallbackScsv);
  return {
    fallbackScsv: readFallback(asked),
    sentinel: carriers.length === 0 ? 'not-applicable' : proofs.length > 0 ? 'present' : 'absent',
    sentinelProves: proofs.toSorted((a, b) => (isOlder(a, b) ? 1 : -1))[0] ?? null,
    evidence: [...withScsv, ...carriers].map(({ evidence }) => evidence),
  };
}

/**
 * A server below its highest version may put the sentinel in (RFC 9846 §4.2.3): TLS 1.3 servers must, TLS 1.2 servers
 * should when they answer TLS 1.1 or older. Any answer below TLS 1.3 may show one, for the server may know more
 * versions than it let us see.
 */
function couldCarrySentinel({ judgement, observation }: Asked, newest: TlsVersion | undefined): boolean {
  if (judgement.kind !== 'accepted' || observation.kind !== 'server-hello' || !newest) return false;
  return isOlder(judgement.version, newest) || downgradeSentinel(observation.hello) !== undefined;
}

function readFallback(asked: readonly Asked[]): DowngradeFacts['fallbackScsv'] {
  const newest = acceptedVersions(asked).at(-1);
  const withScsv = asked.filter(({ question }) => question.fallbackScsv);
  if (withScsv.some(({ judgement }) => judgement.kind === 'fallback-refused')) return 'honoured';
  if (withScsv.length === 0 || acceptedVersions(asked).length < 2) return 'not-applicable';
  const ignored = withScsv.some(
    ({ judgement }) => judgement.kind === 'accepted' && newest !== undefined && isOlder(judgement.version, newest),
  );
  return ignored ? 'ignored' : 'inconclusive';
}
