/**
 * Changed captures against everything that reads them: files that are damaged, and sound files of damaged packets.
 *
 * @module
 */
import { type Frame, pcap, pcapng } from '../../lab/captures/capture-file.ts';
import type { Turn } from '../../lab/captures/conversation.ts';
import { cryptoFrame, sealInitial } from '../../lab/captures/datagrams.ts';
import * as frame from '../../lab/captures/frames.ts';
import { VARIANTS } from '../../lab/captures/variants.ts';
import type { UsageEvent } from '../../src/facts/usage-facts.ts';
import { CaptureContainer } from '../../src/observe/capture/container.ts';
import { Tracker } from '../../src/observe/capture/tracker.ts';
import { recordedFlights } from '../../src/tls/explain/fixtures/flights.ts';
import { capturedHellos } from '../../src/tls/fixtures/hellos.ts';
import { chunksOf, mutate, type Random } from './mutate.ts';

export type CaptureCorpus = {
  readonly files: readonly Uint8Array[];
  /** Packets of each link type that occurs. */
  readonly packets: readonly (readonly Frame[])[];
  readonly pieces: readonly Uint8Array[];
};

/** Captured hellos and answers, in every variant of the lab, and datagrams. */
export function captureCorpus(): CaptureCorpus {
  const hellos = capturedHellos().flatMap(({ flights }) => flights.slice(0, 1));
  const answers = [...recordedFlights().values()].map((bytes) => bytes.subarray(0, LONGEST_ANSWER));
  const talks = hellos.slice(0, MOST_TALKS).map((hello, index): Turn[] => [
    { from: 'client', bytes: Buffer.from(hello) },
    { from: 'server', bytes: Buffer.from(answers[index % answers.length] ?? []) },
    { from: 'client', bytes: Buffer.from('1403010001011603010028', 'hex') },
    { from: 'server', bytes: null },
  ]);
  const plain = VARIANTS.filter(({ name }) => !name.includes('gzip') && !name.includes('one byte'));
  const files = plain.map(({ make }, index) => make(talks[index % talks.length] ?? []));
  const packets = files.map(framesIn);
  packets.push(datagrams(hellos));
  return { files, packets, pieces: [...hellos, ...answers] };
}

/** @param onInput gets the file before it is read */
export function checkCapture(
  corpus: CaptureCorpus,
  random: Random,
  onInput: (bytes: Uint8Array) => void = () => undefined,
): void {
  const bytes = random(4) === 0 ? damagedFile(corpus, random) : damagedPackets(corpus, random);
  onInput(bytes);
  const tracker = new Tracker('fuzz', LIMITS);
  const container = new CaptureContainer(tracker);
  for (const chunk of random(3) === 0 ? chunksOf(bytes, random) : [bytes]) {
    container.push(chunk);
    tracker.expire();
  }
  container.end();
  tracker.end();
  for (const event of tracker.events) checkEvent(event, tracker.packets);
}

function checkEvent(event: UsageEvent, packets: number): void {
  const { number } = event.source;
  if (number < 1 || number > packets) throw new Error(`the event of packet ${number} of ${packets}`);
  if (event.ja3 !== null && !/^[0-9a-f]{32}$/.test(event.ja3)) throw new Error(`ja3: ${event.ja3}`);
  if (event.outcome === 'refused' && event.alert === null) throw new Error('refused without an alert');
  if (event.offeredMax === null && event.negotiated === null && event.alert === null && event.ja3 === null) {
    throw new Error('an event that says nothing');
  }
  for (const place of [event.client, event.server]) {
    if (!place || !/^[0-9a-f.:]+$/.test(place.address)) throw new Error(`address: ${place?.address}`);
  }
}

function damagedFile({ files, pieces }: CaptureCorpus, random: Random): Uint8Array {
  return mutate(files[random(files.length)] ?? new Uint8Array(), pieces, random);
}

/** Some packets changed, left out, doubled or put elsewhere, in a file that is sound. */
function damagedPackets({ packets, pieces }: CaptureCorpus, random: Random): Uint8Array {
  const chosen = packets[random(packets.length)] ?? [];
  const frames = chosen.flatMap((original): Frame[] => {
    const kind = random(12);
    if (kind === 0) return [];
    if (kind === 1) return [original, original];
    if (kind > 4) return [original];
    return [{ ...original, bytes: Buffer.from(mutate(original.bytes, pieces, random)) }];
  });
  if (random(3) === 0) frames.reverse();
  return random(2) === 0 ? pcap(frames) : pcapng(frames);
}

/** Ours are all little-endian pcap but for a few, which count as files alone. */
function framesIn(file: Buffer): Frame[] {
  if (file.readUInt32LE(0) !== 0xa1b2c3d4) return [];
  const frames: Frame[] = [];
  const linkType = file.readUInt32LE(20);
  for (let at = 24; at + 16 <= file.length; ) {
    const length = file.readUInt32LE(at + 8);
    frames.push({ linkType, bytes: file.subarray(at + 16, at + 16 + length) });
    at += 16 + length;
  }
  return frames;
}

/** A hello in QUIC, and one in DTLS. */
function datagrams(hellos: readonly Uint8Array[]): Frame[] {
  const hello = Buffer.from(hellos.findLast((bytes) => bytes.length < 1000)?.subarray(5) ?? []);
  const keyId = Buffer.from('8394c8f03e515708', 'hex');
  const frames = Buffer.concat([cryptoFrame(0, hello), Buffer.alloc(1162 - hello.length - 5)]);
  const quic = sealInitial({
    ...{ version: 1, from: 'client', keyId, destination: keyId, source: Buffer.alloc(0) },
    ...{ number: 0, numberBytes: 4, frames },
  });
  const body = Buffer.concat([hello.subarray(4, 39), Buffer.alloc(1), hello.subarray(39)]);
  const lengths = Buffer.from([0, body.length >> 8, body.length & 255]);
  const message = Buffer.concat([Buffer.from([1]), lengths, Buffer.alloc(2), Buffer.alloc(3), lengths, body]);
  const dtls = Buffer.concat([Buffer.from('16feff0000000000000000', 'hex'), frame.uint16(message.length), message]);
  return [quic, dtls, quic].map((bytes) => ({
    linkType: 101,
    bytes: frame.ip4('client', 17, frame.udp('client', bytes, frame.ENDS4)),
  }));
}

/** So small that the oldest are dropped all the time. */
const LIMITS = { maxConnections: 4, maxFlows: 2, idleMs: 5 };
const MOST_TALKS = 24;
const LONGEST_ANSWER = 1500;
