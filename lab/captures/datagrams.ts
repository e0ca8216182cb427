/**
 * Conversations in datagrams: taken down by a relay, or made.
 *
 * @module
 */
import { createCipheriv } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { initialKeys, type QuicVersion } from '../../src/observe/capture/quic-keys.ts';
import type { Speaker } from './conversation.ts';

export type Datagram = { readonly from: Speaker; readonly bytes: Buffer };

export type DatagramRelay = { readonly port: number; readonly datagrams: readonly Datagram[]; stop(): Promise<void> };

/** Passes datagrams between one client and a loopback port, and keeps them. */
export async function startDatagramRelay(targetPort: number): Promise<DatagramRelay> {
  const datagrams: Datagram[] = [];
  const front = createSocket('udp4');
  const back = createSocket('udp4');
  let clientPort = 0;
  front.on('message', (bytes, { port }) => {
    clientPort = port;
    datagrams.push({ from: 'client', bytes });
    back.send(bytes, targetPort, '127.0.0.1');
  });
  back.on('message', (bytes) => {
    datagrams.push({ from: 'server', bytes });
    front.send(bytes, clientPort, '127.0.0.1');
  });
  front.bind(0, '127.0.0.1');
  back.bind(0, '127.0.0.1');
  await Promise.all([once(front, 'listening'), once(back, 'listening')]);
  return {
    port: front.address().port,
    datagrams,
    async stop() {
      front.close();
      back.close();
      await Promise.all([once(front, 'close'), once(back, 'close')]);
    },
  };
}

export type InitialOptions = {
  readonly version: QuicVersion;
  readonly from: Speaker;
  /** What the keys are made of. */
  readonly keyId: Buffer;
  readonly destination: Buffer;
  readonly source: Buffer;
  readonly token?: Buffer;
  readonly number: number;
  readonly numberBytes: 1 | 2 | 4;
  readonly frames: Buffer;
};

/** A sealed Initial (RFC 9001 §5.3, §5.4). */
export function sealInitial(options: InitialOptions): Buffer {
  const { version, from, destination, source, token = Buffer.alloc(0), number, numberBytes, frames } = options;
  const keys = initialKeys(version, options.keyId)[from];
  const first = 0xc0 | (version === 1 ? 0 : 0x10) | (numberBytes - 1);
  const packetNumber = Buffer.alloc(4);
  packetNumber.writeUInt32BE(number);
  const header = Buffer.concat([
    Buffer.from([first]),
    Buffer.from(version === 1 ? '00000001' : '6b3343cf', 'hex'),
    Buffer.from([destination.length]),
    destination,
    Buffer.from([source.length]),
    source,
    Buffer.from([token.length]),
    token,
    twoByteInteger(numberBytes + frames.length + 16),
    packetNumber.subarray(4 - numberBytes),
  ]);
  const nonce = Buffer.from(keys.iv);
  nonce.writeUInt32BE((nonce.readUInt32BE(8) ^ number) >>> 0, 8);
  const cipher = createCipheriv('aes-128-gcm', keys.key, nonce);
  cipher.setAAD(header);
  const sealed = Buffer.concat([cipher.update(frames), cipher.final(), cipher.getAuthTag()]);
  const sample = sealed.subarray(4 - numberBytes, 20 - numberBytes);
  const mask = createCipheriv('aes-128-ecb', keys.headerKey, null).update(sample);
  header[0] = first ^ ((mask[0] ?? 0) & 0x0f);
  for (let index = 0; index < numberBytes; index++) {
    const at = header.length - numberBytes + index;
    header[at] = (header[at] ?? 0) ^ (mask[1 + index] ?? 0);
  }
  return Buffer.concat([header, sealed]);
}

/** A CRYPTO frame (RFC 9000 §19.6). */
export function cryptoFrame(offset: number, bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from([6]), twoByteInteger(offset), twoByteInteger(bytes.length), bytes]);
}

/** CONNECTION_CLOSE of the transport (RFC 9000 §19.19) for an alert (RFC 9001 §4.8). */
export function closeFrame(alert: number): Buffer {
  return Buffer.concat([Buffer.from([0x1c]), twoByteInteger(0x100 + alert), Buffer.from([6, 0])]);
}

function twoByteInteger(value: number): Buffer {
  return Buffer.from([0x40 | (value >> 8), value & 0xff]);
}
