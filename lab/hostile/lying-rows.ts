/**
 * Hostile rows that answer hellos themselves, with bytes that are false, broken off or out of place.
 *
 * @module
 */
import { answering, resetLater } from './answering.ts';
import type { HostileRow } from './hostile-server.ts';
import type { HelloPeek } from './peek.ts';
import type { Behaviour, Peer } from './peer.ts';
import { ACCEPTING_IS_WRONG, everyVersion } from './truth.ts';
import {
  alert,
  CERTIFICATE,
  certificateMessage,
  HANDSHAKE_RECORD,
  handshake,
  legacyVersionFor,
  pickSuite,
  records,
  SERVER_HELLO,
  serverFlight,
  serverHelloBody,
} from './wire.ts';

/** Servers whose first record is TLS, or half of it. */
export const LYING_ROWS: readonly HostileRow[] = [
  {
    name: 'hostile-unoffered-suite',
    does: 'ServerHello with a cipher suite that nobody offers (0x1337)',
    // A fault to report; whether it counts as "not negotiated" or as "cannot tell" is open.
    truth: {},
    wrong: ACCEPTING_IS_WRONG,
    behaviour: () => answering((hello) => serverFlight(legacyVersionFor(hello), 0x1337)),
  },
  {
    name: 'hostile-lower-version',
    does: 'TLS 1.0 ServerHello to every hello',
    truth: { 'TLSv1.0': 'accepted', 'TLSv1.1': 'refused', 'TLSv1.2': 'refused', 'TLSv1.3': 'refused' },
    wrong: { SSLv2: ['accepted'], SSLv3: ['accepted'] },
    behaviour: () => answering((hello) => serverFlight(0x0301, pickSuite(hello))),
  },
  {
    name: 'hostile-legacy-version-0304',
    does: 'ServerHello with 0x0304 in legacy_version and no supported_versions',
    // TLS 1.3 is chosen in supported_versions only (RFC 9846 §4.1.3), so this is no version at all.
    truth: {},
    wrong: ACCEPTING_IS_WRONG,
    behaviour: () => answering((hello) => serverFlight(0x0304, pickSuite(hello))),
  },
  {
    name: 'hostile-wrong-lengths',
    does: 'ServerHello whose inner lengths point beyond the message, a different one each connection',
    truth: everyVersion('inconclusive'),
    behaviour: () => answering(wrongLengths),
  },
  {
    name: 'hostile-record-too-long',
    does: 'ServerHello in a record that announces 65535 bytes and stays short of them',
    truth: everyVersion('inconclusive'),
    behaviour: () =>
      answering((hello) => {
        const flight = serverFlight(legacyVersionFor(hello), pickSuite(hello));
        flight.writeUInt16BE(0xffff, 3);
        return flight;
      }),
  },
  {
    name: 'hostile-close-mid-record',
    does: 'half a ServerHello record, then FIN',
    truth: everyVersion('inconclusive'),
    behaviour: () => answering(halfHello, (peer) => peer.end()),
  },
  {
    name: 'hostile-rst-mid-record',
    does: 'half a ServerHello record, then RST',
    truth: everyVersion('inconclusive'),
    behaviour: () => answering(halfHello, resetLater),
  },
  {
    name: 'hostile-alert-internal',
    does: 'alert 80 to everything',
    // Not latent: that needs newer versions that work, and alert 86 once TLS_FALLBACK_SCSV is offered.
    truth: everyVersion('inconclusive'),
    behaviour: () =>
      answering(
        (hello) => alert(2, 80, legacyVersionFor(hello)),
        (peer) => peer.end(),
      ),
  },
  {
    name: 'hostile-certificate-garbage',
    does: 'right TLS 1.2 ServerHello, then a Certificate message whose lengths lie',
    truth: { ...everyVersion('refused'), 'TLSv1.2': 'accepted' },
    behaviour: () => onlyTls12(handshake(CERTIFICATE, GARBAGE)),
  },
  {
    name: 'hostile-certificate-not-der',
    does: 'right TLS 1.2 ServerHello, then a sound Certificate message around bytes that are no certificate',
    truth: { ...everyVersion('refused'), 'TLSv1.2': 'accepted' },
    behaviour: () => onlyTls12(certificateMessage(GARBAGE)),
  },
];

function onlyTls12(certificate: Buffer): Behaviour {
  const offersTls12 = (hello: HelloPeek): boolean =>
    hello.supportedVersions?.includes(0x0303) ?? hello.clientVersion >= 0x0303;
  return answering((hello) =>
    offersTls12(hello)
      ? serverFlight(0x0303, pickSuite(hello), certificate)
      : alert(2, PROTOCOL_VERSION, legacyVersionFor(hello)),
  );
}

function halfHello(hello: HelloPeek): Buffer {
  const flight = serverFlight(legacyVersionFor(hello), pickSuite(hello));
  return flight.subarray(0, 5 + 22);
}

function wrongLengths(hello: HelloPeek, { index }: Peer): Buffer {
  const version = legacyVersionFor(hello);
  const body = serverHelloBody(version, pickSuite(hello));
  const lies: readonly (() => Buffer)[] = [
    () => handshake(SERVER_HELLO, withByte(body, SESSION_ID_LENGTH_AT, 0xff)),
    () => handshake(SERVER_HELLO, Buffer.concat([body, Buffer.from('ffff002b00020304', 'hex')])),
    () => handshake(SERVER_HELLO, Buffer.concat([body, Buffer.from('0006002bffff0304', 'hex')])),
    () => handshake(SERVER_HELLO, body.subarray(0, 20)),
  ];
  const lie = lies[index % lies.length];
  return records(HANDSHAKE_RECORD, version, lie ? lie() : body);
}

function withByte(bytes: Buffer, at: number, value: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = value;
  return copy;
}

const PROTOCOL_VERSION = 70;
/** After the version and the random. */
const SESSION_ID_LENGTH_AT = 34;
/** Read as a length by any parser, its start points far beyond its end. */
const GARBAGE = Buffer.alloc(64, 0xfe);
