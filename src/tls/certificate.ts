/**
 * Certificate (RFC 5246 §7.4.2; RFC 9846 §4.5.1). The certificates themselves stay DER.
 *
 * @module
 */
import type { Result } from '../core/result.ts';
import { type DecodeIssue, decode, type NoteListener, type Reader, Writer } from './bytes.ts';
import { type Extension, readExtensions, writeExtensions } from './extensions.ts';

export type CertificateMessage = {
  /** TLS 1.3 only: `certificate_request_context`, empty from a server. */
  readonly requestContext?: Uint8Array;
  /** The chain as sent, leaf first; empty when a client has none. */
  readonly entries: readonly CertificateEntry[];
};

export type CertificateEntry = {
  /** DER, unparsed: garbage in here is for the reader of certificates to report. */
  readonly certificate: Uint8Array;
  /** TLS 1.3 only: stapled OCSP answers, SCTs and the like. */
  readonly extensions?: readonly Extension[];
};

/** Decodes a Certificate body as TLS 1.2 and older send it. */
export function decodeCertificate(body: Uint8Array, onNote?: NoteListener): Result<CertificateMessage, DecodeIssue> {
  return decode(body, 'certificate', readCertificate, onNote ? { onNote } : {});
}

/** Decodes a Certificate body as TLS 1.3 sends it, after decryption. */
export function decodeCertificate13(body: Uint8Array, onNote?: NoteListener): Result<CertificateMessage, DecodeIssue> {
  return decode(body, 'certificate', readCertificate13, onNote ? { onNote } : {});
}

/** Encodes the TLS 1.3 form if there is a `requestContext`, else the older one. */
export function encodeCertificate(message: CertificateMessage): Uint8Array {
  const { requestContext } = message;
  const w = new Writer();
  if (requestContext) w.vector(1, (v) => v.bytes(requestContext));
  return w
    .vector(3, (list) => {
      for (const { certificate, extensions } of message.entries) {
        list.vector(3, (v) => v.bytes(certificate));
        if (requestContext) writeExtensions(list, extensions ?? []);
      }
    })
    .finish();
}

function readCertificate(r: Reader): CertificateMessage {
  return {
    entries: r.vector(3, 'certificate.certificate_list', (list) => {
      const entries: CertificateEntry[] = [];
      while (list.left > 0) entries.push({ certificate: readDer(list) });
      return entries;
    }),
  };
}

function readCertificate13(r: Reader): CertificateMessage {
  const context = 'certificate.certificate_request_context';
  return {
    requestContext: r.vector(1, context, (v) => v.rest(context)),
    entries: r.vector(3, 'certificate.certificate_list', (list) => {
      const entries: CertificateEntry[] = [];
      while (list.left > 0) {
        entries.push({ certificate: readDer(list), extensions: readExtensions(list, 'certificate.extensions') });
      }
      return entries;
    }),
  };
}

function readDer(list: Reader): Uint8Array {
  return list.vector(3, 'certificate.cert_data', (v) => v.rest('certificate.cert_data'));
}
