import type { FileHandle } from 'node:fs/promises';
import { createServer } from 'node:net';

/**
 * Claims a file for this process. The claim is a socket name that the kernel frees when the process ends, however it
 * ends: a lock file would be left behind by every kill. On systems that have no such names there is no claim.
 *
 * @returns how to give it back; `undefined` if another process has it
 */
export async function lockFile(file: FileHandle): Promise<(() => Promise<void>) | undefined> {
  const { dev, ino } = await file.stat({ bigint: true });
  const name = NAME_PREFIXES.get(process.platform);
  if (name === undefined) return async () => undefined;
  const server = createServer().unref();
  const isTaken = await new Promise<boolean>((resolve) => {
    // Other errors mean that names are not allowed here; a run without the claim is better than no run.
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'EADDRINUSE'));
    server.listen(`${name}tlsfloor-${dev}-${ino}`, () => resolve(false));
  });
  if (isTaken) return undefined;
  return () =>
    new Promise((resolve) => {
      server.close(() => resolve());
    });
}

/** Linux has an abstract namespace of sockets, Windows one of pipes. */
const NAME_PREFIXES: ReadonlyMap<string, string> = new Map([
  ['linux', '\0'],
  ['win32', '\\\\.\\pipe\\'],
]);
