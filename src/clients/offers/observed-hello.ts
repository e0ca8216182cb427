/**
 * A hello that is known field by field, made into bytes again: random, session id and key shares are zeros.
 *
 * @module
 */
import { fromHex, toHex } from '../../core/hex.ts';
import { encodeClientHello } from '../../tls/client-hello.ts';
import type { Extension } from '../../tls/extensions.ts';
import { encodeHandshake, HANDSHAKE_TYPE } from '../../tls/handshake.ts';
import { CONTENT_TYPE, encodeRecord } from '../../tls/record.ts';
import { encodeSsl2ClientHello } from '../../tls/ssl2.ts';

export type ObservedHello = {
  readonly name: string;
  readonly format?: 'sslv2';
  /** `client_version`. */
  readonly version: number;
  /** In hex, in the order sent; three bytes each in an SSLv2 hello. */
  readonly cipherSuites: string;
  /** `[0]` if left out. */
  readonly compressionMethods?: readonly number[];
  /** `type:data` in hex, in the order sent; left out: no extensions block. */
  readonly extensions?: string;
  readonly sessionIdLength?: number;
  /** 0x0301 if left out. */
  readonly recordVersion?: number;
};

/** The first flight in hex. @throws Error if the row is not sound: a bug */
export function observedBytes(row: ObservedHello): string {
  const codes = row.cipherSuites.split(' ').map((code) => Number.parseInt(code, 16));
  if (row.format === 'sslv2') {
    const challenge = new Uint8Array(CHALLENGE_LENGTH);
    return toHex(
      encodeSsl2ClientHello({ version: row.version, cipherSpecs: codes, sessionId: new Uint8Array(), challenge }),
    );
  }
  const body = encodeClientHello({
    legacyVersion: row.version,
    random: new Uint8Array(RANDOM_LENGTH),
    sessionId: new Uint8Array(row.sessionIdLength ?? 0),
    cipherSuites: codes,
    compressionMethods: Uint8Array.from(row.compressionMethods ?? [0]),
    extensions: row.extensions?.split(' ').map(readExtension),
  });
  const fragment = encodeHandshake({ type: HANDSHAKE_TYPE.clientHello, body });
  return toHex(encodeRecord({ contentType: CONTENT_TYPE.handshake, version: row.recordVersion ?? 0x0301, fragment }));
}

function readExtension(text: string): Extension {
  const [type = '', data = ''] = text.split(':');
  const bytes = fromHex(data);
  if (!bytes) throw new Error(`extension ${text} is not hex`);
  return { type: Number.parseInt(type, 16), data: bytes };
}

const RANDOM_LENGTH = 32;
const CHALLENGE_LENGTH = 16;
