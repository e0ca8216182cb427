/**
 * A relay before a TLS 1.3 server that keeps the client's second flight to itself and answers in the server's place: to
 * the client the handshake is done, and the server has never said so.
 *
 * @module
 */
import { connect, createServer, type Socket } from 'node:net';
import { ignoreErrors, listenOnLoopback } from './hostile/loopback.ts';

export async function startWithholdingRelay(
  to: { readonly port: number },
  answer: (client: Socket) => void,
): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const onward = connect(to.port, '127.0.0.1');
    ignoreErrors(onward);
    onward.on('data', (chunk) => client.write(chunk));
    client.once('data', (hello) => {
      onward.write(hello);
      client.once('data', () => {
        onward.destroy();
        answer(client);
      });
    });
    client.once('close', () => onward.destroy());
  });
  return await listenOnLoopback(server);
}
