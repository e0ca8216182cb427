/**
 * The words above an explained hello: the answer in one line, and the facts under it. Pure.
 *
 * @module
 */
import type { AlertFacts, ChoiceFacts, ExplainIssue, Explanation, OfferFacts } from '../tls/explain/explanation.ts';
import { isGrease } from '../tls/registry/grease.ts';
import { spokenVersion } from '../tls/version.ts';

/** What it is, in one line. */
export function explainHeadline(explanation: Explanation): string {
  const { kind, length, offer, choice, alerts, issue } = explanation;
  const size = length === 1 ? '1 byte' : `${length} bytes`;
  const end = issue && !offer && !choice ? ` (${size}): ${brokenPhrase(issue)}` : ` (${size})`;
  switch (kind) {
    case 'client_hello':
      return offer ? `ClientHello ${offerPhrase(offer)} (${ja4Phrase(offer)}${size})` : `ClientHello${end}`;
    case 'ssl2_client_hello':
      return `SSLv2-format ClientHello${offer ? ` ${offerPhrase(offer)}` : ''}${end}`;
    case 'server_hello':
      return `ServerHello${choice ? ` ${choicePhrase(choice)}` : ''}${end}`;
    case 'hello_retry_request':
      return `HelloRetryRequest${choice ? ` ${choicePhrase(choice)}` : ''}${end}`;
    case 'ssl2_server_hello':
      return `SSL 2.0 ServerHello${choice ? ` sharing ${countOf(choice.cipherSpecs.length, 'cipher')}` : ''}${end}`;
    case 'ssl2_error':
      return `SSL 2.0 error${issue ? '' : ` ${explanation.ranges.at(-1)?.meaning ?? ''}`}${end}`;
    case 'alert':
      return alerts.map(alertPhrase).join(', then ');
    case 'handshake':
      return `TLS handshake without a hello${end}`;
    case 'records':
      return `TLS records without a hello${end}`;
  }
}

/** The facts worth a line each: label and text. */
export function explainFacts({ kind, offer, choice, alerts, issue }: Explanation): (readonly [string, string])[] {
  const facts: (readonly [string, string])[] = [];
  if (offer) facts.push(...offerLines(offer));
  if (choice) facts.push(...choiceLines(choice));
  if (alerts.length > 0 && kind !== 'alert') facts.push(['alert', alerts.map(alertPhrase).join(', then ')]);
  if (issue) facts.push(['problem', `${brokenPhrase(issue)}, at byte ${issue.offset}`]);
  return facts;
}

function offerPhrase(offer: OfferFacts): string {
  const target = offer.serverName === undefined ? ', naming no server' : ` to ${offer.serverName}`;
  return `offering ${versionsPhrase(offer)}${target}`;
}

function versionsPhrase({ versions, versionsFrom }: OfferFacts): string {
  const names = versions.map(spokenVersion).map((name, i) => (i === 0 ? name : name.replace('TLS ', '')));
  if (names.length === 0) return 'no version with a name';
  return versionsFrom === 'legacy_version' ? `up to ${names[0]}` : names.join(', ');
}

function ja4Phrase({ fingerprints }: OfferFacts): string {
  return fingerprints ? `JA4 ${fingerprints.ja4}, ` : '';
}

function choicePhrase(choice: ChoiceFacts): string {
  const version = choice.version ? spokenVersion(choice.version) : 'a version without a name';
  const suite = choice.cipherSuite ? ` with ${choice.cipherSuite.name}` : '';
  return `choosing ${version}${suite}`;
}

function alertPhrase({ level, description, name }: AlertFacts): string {
  return `${level} alert ${description} ${name}`;
}

function brokenPhrase({ code, field }: ExplainIssue): string {
  return `${BROKEN[code]} ${field}`;
}

function offerLines(offer: OfferFacts): (readonly [string, string])[] {
  const { fingerprints, alpn, groups, cipherSuites } = offer;
  const lines: (readonly [string, string])[] = [];
  if (fingerprints) lines.push(['JA3', fingerprints.ja3], ['JA4', fingerprints.ja4]);
  lines.push([
    'versions',
    versionsPhrase(offer) + (offer.versionsFrom === 'legacy_version' ? ' (legacy_version)' : ''),
  ]);
  const suites = cipherSuites.filter(({ code }) => !isGrease(code)).length;
  lines.push(['suites', String(suites)]);
  if (groups.length > 0)
    lines.push([
      'groups',
      groups
        .filter(({ code }) => !isGrease(code))
        .map(nameOf)
        .join(', '),
    ]);
  if (alpn.length > 0) lines.push(['ALPN', alpn.join(', ')]);
  if (offer.hasFallbackScsv) lines.push(['fallback', 'TLS_FALLBACK_SCSV: a newer version failed before (RFC 7507)']);
  if (offer.hasGrease) lines.push(['GREASE', 'yes (RFC 8701)']);
  return lines;
}

function choiceLines(choice: ChoiceFacts): (readonly [string, string])[] {
  const lines: (readonly [string, string])[] = [];
  if (choice.group) lines.push(['group', choice.group.name]);
  if (choice.cipherSpecs.length > 0) lines.push(['ciphers', choice.cipherSpecs.map(nameOf).join(', ')]);
  if (choice.downgradeSentinel) {
    const newer = choice.downgradeSentinel === 'TLSv1.3' ? 'TLS 1.3' : 'TLS 1.2 or newer';
    lines.push(['sentinel', `the server also speaks ${newer} (RFC 9846 section 4.2.3)`]);
  }
  return lines;
}

function nameOf({ name }: { readonly name: string }): string {
  return name;
}

function countOf(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}

/** What comes before the name of the field. */
const BROKEN: Readonly<Record<ExplainIssue['code'], string>> = {
  truncated: 'breaks off in',
  'trailing-bytes': 'has bytes too many behind',
  'empty-vector': 'has an empty',
  'odd-length': 'has an odd length of',
  'bad-value': 'has a wrong value of',
  'too-long': 'has too long a',
  'not-tls': 'has bytes that begin no record instead of',
};
