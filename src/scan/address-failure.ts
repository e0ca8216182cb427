/**
 * Why nothing could be learnt from an address, as a failure with a code. Pure.
 *
 * @module
 */
import { type Failure, failure } from '../core/errors.ts';
import { unreachable } from '../core/result.ts';
import type { ServiceFacts } from '../facts/server-facts.ts';
import { printable } from '../tls/extension-values.ts';
import type { Observation } from './answer-reader.ts';
import { type Asked, isAnswer } from './asker.ts';
import type { BrokenWhy } from './dialects/conversation.ts';
import type { Endpoint } from './exchange.ts';

/** What came of one connection. */
type Heard = Pick<Asked, 'judgement' | 'observation'>;

/** `null` as soon as one hello was answered in TLS. */
export function addressFailure(endpoint: Endpoint, service: ServiceFacts, asked: readonly Heard[]): Failure | null {
  if (asked.some(({ judgement }) => isAnswer(judgement))) return stopped(asked);
  const place = `${endpoint.address.includes(':') ? `[${endpoint.address}]` : endpoint.address}:${endpoint.port}`;
  const find = <K extends Observation['kind']>(kind: K): Extract<Observation, { kind: K }> | undefined =>
    asked.map(({ observation }) => observation).find((o): o is Extract<Observation, { kind: K }> => o.kind === kind);

  const proxy = find('proxy-failed');
  if (proxy) return proxyFailure(proxy, place, service.proxy ?? 'the proxy');
  const refusal = find('starttls-refused');
  if (refusal) return refusedFailure(refusal, place, service.title);
  const broken = find('starttls-broken');
  if (broken) return brokenFailure(broken, place, service);
  const plain = find('plaintext');
  if (plain) return plaintextFailure(plain.text, place);
  const unconnected = find('unreachable');
  if (unconnected && asked.every(({ observation }) => ['unreachable', 'stopped'].includes(observation.kind))) {
    return unreachableFailure(place, unconnected.code);
  }
  if (find('malformed')) return failure('not-tls', `${place} answered with bytes that are no TLS`);
  return stopped(asked) ?? failure('no-answer', `${place} accepted connections and answered no hello`);
}

function stopped(asked: readonly Heard[]): Failure | null {
  for (const { observation } of asked) {
    if (observation.kind !== 'stopped') continue;
    return observation.by === 'deadline'
      ? failure('deadline-exceeded', 'the deadline ended the scan of this address before every question was answered')
      : failure('interrupted', 'the scan of this address was interrupted before every question was answered');
  }
  return null;
}

function unreachableFailure(place: string, code: string): Failure {
  switch (code) {
    case 'ECONNREFUSED':
      return failure('connection-refused', `nothing listens on ${place}`);
    case 'ETIMEDOUT':
      return failure('connect-timeout', `${place} did not answer the connection in time`);
    case 'EMFILE':
    case 'ENFILE':
    case 'ENOBUFS':
    case 'EADDRNOTAVAIL':
      return failure('too-many-sockets', `no socket was left to reach ${place} with (${code})`);
    default:
      return failure('unreachable', `${place} cannot be reached (${code})`);
  }
}

function refusedFailure(
  { how, said }: Extract<Observation, { kind: 'starttls-refused' }>,
  place: string,
  title: string,
): Failure {
  switch (how) {
    case 'temporary':
      return failure('starttls-refused-temporary', `${place} put ${title} off until later: ${said}`);
    case 'permanent':
      return failure('starttls-refused', `${place} refused to start TLS for ${title}: ${said}`);
    case 'unsupported':
      return failure('starttls-unsupported', `${place} speaks ${title} without TLS: ${said}`);
    default:
      return unreachable(how);
  }
}

function brokenFailure(
  { why, said }: Extract<Observation, { kind: 'starttls-broken' }>,
  place: string,
  { title, scheme }: ServiceFacts,
): Failure {
  const last = said === '' ? 'before it said anything' : `behind: ${said}`;
  // A server that waits for a hello, or that answered ours with an alert, speaks TLS from the first byte.
  const isTls = (why === 'silent' && said === '') || /^\\x15\\x03/.test(said);
  const hint = isTls
    ? `check that ${scheme}:// is right here; if the port speaks TLS from the first byte, write tls://`
    : undefined;
  return failure('starttls-broken', `${place} ${BROKEN[why]} in the ${title} dialogue, ${last}`, hint);
}

function proxyFailure(
  { why, said }: Extract<Observation, { kind: 'proxy-failed' }>,
  place: string,
  proxy: string,
): Failure {
  switch (why) {
    case 'no-connection':
      return failure('proxy-unreachable', `the proxy ${proxy} cannot be reached (${said})`);
    case 'auth':
      return failure('proxy-auth', `the proxy ${proxy} wants other credentials: ${said}`);
    case 'denied':
      return failure('proxy-refused', `the proxy ${proxy} does not connect to ${place}: ${said}`);
    default:
      return failure('proxy-broken', `the proxy ${proxy} ${BROKEN[why]}${said === '' ? '' : `: ${said}`}`);
  }
}

/** A banner tells which scheme the target should have had. */
function plaintextFailure(text: string, place: string): Failure {
  const line = printable(new TextEncoder().encode(text.split('\n', 1)[0]?.trim() ?? ''));
  const schemes = BANNERS.find(([banner]) => banner.test(line))?.[1];
  const hint =
    schemes && `it greets as a service that upgrades to TLS: write ${schemes}, as in ${schemes.split(' ')[0]}${place}`;
  return failure('not-tls', `${place} answered in plain text: ${line}`, hint);
}

const BROKEN: Readonly<Record<BrokenWhy, string>> = {
  closed: 'closed the connection',
  reset: 'reset the connection',
  silent: 'fell silent',
  'too-many-bytes': 'sent without end',
  unexpected: 'said something else than its protocol has',
};

const BANNERS: readonly (readonly [RegExp, string])[] = [
  [/^220[ -].*(?:E?SMTP|mail)/i, 'smtp://'],
  [/^220[ -].*LMTP/i, 'lmtp://'],
  [/^220[ -].*FTP/i, 'ftp://'],
  [/^220[ -]/, 'smtp:// or ftp://'],
  [/^\* (?:OK|PREAUTH|BYE)/i, 'imap://'],
  [/^\+OK/i, 'pop3://'],
  [/^20[01] /, 'nntp://'],
  [/^RFB \d/, 'vnc://'],
  [/^"IMPLEMENTATION"/i, 'sieve://'],
];
