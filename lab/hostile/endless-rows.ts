/**
 * Hostile rows that speak no TLS, or speak it without end.
 *
 * @module
 */
import { createCipheriv } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { HostileRow } from './hostile-server.ts';
import type { HelloPeek } from './peek.ts';
import type { Behaviour } from './peer.ts';
import { everyVersion } from './truth.ts';
import { alert, HANDSHAKE_RECORD, HTTP_400, legacyVersionFor, records } from './wire.ts';

/** Servers no TLS client can do anything with; the last four stop only when the client leaves. */
export const ENDLESS_ROWS: readonly HostileRow[] = [
  {
    name: 'hostile-silent-all',
    does: 'accepts connections and never says a word',
    truth: everyVersion('inconclusive'),
    behaviour: () => (peer) => peer.stall(),
  },
  {
    name: 'hostile-not-tls',
    does: 'SSH banner as soon as somebody connects',
    truth: everyVersion('inconclusive'),
    behaviour: () => (peer) => {
      peer.stall();
      void peer.send(SSH_BANNER);
    },
  },
  {
    name: 'hostile-http-server',
    does: 'plaintext HTTP 400 to everything',
    truth: everyVersion('inconclusive'),
    behaviour: () => async (peer) => {
      if (await peer.firstFlight()) peer.end(HTTP_400);
    },
  },
  {
    name: 'hostile-echo',
    does: 'sends back what it gets',
    truth: everyVersion('inconclusive'),
    behaviour:
      () =>
      ({ socket }) =>
        void socket.pipe(socket),
  },
  {
    name: 'hostile-endless-records',
    does: 'sound handshake records of a Certificate message of 16 MiB, without end',
    truth: everyVersion('inconclusive'),
    behaviour: () => endless(endlessCertificate),
  },
  {
    name: 'hostile-flood',
    does: 'random bytes without end',
    truth: everyVersion('inconclusive'),
    behaviour: () => endless(randomBytes),
  },
  {
    name: 'hostile-empty-records',
    does: 'handshake records of zero length without end',
    truth: everyVersion('inconclusive'),
    behaviour: () => endless((hello) => repeated(emptyRecord(hello))),
  },
  {
    name: 'hostile-alert-storm',
    does: 'warning alerts without end',
    truth: everyVersion('inconclusive'),
    behaviour: () => endless((hello) => repeated(alert(1, 112, legacyVersionFor(hello)))),
  },
];

/** Sends one chunk after the other for as long as the client reads them. */
function endless(chunks: (hello: HelloPeek | undefined) => Generator<Buffer, void, undefined>): Behaviour {
  return async (peer) => {
    const flight = await peer.firstFlight();
    if (!flight) return;
    peer.stall();
    for (const chunk of chunks(flight.hello)) {
      if (!(await peer.send(chunk))) return;
      // A kernel that takes every write at once must not keep the rest of the process from running.
      await setImmediate();
    }
  };
}

function* endlessCertificate(hello: HelloPeek | undefined): Generator<Buffer, void, undefined> {
  const version = legacyVersionFor(hello);
  yield records(HANDSHAKE_RECORD, version, CERTIFICATE_OF_16_MIB);
  yield* repeated(records(HANDSHAKE_RECORD, version, Buffer.alloc(0x4000)));
}

/** The same bytes in every run: a failure they cause can be had again. */
function* randomBytes(): Generator<Buffer, void, undefined> {
  const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16));
  for (;;) yield cipher.update(Buffer.alloc(CHUNK_BYTES));
}

function* repeated(piece: Buffer): Generator<Buffer, void, undefined> {
  const chunk = Buffer.concat(Array.from({ length: Math.ceil(CHUNK_BYTES / piece.length) }, () => piece));
  for (;;) yield chunk;
}

function emptyRecord(hello: HelloPeek | undefined): Buffer {
  const record = Buffer.from([HANDSHAKE_RECORD, 0, 0, 0, 0]);
  record.writeUInt16BE(legacyVersionFor(hello), 1);
  return record;
}

const CHUNK_BYTES = 0x4000;
/** Handshake header, then the length of a first certificate that fits what the header announces. */
const CERTIFICATE_OF_16_MIB = Buffer.from('0bfffffffffffcfffff9', 'hex');
const SSH_BANNER = Buffer.from('SSH-2.0-OpenSSH_9.2\r\n', 'latin1');
