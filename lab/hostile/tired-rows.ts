/**
 * Hostile rows that answer by how much they were asked, or what they were asked before.
 *
 * @module
 */
import { setTimeout } from 'node:timers/promises';
import { meeting, rightAnswer } from './answering.ts';
import type { HostileRow } from './hostile-server.ts';
import { type HelloPeek, isOld } from './peek.ts';
import type { Behaviour, Peer } from './peer.ts';
import { BACKEND_TRUTH, everyVersion, REFUSING_IS_WRONG } from './truth.ts';
import { alert, SSL2_SERVER_HELLO, serverHello } from './wire.ts';

/** SSL 3.0 to TLS 1.3, the old ones for one suite that our first hello does not offer. */
const NULL_SUITE_TRUTH = { ...everyVersion('accepted'), SSLv2: 'refused' } as const;

export const TIRED_ROWS: readonly HostileRow[] = [
  {
    name: 'hostile-null-suite-behind-drop',
    does: 'SSL 3.0 to TLS 1.1 with a NULL suite alone; without it the first hello of a version gets RST, the next alert 40',
    truth: NULL_SUITE_TRUTH,
    behaviour: () => {
      const dropped = new Set<number>();
      return nullSuiteForOld((peer, { clientVersion }) => {
        if (dropped.has(clientVersion)) return peer.end(alert(2, 40));
        dropped.add(clientVersion);
        peer.reset();
      });
    },
  },
  {
    name: 'hostile-null-suite-or-close',
    does: 'SSL 3.0 to TLS 1.1 with a NULL suite alone, and FIN without it',
    truth: NULL_SUITE_TRUTH,
    behaviour: () => nullSuiteForOld((peer) => peer.end()),
  },
  {
    name: 'hostile-five-in-two-seconds',
    does: 'SSL 2.0 and TLS 1.2; resets every connection beyond five in 2 s, and counts those as well',
    // Whoever is patient enough finds SSL 2.0; nobody may say that it is off.
    truth: {
      SSLv3: 'refused',
      'TLSv1.0': 'refused',
      'TLSv1.1': 'refused',
      'TLSv1.2': 'accepted',
      'TLSv1.3': 'refused',
    },
    wrong: { SSLv2: ['refused', 'latent'] },
    behaviour: () =>
      crowded(
        5,
        (peer) => peer.reset(),
        (hello) => (hello.format === 'sslv2' ? SSL2_SERVER_HELLO : rightAnswer(hello, { min: 0x0303, max: 0x0303 })),
      ),
  },
  {
    name: 'hostile-busy-alert-40',
    does: 'TLS 1.0 to 1.3; alert 40 to every connection beyond three in 2 s, and counts those as well',
    truth: {},
    wrong: REFUSING_IS_WRONG,
    behaviour: () =>
      crowded(
        3,
        (peer) => peer.end(alert(2, 40)),
        (hello) => rightAnswer(hello),
      ),
  },
  {
    name: 'hostile-one-at-a-time',
    does: 'TLS 1.0 to 1.3; resets whoever comes while another is served',
    truth: BACKEND_TRUTH,
    behaviour: oneAtATime,
  },
  {
    name: 'hostile-queue',
    does: 'TLS 1.0 to 1.3, one client after the other, 400 ms each',
    truth: BACKEND_TRUTH,
    behaviour: () => {
      let last: Promise<unknown> = Promise.resolve();
      return meeting(async (peer, hello) => {
        last = last.then(() => setTimeout(400));
        await last;
        peer.end(rightAnswer(hello));
      });
    },
  },
];

/** Takes old hellos that offer TLS_RSA_WITH_NULL_SHA; `otherwise` for the other old ones. */
function nullSuiteForOld(otherwise: (peer: Peer, hello: HelloPeek) => void): Behaviour {
  return meeting((peer, hello) => {
    if (hello.format === 'sslv2' || !isOld(hello)) return peer.end(rightAnswer(hello));
    if (!hello.cipherSuites.includes(NULL_SUITE)) return otherwise(peer, hello);
    peer.end(serverHello(hello.clientVersion, NULL_SUITE));
  });
}

/** `tooMuch` for every connection beyond `limit` in any two seconds, the ones turned away included. */
function crowded(limit: number, tooMuch: (peer: Peer) => void, answer: (hello: HelloPeek) => Buffer): Behaviour {
  let timesMs: readonly number[] = [];
  return meeting((peer, hello) => {
    const nowMs = performance.now();
    timesMs = [...timesMs.filter((time) => nowMs - time < 2000), nowMs];
    if (timesMs.length > limit) return tooMuch(peer);
    peer.end(answer(hello));
  });
}

function oneAtATime(): Behaviour {
  let served = 0;
  return meeting(async (peer, hello) => {
    served++;
    peer.socket.once('close', () => served--);
    if (served > 1) return peer.reset();
    await setTimeout(30);
    peer.end(rightAnswer(hello));
  });
}

const NULL_SUITE = 0x0002;
