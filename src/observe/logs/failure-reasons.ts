import type { UsageAlert } from '../../facts/usage-facts.ts';
import { ALERTS } from '../../tls/registry/alerts.ts';

/**
 * The alert behind the words with which a server's log says why a handshake failed, so that a failure in a log and one
 * in a capture are counted as the same. OpenSSL words an alert that it received by the name of the alert, and what made
 * it send one by its own reasons.
 *
 * @returns `null`: the words name no alert, as when a connection just ended
 */
export function alertOfReason(reason: string): UsageAlert | null {
  const plain = reason.toLowerCase().replaceAll('_', ' ');
  const received = RECEIVED.exec(plain)?.[1];
  if (received !== undefined) return { ...named(received), by: 'client' };
  const sent = SENT.find(([words]) => plain.includes(words));
  return sent === undefined ? null : { ...named(sent[1]), by: 'server' };
}

/** An alert by its name in the registry, or as another program writes it: `protocol version`, `unknown ca`. */
export function named(name: string): { readonly description: number | null; readonly name: string } {
  const wanted = plainName(name);
  for (const [description, [registered]] of ALERTS) {
    if (plainName(registered) === wanted) return { description, name: registered };
  }
  return { description: null, name };
}

function plainName(name: string): string {
  return name
    .toLowerCase()
    .replace(/_reserved$/, '')
    .replaceAll(/[ _-]/g, '');
}

/**
 * `tlsv1 alert protocol version`, `sslv3 alert handshake failure`, `tlsv13 alert certificate required` of OpenSSL and
 * BoringSSL. What follows is other text of the log.
 */
const RECEIVED = /\b(?:tls|ssl)v\d+ alert ([a-z ]{1,40}[a-z])/;

/**
 * What OpenSSL (ssl/statem, version 3) and GnuTLS give as the reason when they refuse a hello, and the alert that they
 * send with it.
 */
const SENT: readonly (readonly [string, string])[] = [
  ['unsupported protocol', 'protocol_version'],
  ['version too low', 'protocol_version'],
  ['version too high', 'protocol_version'],
  ['wrong version number', 'protocol_version'],
  ['unknown protocol', 'protocol_version'],
  ['unsupported version packet', 'protocol_version'],
  ['no shared cipher', 'handshake_failure'],
  ['no suitable signature algorithm', 'handshake_failure'],
  ['no suitable key share', 'handshake_failure'],
  ['inappropriate fallback', 'inappropriate_fallback'],
];
