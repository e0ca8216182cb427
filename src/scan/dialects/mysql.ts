/**
 * MySQL and MariaDB: the server's handshake packet, then SSLRequest (MySQL Internals, "Protocol::Handshake").
 *
 * @module
 */
import { type Dialogue, type Frame, ready, refused, textOf, Unexpected, wish } from './dialogue.ts';

export function* mysql(): Dialogue {
  const packet = yield wish(undefined, packetLength);
  const payload = packet.subarray(4);
  if (payload[0] === ERROR) return errorOf(payload);
  const versionEnd = payload.indexOf(0, 1);
  if (payload[0] !== PROTOCOL_10 || versionEnd < 0) throw new Unexpected(textOf(payload));
  const said = textOf(payload.subarray(1, versionEnd));
  // Behind the version: thread id (4), start of the scramble (8), filler (1), then the low capability flags.
  const low = payload[versionEnd + 14];
  const high = payload[versionEnd + 15];
  if (low === undefined || high === undefined) throw new Unexpected(said);
  if ((high & CLIENT_SSL_HIGH_BYTE) === 0) return refused('unsupported', said);
  // The server answers SSLRequest with nothing but TLS, so it travels with the hello.
  return { ...ready(said), send: SSL_REQUEST };
}

const packetLength: Frame = (bytes) => {
  const [a, b, c] = bytes;
  return a === undefined || b === undefined || c === undefined ? undefined : 4 + a + b * 256 + c * 65536;
};

function errorOf(payload: Uint8Array): ReturnType<typeof refused<'temporary' | 'permanent'>> {
  const code = (payload[1] ?? 0) + 256 * (payload[2] ?? 0);
  const said = `${code} ${textOf(payload.subarray(3))}`;
  return refused(FOR_NOW.includes(code) ? 'temporary' : 'permanent', said);
}

const PROTOCOL_10 = 10;
const ERROR = 0xff;
const CLIENT_SSL_HIGH_BYTE = 0x08;

/** ER_CON_COUNT_ERROR and ER_TOO_MANY_USER_CONNECTIONS; a host that is blocked or unknown (1129, 1130) stays so. */
const FOR_NOW: readonly number[] = [1040, 1203];

/** CLIENT_LONG_PASSWORD, PROTOCOL_41, SSL, SECURE_CONNECTION, PLUGIN_AUTH; 16 MiB packets; utf8mb4; sequence number 1. */
const SSL_REQUEST: Uint8Array = Uint8Array.of(
  ...[32, 0, 0, 1],
  ...[0x01, 0x8a, 0x08, 0x00],
  ...[0, 0, 0, 1],
  45,
  ...new Uint8Array(23),
);
