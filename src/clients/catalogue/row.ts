/**
 * Short forms for what most rows of the catalogue have in common.
 *
 * @module
 */
import type { ClientFacts, ClientOffer, VersionState } from '../../facts/client-facts.ts';
import { TLS_VERSIONS, type TlsVersion } from '../../tls/version.ts';
import { CAPTURES, type CaptureName } from '../offers/captures.gen.ts';
import { OBSERVED_BROWSERS } from '../offers/observed-browsers.ts';
import { observedBytes } from '../offers/observed-hello.ts';
import { OBSERVED_PROGRAMS } from '../offers/observed-programs.ts';
import { BROWSER_DATES, measured, SSL_LABS } from '../sources.ts';

type States = Readonly<Partial<Record<TlsVersion, VersionState>>>;

/** On from the oldest to the newest, except for `off`; unable beyond; what is older than the oldest is not known. */
export function speaks(oldest: TlsVersion, newest: TlsVersion, off: readonly TlsVersion[] = []): States {
  const [first, last] = [TLS_VERSIONS.indexOf(oldest), TLS_VERSIONS.indexOf(newest)];
  const entries = TLS_VERSIONS.flatMap((version, index): [TlsVersion, VersionState][] => {
    if (index < first && !off.includes(version)) return [];
    if (off.includes(version)) return [[version, 'supported-off']];
    return [[version, index > last ? 'none' : 'on']];
  });
  return Object.fromEntries(entries);
}

/** One version and no other. */
export function speaksOnly(version: TlsVersion): States {
  return Object.fromEntries(TLS_VERSIONS.map((one) => [one, one === version ? 'only' : 'none']));
}

/** What programs sent here. */
export function captured(...names: readonly CaptureName[]): ClientOffer[] {
  return names.map((name) => {
    const [program, hello] = CAPTURES[name];
    return { name, hello, sources: [measured(program)] };
  });
}

/** What the SSL Labs service saw. @throws Error for a name it has not: a bug */
export function observed(...names: readonly string[]): ClientOffer[] {
  return names.map((name) => {
    const row = [...OBSERVED_BROWSERS, ...OBSERVED_PROGRAMS].find((one) => one.name === name);
    if (!row) throw new Error(`${name} is not among the observed hellos`);
    return { name: `SSL Labs: ${name}`, hello: observedBytes(row), sources: [SSL_LABS] };
  });
}

/** ISO 8601 dates of a browser's first and last release in the row; `null`: not known, or still being released. */
export function dates(first: string | null, last: string | null): NonNullable<ClientFacts['released']> {
  return { first, last, sources: [BROWSER_DATES] };
}
