/**
 * What a client would make of an answer to its own hello. Pure.
 *
 * @module
 */

import { type FirstHello, newestOffered } from '../../clients/hello.ts';
import { failed, inconclusive, noVersionMeets, versionObjection } from '../../clients/outcome.ts';
import { versionsOn } from '../../clients/reach.ts';
import type { ClientFacts, ClientOutcome } from '../../facts/client-facts.ts';
import { ALERT } from '../../tls/alert.ts';
import { supportedGroupsOf } from '../../tls/extension-values.ts';
import { alertName } from '../../tls/registry/alerts.ts';
import { suiteName } from '../../tls/registry/cipher-suites.ts';
import { groupName } from '../../tls/registry/groups.ts';
import { isOlder, spokenVersion, type TlsVersion } from '../../tls/version.ts';
import type { Observation } from '../answer-reader.ts';
import { readPick } from '../depth/chooser.ts';
import { type Judgement, judge, type Sent } from '../judge.ts';

/** An answer to one hello, which several clients may send. */
export type Answered = {
  readonly first: FirstHello;
  readonly observation: Observation;
  readonly judgement: Judgement;
};

export function answeredHello(first: FirstHello, observation: Observation): Answered {
  const asked = newestOffered(first) ?? 'TLSv1.2';
  return { first, observation, judgement: judge(asked, sentBy(first), observation) };
}

/** @param isAlive whether the server answered any hello at all: only then does an end without a word mean something */
export function clientOutcome(client: ClientFacts, answered: Answered, isAlive: boolean): ClientOutcome {
  const { first, observation, judgement } = answered;
  const newest = newestOffered(first);
  switch (judgement.kind) {
    case 'accepted':
      return agreed(client, first, observation, judgement.version);
    case 'refused':
    case 'unclear':
    case 'fallback-refused':
    case 'name-refused':
      return failed(refusalWords(observation, newest));
    case 'latent':
      return failed('the server shares no cipher with it');
    case 'broken':
      return inconclusive('the answer of the server breaks the protocol');
    case 'stopped':
      return inconclusive('stopped before an answer came');
    case 'dropped':
      if (!isAlive || !isWordless(judgement)) return inconclusive('no answer came');
      return failed(`the server ends the connection without a word${offering(newest)}`);
  }
}

/** Of a client whose hello is not known: only its versions speak, so a suite may still be missing. */
export function outcomeByVersions(client: ClientFacts, answers: readonly Answered[]): ClientOutcome {
  const on = versionsOn(client);
  const spoken = new Set(
    answers.flatMap(({ judgement }) => (judgement.kind === 'accepted' ? [judgement.version] : [])),
  );
  const version = on.findLast((one) => spoken.has(one));
  if (version !== undefined) {
    const reason = 'by its versions; its hello is not known, so the cipher suites may say otherwise';
    return { outcome: 'connects', version, cipherSuite: null, group: null, reason };
  }
  const isAlive = answers.some(({ judgement }) => isWord(judgement));
  const isSettled = isAlive && on.length > 0 && on.every((one) => isRefused(one, answers));
  return isSettled ? noVersionMeets(client, [...spoken]) : inconclusive('its hello is not known');
}

/** Whether the server takes no hello in that version, though it answers those that ask for it. */
function isRefused(version: TlsVersion, answers: readonly Answered[]): boolean {
  const asked = answers.filter(({ first }) => newestOffered(first) === version);
  return asked.length > 0 && asked.every(({ judgement }) => isWord(judgement) || isWordless(judgement));
}

function isWord({ kind }: Judgement): boolean {
  return ['accepted', 'refused', 'unclear', 'fallback-refused'].includes(kind);
}

function isWordless(judgement: Judgement): boolean {
  return judgement.kind === 'dropped' && WORDLESS.includes(judgement.reason);
}

function agreed(client: ClientFacts, first: FirstHello, observation: Observation, version: TlsVersion): ClientOutcome {
  const pick = readPick(observation, version);
  const suite = pick ? suiteName(pick.suite) : null;
  const objection = versionObjection(client, version);
  if (objection) return objection;
  const { leastDhBits, mostDhBits } = client.limits ?? {};
  const bits = pick?.dhBits;
  if (bits !== undefined && leastDhBits !== undefined && bits < leastDhBits) {
    return failed(`the Diffie-Hellman prime has ${bits} bits, and this client asks for ${leastDhBits}`);
  }
  if (bits !== undefined && mostDhBits !== undefined && bits > mostDhBits) {
    return failed(`the Diffie-Hellman prime has ${bits} bits, and this client takes ${mostDhBits} at most`);
  }
  const groups = first.format === 'tls' ? supportedGroupsOf(first.hello) : undefined;
  if (observation.kind === 'hello-retry-request' && pick?.group !== undefined && !groups?.includes(pick.group)) {
    return failed(`the server asks for ${groupName(pick.group)}, which this client does not offer`);
  }
  const group = pick?.group === undefined ? (bits === undefined ? null : `${bits}-bit DH`) : groupName(pick.group);
  return { outcome: 'connects', version, cipherSuite: suite, group, reason: 'the server agrees to its hello' };
}

function refusalWords(observation: Observation, newest: TlsVersion | undefined): string {
  if (observation.kind !== 'alert') return `the server refuses it${offering(newest)}`;
  const { description } = observation.alert;
  const alert = `alert ${description} ${alertName(description)}`;
  if (description === ALERT.unrecognizedName) return `the server knows no such name as it was asked for (${alert})`;
  if (description === ALERT.protocolVersion && newest) {
    return `the server refuses ${spokenVersion(newest)}, the newest version that it offers (${alert})`;
  }
  const isOld = newest !== undefined && isOlder(newest, 'TLSv1.2');
  const what = isOld
    ? `its version, ${spokenVersion(newest)} at most, or its cipher suites`
    : 'its cipher suites or groups';
  return `the server takes nothing of the offer (${alert}): ${what}`;
}

function offering(newest: TlsVersion | undefined): string {
  return newest ? `; it offers ${spokenVersion(newest)} at most` : '';
}

function sentBy(first: FirstHello): Sent {
  if (first.format === 'tls') {
    const { cipherSuites, sessionId, compressionMethods } = first.hello;
    return { offered: new Set(cipherSuites), sessionId, compressionMethods: [...compressionMethods] };
  }
  return { offered: new Set(first.hello.cipherSpecs), sessionId: new Uint8Array(), compressionMethods: [0] };
}

const WORDLESS: readonly string[] = ['closed', 'reset'];
