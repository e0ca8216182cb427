/**
 * Hostile rows about TLS 1.3: retries that are none, answers that miss what they must have, sentinels that lie.
 *
 * @module
 */
import { answering, CHOSEN_TLS13, denial, highestOffer, type Range, rightAnswer, tls13Hello } from './answering.ts';
import type { HostileRow } from './hostile-server.ts';
import type { HelloPeek } from './peek.ts';
import type { Behaviour } from './peer.ts';
import { BACKEND_TRUTH, everyVersion, NOT_BELOW_TLS12 } from './truth.ts';
import { alert, pickSuite, RETRY_RANDOM, type ServerHelloParts, serverFlight, serverHello } from './wire.ts';

/** A broken TLS 1.3 answer is neither a yes nor a no; everything older is in order. */
const BROKEN_TLS13 = { ...BACKEND_TRUTH, 'TLSv1.3': 'inconclusive' } as const;
const TLS10_AND_SSL3 = { ...everyVersion('refused'), SSLv3: 'accepted', 'TLSv1.0': 'accepted' } as const;
const TLS12_ALONE = { ...everyVersion('refused'), 'TLSv1.2': 'accepted' } as const;

export const TLS13_ROWS: readonly HostileRow[] = [
  {
    name: 'hostile-retry-loop',
    does: 'HelloRetryRequest to every TLS 1.3 hello, alert 70 to the others',
    // A retry can only be told from a loop by following it: the version is spoken.
    truth: { ...everyVersion('refused'), 'TLSv1.3': 'accepted' },
    behaviour: () => answering((hello) => (offersTls13(hello) ? retry(hello) : denial(hello))),
  },
  {
    name: 'hostile-retry-unoffered-suite',
    does: 'HelloRetryRequest with a cipher suite that nobody offers (0x13ff)',
    truth: BROKEN_TLS13,
    behaviour: () => toTls13((hello) => retry(hello, {}, 0x13ff)),
  },
  {
    name: 'hostile-retry-as-tls12',
    does: 'HelloRetryRequest that chooses TLS 1.2',
    truth: BROKEN_TLS13,
    behaviour: () => toTls13((hello) => retry(hello, { extensions: [[43, '0303']] }, pickSuite(hello))),
  },
  {
    name: 'hostile-retry-without-extensions',
    does: 'HelloRetryRequest without extensions: no version, no group',
    truth: BROKEN_TLS13,
    behaviour: () =>
      toTls13((hello) => serverHello(0x0303, 0x1301, { random: RETRY_RANDOM, sessionId: hello.sessionId })),
  },
  {
    name: 'hostile-retry-to-everybody',
    does: 'HelloRetryRequest to every hello, whatever it offers',
    truth: { 'TLSv1.0': 'inconclusive', 'TLSv1.1': 'inconclusive', 'TLSv1.2': 'inconclusive', 'TLSv1.3': 'accepted' },
    wrong: { SSLv2: ['accepted', 'latent'], SSLv3: ['accepted', 'latent'] },
    behaviour: () => answering((hello) => retry(hello)),
  },
  {
    name: 'hostile-tls13-without-key-share',
    does: 'TLS 1.3 ServerHello without a key share',
    truth: BROKEN_TLS13,
    behaviour: () => toTls13((hello) => tls13Hello(hello, { extensions: [CHOSEN_TLS13] })),
  },
  {
    name: 'hostile-tls13-foreign-session-id',
    does: 'TLS 1.3 ServerHello that echoes another session id',
    truth: BROKEN_TLS13,
    behaviour: () => toTls13((hello) => tls13Hello(hello, { sessionId: Buffer.alloc(32, 0xee) })),
  },
  {
    name: 'hostile-tls13-integrity-only',
    does: 'TLS 1.3 with a suite of RFC 9150 alone, which encrypts nothing, and TLS 1.2',
    truth: { ...TLS12_ALONE, 'TLSv1.3': 'accepted' },
    behaviour: () =>
      toTls13((hello) => (hello.cipherSuites.includes(0xc0b4) ? tls13Hello(hello, {}, 0xc0b4) : alert(2, 40)), {
        min: 0x0303,
      }),
  },
  {
    name: 'hostile-sentinel-and-refusal',
    does: 'TLS 1.0 and SSL 3.0 with the sentinel of a newer server, and alert 70 to everything newer',
    truth: TLS10_AND_SSL3,
    behaviour: () => onlyOld(SENTINEL_BELOW_TLS12),
  },
  {
    name: 'hostile-sentinel-misplaced',
    does: 'as before, with the sentinel that belongs to answers in TLS 1.2',
    truth: TLS10_AND_SSL3,
    behaviour: () => onlyOld(SENTINEL_IN_TLS12),
  },
  {
    name: 'hostile-sentinel-to-tls13',
    does: 'TLS 1.2 alone, and the sentinel of a TLS 1.3 server to TLS 1.3 hellos',
    // It says of itself both that it can and that it cannot; no client goes on after this (RFC 9846 §4.2.3).
    truth: { ...everyVersion('refused'), 'TLSv1.2': 'accepted', 'TLSv1.3': 'refused' },
    behaviour: () =>
      toTls13((hello) => serverHello(0x0303, pickSuite(hello), { random: SENTINEL_IN_TLS12 }), {
        min: 0x0303,
        max: 0x0303,
      }),
  },
  {
    name: 'hostile-higher-always',
    does: 'TLS 1.2 ServerHello to every hello from SSL 3.0 to TLS 1.1; TLS 1.2 and 1.3 in order',
    truth: NOT_BELOW_TLS12,
    wrong: { SSLv3: ['accepted', 'latent'] },
    behaviour: () =>
      answering((hello) => {
        if (hello.format === 'sslv2' || offersTls13(hello)) return rightAnswer(hello);
        return serverFlight(0x0303, pickSuite(hello));
      }),
  },
  {
    name: 'hostile-unasked-extensions',
    does: 'TLS 1.2 ServerHello to everything, with a protocol and a ticket that nobody asked for',
    truth: { ...NOT_BELOW_TLS12, 'TLSv1.3': 'refused' },
    wrong: { SSLv3: ['accepted', 'latent'] },
    behaviour: () =>
      answering((hello) => {
        if (hello.format === 'sslv2') return denial(hello);
        return serverHello(0x0303, pickSuite(hello), { extensions: [ALPN_H2, EMPTY_TICKET] });
      }),
  },
];

/** `answer` to hellos that offer TLS 1.3; the others get a right one, below TLS 1.3. */
function toTls13(answer: (hello: HelloPeek) => Buffer, range: Range = {}): Behaviour {
  return answering((hello) => (offersTls13(hello) ? answer(hello) : rightAnswer(hello, { max: 0x0303, ...range })));
}

function onlyOld(random: Buffer): Behaviour {
  return answering((hello) => {
    const version = highestOffer(hello);
    const isOwn = version === 0x0300 || version === 0x0301;
    return isOwn ? serverHello(version, pickSuite(hello), { random }) : denial(hello);
  });
}

function offersTls13(hello: HelloPeek): boolean {
  return highestOffer(hello) === 0x0304;
}

/** Asks for secp256r1, of which our hellos bring no key share. */
function retry(hello: HelloPeek, parts: ServerHelloParts = {}, suite = 0x1301): Buffer {
  const extensions = [CHOSEN_TLS13, [51, '0017'] as const];
  return serverHello(0x0303, suite, { random: RETRY_RANDOM, sessionId: hello.sessionId, extensions, ...parts });
}

/** The last eight bytes of a random that say "I can do more" (RFC 9846 §4.2.3), below TLS 1.2 and in TLS 1.2. */
const SENTINEL_BELOW_TLS12: Buffer = Buffer.from(`${'a5'.repeat(24)}444f574e47524400`, 'hex');
const SENTINEL_IN_TLS12: Buffer = Buffer.from(`${'a5'.repeat(24)}444f574e47524401`, 'hex');
const ALPN_H2 = [16, '0003026832'] as const;
const EMPTY_TICKET = [35, ''] as const;
