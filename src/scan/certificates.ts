/**
 * The certificate chain as the server sent it in the clear, read for the report.
 *
 * @module
 */
import { createHash, X509Certificate } from 'node:crypto';
import { failure } from '../core/errors.ts';
import type { CertificateFacts } from '../facts/server-facts.ts';
import { decodeCertificate } from '../tls/certificate.ts';
import { HANDSHAKE_TYPE } from '../tls/handshake.ts';
import type { Asked } from './asker.ts';

/** The first chain any answer held; `null` when none did (a TLS 1.3-only server encrypts it). */
export function readCertificates(asked: readonly Asked[]): CertificateFacts[] | null {
  for (const { observation } of asked) {
    if (observation.kind !== 'server-hello') continue;
    const message = observation.flight.find(({ type }) => type === HANDSHAKE_TYPE.certificate);
    if (message) return chainOf(message.body).slice(0, MAX_CHAIN).map(describe);
  }
  return null;
}

/** A message that does not parse is shown as one unreadable certificate, so that it is not passed over. */
function chainOf(body: Uint8Array): Uint8Array[] {
  const chain = decodeCertificate(body);
  return chain.ok ? chain.value.entries.map(({ certificate }) => certificate) : [body];
}

/** Parsing is dear, and the same intermediates, and the wildcard of an estate, come from server after server. */
function describe(der: Uint8Array): CertificateFacts {
  const sha256 = createHash('sha256').update(der).digest('hex');
  const known = described.get(sha256);
  if (known) return known;
  const facts = parse(der, sha256);
  if (described.size >= MOST_DESCRIBED) described.clear();
  described.set(sha256, facts);
  return facts;
}

function parse(der: Uint8Array, sha256: string): CertificateFacts {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(der);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      error: failure('certificate-unreadable', `${der.length} bytes that are no certificate (${reason})`),
      sha256,
    };
  }
  return {
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    subjectAltName: certificate.subjectAltName ?? null,
    validFrom: isoDate(certificate.validFrom),
    validTo: isoDate(certificate.validTo),
    ...describeKey(certificate),
    sha256,
  };
}

/** A key of a kind that Node does not know makes its getter throw: the rest of the certificate still counts. */
function describeKey(certificate: X509Certificate): { keyType: string | null; keyBits: number | null } {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey;
    return { keyType: asymmetricKeyType ?? null, keyBits: asymmetricKeyDetails?.modulusLength ?? null };
  } catch {
    return { keyType: null, keyBits: null };
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

const MAX_CHAIN = 12;
const MOST_DESCRIBED = 512;
const described = new Map<string, CertificateFacts>();
