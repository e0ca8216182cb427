/**
 * Whose order a server follows, read off the choices it made. Pure.
 *
 * @module
 */

/** A choice, and what it was made from, in the order offered. */
export type Seen = { readonly offered: readonly number[]; readonly item: number };

/** `unknown` with fewer than two items, or where neither order explains the answers. */
export type Who = 'server' | 'client' | 'unknown';

/**
 * The client decides if every choice was the first one offered, and some pair was chosen from both ways round. The
 * server does if it passed over what stood before its choice, and never chose from a pair both ways round.
 *
 * @param items everything the server is known to take
 * @returns `undefined` when the choices allow both
 */
export function whoDecides(items: readonly number[], seen: readonly Seen[]): Who | undefined {
  const known = new Set(items);
  const isInTurn = seen.every(({ offered, item }) => {
    const first = offered.find((one) => known.has(one));
    return first === undefined || first === item;
  });
  const isTurned = seen.some((a) =>
    seen.some((b) => a.item !== b.item && a.offered.includes(b.item) && b.offered.includes(a.item)),
  );
  if (isTurned) return isInTurn ? 'client' : 'unknown';
  return isInTurn ? undefined : 'server';
}
