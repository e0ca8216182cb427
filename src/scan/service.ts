/**
 * A service as a scan speaks to it: its scheme, the way to its TLS, and both as facts. Pure.
 *
 * @module
 */
import type { ServiceFacts } from '../facts/server-facts.ts';
import { SCHEMES, type SchemeName, type SchemeSource } from './dialects.ts';
import { type ProxyServer, proxyName } from './proxy/proxy.ts';
import type { Way } from './way.ts';

export type Service = {
  readonly scheme: SchemeName;
  readonly schemeFrom: SchemeSource;
};

/** @param name what the service is called in a dialogue, a host name or an address */
export function wayTo({ scheme }: Service, name: string, proxy: ProxyServer | undefined): Way {
  const { how } = SCHEMES[scheme];
  return { proxy, dialect: how === 'tls' ? undefined : how, name };
}

export function serviceFacts({ scheme, schemeFrom }: Service, proxy: ProxyServer | undefined): ServiceFacts {
  const { how, title } = SCHEMES[scheme];
  return {
    scheme,
    schemeFrom,
    startsWith: how === 'tls' ? 'tls' : 'dialogue',
    title,
    proxy: proxy ? proxyName(proxy) : null,
  };
}

/** Mail servers count connections that come to nothing, and shut out who makes many. */
export function parallelFor({ scheme }: Service, parallel: number): number {
  return SCHEMES[scheme].how === 'tls' ? parallel : Math.min(parallel, DIALOGUES_AT_ONCE);
}

const DIALOGUES_AT_ONCE = 2;
