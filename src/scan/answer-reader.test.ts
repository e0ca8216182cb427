import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concatBytes, fromHex } from '../core/hex.ts';
import { encodeCertificate } from '../tls/certificate.ts';
import { encodeHandshake, HANDSHAKE_TYPE } from '../tls/handshake.ts';
import { CONTENT_TYPE, encodeRecord } from '../tls/record.ts';
import { encodeServerHello, HELLO_RETRY_REQUEST_RANDOM, type ServerHello } from '../tls/server-hello.ts';
import { encodeSsl2ServerHello, type Ssl2ServerHello } from '../tls/ssl2.ts';
import { AnswerReader, type AnswerReaderOptions, type Observation } from './answer-reader.ts';

const LIMITS = { maxBytes: 64 * 1024 } as const;

type Ending = 'end' | 'reset' | 'silence';

/** Feeds the bytes in segments of `size` and ends the connection unless there was an answer before. */
function read(
  bytes: Uint8Array,
  options: Partial<AnswerReaderOptions> & { readonly size?: number; readonly ending?: Ending } = {},
): Observation {
  const { size = bytes.length || 1, ending = 'end', ...rest } = options;
  const reader = new AnswerReader({ ...LIMITS, ...rest });
  for (let at = 0; at < bytes.length; at += size) {
    const observation = reader.push(bytes.subarray(at, at + size));
    if (observation) return observation;
  }
  return reader[ending]();
}

const record = (contentType: number, fragment: Uint8Array): Uint8Array =>
  encodeRecord({ contentType, version: 0x0303, fragment });

const alert = (level: number, description: number): Uint8Array =>
  record(CONTENT_TYPE.alert, Uint8Array.of(level, description));

const message = (type: number, body: Uint8Array): Uint8Array => encodeHandshake({ type, body });

const inRecord = (...messages: readonly Uint8Array[]): Uint8Array =>
  record(CONTENT_TYPE.handshake, concatBytes(messages));

const text = (words: string): Uint8Array => new TextEncoder().encode(words);

const hello: ServerHello = {
  legacyVersion: 0x0303,
  random: new Uint8Array(32).fill(7),
  sessionId: Uint8Array.of(1, 2, 3),
  cipherSuite: 0xc02f,
  compressionMethod: 0,
  extensions: [{ type: 0xff01, data: Uint8Array.of(0) }],
};
const hello13: ServerHello = { ...hello, extensions: [{ type: 43, data: Uint8Array.of(3, 4) }] };
const retry: ServerHello = { ...hello13, random: HELLO_RETRY_REQUEST_RANDOM };
const serverHello = message(HANDSHAKE_TYPE.serverHello, encodeServerHello(hello));
const done = message(HANDSHAKE_TYPE.serverHelloDone, new Uint8Array());
const der = [Uint8Array.of(0x30, 1, 1), Uint8Array.of(0x30, 2, 2, 2)];
const chain = encodeCertificate({ entries: der.map((one) => ({ certificate: one })) });
const certificate = message(HANDSHAKE_TYPE.certificate, chain);
const keyExchangeBody = Uint8Array.of(3, 0, 29);
const keyExchange = message(HANDSHAKE_TYPE.serverKeyExchange, keyExchangeBody);
const ssl2Hello: Ssl2ServerHello = {
  sessionIdHit: 0,
  certificateType: 1,
  version: 0x0002,
  certificate: new Uint8Array(40).fill(0x30),
  cipherSpecs: [0x010080, 0x0700c0],
  connectionId: new Uint8Array(16),
};
const ssl2 = encodeSsl2ServerHello(ssl2Hello);
const ssl2Error = Uint8Array.of(0x80, 3, 0, 0, 1);

type Case = readonly [
  name: string,
  bytes: Uint8Array,
  observation: Observation,
  options?: Partial<AnswerReaderOptions> & { readonly ending?: Ending },
];

const answered: Extract<Observation, { kind: 'server-hello' }> = { kind: 'server-hello', hello, flight: [] };
const withChain: typeof answered = { ...answered, flight: [{ type: HANDSHAKE_TYPE.certificate, body: chain }] };
const upToChain = { readUpTo: 'certificate' } as const;
const upToKeyExchange = { readUpTo: 'serverKeyExchange' } as const;
const upToDone = { readUpTo: 'serverHelloDone' } as const;

const CASES: readonly Case[] = [
  ['a ServerHello', inRecord(serverHello), answered],
  ['a ServerHello among more', inRecord(serverHello, certificate, done), answered],
  ['a ServerHello and its chain', inRecord(serverHello, certificate, done), withChain, upToChain],
  [
    'a ServerHello without a chain',
    inRecord(serverHello, done),
    { ...answered, flight: [{ type: HANDSHAKE_TYPE.serverHelloDone, body: new Uint8Array() }] },
    upToChain,
  ],
  [
    'a flight up to its key exchange',
    inRecord(serverHello, certificate, keyExchange, done),
    { ...answered, flight: [...withChain.flight, { type: HANDSHAKE_TYPE.serverKeyExchange, body: keyExchangeBody }] },
    upToKeyExchange,
  ],
  [
    'a flight up to its end',
    inRecord(serverHello, certificate, done),
    { ...answered, flight: [...withChain.flight, { type: HANDSHAKE_TYPE.serverHelloDone, body: new Uint8Array() }] },
    upToDone,
  ],
  [
    'a flight that an alert ends keeps what came',
    concatBytes([inRecord(serverHello, certificate), alert(2, 80)]),
    withChain,
    upToDone,
  ],
  ['a ServerHello whose chain never comes', inRecord(serverHello), answered, upToChain],
  ['a ServerHello and silence', inRecord(serverHello), answered, { ...upToChain, ending: 'silence' }],
  [
    'a ServerHello and half a chain',
    concatBytes([inRecord(serverHello), inRecord(certificate).subarray(0, -4)]),
    answered,
    upToChain,
  ],
  ['a ServerHello, then an alert', concatBytes([inRecord(serverHello), alert(2, 80)]), answered, upToChain],
  ['a ServerHello, then noise', concatBytes([inRecord(serverHello), text('noise')]), answered, upToChain],
  [
    'a chain that lies',
    inRecord(serverHello, message(11, Uint8Array.of(0, 0, 9))),
    { ...answered, flight: [{ type: 11, body: Uint8Array.of(0, 0, 9) }] },
    upToChain,
  ],
  [
    'TLS 1.3 needs no chain',
    inRecord(message(2, encodeServerHello(hello13))),
    { ...answered, hello: hello13 },
    upToChain,
  ],
  [
    'a HelloRetryRequest',
    inRecord(message(2, encodeServerHello(retry))),
    { kind: 'hello-retry-request', hello: retry },
  ],
  ['a fatal alert', alert(2, 70), { kind: 'alert', alert: { level: 2, description: 70 } }],
  ['an alert of no known level', alert(7, 70), { kind: 'alert', alert: { level: 7, description: 70 } }],
  ['a warning, then a ServerHello', concatBytes([alert(1, 112), inRecord(serverHello)]), answered],
  ['a warning that says why, then the end', alert(1, 40), { kind: 'alert', alert: { level: 1, description: 40 } }],
  [
    'a warning that says why, then a reset',
    alert(1, 70),
    { kind: 'alert', alert: { level: 1, description: 70 } },
    { ending: 'reset' },
  ],
  ['a goodbye', alert(1, 0), { kind: 'closed' }],
  ['a warning of no weight, then a reset', alert(1, 112), { kind: 'reset' }, { ending: 'reset' }],
  ['nothing, and the end', new Uint8Array(), { kind: 'closed' }],
  ['nothing, and a reset', new Uint8Array(), { kind: 'reset' }, { ending: 'reset' }],
  ['nothing at all', new Uint8Array(), { kind: 'silent' }, { ending: 'silence' }],
  ['half a record', inRecord(serverHello).subarray(0, 20), { kind: 'cut-off' }],
  ['half a record and a reset', inRecord(serverHello).subarray(0, 20), { kind: 'cut-off' }, { ending: 'reset' }],
  ['half a record, then silence', inRecord(serverHello).subarray(0, 3), { kind: 'cut-off' }, { ending: 'silence' }],
  ['half a message in a whole record', inRecord(serverHello.subarray(0, 30)), { kind: 'cut-off' }],
  ['a record too long', Uint8Array.of(22, 3, 3, 0xff, 0xff), broken('record.length', 'too-long')],
  ['another message first', inRecord(certificate), broken('handshake.msg_type', 'unexpected-message')],
  ['application data first', record(23, Uint8Array.of(1)), broken('record.type', 'unexpected-record')],
  [
    'a ServerHello that lies',
    inRecord(message(2, encodeServerHello(hello).subarray(0, 36))),
    broken('server_hello.legacy_session_id_echo', 'truncated'),
  ],
  ['bytes that are no text', Uint8Array.of(0xfe, 0xfe, 0xfe, 0xfe), broken('record.type', 'not-tls')],
  ['an SSLv2 ServerHello', ssl2, { kind: 'ssl2-server-hello', hello: ssl2Hello }, { isSsl2: true }],
  ['an SSLv2 ERROR', ssl2Error, { kind: 'ssl2-error', code: 1 }, { isSsl2: true }],
  ['half an SSLv2 ERROR', ssl2Error.subarray(0, 4), { kind: 'cut-off' }, { isSsl2: true }],
  ['half an SSLv2 ServerHello', ssl2.subarray(0, 30), { kind: 'cut-off' }, { isSsl2: true }],
  ['SSLv2 bytes nobody asked for', ssl2, broken('record.type', 'not-tls')],
  [
    'an SSLv2 message of another type',
    Uint8Array.of(0x80, 9, 7, 0),
    broken('ssl2.record_header', 'bad-value'),
    { isSsl2: true },
  ],
  [
    'an SSLv2 ServerHello that lies',
    lying(ssl2),
    broken('ssl2.server_hello.certificate', 'truncated'),
    { isSsl2: true },
  ],
  [
    'a TLS alert to an SSLv2 hello',
    alert(2, 40),
    { kind: 'alert', alert: { level: 2, description: 40 } },
    { isSsl2: true },
  ],
];

describe('what came is seen for what it is, in segments of any size', () => {
  test.for(CASES)('%s', ([, bytes, observation, options = {}]) => {
    for (const size of [1, 2, 3, 5, 7, 16, 100, bytes.length]) {
      expect(read(bytes, { ...options, size: size || 1 })).toEqual(observation);
    }
  });

  test.for(CASES)('%s: every strict prefix ends without an exception', ([, bytes, , options = {}]) => {
    for (let length = 0; length < bytes.length; length++) {
      for (const ending of ['end', 'reset', 'silence'] as const) {
        expect(read(bytes.subarray(0, length), { ...options, ending }).kind).toBeTypeOf('string');
      }
    }
  });
});

describe('plain text', () => {
  test.each(['HTTP/1.1 400 Bad Request\r\n\r\n', '220 mail.example ESMTP\r\n', 'SSH-2.0-OpenSSH_9.2\r\n', '\tx\r\n'])(
    '%j',
    (words) => {
      expect(read(text(words))).toEqual({ kind: 'plaintext', text: words });
    },
  );

  test('no more of it is kept than a line needs', () => {
    const observation = read(text('a'.repeat(5000)));
    expect(observation).toEqual({ kind: 'plaintext', text: 'a'.repeat(80) });
  });

  test('behind a warning it is noise', () => {
    expect(read(concatBytes([alert(1, 40), text('HTTP/1.1 400')]))).toEqual(broken('record.type', 'not-tls'));
  });
});

describe('the ceiling', () => {
  const maxBytes = 1000;
  const warnings = concatBytes(Array.from({ length: 500 }, () => alert(1, 112)));

  test('warnings without end are cut off at it', () => {
    for (const size of [1, 7, 100, 3500])
      expect(read(warnings, { maxBytes, size })).toEqual({ kind: 'too-many-bytes' });
  });

  test('at the ceiling nothing is lost yet', () => {
    const bytes = concatBytes([warnings.subarray(0, 910), inRecord(serverHello)]);
    expect(bytes.length).toBeLessThanOrEqual(maxBytes);
    expect(read(bytes, { maxBytes, size: 1 })).toEqual(answered);
  });

  test('a ServerHello before it counts', () => {
    const long = concatBytes([
      inRecord(serverHello),
      ...Array.from({ length: 9 }, () => record(22, new Uint8Array(500).fill(11))),
    ]);
    expect(read(long, { maxBytes, size: 64, ...upToChain })).toMatchObject({ kind: 'server-hello', hello });
  });

  test('what is kept of the answer is bounded, what is counted is not', () => {
    const reader = new AnswerReader({ maxBytes: 1 << 20 });
    for (let i = 0; i < 10; i++) reader.push(warnings);
    expect(reader.bytesReceived).toBe(10 * warnings.length);
    expect(reader.firstBytes).toHaveLength(16_384);
  });
});

describe('any bytes in any segments', () => {
  const starts = [
    new Uint8Array(),
    Uint8Array.of(22, 3, 3),
    Uint8Array.of(21, 3, 1, 0, 2),
    Uint8Array.of(0x80, 20, 4),
    inRecord(serverHello),
    ssl2.subarray(0, 13),
  ];
  const endings = fc.constantFrom<Ending>('end', 'reset', 'silence');

  test('never throw, and always end', () => {
    const segments = fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 12 });
    fc.assert(
      fc.property(
        fc.constantFrom(...starts),
        segments,
        fc.boolean(),
        fc.boolean(),
        endings,
        (start, rest, isSsl2, isWanted, ending) => {
          const reader = new AnswerReader({ maxBytes: 300, isSsl2, ...(isWanted ? upToDone : {}) });
          const observed = [start, ...rest].map((segment) => reader.push(segment));
          const last = observed.find((one) => one !== undefined) ?? reader[ending]();
          expect(last.kind).toBeTypeOf('string');
        },
      ),
      { numRuns: 500 },
    );
  });

  test('records cut anywhere give what they give in one piece', () => {
    const records = fc.array(
      fc.oneof(
        fc.constant(inRecord(serverHello)),
        fc.constant(inRecord(certificate)),
        fc.tuple(fc.constantFrom(1, 2), fc.nat(255)).map(([level, description]) => alert(level, description)),
        fc
          .tuple(fc.integer({ min: 20, max: 24 }), fc.uint8Array({ maxLength: 30 }))
          .map(([type, bytes]) => record(type, bytes)),
      ),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(records, fc.integer({ min: 1, max: 40 }), fc.boolean(), endings, (parts, size, isWanted, ending) => {
        const bytes = concatBytes(parts);
        const options = { ...(isWanted ? upToKeyExchange : {}), ending };
        expect(read(bytes, { ...options, size })).toEqual(read(bytes, options));
      }),
      { numRuns: 300 },
    );
  });
});

test('an answer of Java to an SSLv2 hello is an SSLv2 ERROR', () => {
  const bytes = fromHex('8003000001') ?? new Uint8Array();
  expect(read(bytes, { isSsl2: true })).toEqual({ kind: 'ssl2-error', code: 1 });
});

function broken(field: string, code: string): Observation {
  return { kind: 'malformed', field, code };
}

/** An SSLv2 hello whose certificate is longer than its record. */
function lying(wire: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(wire);
  copy[7] = 0xff;
  return copy;
}
