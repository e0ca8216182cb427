/**
 * Programs that refuse to run as root, run as the user their package made.
 *
 * @module
 */
import { chown, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { findProgram, runProgram } from '../process.ts';

export type LabUser = { readonly uid: number; readonly gid: number };

/** The user of that name where we are root; `undefined` where we are somebody else, and run as that. */
export async function labUser(name: string): Promise<LabUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map(async (flag) => Number((await runProgram('id', [flag, name])).output)),
  );
  if (uid === undefined || gid === undefined || Number.isNaN(uid + gid)) throw new Error(`there is no user ${name}`);
  return { uid, gid };
}

/** The command line that runs `command` as `user`, in the same process. */
export function commandAs(user: LabUser | undefined, command: string, args: readonly string[]): [string, string[]] {
  if (!user) return [command, [...args]];
  const setpriv = findProgram('setpriv') ?? 'setpriv';
  return [setpriv, [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups', command, ...args]];
}

/** Gives a folder and all in it to `user`. */
export async function giveTo(user: LabUser | undefined, folder: string): Promise<void> {
  if (!user) return;
  await chown(folder, user.uid, user.gid);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await giveTo(user, path);
    else await chown(path, user.uid, user.gid);
  }
}
