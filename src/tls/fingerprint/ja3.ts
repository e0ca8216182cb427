/**
 * JA3: a fingerprint of a ClientHello that keeps the order sent (salesforce/ja3, README).
 *
 * Clients that shuffle their extensions, as Chrome has since 2023, have a new one at every connection.
 *
 * @module
 */
import { createHash } from 'node:crypto';
import type { ClientHello } from '../client-hello.ts';
import { ecPointFormatsOf, supportedGroupsOf } from '../extension-values.ts';
import { isGrease } from '../registry/grease.ts';

/** The text that is hashed: five fields in decimal, `legacy_version` first, GREASE left out. */
export function ja3Text(hello: ClientHello): string {
  const extensions = hello.extensions?.map(({ type }) => type) ?? [];
  return [
    String(hello.legacyVersion),
    join(hello.cipherSuites),
    join(extensions),
    join(supportedGroupsOf(hello) ?? []),
    (ecPointFormatsOf(hello) ?? []).join('-'),
  ].join(',');
}

/** MD5 of {@link ja3Text}, 32 hex digits. There is none for an SSLv2-format hello. */
export function ja3(hello: ClientHello): string {
  return createHash('md5').update(ja3Text(hello)).digest('hex');
}

function join(codes: readonly number[]): string {
  return codes.filter((code) => !isGrease(code)).join('-');
}
