import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concatBytes } from '../core/hex.ts';
import { opaque, uint8 } from './fixtures/codec-laws.ts';
import { encodeHandshake } from './handshake.ts';
import { CONTENT_TYPE, encodeRecord } from './record.ts';
import { type StreamItem, TlsStream } from './stream.ts';

const messages = fc.array(fc.record({ type: uint8, body: opaque(300) }), { minLength: 1, maxLength: 5 });

function inRecords(bytes: Uint8Array, size: number): Uint8Array {
  const records: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    records.push(
      encodeRecord({ contentType: CONTENT_TYPE.handshake, version: 0x0301, fragment: bytes.subarray(at, at + size) }),
    );
  }
  return concatBytes(records);
}

function feed(stream: TlsStream, bytes: Uint8Array, size: number): StreamItem[] {
  const items: StreamItem[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    const result = stream.push(bytes.subarray(at, at + size));
    if (!result.ok) throw new Error(result.error.issue.code);
    items.push(...result.value);
  }
  return items;
}

describe('TlsStream', () => {
  test('gives the messages back however records and segments cut them', () => {
    fc.assert(
      fc.property(
        messages,
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 50 }),
        (sent, record, segment) => {
          const stream = new TlsStream();
          const items = feed(stream, inRecords(concatBytes(sent.map(encodeHandshake)), record), segment);
          expect(items.map((item) => item.kind === 'handshake' && item.message)).toEqual(sent);
          expect(stream.isMidway).toBe(false);
        },
      ),
    );
  });

  test('a close in the middle of a message is seen', () => {
    const wire = inRecords(encodeHandshake({ type: 2, body: new Uint8Array(40) }), 7);
    const stream = new TlsStream();
    expect(feed(stream, wire.subarray(0, wire.length - 1), 9)).toEqual([]);
    expect(stream.isMidway).toBe(true);
  });

  test('plaintext is told from TLS at its first byte', () => {
    const result = new TlsStream().push(new TextEncoder().encode('HTTP/1.1 400 Bad Request'));
    expect(result).toMatchObject({ ok: false, error: { issue: { code: 'not-tls', offset: 0 } } });
  });

  test('what came whole before the break is kept', () => {
    const alert = encodeRecord({ contentType: CONTENT_TYPE.alert, version: 0x0301, fragment: Uint8Array.of(1, 112) });
    const result = new TlsStream().push(concatBytes([alert, Uint8Array.of(0x48, 0x54)]));
    expect(result).toMatchObject({
      ok: false,
      error: {
        issue: { code: 'not-tls', offset: 7 },
        items: [{ kind: 'alert', alert: { level: 1, description: 112 } }],
      },
    });
  });

  test('announced lengths cost no memory: an endless message is refused at its header', () => {
    const record = encodeRecord({
      contentType: CONTENT_TYPE.handshake,
      version: 0x0303,
      fragment: Uint8Array.of(11, 0xff, 0xff, 0xff),
    });
    expect(new TlsStream().push(record)).toMatchObject({
      error: { issue: { code: 'too-long', field: 'handshake.length' } },
    });
  });

  test('records over 2^14 + 2048 bytes and endless empty ones are refused', () => {
    expect(new TlsStream().push(Uint8Array.of(22, 3, 1, 0xff, 0xff))).toMatchObject({
      error: { issue: { code: 'too-long', field: 'record.length' } },
    });
    const empty = concatBytes(Array.from({ length: 40 }, () => Uint8Array.of(22, 3, 1, 0, 0)));
    expect(new TlsStream().push(empty)).toMatchObject({
      error: { issue: { code: 'too-long', field: 'record.fragment' } },
    });
  });

  test('a megabyte of one-byte records is read in time that grows with its length only', () => {
    const body = new Uint8Array(200_000);
    const items = feed(new TlsStream(), inRecords(encodeHandshake({ type: 11, body }), 1), 1_000);
    expect(items).toHaveLength(1);
  });

  test('random bytes never throw', () => {
    fc.assert(fc.property(opaque(500), (bytes) => typeof new TlsStream().push(bytes).ok === 'boolean'));
  });
});
