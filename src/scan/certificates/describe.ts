/**
 * One certificate as facts: Node reads names, dates and keys, our own reader the rest.
 *
 * @module
 */
import { createHash, X509Certificate } from 'node:crypto';
import { failure } from '../../core/errors.ts';
import type { CertificateFacts, NameFacts, SignatureFacts } from '../../facts/certificate-facts.ts';
import { hashName, signatureAlgorithm } from '../../tls/registry/signature-algorithms.ts';
import { type AlgorithmIdentifier, decodeX509 } from '../../tls/x509.ts';

/** A certificate as sent, read once; `x509` is missing where Node can make nothing of it. */
export type ReadCertificate = {
  readonly facts: CertificateFacts;
  readonly x509: X509Certificate | undefined;
};

/**
 * Never throws: bytes that are no certificate are facts too. Parsing is dear, and the same intermediates, and the wildcard
 * of an estate, come from server after server: the last few hundred are kept.
 */
export function readCertificate(der: Uint8Array): ReadCertificate {
  const sha256 = hexOf(der);
  const known = READ.get(sha256);
  if (known) return known;
  const certificate = parse(der, sha256);
  if (READ.size >= MOST_READ) READ.clear();
  READ.set(sha256, certificate);
  return certificate;
}

function parse(der: Uint8Array, sha256: string): ReadCertificate {
  let x509: X509Certificate;
  try {
    x509 = new X509Certificate(der);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const problem = failure('certificate-unreadable', `${der.length} bytes that are no certificate (${reason})`);
    return { facts: { error: problem, sha256 }, x509: undefined };
  }
  const decoded = decodeX509(der);
  const parts = decoded.ok ? decoded.value : undefined;
  const facts: CertificateFacts = {
    subject: oneLine(x509.subject),
    issuer: oneLine(x509.issuer),
    subjectAltName: x509.subjectAltName ?? null,
    names: (parts?.names ?? []).slice(0, MOST_NAMES) satisfies readonly NameFacts[],
    validFrom: isoDate(x509.validFrom),
    validTo: isoDate(x509.validTo),
    serial: x509.serialNumber.toLowerCase(),
    ...describeKey(x509),
    signature: parts ? describeSignature(parts.signature) : null,
    isCa: x509.ca,
    isSelfSigned: isIssuedBy(x509, x509),
    mustStaple: parts?.mustStaple ?? false,
    sha256,
    spkiSha256: parts ? hexOf(parts.publicKey) : null,
  };
  return { facts, x509 };
}

/** By name and by signature; a key that Node cannot use proves nothing. */
export function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  try {
    return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
  } catch {
    return false;
  }
}

function describeSignature({ oid, parameter }: AlgorithmIdentifier): SignatureFacts {
  const known = signatureAlgorithm(oid);
  const hash = parameter === undefined ? undefined : hashName(parameter);
  return { oid, name: known?.name ?? oid, hash: known?.hash ?? hash ?? null };
}

/** A key of a kind that Node does not know makes its getter throw: the rest of the certificate still counts. */
function describeKey(x509: X509Certificate): {
  keyType: string | null;
  keyBits: number | null;
  curve: string | null;
} {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = x509.publicKey;
    const { modulusLength, namedCurve } = asymmetricKeyDetails ?? {};
    return { keyType: asymmetricKeyType ?? null, keyBits: modulusLength ?? null, curve: namedCurve ?? null };
  } catch {
    return { keyType: null, keyBits: null, curve: null };
  }
}

/** Node prints one attribute a line; a certificate cannot bring control characters to a terminal this way. */
function oneLine(name: string | undefined): string {
  return (name ?? '').split('\n').join(', ');
}

function isoDate(text: string): string {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? text : date.toISOString();
}

function hexOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Certificates of content networks have a hundred or so. */
const MOST_NAMES = 1000;
const MOST_READ = 512;
const READ = new Map<string, ReadCertificate>();
