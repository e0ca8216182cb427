/**
 * VNC: RFB version and security type (RFC 6143 §7.1), then VeNCrypt 0.2 (rfbproto, "VeNCrypt") or the older TLS type.
 *
 * @module
 */
import {
  bytes,
  type Dialogue,
  line,
  type Part,
  type RefusalKind,
  type Refused,
  ready,
  refused,
  textOf,
  Unexpected,
} from './dialogue.ts';

export function* vnc(): Dialogue {
  const greeting = yield* line();
  const version = /^RFB (\d{3})\.(\d{3})$/.exec(greeting);
  if (!version) throw new Unexpected(greeting);
  // Before 3.7 the server picks the type itself, and knew none with TLS (RFC 6143 appendix A).
  if (`${version[1]}.${version[2]}` < '003.007') return yield* beforeTypes(greeting);
  const types = yield* securityTypes(greeting);
  if (typeof types === 'string') return notNow(types);
  if (types.includes(VENCRYPT)) return yield* vencrypt();
  if (types.includes(TLS)) return { ...ready('security type 18 (TLS)'), send: Uint8Array.of(TLS) };
  return refused('unsupported', `security types ${types.join(', ')}: none with TLS`);
}

/** The types, or the reason why there are none. */
function* securityTypes(greeting: string): Part<number[] | string> {
  const [count = 0] = yield* bytes(
    1,
    new TextEncoder().encode(`${greeting < 'RFB 003.008' ? greeting : 'RFB 003.008'}\n`),
  );
  if (count > 0) return [...(yield* bytes(count))];
  return yield* reason();
}

/** A server of 3.3 sends one type by itself; 0 is a failure, as TigerVNC says to hosts that it has shut out. */
function* beforeTypes(greeting: string): Dialogue {
  if (uint32(yield* bytes(4, new TextEncoder().encode(`${greeting}\n`))) !== 0) return refused('unsupported', greeting);
  return notNow(yield* reason());
}

function* reason(): Part<string> {
  const length = uint32(yield* bytes(4));
  return length === 0 ? 'no reason given' : textOf(yield* bytes(length));
}

function notNow(said: string): Refused<RefusalKind> {
  return refused(/too many|later/i.test(said) ? 'temporary' : 'permanent', said);
}

function* vencrypt(): Dialogue {
  const [major = 0, minor = 0] = yield* bytes(2, Uint8Array.of(VENCRYPT));
  if (major === 0 && minor < 2) return refused('unsupported', `VeNCrypt ${major}.${minor}`);
  const [problem] = yield* bytes(1, Uint8Array.of(0, 2));
  if (problem !== 0) return refused('permanent', 'VeNCrypt 0.2 refused');
  const [count = 0] = yield* bytes(1);
  const list = count === 0 ? new Uint8Array() : yield* bytes(4 * count);
  const offered = Array.from({ length: count }, (_, index) => uint32(list.subarray(4 * index, 4 * index + 4)));
  // X.509 before anonymous: only those have a certificate, and only ours may be anonymous where nothing else is there.
  const chosen = SUBTYPES.find((type) => offered.includes(type));
  if (chosen === undefined) return refused('unsupported', `VeNCrypt subtypes ${offered.join(', ')}: none with TLS`);
  const [go] = yield* bytes(1, Uint8Array.of(0, 0, chosen >>> 8, chosen & 0xff));
  return go === 1 ? ready(`VeNCrypt subtype ${chosen}`) : refused('permanent', `VeNCrypt subtype ${chosen} refused`);
}

function uint32(word: Uint8Array): number {
  return word.reduce((sum, byte) => sum * 256 + byte, 0);
}

const VENCRYPT = 19;
const TLS = 18;
/** X509None, X509Vnc, X509Plain, X509SASL, then TLSNone, TLSVnc, TLSPlain, TLSSASL with anonymous suites. */
const SUBTYPES: readonly number[] = [260, 261, 262, 264, 257, 258, 259, 263];
