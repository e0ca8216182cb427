/**
 * Which clients a change of a server loses and wins, computed. Pure.
 *
 * @module
 */
import type { ClientFacts, ClientOutcome } from '../facts/client-facts.ts';
import { FLOOR_WORDS, type Floor } from '../facts/server-facts.ts';
import { negotiate } from '../negotiation/negotiate.ts';
import { type ClientLimits, NO_LIMITS, type Offer } from '../negotiation/offer.ts';
import { offerOfHello, offerOfSsl2Hello } from '../negotiation/offer-of-hello.ts';
import type { NegotiationOutcome } from '../negotiation/outcome.ts';
import { allOf, type ServerProfile } from '../negotiation/server-profile.ts';
import { suiteName } from '../tls/registry/cipher-suites.ts';
import { groupName, isPostQuantum } from '../tls/registry/groups.ts';
import { spokenVersion, type TlsVersion } from '../tls/version.ts';
import { offeredHello } from './hello.ts';
import { failed, inconclusive, noVersionMeets, versionObjection } from './outcome.ts';
import { staysAtFloor, takesVersion, versionsOn } from './reach.ts';

export type WhatIf = {
  readonly client: ClientFacts;
  readonly before: ClientOutcome;
  readonly after: ClientOutcome;
  readonly change: 'lost' | 'won' | 'kept' | 'never' | 'unknown';
  /** What the server would have to take in addition to keep a lost client; `null`: nothing single helps. */
  readonly wonBackBy: { readonly version: TlsVersion; readonly cipherSuite: string | null } | null;
};

/** @param serverName what clients that send names would name; `null`: none */
export function whatIf(
  clients: readonly ClientFacts[],
  before: ServerProfile,
  after: ServerProfile,
  serverName: string | null,
): WhatIf[] {
  return clients.map((client) => compared(client, computed(client, before, serverName), after, serverName));
}

/** What would come of each client at one server. */
export function outcomesAt(
  clients: readonly ClientFacts[],
  server: ServerProfile,
  serverName: string | null,
): { readonly client: ClientFacts; readonly outcome: ClientOutcome }[] {
  return clients.map((client) => ({ client, outcome: computed(client, server, serverName) }));
}

/** The same for a server that was asked live: whoever meets it at the floor or above is not touched by the floor. */
export function whatIfFloorRises(
  outcomes: readonly { readonly client: ClientFacts; readonly outcome: ClientOutcome }[],
  floor: Floor,
): WhatIf[] {
  return outcomes.map(({ client, outcome }) => {
    const { version } = outcome;
    const after = version === null ? outcome : atFloor(client, outcome, floor);
    const change = changeOf(outcome, after);
    const wonBackBy = change === 'lost' && version !== null ? { version, cipherSuite: null } : null;
    return { client, before: outcome, after, change, wonBackBy };
  });
}

/** What would come of a client that connects today. */
function atFloor(client: ClientFacts, outcome: ClientOutcome, floor: Floor): ClientOutcome {
  const stays = staysAtFloor(client, outcome, floor);
  if (stays === 'yes') return outcome;
  const today = [outcome.version === null ? 'an unknown version' : spokenVersion(outcome.version), outcome.group];
  const words = `it connects by ${today.filter((word) => word !== null).join(' with ')} today`;
  return stays === 'no' ? failed(words) : inconclusive(`${words}; it may speak ${FLOOR_WORDS[floor].least} as well`);
}

/** The same for a live server that would get another configuration: its outcomes today against computed ones. */
export function whatIfConfigured(
  outcomes: readonly { readonly client: ClientFacts; readonly outcome: ClientOutcome }[],
  after: ServerProfile,
  serverName: string | null,
): WhatIf[] {
  return outcomes.map(({ client, outcome }) => compared(client, outcome, after, serverName));
}

function compared(client: ClientFacts, was: ClientOutcome, after: ServerProfile, serverName: string | null): WhatIf {
  const willBe = computed(client, after, serverName);
  const change = changeOf(was, willBe);
  const wonBackBy = change === 'lost' ? wonBack(client, after, was, serverName) : null;
  return { client, before: was, after: willBe, change, wonBackBy };
}

/** What would come of the client at a server, from its hello if that is known and else from its versions. */
function computed(client: ClientFacts, server: ServerProfile, serverName: string | null): ClientOutcome {
  const offer = offerOf(client, serverName);
  if (offer === undefined) return byVersions(client, server);
  const met = worded(negotiate(offer, server));
  if (met.version !== null) return versionObjection(client, met.version) ?? met;
  // Libraries may differ in what they answer, and whatever it is, the client does not take it.
  const isHopeless = server.areVersionsComplete && server.versions.every((one) => takesVersion(client, one) === 'no');
  return met.outcome === 'inconclusive' && isHopeless ? noVersionMeets(client, server.versions) : met;
}

/** The offer of the client as it comes; `undefined` if no hello of it is known. */
function offerOf(client: ClientFacts, serverName: string | null): Offer | undefined {
  const [offer] = client.offers;
  if (!offer) return undefined;
  const first = offeredHello(offer);
  const limits = limitsOf(client);
  if (first.format === 'sslv2') return offerOfSsl2Hello(first.hello, limits);
  const sendsName = client.limits?.sni !== false && first.hello.extensions !== undefined;
  return { ...offerOfHello(first.hello, limits), serverName: sendsName ? serverName : null };
}

function limitsOf({ limits }: ClientFacts): ClientLimits {
  const { leastDhBits, mostDhBits } = limits ?? {};
  return { ...NO_LIMITS, minimumDhBits: leastDhBits ?? null, maximumDhBits: mostDhBits ?? null };
}

function byVersions(client: ClientFacts, server: ServerProfile): ClientOutcome {
  const on = versionsOn(client);
  const version = on.findLast((one) => server.versions.includes(one));
  if (version === 'TLSv1.3' && server.groups.isComplete && server.groups.codes.every(isPostQuantum)) {
    return inconclusive('its hello is not known, so neither are its groups');
  }
  if (version !== undefined) return agreed(version, null, null, 'by its versions; its hello is not known');
  if (!server.areVersionsComplete || on.length === 0)
    return inconclusive('neither its hello nor enough versions are known');
  return noVersionMeets(client, server.versions);
}

function worded(outcome: NegotiationOutcome): ClientOutcome {
  if (outcome.ok === 'unknown') {
    const { completes, because } = outcome;
    return completes === undefined
      ? inconclusive(because)
      : agreed(completes, null, null, 'computed; the suite is open');
  }
  if (!outcome.ok) return failed(outcome.words);
  const { version, suite, group, dhBits } = outcome;
  const exchange = group === null ? (dhBits === null ? null : `${dhBits}-bit DH`) : groupName(group);
  return agreed(version, suiteName(suite), exchange, 'computed from its hello');
}

function changeOf(was: ClientOutcome, willBe: ClientOutcome): WhatIf['change'] {
  if (was.outcome === 'inconclusive' || willBe.outcome === 'inconclusive') return 'unknown';
  if (was.outcome === willBe.outcome) return was.outcome === 'connects' ? 'kept' : 'never';
  return willBe.outcome === 'connects' ? 'won' : 'lost';
}

/** The one suite, or else the one version, that would bring it back; what it uses today is tried first. */
function wonBack(
  client: ClientFacts,
  after: ServerProfile,
  was: ClientOutcome,
  serverName: string | null,
): WhatIf['wonBackBy'] {
  const offer = offerOf(client, serverName);
  const used = offer?.suites.find((code) => suiteName(code) === was.cipherSuite);
  const candidates = [...(used === undefined ? [] : [used]), ...(offer?.suites ?? [])];
  for (const version of versionsOn(client).toReversed()) {
    if (!after.versions.includes(version)) continue;
    for (const suite of candidates) {
      const known = after.suites[version]?.codes ?? [];
      const wider = { ...after, suites: { ...after.suites, [version]: allOf([...known, suite]) } };
      if (computed(client, wider, serverName).outcome === 'connects') return { version, cipherSuite: suiteName(suite) };
    }
  }
  return was.version === null || after.versions.includes(was.version)
    ? null
    : { version: was.version, cipherSuite: null };
}

function agreed(version: TlsVersion, cipherSuite: string | null, group: string | null, reason: string): ClientOutcome {
  return { outcome: 'connects', version, cipherSuite, group, reason };
}
