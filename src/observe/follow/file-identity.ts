/**
 * Whether a file is still the one that was read before, whatever it is called by now.
 *
 * @module
 */
import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { openSource } from '../input/source.ts';

export type FileIdentity = {
  readonly device: number;
  readonly inode: number;
  /** How many bytes at the beginning of its content, unpacked, were hashed. */
  readonly headBytes: number;
  /** SHA-256 in hex. */
  readonly headHash: string;
};

export type FoundFile = { readonly device: number; readonly inode: number; readonly size: number };

/** `undefined`: there is no file of this name, or it cannot be looked at. */
export async function findFile(path: string): Promise<FoundFile | undefined> {
  try {
    const { dev, ino, size } = await stat(path);
    return { device: dev, inode: ino, size };
  } catch {
    return undefined;
  }
}

export function hashOf(head: Uint8Array): string {
  return createHash('sha256').update(head).digest('hex');
}

/** Whether the content of a file begins as it did. An empty beginning fits every file. */
export async function beginsAsBefore(path: string, { headBytes, headHash }: FileIdentity): Promise<boolean> {
  if (headBytes === 0) return true;
  const head = await headOf(path, headBytes);
  return head.length === headBytes && hashOf(head) === headHash;
}

/**
 * Where a file has gone that was renamed, and perhaps packed, when its log was rotated: it lies beside the new one, and
 * its name begins with the same.
 */
export async function findMoved(path: string, identity: FileIdentity): Promise<string | undefined> {
  const folder = dirname(path);
  const name = basename(path);
  const beside = await readdir(folder).catch((): string[] => []);
  const candidates = beside.filter((other) => other !== name && other.startsWith(stemOf(name)));
  for (const other of candidates) {
    const found = await findFile(join(folder, other));
    if (found?.inode === identity.inode && found.device === identity.device) {
      if (await beginsAsBefore(join(folder, other), identity)) return join(folder, other);
    }
  }
  if (identity.headBytes < ENOUGH_BYTES) return undefined;
  for (const other of candidates) {
    if (await beginsAsBefore(join(folder, other), identity)) return join(folder, other);
  }
  return undefined;
}

/** `access` of `access.log`, which some rotate to `access-20261122.log`. */
function stemOf(name: string): string {
  return name.replace(/\.[^.]*$/, '') || name;
}

async function headOf(path: string, length: number): Promise<Buffer> {
  const source = await openSource(path);
  if (!source.ok) return Buffer.alloc(0);
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of source.value.chunks) {
    pieces.push(Buffer.from(chunk.subarray(0, length - bytes)));
    bytes += chunk.length;
    if (bytes >= length) break;
  }
  await source.value.close();
  return Buffer.concat(pieces);
}

/** A beginning of this length is that of one log only: it has a time in it. */
const ENOUGH_BYTES = 64;
