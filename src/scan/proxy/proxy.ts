/**
 * The proxy that every connection of a scan goes through.
 *
 * @module
 */
import { isIP } from 'node:net';
import { err, ok, type Result } from '../../core/result.ts';
import type { Dialogue } from '../dialects/dialogue.ts';
import type { Credentials, Destination, ProxyRefusal } from './destination.ts';
import { httpConnect } from './http-connect.ts';
import { socks5 } from './socks5.ts';

export type ProxyServer = {
  readonly kind: 'http' | 'socks5';
  /** Name or address of the proxy itself. */
  readonly host: string;
  readonly port: number;
  /** Whether the proxy looks names up, and not this machine. */
  readonly resolvesNames: boolean;
  readonly credentials: Credentials | undefined;
};

/**
 * Reads `http://`, `socks5://` (names are looked up here) or `socks5h://` (by the proxy), with `user:password@` or not.
 *
 * @param login `user:password`, used where the URL has none; keeps the password out of the list of processes
 * @returns the proxy, or what is wrong, for a person
 */
export function parseProxy(text: string, login: string | undefined): Result<ProxyServer, string> {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return err(FORM);
  }
  const scheme = url.protocol.slice(0, -1);
  const form = FORMS.get(scheme);
  if (!form) return err(`the proxy scheme ${scheme}:// is not known; ${FORM}`);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (host === '' || (url.pathname !== '' && url.pathname !== '/')) return err(FORM);
  const credentials = credentialsOf(url) ?? split(login);
  if (credentials && [credentials.user, credentials.password].some((part) => isTooLong(part))) {
    return err('user name and password of a proxy are at most 255 bytes each');
  }
  // `http:` leaves its default port out of the URL, the others have none.
  const port = Number(url.port || form.port);
  return ok({ kind: form.kind, host, port, resolvesNames: form.resolvesNames, credentials });
}

export function proxyDialogue(proxy: ProxyServer, destination: Destination): Dialogue<ProxyRefusal> {
  return proxy.kind === 'http' ? httpConnect(destination, proxy.credentials) : socks5(destination, proxy.credentials);
}

/** `proxy.example.org:3128`, as messages name it. */
export function proxyName({ host, port }: ProxyServer): string {
  return isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;
}

function credentialsOf(url: URL): Credentials | undefined {
  if (url.username === '') return undefined;
  return { user: unescaped(url.username), password: unescaped(url.password) };
}

function split(login: string | undefined): Credentials | undefined {
  if (!login) return undefined;
  const at = login.indexOf(':');
  return at < 0 ? { user: login, password: '' } : { user: login.slice(0, at), password: login.slice(at + 1) };
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function isTooLong(text: string): boolean {
  return new TextEncoder().encode(text).length > 255;
}

const FORM = 'write http://host:port, socks5://host:port or socks5h://host:port, with user:password@ if need be';
const FORMS: ReadonlyMap<string, Pick<ProxyServer, 'kind' | 'resolvesNames'> & { readonly port: number }> = new Map([
  ['http', { kind: 'http', resolvesNames: true, port: 80 }],
  ['socks5', { kind: 'socks5', resolvesNames: false, port: 1080 }],
  ['socks5h', { kind: 'socks5', resolvesNames: true, port: 1080 }],
]);
