/**
 * What the versions of a client say of its outcome at a server, the same whether the server is asked, scanned or
 * computed: a version that is not known cannot be told, and is never a failure. Pure.
 *
 * @module
 */
import type { ClientFacts, ClientOutcome } from '../facts/client-facts.ts';
import { isOlder, spokenVersion, spokenVersions, type TlsVersion } from '../tls/version.ts';
import { takesVersion, versionsOn } from './reach.ts';

/** What stands against a version that a server chooses for the hello of the client; `undefined`: nothing. */
export function versionObjection(client: ClientFacts, version: TlsVersion): ClientOutcome | undefined {
  const chooses = `the server chooses ${spokenVersion(version)}`;
  switch (takesVersion(client, version)) {
    case 'yes':
      return undefined;
    case 'no': {
      // What is offered is not always taken: OpenSSL 3 offers TLS 1.0 and its security level forbids it.
      const isOff = client.protocols.states[version] === 'supported-off';
      return failed(`${chooses}, which this client ${isOff ? 'has turned off' : 'does not speak'}`);
    }
    case 'unknown':
      return inconclusive(`${chooses}; it is not known whether this client takes it`);
  }
}

/** Of a client without a known hello, at a server that speaks none of the versions that it is known to use. */
export function noVersionMeets(client: ClientFacts, spoken: readonly TlsVersion[]): ClientOutcome {
  const open = spoken.filter((version) => takesVersion(client, version) === 'unknown');
  if (open.length > 0) return inconclusive(`it is not known whether it speaks ${spokenVersions(open)}`);
  const on = versionsOn(client);
  const newest = on.at(-1);
  const isTooOld = newest !== undefined && spoken.every((version) => isOlder(newest, version));
  const most = isTooOld ? `${spokenVersion(newest)} at most` : `${spokenVersions(on)} only`;
  return failed(`it speaks ${most}, as it comes`);
}

export function failed(reason: string): ClientOutcome {
  return { outcome: 'fails', version: null, cipherSuite: null, group: null, reason };
}

export function inconclusive(reason: string): ClientOutcome {
  return { outcome: 'inconclusive', version: null, cipherSuite: null, group: null, reason };
}
