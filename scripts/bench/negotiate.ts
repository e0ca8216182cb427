/**
 * The subject `negotiate`: computed handshakes a second on one core, by the server's TLS library.
 *
 * @module
 */
import { CATALOGUE } from '../../src/clients/catalogue/index.ts';
import { offeredHello } from '../../src/clients/hello.ts';
import { outcomesAt } from '../../src/clients/what-if.ts';
import { opensslProfile } from '../../src/negotiation/configuration/openssl-profile.ts';
import { negotiate } from '../../src/negotiation/negotiate.ts';
import type { Offer } from '../../src/negotiation/offer.ts';
import { offerOfHello, offerOfSsl2Hello } from '../../src/negotiation/offer-of-hello.ts';
import { NO_ALPN, type ServerProfile, type StackName } from '../../src/negotiation/server-profile.ts';
import type { TlsVersion } from '../../src/tls/version.ts';
import type { BenchOptions } from './scan.ts';
import { median, table } from './table.ts';

/** Runs everything, in about half a minute, and returns the Markdown below the heading. */
export async function benchNegotiate({ say }: BenchOptions): Promise<string> {
  const offers = CATALOGUE.flatMap(({ offers: own }) => own.map(offerOf));
  const rows = STACKS.map(([stack, title]) => {
    say(`negotiate, ${title}`);
    const servers = VERSIONS.map((versions) => ({ ...profileOf(versions), stack }));
    const rates = Array.from({ length: ROUNDS + 1 }, () => rateOf(offers, servers)).slice(1);
    return [title, ...[median(rates), Math.min(...rates), Math.max(...rates)].map(thousands)];
  });
  say('negotiate, the whole catalogue');
  const [server] = VERSIONS.map(profileOf);
  const whole = [null, 'openssl-3' as const].map((stack) => {
    if (server === undefined) return Number.NaN;
    const times = Array.from({ length: ROUNDS }, () =>
      timeOf(() => outcomesAt(CATALOGUE, { ...server, stack }, 'lab.test')),
    );
    return median(times);
  });
  const heading = ['library of the server', 'negotiations a second', 'slowest round', 'fastest round'];
  return `
\`negotiate\` for the ${offers.length} hellos of the catalogue and ${VERSIONS.length} servers: TLS 1.0 to 1.3, 1.2 and 1.3, and 1.0 alone, with an
RSA certificate. One thread; the median of ${ROUNDS} rounds of ${ROUND_MS / 1000} s. Seconds are of CPU time, garbage collection
included. What belongs to a server alone, such as its suites by number, is prepared once; of a hello nothing is kept.
There is no peer to compare with: the figures are absolute. A server whose library is not known costs most, as the
answers of all libraries are computed and compared.

${table(heading, rows)}

The whole catalogue (${CATALOGUE.length} clients, reading their hellos included) against one configuration: ${whole[1]?.toFixed(1)} ms with
OpenSSL 3, ${whole[0]?.toFixed(1)} ms with a library that is not known.`;
}

function offerOf(offer: Parameters<typeof offeredHello>[0]): Offer {
  const first = offeredHello(offer);
  return first.format === 'sslv2' ? offerOfSsl2Hello(first.hello) : offerOfHello(first.hello);
}

function profileOf(versions: readonly TlsVersion[]): ServerProfile {
  const made = opensslProfile({
    versions,
    ciphers: 'DEFAULT:@SECLEVEL=0',
    cipherSuites: null,
    groups: null,
    signatureAlgorithms: null,
    preference: 'server',
    prioritizeChaCha: false,
    certificates: [{ keyType: 'RSA', keyBits: 2048, curve: null, signedWith: 0x0401 }],
    dh: 2048,
    alpn: NO_ALPN,
    readsNames: true,
    defaultLevel: 2,
  });
  if (!made.ok) throw new Error(made.error.code);
  return made.value.profile;
}

/** Negotiations a second, over whole passes for at least a round's time. */
function rateOf(offers: readonly Offer[], servers: readonly ServerProfile[]): number {
  let count = 0;
  let completed = 0;
  const start = cpuMs();
  let elapsed = 0;
  while (elapsed < ROUND_MS) {
    for (const server of servers) {
      for (const offer of offers) if (negotiate(offer, server).ok === true) completed++;
    }
    count += offers.length * servers.length;
    elapsed = cpuMs() - start;
  }
  if (completed === 0) throw new Error('no handshake completes: this measures nothing');
  return (count * 1000) / elapsed;
}

function timeOf(work: () => unknown): number {
  const start = cpuMs();
  work();
  return cpuMs() - start;
}

/** CPU time, which other programs beside lengthen less than they do the time by the clock. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function thousands(rate: number): string {
  return `${Math.round(rate / 1000)},000`.replace(/^(\d+)(\d{3}),/, '$1,$2,');
}

const ROUND_MS = 500;
const ROUNDS = 5;
const VERSIONS: readonly (readonly TlsVersion[])[] = [
  ['TLSv1.0', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'],
  ['TLSv1.2', 'TLSv1.3'],
  ['TLSv1.0'],
];
const STACKS: readonly (readonly [StackName | null, string])[] = [
  ['openssl-3', 'OpenSSL 3'],
  ['openssl-1.0.1', 'OpenSSL 1.0'],
  ['boringssl', 'BoringSSL'],
  ['gnutls', 'GnuTLS'],
  ['nss', 'NSS'],
  ['java', 'Java'],
  [null, 'not known'],
];
