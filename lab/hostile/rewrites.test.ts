import { expect, test } from 'vitest';
import type { Rewrite } from './peer.ts';
import { fragmented, warned } from './rewrites.ts';
import { alert, handshake, records, serverHelloBody } from './wire.ts';

const CHANGE_CIPHER_SPEC = records(20, 0x0303, Buffer.of(1));
const ENCRYPTED_FINISHED = records(22, 0x0303, Buffer.alloc(40, 2));
const SERVER_HELLO = records(22, 0x0303, handshake(2, serverHelloBody(0x0303, 0x1301)));
const HELLO_RETRY_REQUEST = Buffer.from(SERVER_HELLO);
HELLO_RETRY_REQUEST.write('cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c', 11, 'hex');

/** What comes out when the bytes come in pieces of `size`. */
async function rewritten(rewrite: Rewrite, parts: readonly Buffer[], size: number): Promise<string> {
  const bytes = Buffer.concat(parts);
  const out: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    for await (const piece of rewrite(bytes.subarray(at, at + size))) out.push(piece);
  }
  return Buffer.concat(out).toString('hex');
}

test.each([1, 3, 11, 1000])('encrypted records pass unchanged, however the bytes come (%d at a time)', async (size) => {
  const small = records(22, 0x0303, SERVER_HELLO.subarray(5), 7);
  const warning = alert(1, 112, 0x0303);
  const rest = [CHANGE_CIPHER_SPEC, ENCRYPTED_FINISHED];
  const flight = [SERVER_HELLO, ...rest];
  expect(await rewritten(fragmented(7), flight, size)).toBe(Buffer.concat([small, ...rest]).toString('hex'));
  expect(await rewritten(warned(112), flight, size)).toBe(Buffer.concat([warning, ...flight]).toString('hex'));
});

test('the ServerHello after a HelloRetryRequest is still plaintext', async () => {
  const warning = alert(1, 112, 0x0303);
  const parts = [HELLO_RETRY_REQUEST, CHANGE_CIPHER_SPEC, SERVER_HELLO];
  const expected = [warning, HELLO_RETRY_REQUEST, CHANGE_CIPHER_SPEC, warning, SERVER_HELLO];
  expect(await rewritten(warned(112), parts, 1000)).toBe(Buffer.concat(expected).toString('hex'));
});
