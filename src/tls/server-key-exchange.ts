/**
 * ServerKeyExchange (RFC 5246 §7.4.3; ECDHE: RFC 8422 §5.4; export RSA: RFC 2246 §7.4.3).
 *
 * @module
 */
import type { Result } from '../core/result.ts';
import { type DecodeIssue, decode, type NoteListener, type Reader, Writer } from './bytes.ts';
import { isOlder, type TlsVersion } from './version.ts';

/** Which shape the message has: the key exchange of the negotiated suite, and whether the server signs it. */
export type KeyExchangeShape = {
  readonly kind: 'ecdhe' | 'dhe' | 'rsa-export';
  /** False for anonymous suites: no signature follows the parameters. */
  readonly isSigned: boolean;
  /** The negotiated version: from TLS 1.2 on the signature names its algorithm. */
  readonly version: TlsVersion;
};

export type ServerKeyExchange = (EcdheParameters | DheParameters | RsaExportParameters) & {
  readonly signature: KeyExchangeSignature | undefined;
};

export type EcdheParameters = {
  readonly kind: 'ecdhe';
  /** `NamedGroup`; explicit curves (RFC 4492) are not decoded, as no server sends them. */
  readonly group: number;
  readonly publicKey: Uint8Array;
};

/** Big-endian numbers as sent, leading zeros kept. The size of `p` decides who can connect. */
export type DheParameters = {
  readonly kind: 'dhe';
  readonly p: Uint8Array;
  readonly g: Uint8Array;
  readonly publicKey: Uint8Array;
};

export type RsaExportParameters = {
  readonly kind: 'rsa-export';
  readonly modulus: Uint8Array;
  readonly exponent: Uint8Array;
};

export type KeyExchangeSignature = {
  /** `SignatureScheme`, or hash and signature pair, from TLS 1.2 on; `undefined` before. */
  readonly algorithm: number | undefined;
  readonly bytes: Uint8Array;
};

export function decodeServerKeyExchange(
  body: Uint8Array,
  shape: KeyExchangeShape,
  onNote?: NoteListener,
): Result<ServerKeyExchange, DecodeIssue> {
  return decode(
    body,
    'server_key_exchange',
    (r) => {
      const parameters = READ[shape.kind](r);
      return { ...parameters, signature: shape.isSigned ? readSignature(r, shape.version) : undefined };
    },
    onNote ? { onNote } : {},
  );
}

export function encodeServerKeyExchange(message: ServerKeyExchange): Uint8Array {
  const w = new Writer();
  switch (message.kind) {
    case 'ecdhe':
      w.uint(1, NAMED_CURVE)
        .uint(2, message.group)
        .vector(1, (v) => v.bytes(message.publicKey));
      break;
    case 'dhe':
      for (const number of [message.p, message.g, message.publicKey]) w.vector(2, (v) => v.bytes(number));
      break;
    case 'rsa-export':
      for (const number of [message.modulus, message.exponent]) w.vector(2, (v) => v.bytes(number));
      break;
  }
  const { signature } = message;
  if (signature) {
    if (signature.algorithm !== undefined) w.uint(2, signature.algorithm);
    w.vector(2, (v) => v.bytes(signature.bytes));
  }
  return w.finish();
}

const READ = {
  ecdhe: (r: Reader): EcdheParameters => {
    if (r.uint(1, 'server_key_exchange.curve_type') !== NAMED_CURVE) {
      r.fail('bad-value', 'server_key_exchange.curve_type');
    }
    const group = r.uint(2, 'server_key_exchange.named_curve');
    return { kind: 'ecdhe', group, publicKey: readOpaque(r, 1, 'server_key_exchange.public') };
  },
  dhe: (r: Reader): DheParameters => ({
    kind: 'dhe',
    p: readOpaque(r, 2, 'server_key_exchange.dh_p'),
    g: readOpaque(r, 2, 'server_key_exchange.dh_g'),
    publicKey: readOpaque(r, 2, 'server_key_exchange.dh_Ys'),
  }),
  'rsa-export': (r: Reader): RsaExportParameters => ({
    kind: 'rsa-export',
    modulus: readOpaque(r, 2, 'server_key_exchange.rsa_modulus'),
    exponent: readOpaque(r, 2, 'server_key_exchange.rsa_exponent'),
  }),
};

function readSignature(r: Reader, version: TlsVersion): KeyExchangeSignature {
  const algorithm = isOlder(version, 'TLSv1.2') ? undefined : r.uint(2, 'server_key_exchange.signature_algorithm');
  return { algorithm, bytes: readOpaque(r, 2, 'server_key_exchange.signature') };
}

function readOpaque(r: Reader, size: 1 | 2, field: string): Uint8Array {
  return r.vector(size, field, (v) => v.rest(field));
}

/** `ECCurveType named_curve` (RFC 8422 §5.4). */
const NAMED_CURVE = 3;
