/**
 * Reads the XML of sslscan 2.
 *
 * @module
 */
import { TLS_VERSIONS, type TlsVersion } from '../../src/tls/version.ts';
import type { PeerFacts } from './peer-facts.ts';

/** @throws Error if it is no result of sslscan */
export function readSslscan(xml: string): PeerFacts {
  if (!xml.includes('<ssltest ')) throw new Error(`not a result of sslscan: ${xml.slice(0, 200)}`);
  const versions: Partial<Record<TlsVersion, 'accepted' | 'refused'>> = {};
  for (const { type, version, enabled } of elements(xml, 'protocol')) {
    const name = TLS_VERSIONS.find((one) => one === `${type === 'ssl' ? 'SSLv' : 'TLSv'}${version}`);
    if (name) versions[name] = enabled === '1' ? 'accepted' : 'refused';
  }
  return {
    versions,
    suites: codesByVersion(xml, 'cipher'),
    decidedBy: {},
    groups: codesByVersion(xml, 'group'),
  };
}

function codesByVersion(xml: string, name: string): Partial<Record<TlsVersion, readonly number[]>> {
  const found: Partial<Record<TlsVersion, number[]>> = {};
  for (const { sslversion, id } of elements(xml, name)) {
    const version = TLS_VERSIONS.find((one) => one === sslversion);
    if (version && id) found[version] = [...(found[version] ?? []), Number(id)];
  }
  return found;
}

/** The attributes of each element of a name. Enough for XML that one program writes. */
function elements(xml: string, name: string): Record<string, string | undefined>[] {
  return [...xml.matchAll(new RegExp(`<${name} ([^>]*?)/?>`, 'g'))].map(([, attributes = '']) =>
    Object.fromEntries([...attributes.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, value])),
  );
}
