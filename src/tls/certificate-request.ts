/**
 * CertificateRequest of TLS 1.2 and older (RFC 5246 §7.4.4; RFC 2246 §7.4.4 without the signature algorithms).
 *
 * @module
 */
import type { Result } from '../core/result.ts';
import { type DecodeIssue, decode, type NoteListener, type Reader, Writer } from './bytes.ts';
import { isOlder, type TlsVersion } from './version.ts';

export type CertificateRequest = {
  /** `ClientCertificateType` values. */
  readonly certificateTypes: Uint8Array;
  /** TLS 1.2 only; `undefined` in older versions, which have no such field. */
  readonly signatureAlgorithms: readonly number[] | undefined;
  /** DER distinguished names; empty means any authority. */
  readonly certificateAuthorities: readonly Uint8Array[];
};

/** @param version the negotiated version, SSLv3 to TLSv1.2: it decides which fields there are. */
export function decodeCertificateRequest(
  body: Uint8Array,
  version: TlsVersion,
  onNote?: NoteListener,
): Result<CertificateRequest, DecodeIssue> {
  return decode(body, 'certificate_request', (r) => readRequest(r, version), onNote ? { onNote } : {});
}

/** Encodes the TLS 1.2 form if there are `signatureAlgorithms`, else the older one. */
export function encodeCertificateRequest(request: CertificateRequest): Uint8Array {
  const { signatureAlgorithms } = request;
  const w = new Writer().vector(1, (v) => v.bytes(request.certificateTypes));
  if (signatureAlgorithms) {
    w.vector(2, (v) => {
      v.uint16s(signatureAlgorithms);
    });
  }
  return w
    .vector(2, (v) => {
      for (const name of request.certificateAuthorities) v.vector(2, (n) => n.bytes(name));
    })
    .finish();
}

function readRequest(r: Reader, version: TlsVersion): CertificateRequest {
  const types = 'certificate_request.certificate_types';
  return {
    certificateTypes: r.vector(1, types, (v) => v.rest(types)),
    signatureAlgorithms: isOlder(version, 'TLSv1.2')
      ? undefined
      : r.vector(2, 'certificate_request.supported_signature_algorithms', readSchemes),
    certificateAuthorities: r.vector(2, 'certificate_request.certificate_authorities', readNames),
  };
}

function readSchemes(r: Reader): number[] {
  const field = 'certificate_request.supported_signature_algorithms';
  if (r.left % 2 !== 0) r.fail('odd-length', field);
  return Array.from({ length: r.left / 2 }, () => r.uint(2, field));
}

function readNames(r: Reader): Uint8Array[] {
  const field = 'certificate_request.certificate_authorities';
  const names: Uint8Array[] = [];
  while (r.left > 0) names.push(r.vector(2, field, (v) => v.rest(field)));
  return names;
}
