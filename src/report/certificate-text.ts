/**
 * Certificates for a terminal: one line a chain, its faults first. Pure.
 *
 * @module
 */
import { safeText } from '../core/safe-text.ts';
import type { CertificateFacts, ChainFacts } from '../facts/certificate-facts.ts';
import type { ServerFacts } from '../facts/server-facts.ts';
import { termLines } from './layout.ts';

/** Nothing where no certificate was seen. */
export function certificateLines({ certificates, chains }: Pick<ServerFacts, 'certificates' | 'chains'>): string[] {
  const leaves = chains?.map((chain) => ({ chain, leaf: certificates?.find(isCalled(chain.certificates[0])) }));
  const shown = leaves ?? certificates?.slice(0, 1).map((leaf) => ({ leaf, chain: undefined })) ?? [];
  return shown.flatMap(({ leaf, chain }) => (leaf ? termLines('certificate', line(leaf, chain)) : []));
}

function isCalled(sha256: string | undefined): (certificate: CertificateFacts) => boolean {
  return (certificate) => certificate.sha256 === sha256;
}

function line(leaf: CertificateFacts, chain: ChainFacts | undefined): string {
  if ('error' in leaf) return `${safeText(leaf.error.message)} [${leaf.error.code}]`;
  const size = leaf.keyBits ?? leaf.curve;
  const key = `${leaf.keyType ?? 'unknown key'}${size === null ? '' : ` ${size}`}`;
  const faults = chain ? faultsOf(chain) : [];
  const said = [safeText(leaf.subject), key, `until ${leaf.validTo.slice(0, 10)}`, ...faults];
  return said.join(', ');
}

function faultsOf({ nameMatch, validity, trust, isForServers, weakSignatures, smallKeys }: ChainFacts): string[] {
  return [
    ...(validity === 'expired' ? ['expired'] : validity === 'not-yet-valid' ? ['not yet valid'] : []),
    ...(NAME_FAULTS[nameMatch] ?? []),
    ...(TRUST_FAULTS[trust] ?? []),
    ...(isForServers === 'no' ? ['not for servers, by its extended key usage'] : []),
    ...(weakSignatures.length > 0 ? ['weak signature'] : []),
    ...(smallKeys.length > 0 ? ['small key'] : []),
  ];
}

const NAME_FAULTS: Readonly<Partial<Record<ChainFacts['nameMatch'], readonly string[]>>> = {
  mismatch: ['for another name'],
  'common-name-only': ['its name fits old clients only, which look at the common name'],
};
const TRUST_FAULTS: Readonly<Partial<Record<ChainFacts['trust'], readonly string[]>>> = {
  'trusted-wrong-order': ['sent in the wrong order'],
  'self-signed': ['self-signed'],
  'unknown-root': ['from a root that is not publicly trusted'],
  incomplete: ['its issuer was not sent, and is no public root'],
};
