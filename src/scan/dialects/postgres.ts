/**
 * PostgreSQL: SSLRequest, then one byte (PostgreSQL documentation, "Message Flow", "SSL Session Encryption").
 *
 * @module
 */
import { type Dialogue, ready, refused, textOf, Unexpected, wish } from './dialogue.ts';

export function* postgres(): Dialogue {
  const answer = yield wish(SSL_REQUEST, (bytes) => {
    return bytes[0] === ERROR_RESPONSE ? errorLength(bytes) : 1;
  });
  switch (answer[0]) {
    case ACCEPTED:
      return ready('S');
    case DENIED:
      return refused('unsupported', 'N');
    case ERROR_RESPONSE:
      return errorOf(answer);
    default:
      throw new Unexpected(textOf(answer));
  }
}

/** ErrorResponse has a length behind its type; servers before 7.4 sent a text that ends with a zero byte instead. */
function errorLength(bytes: Uint8Array): number | undefined {
  const [, a, b, c, d] = bytes;
  if (a !== undefined && a !== 0) {
    const end = bytes.indexOf(0);
    return end < 0 ? undefined : end + 1;
  }
  if (b === undefined || c === undefined || d === undefined) return undefined;
  return 1 + Math.max(4, b * 65536 + c * 256 + d);
}

function errorOf(answer: Uint8Array): ReturnType<typeof refused<'temporary' | 'permanent' | 'unsupported'>> {
  if (answer[1] !== 0) return refused('unsupported', textOf(answer.subarray(1, -1)));
  const fields = new TextDecoder('latin1').decode(answer.subarray(5)).split('\0');
  const field = (type: string): string => fields.find((text) => text.startsWith(type))?.slice(1) ?? '';
  const sqlState = field('C');
  const said = textOf(new TextEncoder().encode(`${sqlState} ${field('M')}`));
  // Class 53: insufficient resources, as too many connections; 57P03: starting up.
  const isForNow = sqlState.startsWith('53') || sqlState === '57P03';
  return refused(isForNow ? 'temporary' : 'permanent', said);
}

const SSL_REQUEST: Uint8Array = Uint8Array.of(0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f);
const ACCEPTED = 0x53;
const DENIED = 0x4e;
const ERROR_RESPONSE = 0x45;
