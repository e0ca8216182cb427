/**
 * A client without any TLS for the tests here: sends bytes, tells what came back and how it ended.
 *
 * @module
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** `enough`: the server had not ended it when we left. */
export type RawAnswer = { readonly bytes: Buffer; readonly ending: 'fin' | 'reset' | 'enough' };

/** Connects, sends `hello`, and reads until the server ends it or `isEnough`; then leaves for good. */
export async function ask(
  port: number,
  hello: Buffer,
  isEnough: (bytes: Buffer) => boolean = () => false,
): Promise<RawAnswer> {
  const socket = connect({ port, host: '127.0.0.1' });
  let bytes: Buffer = Buffer.alloc(0);
  let ending: RawAnswer['ending'] | undefined;
  socket.on('data', (chunk) => {
    bytes = Buffer.concat([bytes, chunk]);
    if (!isEnough(bytes)) return;
    ending ??= 'enough';
    socket.destroy();
  });
  socket.on('end', () => {
    ending ??= 'fin';
  });
  socket.on('error', () => {
    ending ??= 'reset';
  });
  socket.write(hello);
  await new Promise((resolve) => socket.once('close', resolve));
  return { bytes, ending: ending ?? 'reset' };
}

/** Connects and sends, and leaves reading or not to the caller. */
export async function connectAndSend(port: number, hello: Buffer): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1' }).pause();
  socket.on('error', () => {});
  await once(socket, 'connect');
  await new Promise((resolve) => socket.write(hello, resolve));
  return socket;
}

/** `ServerHello 0303` or `alert 2/70`: what the first record says, if it is whole. */
export function firstWord(bytes: Buffer): string {
  if (bytes.length < 5 || bytes.length < 5 + bytes.readUInt16BE(3)) return 'partial';
  if (bytes[0] === 22 && bytes[5] === 2) return `ServerHello ${bytes.toString('hex', 9, 11)}`;
  if (bytes[0] === 21) return `alert ${bytes[5]}/${bytes[6]}`;
  return 'other';
}

/** For `ask`: the first record is there. */
export function isFirstRecordWhole(bytes: Buffer): boolean {
  return firstWord(bytes) !== 'partial';
}
