/**
 * SQL Server, TDS 7: PRELOGIN ([MS-TDS] §2.2.6.5), then TLS records inside PRELOGIN packets.
 *
 * @module
 */
import { type Dialogue, type Frame, ready, refused, textOf, Unexpected, wish } from './dialogue.ts';
import { HEADER_LENGTH, PACKET, tdsPacket } from './tds-packets.ts';

export function* mssql(): Dialogue {
  const answer = yield wish(PRELOGIN, packetLength);
  if (answer[0] !== PACKET.tabularResult) throw new Unexpected(textOf(answer));
  const encryption = encryptionOf(answer.subarray(HEADER_LENGTH));
  if (encryption === undefined) throw new Unexpected(textOf(answer));
  const name = ENCRYPTION.get(encryption);
  if (name === undefined) throw new Unexpected(`ENCRYPTION ${encryption}`);
  return name === NOT_SUPPORTED ? refused('unsupported', name) : ready(name);
}

/** The option table is of five bytes each: type, offset and length, up to 0xff. */
function encryptionOf(payload: Uint8Array): number | undefined {
  for (let at = 0; at + 4 < payload.length && payload[at] !== TERMINATOR; at += 5) {
    if (payload[at] === ENCRYPTION_OPTION) return payload[(payload[at + 1] ?? 0) * 256 + (payload[at + 2] ?? 0)];
  }
  return undefined;
}

const packetLength: Frame = (bytes) => {
  const [type, , high, low] = bytes;
  if (type !== PACKET.tabularResult) return 1;
  return high === undefined || low === undefined ? undefined : Math.max(HEADER_LENGTH, high * 256 + low);
};

const ENCRYPTION_OPTION = 1;
const TERMINATOR = 0xff;
const NOT_SUPPORTED = 'ENCRYPT_NOT_SUP';

/** ENCRYPT_OFF still protects the login, with the same TLS. */
const ENCRYPTION: ReadonlyMap<number, string> = new Map([
  [0, 'ENCRYPT_OFF'],
  [1, 'ENCRYPT_ON'],
  [2, NOT_SUPPORTED],
  [3, 'ENCRYPT_REQ'],
]);

/** VERSION 0 and ENCRYPTION = ENCRYPT_ON: two table rows, the terminator, six bytes and one byte. */
const PRELOGIN: Uint8Array = tdsPacket(
  PACKET.prelogin,
  Uint8Array.of(...[0, 0, 11, 0, 6], ...[ENCRYPTION_OPTION, 0, 17, 0, 1], TERMINATOR, ...[0, 0, 0, 0, 0, 0], 1),
);
