/**
 * What must hold for any bytes at all: nothing throws, and what a decoder accepts it gives back byte for byte.
 *
 * @module
 */
import { concatBytes } from '../../src/core/hex.ts';
import type { Result } from '../../src/core/result.ts';
import { AnswerReader } from '../../src/scan/answer-reader.ts';
import { decodeAlert, encodeAlert } from '../../src/tls/alert.ts';
import { decodeCertificate, decodeCertificate13, encodeCertificate } from '../../src/tls/certificate.ts';
import { decodeCertificateRequest, encodeCertificateRequest } from '../../src/tls/certificate-request.ts';
import { decodeClientHello, encodeClientHello } from '../../src/tls/client-hello.ts';
import { explainBytes } from '../../src/tls/explain/explain-bytes.ts';
import { recordedFlights } from '../../src/tls/explain/fixtures/flights.ts';
import { ja3 } from '../../src/tls/fingerprint/ja3.ts';
import { ja4 } from '../../src/tls/fingerprint/ja4.ts';
import { capturedHellos } from '../../src/tls/fixtures/hellos.ts';
import { decodeHandshakes, encodeHandshake, HANDSHAKE_TYPE } from '../../src/tls/handshake.ts';
import { decodeRecords, encodeRecord } from '../../src/tls/record.ts';
import { decodeServerHello, downgradeSentinel, encodeServerHello } from '../../src/tls/server-hello.ts';
import {
  decodeServerKeyExchange,
  encodeServerKeyExchange,
  type KeyExchangeShape,
} from '../../src/tls/server-key-exchange.ts';
import {
  decodeSsl2ClientHello,
  decodeSsl2ServerHello,
  encodeSsl2ClientHello,
  encodeSsl2ServerHello,
} from '../../src/tls/ssl2.ts';
import { type StreamItem, TlsStream } from '../../src/tls/stream.ts';
import { decodeX509 } from '../../src/tls/x509.ts';
import { checkLog } from './logs.ts';
import { chunksOf, mutate, type Random } from './mutate.ts';

/** What inputs are made from. */
export type Corpus = {
  readonly seeds: readonly Seed[];
  readonly bytes: readonly Uint8Array[];
};

/** Real bytes, and the type of the handshake message whose body they are; `undefined` for what came with records. */
type Seed = { readonly bytes: Uint8Array; readonly type: number | 'x509' | undefined };

/** Every captured flight, the body of every handshake message in them, and every certificate. */
export function fuzzCorpus(): Corpus {
  const flights = [...capturedHellos().flatMap((capture) => capture.flights), ...recordedFlights().values()];
  const seeds = flights.flatMap((flight): Seed[] => {
    const result = new TlsStream().push(flight);
    const bodies = (result.ok ? result.value : result.error.items).flatMap(bodyOf);
    return [{ bytes: flight, type: undefined }, ...bodies, ...bodies.flatMap(certificatesIn)];
  });
  return { seeds, bytes: seeds.map(({ bytes }) => bytes) };
}

/**
 * Makes one input and checks it.
 *
 * @param onInput gets the input before it is tried
 * @throws Error that says what does not hold, or whatever the code under test throws
 */
export function checkOne(corpus: Corpus, random: Random, onInput: (bytes: Uint8Array) => void = () => undefined): void {
  if (random(LOG_ONE_IN) === 0) {
    checkLog(random, onInput);
    return;
  }
  const seed = corpus.seeds[random(corpus.seeds.length)];
  if (!seed) throw new RangeError('the corpus is empty');
  const bytes = mutate(seed.bytes, corpus.bytes, random);
  onInput(bytes);
  for (const check of codecsFor(seed.type)) check(bytes);
  // Every decoder meets every kind of bytes, but not at every input: nearly all of them refuse at the first field.
  CODECS[random(CODECS.length)]?.(bytes);
  if (seed.type === undefined || random(8) === 0) {
    for (const body of throughStream(bytes, random).flatMap(bodyOf)) {
      for (const check of codecsFor(body.type)) check(body.bytes);
    }
    throughAnswerReader(bytes, random);
  }
  if (random(EXPLAIN_ONE_IN) === 0) checkExplanation(bytes);
  if (seed.type === HANDSHAKE_TYPE.clientHello && random(FINGERPRINT_ONE_IN) === 0) fingerprint(bytes);
}

type Check = (bytes: Uint8Array) => void;

function codec<T>(
  name: string,
  decode: (bytes: Uint8Array) => Result<T, unknown>,
  encode: (value: T) => Uint8Array,
): Check {
  return (bytes) => {
    const result = decode(bytes);
    if (result.ok && !same(encode(result.value), bytes)) throw new Error(`${name}: encoded it is other bytes`);
  };
}

/** However the bytes are cut into pieces, the stream gives the same. */
function throughStream(bytes: Uint8Array, random: Random): StreamItem[] {
  const whole = new TlsStream().push(bytes);
  const items = whole.ok ? whole.value : whole.error.items;
  if (random(4) > 0) return items;
  const stream = new TlsStream();
  let count = 0;
  let broken = false;
  for (const chunk of chunksOf(bytes, random)) {
    const result = stream.push(chunk);
    const given = result.ok ? result.value : result.error.items;
    count += given.length;
    if (broken && given.length > 0) throw new Error('the stream goes on after an issue');
    broken ||= !result.ok;
  }
  if (count !== items.length || broken === whole.ok) throw new Error('the stream depends on how the bytes are cut');
  return items;
}

function throughAnswerReader(bytes: Uint8Array, random: Random): void {
  const options = { isSsl2: random(2) === 0, wantCertificates: random(2) === 0, maxBytes: 65_536 };
  const reader = new AnswerReader(options);
  for (const chunk of random(4) > 0 ? [bytes] : chunksOf(bytes, random)) {
    if (reader.push(chunk)) return;
  }
  if (random(3) === 0) reader.end();
  else if (random(2) === 0) reader.reset();
  else reader.silence();
}

function checkExplanation(bytes: Uint8Array): void {
  const result = explainBytes(bytes);
  if (!result.ok) return;
  let end = 0;
  for (const range of result.value.ranges) {
    if (range.offset !== end || range.bytes.length === 0) throw new Error(`explain: ${range.path} at ${range.offset}`);
    if (/[^ -~]/.test(range.meaning)) throw new Error(`explain: ${range.path} is not safe to print`);
    end += range.bytes.length;
  }
  if (end !== bytes.length) throw new Error(`explain: ${end} of ${bytes.length} bytes`);
}

function fingerprint(bytes: Uint8Array): void {
  const hello = decodeClientHello(bytes);
  if (!hello.ok) return;
  if (!/^[0-9a-f]{32}$/.test(ja3(hello.value))) throw new Error('ja3: not 32 hex digits');
  const { ja4: text } = ja4(hello.value);
  if (!/^t[0-9sd]{2}[di][0-9]{4}[0-9A-Za-z]{2}_[0-9a-f]{12}_[0-9a-f]{12}$/.test(text)) throw new Error(`ja4: ${text}`);
}

function bodyOf(item: StreamItem): Seed[] {
  return item.kind === 'handshake' ? [{ bytes: item.message.body, type: item.message.type }] : [];
}

function certificatesIn({ bytes, type }: Seed): Seed[] {
  const decoded = type === HANDSHAKE_TYPE.certificate ? decodeCertificate(bytes) : undefined;
  return decoded?.ok ? decoded.value.entries.map(({ certificate }) => ({ bytes: certificate, type: 'x509' })) : [];
}

/** It is read and not written, so what it gives must stand in the bytes. */
function certificate(bytes: Uint8Array): void {
  const result = decodeX509(bytes);
  if (!result.ok) return;
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { serial, issuer, subject, publicKey, names = [], signature } = result.value;
  for (const part of [serial, issuer, subject, publicKey]) {
    if (!whole.includes(Buffer.from(part))) throw new Error('X.509: gives bytes that it was not given');
  }
  if (names.length > bytes.length) throw new Error('X.509: more names than bytes');
  if (!/^[0-9.]+$/.test(signature.oid)) throw new Error(`X.509: ${signature.oid} is no OID`);
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

function keyExchange(shape: KeyExchangeShape): Check {
  const name = `ServerKeyExchange ${shape.kind} ${shape.version}`;
  return codec(name, (bytes) => decodeServerKeyExchange(bytes, shape), encodeServerKeyExchange);
}

function decodeServerHelloAndLook(bytes: Uint8Array): ReturnType<typeof decodeServerHello> {
  const result = decodeServerHello(bytes);
  if (result.ok) downgradeSentinel(result.value);
  return result;
}

function join<T>(encode: (value: T) => Uint8Array): (values: readonly T[]) => Uint8Array {
  return (values) => concatBytes(values.map(encode));
}

function codecsFor(type: Seed['type']): readonly Check[] {
  if (type === 'x509') return [certificate];
  return type === undefined ? FRAMES : (MESSAGES.get(type) ?? []);
}

const FRAMES: readonly Check[] = [
  codec('records', decodeRecords, join(encodeRecord)),
  codec('SSLv2 ClientHello', decodeSsl2ClientHello, encodeSsl2ClientHello),
  codec('SSLv2 ServerHello', decodeSsl2ServerHello, encodeSsl2ServerHello),
];

const MESSAGES: ReadonlyMap<number, readonly Check[]> = new Map([
  [HANDSHAKE_TYPE.clientHello, [codec('ClientHello', decodeClientHello, encodeClientHello)]],
  [HANDSHAKE_TYPE.serverHello, [codec('ServerHello', decodeServerHelloAndLook, encodeServerHello)]],
  [
    HANDSHAKE_TYPE.certificate,
    [
      codec('Certificate', decodeCertificate, encodeCertificate),
      codec('Certificate of TLS 1.3', decodeCertificate13, encodeCertificate),
    ],
  ],
  [
    HANDSHAKE_TYPE.serverKeyExchange,
    [
      keyExchange({ kind: 'ecdhe', isSigned: true, version: 'TLSv1.2' }),
      keyExchange({ kind: 'ecdhe', isSigned: false, version: 'TLSv1.0' }),
      keyExchange({ kind: 'dhe', isSigned: true, version: 'TLSv1.0' }),
      keyExchange({ kind: 'rsa-export', isSigned: true, version: 'SSLv3' }),
    ],
  ],
  [
    HANDSHAKE_TYPE.certificateRequest,
    [
      codec('CertificateRequest', (bytes) => decodeCertificateRequest(bytes, 'TLSv1.2'), encodeCertificateRequest),
      codec('that of TLS 1.0', (bytes) => decodeCertificateRequest(bytes, 'TLSv1.0'), encodeCertificateRequest),
    ],
  ],
]);

const CODECS: readonly Check[] = [
  ...FRAMES,
  ...[...MESSAGES.values()].flat(),
  certificate,
  codec('alert', decodeAlert, encodeAlert),
  codec('handshake messages', decodeHandshakes, join(encodeHandshake)),
];

/** These cost as much as all else together, so they see a sample. */
const EXPLAIN_ONE_IN = 64;
const FINGERPRINT_ONE_IN = 8;
const LOG_ONE_IN = 4;
