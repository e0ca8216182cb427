/**
 * Ways to mangle what the backend answers without changing what it says.
 *
 * @module
 */
import { setImmediate, setTimeout } from 'node:timers/promises';
import type { Rewrite } from './peer.ts';
import { ALERT_RECORD, alert, HANDSHAKE_RECORD, RETRY_RANDOM, records, SERVER_HELLO } from './wire.ts';

/** Splits plaintext handshake records into records of `size` bytes (RFC 9846 §5.1 allows it). */
export function fragmented(size: number): Rewrite {
  return eachPlainRecord((record) =>
    record[0] === HANDSHAKE_RECORD
      ? records(HANDSHAKE_RECORD, record.readUInt16BE(1), record.subarray(5), size)
      : record,
  );
}

/** Puts a warning alert before every ServerHello and before every alert of the backend. */
export function warned(description: number): Rewrite {
  return eachPlainRecord((record) => {
    const isFirstWord = record[0] === ALERT_RECORD || (record[0] === HANDSHAKE_RECORD && record[5] === SERVER_HELLO);
    return isFirstWord ? Buffer.concat([alert(1, description, record.readUInt16BE(1)), record]) : record;
  });
}

/** One byte a write, with a turn of the event loop between, so that most become a segment of their own. */
export async function* byteByByte(chunk: Buffer): AsyncGenerator<Buffer, void, undefined> {
  for (const byte of chunk) {
    yield Buffer.of(byte);
    await setImmediate();
  }
}

/** One byte, then a wait of `intervalMs`. */
export function dripping(intervalMs: number, signal: AbortSignal): Rewrite {
  return async function* (chunk) {
    for (const byte of chunk) {
      yield Buffer.of(byte);
      await setTimeout(intervalMs, undefined, { signal });
    }
  };
}

/** Hands whole records to `map` until encryption starts; what follows passes unchanged. */
function eachPlainRecord(map: (record: Buffer) => Buffer): Rewrite {
  let rest: Buffer = Buffer.alloc(0);
  let isEncrypted = false;
  let isRetry = false;
  return function* (chunk) {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= 5) {
      const end = 5 + rest.readUInt16BE(3);
      if (rest.length < end) return;
      const record = rest.subarray(0, end);
      rest = rest.subarray(end);
      if (isHelloRetryRequest(record)) isRetry = true;
      // After a HelloRetryRequest the ChangeCipherSpec is an empty gesture for middleboxes: a second, plaintext
      // ServerHello is still to come.
      if (record[0] === CHANGE_CIPHER_SPEC_RECORD) isEncrypted = !isRetry;
      yield isEncrypted ? record : map(record);
    }
  };
}

function isHelloRetryRequest(record: Buffer): boolean {
  const random = record.subarray(11, 43);
  return record[0] === HANDSHAKE_RECORD && record[5] === SERVER_HELLO && random.equals(RETRY_RANDOM);
}

const CHANGE_CIPHER_SPEC_RECORD = 20;
