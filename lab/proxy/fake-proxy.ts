/**
 * Small proxies in this process: HTTP CONNECT and SOCKS5, with a login or without, honest or not.
 *
 * @module
 */
import { connect, createServer, type Socket } from 'node:net';
import { type Listener, listenOnLoopback } from '../hostile/loopback.ts';

export type FakeProxy = {
  readonly kind: 'http' | 'socks5';
  /** `user:password` that clients must give. */
  readonly login?: string;
  /** What it answers the first bytes with, as Latin-1, in place of being a proxy; `stall`: nothing. */
  readonly answer?: string;
};

export type RunningProxy = Listener & {
  /** Where clients wanted to go, as they wrote it. */
  readonly destinations: readonly string[];
};

export async function startFakeProxy(proxy: FakeProxy): Promise<RunningProxy> {
  const destinations: string[] = [];
  const server = createServer({ noDelay: true }, (socket) => {
    if (proxy.answer !== undefined) return misbehave(socket, proxy.answer);
    void (proxy.kind === 'http' ? serveHttp : serveSocks)(socket, proxy.login, destinations).catch(() =>
      socket.destroy(),
    );
  });
  return { ...(await listenOnLoopback(server)), destinations };
}

function misbehave(socket: Socket, answer: string): void {
  socket.once('data', () => {
    if (answer !== 'stall') socket.write(Buffer.from(answer, 'latin1'));
    if (answer === '') socket.end();
  });
  socket.once('end', () => socket.end());
}

async function serveHttp(socket: Socket, login: string | undefined, destinations: string[]): Promise<void> {
  const [, destination = ''] =
    /^CONNECT (\S+) HTTP/.exec(await until(socket, (text) => text.endsWith('\r\n\r\n'))) ?? [];
  destinations.push(destination);
  const given = /^Proxy-Authorization: Basic (.*)\r$/m.exec(heard.get(socket) ?? '')?.[1] ?? '';
  if (login !== undefined && Buffer.from(given, 'base64').toString() !== login) {
    socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n');
    return;
  }
  const at = destination.lastIndexOf(':');
  await forward(socket, destination.slice(0, at), Number(destination.slice(at + 1)), {
    good: 'HTTP/1.1 200 Connection established\r\n\r\n',
    bad: 'HTTP/1.1 502 Bad Gateway\r\n\r\n',
  });
}

async function serveSocks(socket: Socket, login: string | undefined, destinations: string[]): Promise<void> {
  const methods = await until(socket, (text) => text.length >= 2 && text.length === 2 + text.charCodeAt(1));
  const method = login === undefined ? '\0' : '\x02';
  if (!methods.slice(2).includes(method)) {
    socket.end('\x05\xff', 'latin1');
    return;
  }
  socket.write(`\x05${method}`, 'latin1');
  if (login !== undefined) {
    const [user = '', password = ''] = login.split(':');
    const wanted = `\x01${String.fromCharCode(user.length)}${user}${String.fromCharCode(password.length)}${password}`;
    const given = await until(socket, (text) => text.length >= 3 && text.length >= 3 + text.charCodeAt(1));
    if (given !== wanted) {
      socket.end('\x01\x01', 'latin1');
      return;
    }
    socket.write('\x01\0', 'latin1');
  }
  const request = await until(socket, (text) => text.length >= 10);
  const isName = request.charCodeAt(3) === 3;
  const port = request.charCodeAt(request.length - 2) * 256 + request.charCodeAt(request.length - 1);
  const host = isName
    ? request.slice(5, -2)
    : request
        .slice(4, 8)
        .split('')
        .map((digit) => digit.charCodeAt(0))
        .join('.');
  destinations.push(`${host}:${port}`);
  await forward(socket, host, port, { good: '\x05\0\0\x01\0\0\0\0\0\0', bad: '\x05\x05\0\x01\0\0\0\0\0\0' });
}

async function forward(
  socket: Socket,
  host: string,
  port: number,
  words: { readonly good: string; readonly bad: string },
): Promise<void> {
  // The names of the lab are loopback, and no others are asked for.
  const backend = connect({ host: host === 'lab.test' ? '127.0.0.1' : host, port, noDelay: true });
  backend.once('connect', () => {
    socket.write(words.good, 'latin1');
    socket.pipe(backend).pipe(socket);
  });
  backend.on('error', () => {
    if (backend.bytesRead === 0) socket.end(words.bad, 'latin1');
    else socket.destroy();
  });
  socket.once('close', () => backend.destroy());
}

/** What the client says until `isWhole`, as Latin-1. */
async function until(socket: Socket, isWhole: (text: string) => boolean): Promise<string> {
  return await new Promise((resolve, reject) => {
    let text = '';
    const onData = (chunk: Buffer): void => {
      text += chunk.toString('latin1');
      if (!isWhole(text)) return;
      socket.off('data', onData).off('close', onClose);
      heard.set(socket, text);
      resolve(text);
    };
    const onClose = (): void => reject(new Error('the client left'));
    socket.on('data', onData).once('close', onClose);
  });
}

const heard = new WeakMap<Socket, string>();
