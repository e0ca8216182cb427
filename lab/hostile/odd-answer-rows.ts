/**
 * Hostile rows whose answers are odd in form, or depend on the name or on an extension.
 *
 * @module
 */
import { setTimeout } from 'node:timers/promises';
import { answering, denial, highestOffer, meeting, resetLater, rightAnswer } from './answering.ts';
import type { HostileRow } from './hostile-server.ts';
import type { HelloPeek } from './peek.ts';
import type { Behaviour, Peer } from './peer.ts';
import {
  ACCEPTING_IS_WRONG,
  ACCEPTING_OLD_IS_WRONG,
  BACKEND_TRUTH,
  everyVersion,
  oldVersions,
  REFUSING_IS_WRONG,
} from './truth.ts';
import { ALERT_RECORD, alert, legacyVersionFor, pickSuite, records, SSL2_SERVER_HELLO, serverHello } from './wire.ts';

const ALL_BROKEN = { ...everyVersion('inconclusive'), SSLv2: 'refused' } as const;

export const ODD_ANSWER_ROWS: readonly HostileRow[] = [
  {
    name: 'hostile-reset-after-hello',
    does: 'right answers, and a RST behind each',
    truth: BACKEND_TRUTH,
    behaviour: () => answering((hello) => rightAnswer(hello), resetLater),
  },
  {
    name: 'hostile-compressed',
    does: 'ServerHello that chooses DEFLATE, which nobody offers',
    truth: ALL_BROKEN,
    wrong: ACCEPTING_IS_WRONG,
    behaviour: () => bent((hello) => serverHello(legacyVersionFor(hello), pickSuite(hello), { compression: 1 })),
  },
  {
    name: 'hostile-signalling-suite',
    does: 'ServerHello that chooses TLS_EMPTY_RENEGOTIATION_INFO_SCSV, which is no cipher suite',
    truth: ALL_BROKEN,
    wrong: ACCEPTING_IS_WRONG,
    behaviour: () => bent((hello) => serverHello(legacyVersionFor(hello), 0x00ff)),
  },
  {
    name: 'hostile-alert-byte-by-byte',
    does: 'alert 70 to everything, one byte each 40 ms',
    truth: everyVersion('refused'),
    behaviour: () => meeting(dribble),
  },
  {
    name: 'hostile-alert-in-two-records',
    does: 'alert 70 to hellos up to TLS 1.1, its two bytes in a record each',
    // RFC 9846 §5.1 forbids it and RFC 5246 §6.2.1 does not say: whoever puts the halves together is right, too.
    truth: { 'TLSv1.2': 'accepted', 'TLSv1.3': 'accepted' },
    wrong: ACCEPTING_OLD_IS_WRONG,
    behaviour: () => toOld(() => Buffer.concat([2, 70].map((byte) => records(ALERT_RECORD, 0x0301, Buffer.of(byte))))),
  },
  {
    name: 'hostile-warning-70',
    does: 'alert 70 as a warning, then FIN, to hellos up to TLS 1.1',
    truth: oldVersions('refused'),
    behaviour: () => toOld(() => alert(1, 70)),
  },
  {
    name: 'hostile-alert-level-0',
    does: 'alert 70 at level 0, then FIN, to hellos up to TLS 1.1',
    truth: oldVersions('refused'),
    behaviour: () => toOld(() => alert(0, 70)),
  },
  {
    name: 'hostile-name-or-alert',
    does: 'TLS 1.2 and 1.3 under a name; alert 112 without one, so to every SSL hello',
    truth: oldVersions('refused'),
    behaviour: () => answering((hello) => (hello.hasServerName ? rightAnswer(hello, { min: 0x0303 }) : alert(2, 112))),
  },
  {
    name: 'hostile-name-or-reset',
    does: 'TLS 1.2 and 1.3 under a name; RST without one, so to every SSL hello',
    truth: oldVersions('refused'),
    behaviour: () =>
      meeting((peer, hello) => (hello.hasServerName ? peer.end(rightAnswer(hello, { min: 0x0303 })) : peer.reset())),
  },
  {
    name: 'hostile-no-name-or-reset',
    does: 'TLS 1.0 to 1.3 without a name; RST to every hello with one',
    // True of the result without a name; under the name nothing may be called refused.
    truth: BACKEND_TRUTH,
    wrong: REFUSING_IS_WRONG,
    behaviour: () => meeting((peer, hello) => (hello.hasServerName ? peer.reset() : peer.end(rightAnswer(hello)))),
  },
  {
    name: 'hostile-needs-extended-master-secret',
    does: 'TLS 1.2 alone, and alert 40 to hellos without extended_master_secret',
    truth: { ...everyVersion('refused'), 'TLSv1.2': 'accepted' },
    behaviour: () =>
      answering((hello) => {
        if (highestOffer(hello) < 0x0303) return denial(hello);
        return hello.extensions.includes(23) ? rightAnswer(hello, { max: 0x0303 }) : alert(2, 40);
      }),
  },
  {
    name: 'hostile-slow-ssl2',
    does: 'an SSL 2.0 SERVER-HELLO after 2.5 s; TLS 1.0 to 1.3 at once',
    truth: { ...BACKEND_TRUTH, SSLv2: 'accepted' },
    behaviour: () =>
      meeting(async (peer, hello) => {
        const isSsl2 = hello.format === 'sslv2';
        if (isSsl2) await setTimeout(2500);
        peer.end(isSsl2 ? SSL2_SERVER_HELLO : rightAnswer(hello));
      }),
  },
];

/** `answer` to every TLS and SSL 3.0 hello, alert 70 to SSL 2.0. */
function bent(answer: (hello: HelloPeek) => Buffer): Behaviour {
  return answering((hello) => (hello.format === 'sslv2' ? denial(hello) : answer(hello)));
}

/** `answer`, then FIN, to hellos up to TLS 1.1; TLS 1.2 and 1.3 in order. */
function toOld(answer: () => Buffer): Behaviour {
  return answering(
    (hello) => (highestOffer(hello) < 0x0303 ? answer() : rightAnswer(hello)),
    (peer) => peer.end(),
  );
}

async function dribble(peer: Peer, hello: HelloPeek): Promise<void> {
  for (const byte of denial(hello)) {
    await peer.send(Buffer.of(byte));
    await setTimeout(40);
  }
  peer.end();
}
