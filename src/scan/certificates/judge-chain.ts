/**
 * What a chain is good for: the name, the dates, the way to a root, and what it asks of clients. No clock: the time is
 * an argument.
 *
 * @module
 */
import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { rootCertificates } from 'node:tls';
import type { ChainFacts, ChainTrust, ClientNeed, NameMatch } from '../../facts/certificate-facts.ts';
import { isWeakHash } from '../../tls/registry/signature-algorithms.ts';
import { isIssuedBy, type ReadCertificate } from './describe.ts';

export type ChainJudgement = Omit<ChainFacts, 'certificates' | 'seenIn'>;

export type JudgeOptions = {
  /** A host name or an address that a client would hold the certificate against. */
  readonly name: string | undefined;
  readonly at: Date;
  /** Roots to trust; Node's own by default. */
  readonly roots?: Roots;
};

/** Judges a chain, leaf first. The work grows with its length alone, which the caller bounds. */
export function judgeChain(chain: readonly ReadCertificate[], options: JudgeOptions): ChainJudgement {
  const { at, name, roots = nodeRoots() } = options;
  const [leaf] = chain;
  const isRoot = ({ facts }: ReadCertificate): boolean => 'subject' in facts && facts.isSelfSigned;
  const where = (isSo: (one: ReadCertificate, index: number) => boolean): number[] =>
    chain.flatMap((one, index) => (isSo(one, index) ? [index] : []));
  return {
    nameMatch: matchName(leaf, name),
    validity: validityOf(chain, at),
    trust: trustOf(chain, roots),
    isForServers: isForServers(leaf),
    weakSignatures: where(
      (one, index) =>
        'subject' in one.facts && isWeakHash(one.facts.signature?.hash ?? null) && !(index > 0 && isRoot(one)),
    ),
    smallKeys: where(({ facts }) => 'subject' in facts && facts.keyBits !== null && facts.keyBits < LEAST_RSA_BITS),
    needs: needsOf(chain.filter((one, index) => index === 0 || !isRoot(one))),
  };
}

function matchName(leaf: ReadCertificate | undefined, name: string | undefined): NameMatch {
  if (!leaf?.x509) return 'unknown';
  if (name === undefined) return 'not-asked';
  const { x509 } = leaf;
  if (isIP(name) !== 0) return x509.checkIP(name) === undefined ? 'mismatch' : 'match';
  // RFC 9525 §6.3: a wildcard is the whole of the leftmost label.
  if (x509.checkHost(name, { subject: 'never', partialWildcards: false }) !== undefined) return 'match';
  // Node's default looks at the common name only where subjectAltName has no DNS name, as old clients do.
  return x509.checkHost(name, { partialWildcards: false }) === undefined ? 'mismatch' : 'common-name-only';
}

/** The first certificate that is out of its time decides; a root that was sent along does not count. */
function validityOf(chain: readonly ReadCertificate[], at: Date): ChainFacts['validity'] {
  const [leaf] = chain;
  if (!leaf || !('subject' in leaf.facts)) return 'unknown';
  for (const [index, { facts }] of chain.entries()) {
    if (!('subject' in facts) || (index > 0 && facts.isSelfSigned)) continue;
    const [from, to] = [Date.parse(facts.validFrom), Date.parse(facts.validTo)];
    if (Number.isNaN(from) || Number.isNaN(to)) return 'unknown';
    if (at.getTime() < from) return 'not-yet-valid';
    if (at.getTime() > to) return 'expired';
  }
  return 'valid';
}

function isForServers(leaf: ReadCertificate | undefined): ChainFacts['isForServers'] {
  if (!leaf?.x509) return 'unknown';
  // Node gives the extended key usages here, and nothing where the certificate has none.
  const usages: readonly string[] | undefined = leaf.x509.keyUsage;
  return usages === undefined || usages.some((oid) => SERVER_USAGES.includes(oid)) ? 'yes' : 'no';
}

/** Dates aside: those are a question of their own. Each certificate sent is used once, so a circle ends. */
function trustOf(chain: readonly ReadCertificate[], roots: Roots): ChainTrust {
  const [leaf] = chain;
  if (!leaf?.x509) return 'unknown';
  let last: X509Certificate = leaf.x509;
  const left = new Map(chain.entries());
  left.delete(0);
  let at = 0;
  let isInOrder = true;
  for (;;) {
    if (roots.anchors(last)) return isInOrder ? 'trusted' : 'trusted-wrong-order';
    if (isIssuedBy(last, last)) return at === 0 ? 'self-signed' : 'unknown-root';
    const child: X509Certificate = last;
    const next: number | undefined = [...left.keys()].find((index) => {
      const candidate = left.get(index)?.x509;
      return candidate?.ca === true && isIssuedBy(child, candidate);
    });
    if (next === undefined) return 'incomplete';
    isInOrder &&= next === at + 1;
    last = left.get(next)?.x509 ?? child;
    left.delete(next);
    at = next;
  }
}

function needsOf(chain: readonly ReadCertificate[]): ClientNeed[] {
  const needs = new Set<ClientNeed>();
  for (const { facts } of chain) {
    if (!('subject' in facts)) continue;
    if (facts.signature?.hash?.startsWith('SHA-') && facts.signature.hash !== 'SHA-1') needs.add('sha-2');
    if (facts.signature?.name === 'RSASSA-PSS') needs.add('rsa-pss');
    if (facts.keyType === 'ec' || facts.signature?.name.startsWith('ecdsa')) needs.add('ecdsa');
    if (facts.keyType === 'ed25519' || facts.keyType === 'ed448') needs.add('eddsa');
  }
  return [...needs];
}

/** Certificates that are trusted, found by the name of a subject. */
export class Roots {
  readonly #bySubject = new Map<string, X509Certificate[]>();

  constructor(pems: readonly string[]) {
    for (const pem of pems) {
      const root = new X509Certificate(pem);
      this.#bySubject.set(root.subject, [...(this.#bySubject.get(root.subject) ?? []), root]);
    }
  }

  /** Whether a certificate is one of them, or one of them issued it. */
  anchors(certificate: X509Certificate): boolean {
    const isSame = (this.#bySubject.get(certificate.subject) ?? []).some(
      ({ fingerprint256 }) => fingerprint256 === certificate.fingerprint256,
    );
    return isSame || (this.#bySubject.get(certificate.issuer) ?? []).some((root) => isIssuedBy(certificate, root));
  }
}

/** Reading them takes some milliseconds, so it is done once and only where a chain is judged. */
function nodeRoots(): Roots {
  known ??= new Roots(rootCertificates);
  return known;
}

/** serverAuth, anyExtendedKeyUsage, and the step-up of Netscape and Microsoft, which OpenSSL takes for the first. */
const SERVER_USAGES: readonly string[] = [
  ...['1.3.6.1.5.5.7.3.1', '2.5.29.37.0'],
  ...['2.16.840.1.113730.4.1', '1.3.6.1.4.1.311.10.3.3'],
];
let known: Roots | undefined;
/** RFC 9325 §4.5 wants 112 bits of security. */
const LEAST_RSA_BITS = 2048;
