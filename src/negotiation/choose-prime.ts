/**
 * The Diffie-Hellman prime of a DHE suite.
 *
 * @module
 */
import type { CipherSuite } from '../tls/registry/cipher-suites.ts';
import { namedGroup } from '../tls/registry/groups.ts';
import { chooseFiniteField, isFiniteField } from './choose-group.ts';
import type { Offer } from './offer.ts';
import type { ServerCertificate, ServerProfile } from './server-profile.ts';
import type { StackRules } from './stacks.ts';

/** Whether the server takes a DHE suite with this client at all. */
export function hasPrime(offer: Offer, server: ServerProfile, rules: StackRules): boolean {
  if (server.dh === null) return false;
  if (server.dh === 'groups' && rules.primeDecidesSuite && !server.groups.codes.some(isFiniteField)) return false;
  if (server.dh !== 'groups' || chooseFiniteField(offer, server, rules) !== null) return true;
  // RFC 7919: a client that lists finite fields and has none in common is not to be given another.
  return !offer.groups?.some(isFiniteField);
}

/**
 * Bits of the prime; OpenSSL's automatic one is as strong as the certificate's key, or as the cipher where there is
 * none.
 *
 * @param finite the group of RFC 7919 that was agreed on; `null`: none was
 * @returns `null` where the server has none after all
 */
export function primeBits(
  server: ServerProfile,
  suite: CipherSuite,
  certificate: ServerCertificate | null,
  finite: number | null,
): number | null {
  if (typeof server.dh === 'number' || server.dh === null) return server.dh;
  if (server.dh === 'groups') return namedGroup(finite ?? server.groups.codes.find(isFiniteField) ?? 0)?.bits ?? null;
  const strength = certificate === null ? (suite.bits === 256 ? 128 : 80) : strengthOf(certificate);
  const asked = Math.max(strength, LEVEL_STRENGTH[server.securityLevel ?? 0] ?? 0);
  return PRIME_FOR_STRENGTH.find(([atLeast]) => asked >= atLeast)?.[1] ?? 1024;
}

function strengthOf({ keyType, keyBits }: ServerCertificate): number {
  if (keyType !== 'RSA' && keyType !== 'RSA-PSS' && keyType !== 'DSA') return Math.floor((keyBits ?? 256) / 2);
  return RSA_STRENGTH.find(([atLeast]) => (keyBits ?? 2048) >= atLeast)?.[1] ?? 0;
}

/** Bits of security that OpenSSL's levels ask for. */
const LEVEL_STRENGTH: readonly number[] = [0, 80, 112, 128, 192, 256];
const PRIME_FOR_STRENGTH: readonly (readonly [number, number])[] = [
  [192, 8192],
  [152, 4096],
  [128, 3072],
  [112, 2048],
];
/** Key size to bits of security as OpenSSL counts them. */
const RSA_STRENGTH: readonly (readonly [number, number])[] = [
  [15360, 256],
  [7680, 192],
  [4096, 152],
  [3072, 128],
  [2048, 112],
  [1024, 80],
];
