/**
 * A handshake that was overheard, in the words that all sources share.
 *
 * @module
 */
import type { Place, UsageEvent, UsageOutcome, UsageVersion } from '../../facts/usage-facts.ts';
import { DTLS_VERSION_CODE } from '../../tls/dtls.ts';
import { serverNameOf, supportedVersionsOf } from '../../tls/extension-values.ts';
import { suiteName } from '../../tls/registry/cipher-suites.ts';
import { groupName } from '../../tls/registry/groups.ts';
import { ssl2CipherName } from '../../tls/registry/ssl2-ciphers.ts';
import { downgradeSentinel, selectedVersion } from '../../tls/server-hello.ts';
import { versionOfCode } from '../../tls/version.ts';
import { addressText } from './address-text.ts';
import type { Fingerprints } from './fingerprints.ts';
import type { Direction, Flow } from './flow.ts';
import type { Talk } from './talk.ts';

/** The event of a flow whose handshake is over, one way or the other. */
export function eventOf(
  flow: Flow,
  talk: Talk,
  outcome: UsageOutcome,
  source: { readonly file: string; readonly format: string },
  fingerprints: Fingerprints,
): UsageEvent {
  const client = flow.clientDirection ?? 0;
  const versions = offeredBy(talk);
  const { hello, serverHello } = talk;
  const prints = hello && fingerprints.of(hello, JA4_TRANSPORT[talk.transport]);
  const suites = hello?.cipherSuites ?? talk.ssl2Hello?.cipherSpecs;
  return {
    time: Number.isNaN(flow.helloTime) ? null : flow.helloTime,
    client: placeOf(flow, client),
    server: placeOf(flow, client === 0 ? 1 : 0),
    transport: talk.transport,
    sni: (hello && serverNameOf(hello)) ?? null,
    offered: versions.offered,
    offeredMax: versions.max,
    negotiated: negotiatedBy(talk),
    cipherSuite: suiteOf(talk),
    group: talk.group === undefined ? null : groupName(talk.group),
    outcome,
    alert: talk.alert ?? null,
    fallbackScsv: suites?.includes(FALLBACK_SCSV) ?? null,
    downgradeSentinel: serverHello ? downgradeSentinel(serverHello) !== undefined : null,
    ja3: prints?.ja3 ?? null,
    ja4: prints?.ja4 ?? null,
    userAgent: null,
    service: null,
    count: 1,
    source: { ...source, number: flow.helloNumber },
  };
}

/**
 * A hello without `supported_versions` says what it speaks at most, and nothing of how far down it would go; one in the
 * format of SSLv2 with cipher kinds of its own speaks that as well.
 */
function offeredBy({ hello, ssl2Hello }: Talk): {
  readonly offered: UsageVersion[] | null;
  readonly max: UsageVersion | null;
} {
  if (ssl2Hello) {
    const max = nameOf(ssl2Hello.version) ?? null;
    return { offered: max === 'SSLv2' ? ['SSLv2'] : null, max };
  }
  if (!hello) return { offered: null, max: null };
  const listed = supportedVersionsOf(hello)
    ?.map(nameOf)
    .filter((version) => version !== undefined);
  if (!listed || listed.length === 0) return { offered: null, max: nameOf(hello.legacyVersion) ?? null };
  const offered = [...new Set(listed)].sort((a, b) => AGE.indexOf(a) - AGE.indexOf(b));
  return { offered, max: offered.at(-1) ?? null };
}

function negotiatedBy({ serverHello, ssl2ServerHello }: Talk): UsageVersion | null {
  if (ssl2ServerHello) return 'SSLv2';
  return (serverHello && nameOf(selectedVersion(serverHello))) ?? null;
}

function suiteOf({ serverHello, ssl2Cipher }: Talk): string | null {
  if (ssl2Cipher !== undefined) return ssl2CipherName(ssl2Cipher);
  return serverHello ? suiteName(serverHello.cipherSuite) : null;
}

function nameOf(code: number): UsageVersion | undefined {
  // What was tried out before RFC 8446 was done: 0x7f and the number of the draft; Facebook's had a byte of its own.
  if (code >> 8 === 0x7f || code >> 8 === 0xfb) return 'TLSv1.3';
  return versionOfCode(code) ?? DTLS_NAMES.get(code);
}

function placeOf(flow: Flow, direction: Direction): Place {
  return { address: addressText(flow.ends.address(direction)), port: flow.ends.port(direction) };
}

/** TLS_FALLBACK_SCSV (RFC 7507 §2). */
const FALLBACK_SCSV = 0x5600;
const JA4_TRANSPORT = { tcp: 't', dtls: 'd', quic: 'q' } as const;
const DTLS_NAMES: ReadonlyMap<number, UsageVersion> = new Map([
  [DTLS_VERSION_CODE['DTLSv1.0'], 'DTLSv1.0'],
  [DTLS_VERSION_CODE['DTLSv1.2'], 'DTLSv1.2'],
  [DTLS_VERSION_CODE['DTLSv1.3'], 'DTLSv1.3'],
]);
const AGE: readonly UsageVersion[] = [
  'SSLv2',
  'SSLv3',
  'TLSv1.0',
  'DTLSv1.0',
  'TLSv1.1',
  'TLSv1.2',
  'DTLSv1.2',
  'TLSv1.3',
  'DTLSv1.3',
];
