/**
 * The Diffie-Hellman primes in the key exchanges that a scan has met anyway.
 *
 * @module
 */
import { HANDSHAKE_TYPE } from '../../tls/handshake.ts';
import { cipherSuite } from '../../tls/registry/cipher-suites.ts';
import { knownWeakPrime } from '../../tls/registry/dh-primes.ts';
import { decodeServerKeyExchange } from '../../tls/server-key-exchange.ts';
import type { Asked } from '../asker.ts';
import { bitsOf } from '../depth/chooser.ts';
import type { SeenPrime } from './derive.ts';

/** Each once for a version, in the order met. */
export function seenPrimes(all: readonly Asked[]): SeenPrime[] {
  const primes = new Map<string, SeenPrime>();
  for (const asked of all) {
    const prime = primeOf(asked);
    if (prime) primes.set(JSON.stringify(prime), prime);
  }
  return [...primes.values()];
}

function primeOf({ observation, judgement }: Asked): SeenPrime | undefined {
  if (observation.kind !== 'server-hello' || judgement.kind !== 'accepted') return undefined;
  const suite = cipherSuite(observation.hello.cipherSuite);
  const message = observation.flight.find(({ type }) => type === HANDSHAKE_TYPE.serverKeyExchange);
  if (!message || suite?.keyExchange !== 'DHE') return undefined;
  const shape = { kind: 'dhe', isSigned: !suite.isAnonymous, version: judgement.version } as const;
  const decoded = decodeServerKeyExchange(message.body, shape);
  if (!decoded.ok || decoded.value.kind !== 'dhe') return undefined;
  const { p } = decoded.value;
  return { version: judgement.version, bits: bitsOf(p), known: knownWeakPrime(p) ?? null };
}
