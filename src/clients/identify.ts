/**
 * Which clients a hello, a fingerprint or a user agent may come from. Always a set. Pure.
 *
 * @module
 */
import type { ClientFacts, ClientMatch } from '../facts/client-facts.ts';
import { isOlder, spokenVersion, TLS_VERSIONS } from '../tls/version.ts';
import { type FirstHello, fingerprintsOf, newestOffered, offeredHello, offerFingerprints } from './hello.ts';
import { versionsOn } from './reach.ts';
import { claimedClients, readUserAgent } from './user-agent.ts';

export type Evidence = {
  readonly ja3?: string | undefined;
  readonly ja4?: string | undefined;
  readonly hello?: FirstHello | undefined;
  readonly userAgent?: string | undefined;
};

export type Identification = {
  /** The best first: those that fit by more than one sign. */
  readonly candidates: readonly ClientMatch[];
  /** Whether what was sent fits what was claimed; `unknown` where one of the two is missing or says nothing. */
  readonly agreement: 'agrees' | 'contradicts' | 'unknown';
  /** One sentence for a person. */
  readonly reason: string;
};

export function identify(clients: readonly ClientFacts[], evidence: Evidence): Identification {
  const { hello, userAgent } = evidence;
  const prints = { ...(hello ? fingerprintsOf(hello) : {}), ...definedOf(evidence) };
  const claim = userAgent === undefined ? undefined : readUserAgent(userAgent);
  const claimed = claim ? claimedClients(clients, claim) : [];
  const candidates = clients.flatMap((client): ClientMatch[] => {
    const by = [...(hello?.format === 'sslv2' ? ssl2Signs(client, hello) : helloSigns(client, prints))];
    if (claimed.includes(client)) by.push('user-agent');
    return by.length > 0 ? [{ client, by }] : [];
  });
  const ranked = candidates.toSorted((a, b) => b.by.length - a.by.length);
  const isSent = hello !== undefined || prints.ja3 !== undefined || prints.ja4 !== undefined;
  return { candidates: ranked, ...agreementOf(ranked, claimed, { hello, userAgent, isSent }) };
}

type Sign = ClientMatch['by'][number];

function helloSigns(client: ClientFacts, { ja3, ja4 }: Pick<Evidence, 'ja3' | 'ja4'>): Sign[] {
  if (ja3 === undefined && ja4 === undefined) return [];
  const own = client.offers.map(offerFingerprints);
  const signs: Sign[] = [];
  if (ja3 !== undefined && own.some((prints) => prints?.ja3 === ja3)) signs.push('ja3');
  if (ja4 === undefined) return signs;
  if (own.some((prints) => prints?.ja4 === ja4)) signs.push('ja4');
  else if (own.some((prints) => prints && withoutName(prints.ja4) === withoutName(ja4))) signs.push('ja4-but-name');
  return signs;
}

/** An SSLv2 hello has no fingerprint: the list of ciphers stands for one. */
function ssl2Signs(client: ClientFacts, first: FirstHello & { readonly format: 'sslv2' }): Sign[] {
  const isSame = client.offers.some((offer) => {
    const own = offeredHello(offer);
    return (
      own.format === 'sslv2' &&
      own.hello.version === first.hello.version &&
      own.hello.cipherSpecs.join() === first.hello.cipherSpecs.join()
    );
  });
  return isSame ? ['ja3'] : [];
}

/** Version, number of suites and the two hashes: what stays when the name or the protocols behind it change. */
function withoutName(ja4: string): string {
  const [a = '', b, c] = ja4.split('_');
  return [a.slice(0, 3), a.slice(4, 6), b, c].join('_');
}

function agreementOf(
  candidates: readonly ClientMatch[],
  claimed: readonly ClientFacts[],
  { hello, userAgent, isSent }: Pick<Evidence, 'hello' | 'userAgent'> & { readonly isSent: boolean },
): Pick<Identification, 'agreement' | 'reason'> {
  const bySent = candidates.filter(({ by }) => by.some((sign) => sign !== 'user-agent'));
  if (userAgent === undefined) return { agreement: 'unknown', reason: 'there is no user agent to compare with' };
  if (!isSent) return { agreement: 'unknown', reason: 'there is no hello to compare with' };
  if (claimed.length === 0)
    return { agreement: 'unknown', reason: 'the catalogue does not know what the user agent names' };
  const names = claimed.map(({ name }) => name).join(' or ');
  if (bySent.some(({ client }) => claimed.includes(client))) {
    return { agreement: 'agrees', reason: `${names} sends this hello` };
  }
  if (claimed.every(({ family, product }) => family === 'bot' && product.to === null)) {
    return { agreement: 'unknown', reason: `the catalogue has ${names} alone, and the robot may have moved on` };
  }
  const offered = hello && newestOffered(hello);
  const best = TLS_VERSIONS.filter((version) => claimed.some((client) => versionsOn(client).at(-1) === version));
  const [oldestBest] = best;
  const newestBest = best.at(-1);
  if (offered && newestBest && oldestBest && (isOlder(newestBest, offered) || isOlder(offered, oldestBest))) {
    const says = `${names} offers ${spokenVersion(newestBest)}, and the hello offers ${spokenVersion(offered)} at most`;
    return { agreement: 'contradicts', reason: `${says}: ${MIDDLEBOX}` };
  }
  const stacks = new Set(claimed.map(({ stack }) => stack.name));
  if (bySent.length > 0 && !bySent.some(({ client }) => stacks.has(client.stack.name))) {
    const senders = bySent.slice(0, MOST_NAMES).map(({ client }) => client.name);
    return {
      agreement: 'contradicts',
      reason: `${names} is claimed, and ${senders.join(' or ')} sends this hello: ${MIDDLEBOX}`,
    };
  }
  return { agreement: 'unknown', reason: `nothing is known of the hello of ${names} that would settle it` };
}

function definedOf({ ja3, ja4 }: Evidence): Pick<Evidence, 'ja3' | 'ja4'> {
  return { ...(ja3 === undefined ? {} : { ja3 }), ...(ja4 === undefined ? {} : { ja4 }) };
}

const MIDDLEBOX = 'a middlebox intercepts, the user agent is invented, or the settings were changed';
const MOST_NAMES = 3;
