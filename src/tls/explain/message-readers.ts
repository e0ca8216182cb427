/**
 * Which decoder takes a handshake message's body apart: that depends on what the server chose before.
 *
 * @module
 */
import type { Result } from '../../core/result.ts';
import { type DecodeIssue, decode, type NoteListener, type Reader } from '../bytes.ts';
import { decodeCertificate, decodeCertificate13 } from '../certificate.ts';
import { decodeCertificateRequest } from '../certificate-request.ts';
import { decodeClientHello } from '../client-hello.ts';
import { readExtensions } from '../extensions.ts';
import { cipherSuite } from '../registry/cipher-suites.ts';
import { decodeServerHello } from '../server-hello.ts';
import { decodeServerKeyExchange, type KeyExchangeShape } from '../server-key-exchange.ts';
import { isOlder, type TlsVersion } from '../version.ts';
import type { ExtensionHome } from './extension-readers.ts';

/** What a ServerHello before the message settled; nothing is known of a message that comes alone. */
export type Negotiated = { readonly version?: TlsVersion | undefined; readonly cipherSuite?: number | undefined };

/** Reads a whole body; only whether it fits, and the notes, are used. */
export type BodyReader = (body: Uint8Array, onNote?: NoteListener) => Result<unknown, DecodeIssue>;

/** A way to read a message. */
export type BodyForm = {
  readonly read: BodyReader;
  /** The version whose document defines this form; `undefined`: any. */
  readonly version: TlsVersion | undefined;
  /** The extensions in it have the form they have in this message. */
  readonly home: ExtensionHome;
};

/** The forms a body may have, the likeliest first; none for messages that stay raw. */
export function bodyForms(type: number, body: Uint8Array, negotiated: Negotiated): readonly BodyForm[] {
  const { version } = negotiated;
  const before13 = version === undefined || isOlder(version, 'TLSv1.3');
  const from13 = version === undefined || version === 'TLSv1.3';
  switch (type) {
    case 1:
      return [{ read: decodeClientHello, version: undefined, home: 'client_hello' }];
    case 2:
      return [{ read: decodeServerHello, version: undefined, home: 'server_hello' }];
    case 11:
      return forms('certificate', [
        before13 && [decodeCertificate, version ?? 'TLSv1.2'],
        from13 && [decodeCertificate13, 'TLSv1.3'],
      ]);
    case 12:
      return keyExchangeForms(negotiated);
    case 13:
      return forms('certificate_request', [
        ...candidates(version).map((v) => [requestReader(v), v] as const),
        from13 && [simple('certificate_request', readCertificateRequest13), 'TLSv1.3'],
      ]);
    case 4:
      return forms('new_session_ticket', [
        from13 && [simple('new_session_ticket', readNewSessionTicket13), 'TLSv1.3'],
        before13 && [simple('new_session_ticket', readNewSessionTicket), version ?? 'TLSv1.2'],
      ]);
    case 15:
      return forms('encrypted_extensions', [
        [version && isOlder(version, 'TLSv1.2') ? readBareSignature : readSignature, version],
      ]);
    default: {
      const read = OTHER_BODIES.get(type);
      return read && (body.length > 0 || type === 8) ? forms('encrypted_extensions', [[read, version]]) : [];
    }
  }
}

function forms(
  home: ExtensionHome,
  list: readonly (readonly [BodyReader, TlsVersion | undefined] | false)[],
): readonly BodyForm[] {
  return list.filter((item) => item !== false).map(([read, version]) => ({ read, version, home }));
}

/** Versions before TLS 1.3 that differ in form, if none is settled. */
function candidates(version: TlsVersion | undefined): readonly TlsVersion[] {
  if (version === 'TLSv1.3') return [];
  return version ? [version] : ['TLSv1.2', 'TLSv1.0'];
}

function requestReader(version: TlsVersion): BodyReader {
  return (body, onNote) => decodeCertificateRequest(body, version, onNote);
}

function keyExchangeForms(negotiated: Negotiated): readonly BodyForm[] {
  const suite = negotiated.cipherSuite === undefined ? undefined : cipherSuite(negotiated.cipherSuite);
  const kinds = suite ? kindOf(suite.keyExchange, suite.isExport) : KINDS;
  // PSK and SRP put a hint or other numbers first; they stay raw.
  if (suite?.authentication.endsWith('PSK')) return [];
  const shapes = kinds.flatMap((kind) =>
    candidates(negotiated.version).flatMap((version): KeyExchangeShape[] => {
      const signed = { kind, isSigned: true, version };
      if (suite) return [{ ...signed, isSigned: !suite.isAnonymous }];
      return version === 'TLSv1.2' ? [signed] : [signed, { ...signed, isSigned: false }];
    }),
  );
  return shapes.map((shape) => ({
    read: (body, onNote) => decodeServerKeyExchange(body, shape, onNote),
    version: shape.version,
    home: 'encrypted_extensions',
  }));
}

function kindOf(keyExchange: string, isExport: boolean): readonly KeyExchangeShape['kind'][] {
  if (keyExchange === 'ECDHE') return ['ecdhe'];
  if (keyExchange === 'DHE') return ['dhe'];
  return keyExchange === 'RSA' && isExport ? ['rsa-export'] : [];
}

function simple(field: string, read: (r: Reader) => unknown): BodyReader {
  return (body, onNote) => decode(body, field, read, onNote ? { onNote } : {});
}

function opaque(r: Reader, size: 1 | 2 | 3, field: string): Uint8Array {
  return r.vector(size, field, (v) => v.rest(field));
}

function readCertificateRequest13(r: Reader): void {
  opaque(r, 1, 'certificate_request.certificate_request_context');
  readExtensions(r, 'certificate_request.extensions');
}

function readNewSessionTicket(r: Reader): void {
  r.take(4, 'new_session_ticket.ticket_lifetime_hint');
  opaque(r, 2, 'new_session_ticket.ticket');
}

function readNewSessionTicket13(r: Reader): void {
  r.take(4, 'new_session_ticket.ticket_lifetime');
  r.take(4, 'new_session_ticket.ticket_age_add');
  opaque(r, 1, 'new_session_ticket.ticket_nonce');
  opaque(r, 2, 'new_session_ticket.ticket');
  readExtensions(r, 'new_session_ticket.extensions');
}

const readBareSignature = simple('certificate_verify', (r) => opaque(r, 2, 'certificate_verify.signature'));

const readSignature = simple('certificate_verify', (r) => {
  r.uint(2, 'certificate_verify.algorithm');
  opaque(r, 2, 'certificate_verify.signature');
});

const KINDS: readonly KeyExchangeShape['kind'][] = ['ecdhe', 'dhe', 'rsa-export'];

/** Messages that have one form, or are all one field; the rest stay raw. */
const OTHER_BODIES: ReadonlyMap<number, BodyReader> = new Map([
  [8, simple('encrypted_extensions', (r) => readExtensions(r, 'encrypted_extensions.extensions'))],
  [16, simple('client_key_exchange', (r) => r.rest('client_key_exchange.exchange_keys'))],
  [20, simple('finished', (r) => r.rest('finished.verify_data'))],
  [
    22,
    simple('certificate_status', (r) => {
      r.uint(1, 'certificate_status.status_type');
      opaque(r, 3, 'certificate_status.ocsp_response');
    }),
  ],
  [24, simple('key_update', (r) => r.uint(1, 'key_update.request_update'))],
  [
    25,
    simple('compressed_certificate', (r) => {
      r.uint(2, 'compressed_certificate.algorithm');
      r.uint(3, 'compressed_certificate.uncompressed_length');
      opaque(r, 3, 'compressed_certificate.compressed_certificate_message');
    }),
  ],
]);
