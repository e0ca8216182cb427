/**
 * RDP: X.224 Connection Request with RDP_NEG_REQ in a TPKT ([MS-RDPBCGR] §2.2.1.1 and §2.2.1.2).
 *
 * @module
 */
import { type Dialogue, type Frame, ready, refused, textOf, Unexpected, wish } from './dialogue.ts';

export function* rdp(): Dialogue {
  const answer = yield wish(CONNECTION_REQUEST, tpktLength);
  if (answer[0] !== TPKT_VERSION || ((answer[5] ?? 0) & 0xf0) !== CONNECTION_CONFIRM)
    throw new Unexpected(textOf(answer));
  // Without a negotiation structure the server has standard RDP security only: no TLS (§2.2.1.2).
  const [type, , , , value] = answer.subarray(11);
  if (type === undefined || value === undefined) return refused('unsupported', 'standard RDP security only');
  if (type === NEGOTIATION_FAILURE) return failed(value);
  if (type !== NEGOTIATION_RESPONSE) throw new Unexpected(textOf(answer));
  const name = PROTOCOLS.get(value);
  return name === undefined ? refused('unsupported', `protocol ${value}`) : ready(name);
}

function failed(code: number): ReturnType<typeof refused<'permanent' | 'unsupported'>> {
  const name = FAILURES.get(code) ?? `failure ${code}`;
  return refused(code === SSL_NOT_ALLOWED ? 'unsupported' : 'permanent', name);
}

const tpktLength: Frame = (bytes) => {
  const [version, , high, low] = bytes;
  if (version !== TPKT_VERSION) return 1;
  return high === undefined || low === undefined ? undefined : Math.max(7, high * 256 + low);
};

const TPKT_VERSION = 3;
const CONNECTION_CONFIRM = 0xd0;
const NEGOTIATION_RESPONSE = 2;
const NEGOTIATION_FAILURE = 3;
const SSL_NOT_ALLOWED = 2;

/** TPKT of 19 bytes, X.224 CR of 14, RDP_NEG_REQ for PROTOCOL_SSL and PROTOCOL_HYBRID: both begin with TLS. */
const CONNECTION_REQUEST: Uint8Array = Uint8Array.of(
  ...[TPKT_VERSION, 0, 0, 19],
  ...[14, 0xe0, 0, 0, 0, 0, 0],
  ...[1, 0, 8, 0, 3, 0, 0, 0],
);

/** `selectedProtocol` values that run over TLS (§2.2.1.2.1). */
const PROTOCOLS: ReadonlyMap<number, string> = new Map([
  [1, 'PROTOCOL_SSL'],
  [2, 'PROTOCOL_HYBRID'],
  [8, 'PROTOCOL_HYBRID_EX'],
]);

/** `failureCode` (§2.2.1.2.2). */
const FAILURES: ReadonlyMap<number, string> = new Map([
  [1, 'SSL_REQUIRED_BY_SERVER'],
  [2, 'SSL_NOT_ALLOWED_BY_SERVER'],
  [3, 'SSL_CERT_NOT_ON_SERVER'],
  [4, 'INCONSISTENT_FLAGS'],
  [5, 'HYBRID_REQUIRED_BY_SERVER'],
  [6, 'SSL_WITH_USER_AUTH_REQUIRED_BY_SERVER'],
]);
