/**
 * Faithful servers with one hole each, for the holes that no real server of the lab has.
 *
 * @module
 */
import { constants, privateDecrypt } from 'node:crypto';
import { type HostileRow, type HostileServer, startHostile } from './hostile-server.ts';
import type { FirstFlight, Peer } from './peer.ts';
import { alert, HANDSHAKE_RECORD, handshake, labKeyPair, records, SERVER_HELLO, serverFlight } from './wire.ts';

export type VulnerableRecipe = { readonly name: string; start(): Promise<HostileServer> };

/** They start with `hostile-` as they run on the same ground. */
export const VULNERABLE_RECIPES: readonly VulnerableRecipe[] = rows().map((row) => ({
  name: row.name,
  start: () => startHostile(row),
}));

function rows(): HostileRow[] {
  return [
    {
      name: 'hostile-robot',
      does: 'alert 51 where the padding of the premaster secret is wrong, as Cisco ACE and others did',
      truth: { 'TLSv1.2': 'accepted' },
      behaviour: () => (peer) => answerKeyExchange(peer, (isSound) => alert(2, isSound ? 20 : 51, TLS12)),
    },
    {
      name: 'hostile-robot-reset',
      does: 'breaks the connection off where the padding is wrong',
      truth: { 'TLSv1.2': 'accepted' },
      behaviour: () => (peer) => answerKeyExchange(peer, (isSound) => (isSound ? alert(2, 20, TLS12) : undefined)),
    },
    {
      name: 'hostile-robot-random',
      does: 'answers key exchanges with alert 20 or 51 as it pleases',
      truth: { 'TLSv1.2': 'accepted' },
      behaviour: () => {
        let turn = 0;
        return (peer) => answerKeyExchange(peer, () => alert(2, COIN[turn++ % COIN.length] ? 20 : 51, TLS12));
      },
    },
    {
      name: 'hostile-ticketbleed',
      does: 'echoes a session id of one byte as 32, as F5 BIG-IP did',
      truth: {},
      behaviour: () => async (peer) => {
        const flight = await peer.firstFlight();
        if (flight?.hello?.sessionId.length !== 1) return peer.forward(flight);
        await peer.send(overreadHello(flight));
        peer.stall();
      },
    },
    {
      name: 'hostile-export',
      does: 'takes export RSA and export Diffie-Hellman, as servers of the 1990s did',
      truth: { 'TLSv1.2': 'accepted' },
      behaviour: () => async (peer) => {
        const flight = await peer.firstFlight();
        const suite = EXPORT_SUITES.find((code) => flight?.hello?.cipherSuites.includes(code));
        await peer.send(suite === undefined ? alert(2, 40, TLS12) : serverFlight(TLS12, suite));
        peer.stall();
      },
    },
    {
      name: 'hostile-compression',
      does: 'chooses DEFLATE',
      truth: { 'TLSv1.2': 'accepted' },
      behaviour: () => async (peer) => {
        const asked = await peer.firstFlight();
        if (!asked) return;
        const flight = serverFlight(TLS12, RSA_AES128_SHA);
        if (asked.bytes.includes(DEFLATE_OFFERED)) flight[COMPRESSION_AT] = DEFLATE;
        await peer.send(flight);
        peer.stall();
      },
    },
  ];
}

/** @param answer what is sent for a sound or an unsound block; `undefined`: a reset */
async function answerKeyExchange(peer: Peer, answer: (isSound: boolean) => Buffer | undefined): Promise<void> {
  const flight = await peer.firstFlight();
  if (!flight) return;
  await peer.send(serverFlight(TLS12, RSA_AES128_SHA));
  const record = await nextRecord(peer);
  if (!record) return;
  // Record header, message header, length of the secret.
  const reply = answer(isSoundBlock(record.subarray(5 + 4 + 2)));
  if (!reply) return peer.reset();
  await peer.send(reply);
  peer.end();
}

/** PKCS #1 v1.5, as the naive server checks it: with the length and the version of the secret. */
function isSoundBlock(secret: Buffer): boolean {
  const block = privateDecrypt({ key: labKeyPair().key, padding: constants.RSA_NO_PADDING }, secret);
  const zero = block.indexOf(0, 2);
  const isPadded = block[0] === 0 && block[1] === 2 && zero === block.length - 49;
  return isPadded && block.readUInt16BE(zero + 1) === TLS12;
}

function nextRecord({ socket, signal }: Peer): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    let bytes: Buffer = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      const length = bytes.length < 5 ? Number.POSITIVE_INFINITY : 5 + bytes.readUInt16BE(3);
      if (bytes.length >= length) resolve(bytes.subarray(0, length));
    });
    socket.resume();
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}

/** A ServerHello with our byte and 31 others, which stand for memory. */
function overreadHello(flight: FirstFlight): Buffer {
  const id = Buffer.alloc(32, 0xee);
  id[0] = flight.bytes[SESSION_ID_AT] ?? 0;
  const body = Buffer.concat([
    Buffer.of(TLS12 >> 8, TLS12 & 0xff),
    Buffer.alloc(32, 0xa0),
    Buffer.of(id.length),
    id,
    Buffer.of(RSA_AES128_SHA >> 8, RSA_AES128_SHA & 0xff, 0),
  ]);
  return records(HANDSHAKE_RECORD, TLS12, handshake(SERVER_HELLO, body));
}

const TLS12 = 0x0303;
const RSA_AES128_SHA = 0x002f;
/** `compression_methods` with DEFLATE before null, behind the signalling suite that ends the scan's list. */
const DEFLATE_OFFERED = Buffer.from([0x00, 0xff, 2, 1, 0]);
const DEFLATE = 1;
/** RSA_EXPORT_WITH_RC4_40_MD5, DHE_RSA_EXPORT_WITH_DES40_CBC_SHA, and an ordinary one. */
const EXPORT_SUITES: readonly number[] = [0x0003, 0x0014, RSA_AES128_SHA];
/** Behind record and message header, version, random, an empty session id and the suite. */
const COMPRESSION_AT = 5 + 4 + 2 + 32 + 1 + 2;
/** Behind record and message header, version, random and the length of the id. */
const SESSION_ID_AT = 5 + 4 + 2 + 32 + 1;
/** No period of five, so that two rounds of five differ. */
const COIN: readonly boolean[] = [true, false, true, true, false, false, true];
