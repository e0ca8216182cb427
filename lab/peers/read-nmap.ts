/**
 * Reads what nmap's ssl-enum-ciphers prints.
 *
 * @module
 */
import { suiteCode } from '../../src/tls/registry/cipher-suites.ts';
import { TLS_VERSIONS, type TlsVersion } from '../../src/tls/version.ts';
import type { PeerFacts } from './peer-facts.ts';

/** @throws Error if it is no output of nmap, or names a suite that nobody knows */
export function readNmap(text: string): PeerFacts {
  if (!/^(PORT|Nmap done)/m.test(text)) throw new Error(`not a result of nmap: ${text.slice(0, 200)}`);
  const suites: Partial<Record<TlsVersion, number[]>> = {};
  const decidedBy: Partial<Record<TlsVersion, 'server' | 'client'>> = {};
  let version: TlsVersion | undefined;
  for (const line of text.split('\n')) {
    const heading = /^\|\s+(SSLv3|TLSv1\.[0-3]):/.exec(line)?.[1];
    if (heading) {
      version = TLS_VERSIONS.find((one) => one === heading);
      if (version) suites[version] = [];
      continue;
    }
    if (!version) continue;
    const name = /^\|\s+(TLS_\w+|SSL_\w+)/.exec(line)?.[1];
    if (name) suites[version]?.push(codeOf(name));
    const who = /cipher preference: (server|client)/.exec(line)?.[1];
    if (who === 'server' || who === 'client') decidedBy[version] = who;
  }
  return { versions: versionsOf(suites), suites, decidedBy, groups: {} };
}

/** It prints the versions it got through with; it knows no SSL 2.0. */
function versionsOf(suites: PeerFacts['suites']): PeerFacts['versions'] {
  const asked = TLS_VERSIONS.filter((version) => version !== 'SSLv2');
  return Object.fromEntries(asked.map((version) => [version, suites[version] ? 'accepted' : 'refused']));
}

/** TLS 1.3 names say AKE where IANA says nothing. */
function codeOf(name: string): number {
  const iana = name.replace('TLS_AKE_WITH_', 'TLS_').replace(/^SSL_/, 'TLS_');
  const code = suiteCode(iana);
  if (code === undefined) throw new Error(`nmap says ${name}, which is no suite`);
  return code;
}
