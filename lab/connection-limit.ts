/**
 * A front before a server that lets so many connections through at once and hangs up on the others, as firewalls and
 * small load balancers do.
 *
 * @module
 */
import { connect, createServer } from 'node:net';
import { ignoreErrors, listenOnLoopback } from './hostile/loopback.ts';

/** @param how the others end: with a FIN, or with a RST */
export async function startConnectionLimit(
  to: { readonly port: number },
  most: number,
  how: 'fin' | 'rst',
): Promise<{ readonly port: number; stop(): Promise<void> }> {
  let open = 0;
  const server = createServer((client) => {
    if (open >= most) {
      if (how === 'fin') client.end();
      else client.resetAndDestroy();
      return;
    }
    open++;
    const onward = connect(to.port, '127.0.0.1');
    ignoreErrors(onward);
    client.pipe(onward).pipe(client);
    client.once('close', () => {
      open--;
      onward.destroy();
    });
    onward.once('close', () => client.destroy());
  });
  return await listenOnLoopback(server);
}
