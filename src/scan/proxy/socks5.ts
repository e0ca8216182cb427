/**
 * SOCKS5 (RFC 1928) with user name and password (RFC 1929). Pure.
 *
 * @module
 */
import {
  ascii,
  bytes,
  type Dialogue,
  type Part,
  type Refused,
  ready,
  refused,
  textOf,
  Unexpected,
} from '../dialects/dialogue.ts';
import { addressBytes } from './address-bytes.ts';
import type { Credentials, Destination, ProxyRefusal } from './destination.ts';

export function* socks5(destination: Destination, credentials?: Credentials): Dialogue<ProxyRefusal> {
  const methods = credentials ? [NO_AUTHENTICATION, USER_PASSWORD] : [NO_AUTHENTICATION];
  const choice = yield* bytes(2, Uint8Array.of(VERSION, methods.length, ...methods));
  const [version, method = NO_METHOD] = choice;
  if (version !== VERSION) throw new Unexpected(textOf(choice));
  if (method === NO_METHOD || !methods.includes(method)) return refused('auth', 'no authentication method in common');
  if (method === USER_PASSWORD && credentials) {
    const user = ascii(credentials.user);
    const password = ascii(credentials.password);
    const login = Uint8Array.of(1, user.length, ...user, password.length, ...password);
    const [, status] = yield* bytes(2, login);
    if (status !== 0) return refused('auth', 'user name or password refused');
  }
  return yield* connectTo(destination);
}

function* connectTo({ host, port }: Destination): Dialogue<ProxyRefusal> {
  const request = Uint8Array.of(VERSION, CONNECT, 0, ...encodedHost(host), port >>> 8, port & 0xff);
  const head = yield* bytes(4, request);
  const [version, code = 0, , kind = 0] = head;
  if (version !== VERSION) throw new Unexpected(textOf(head));
  if (code !== 0) return notConnected(code);
  yield* boundAddress(kind);
  return ready('connected');
}

/** The proxy's own address and port, of no use to us. */
function* boundAddress(kind: number): Part<void> {
  const length = kind === NAME ? ((yield* bytes(1))[0] ?? 0) : kind === IPV4 ? 4 : kind === IPV6 ? 16 : undefined;
  if (length === undefined) throw new Unexpected(`address type ${kind}`);
  yield* bytes(length + 2);
}

function notConnected(code: number): Refused<ProxyRefusal> {
  const said = REPLIES.get(code) ?? `reply ${code}`;
  return refused(UNREACHABLE.includes(code) ? 'unreachable' : 'denied', said);
}

function encodedHost(host: string): Uint8Array {
  const address = addressBytes(host);
  if (address) return Uint8Array.of(address.length === 4 ? IPV4 : IPV6, ...address);
  const name = ascii(host);
  return Uint8Array.of(NAME, name.length, ...name);
}

const VERSION = 5;
const CONNECT = 1;
const NO_AUTHENTICATION = 0;
const USER_PASSWORD = 2;
const NO_METHOD = 0xff;
const IPV4 = 1;
const NAME = 3;
const IPV6 = 4;

/** RFC 1928 §6. */
const REPLIES: ReadonlyMap<number, string> = new Map([
  [1, 'general failure'],
  [2, 'not allowed by the rules'],
  [3, 'network unreachable'],
  [4, 'host unreachable'],
  [5, 'connection refused'],
  [6, 'TTL expired'],
  [7, 'command not supported'],
  [8, 'address type not supported'],
]);
/** What the proxy says of the way to the destination, not of us; many say "general failure" for a time-out. */
const UNREACHABLE: readonly number[] = [1, 3, 4, 5, 6];
