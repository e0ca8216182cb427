/**
 * Finds which of many things a server takes, and in which order it prefers them, by asking for its choice from subsets.
 *
 * A server answers a hello with one choice. Taking the choice away and asking again finds everything, in its order, in
 * as many round trips as there are things. Several such chains side by side, each over a stretch of the order that is
 * expected, need far fewer; one question at each seam then proves that the stretches do follow one another.
 *
 * @module
 */

/** What a server makes of an offer: its choice, nothing at all, or no answer that tells. */
export type Choice =
  | { readonly kind: 'chosen'; readonly item: number }
  | { readonly kind: 'none' }
  | { readonly kind: 'unclear' };
export type Choose = (offered: readonly number[]) => Promise<Choice>;

export type Enumeration = {
  /** Found items, in the order in which they win over one another if {@link Enumeration.isOrdered}. */
  readonly items: readonly number[];
  readonly isOrdered: boolean;
  /** Whose order that is; `unknown` with fewer than two items, or where neither order explains the answers. */
  readonly decidedBy: 'server' | 'client' | 'unknown';
  /** False when some answer did not tell, so that more items may exist. */
  readonly isComplete: boolean;
};

/**
 * @param stretches candidates cut into stretches of the expected order; each becomes a chain, and they run side by side
 */
export async function enumerateChoices(
  stretches: readonly (readonly number[])[],
  choose: Choose,
): Promise<Enumeration> {
  const chains = await Promise.all(stretches.filter(({ length }) => length > 0).map((items) => chain(items, choose)));
  const found = chains.map(({ items }) => items).filter(({ length }) => length > 0);
  const items = found.flat();
  const isComplete = chains.every((one) => one.isComplete);
  if (items.length < 2) return { items, isOrdered: true, isComplete, decidedBy: 'unknown' };
  // Everything the other way round: a server with a will of its own picks the same as before, any other the last.
  const choice = await choose(items.toReversed());
  const picked = choice.kind === 'chosen' ? choice.item : undefined;
  if (picked === items.at(-1)) return { items, isOrdered: true, isComplete, decidedBy: 'client' };
  const decidedBy = found.some(([first]) => first === picked) ? 'server' : 'unknown';
  if (picked === items[0] && (await areInOrder(found, choose)))
    return { items, isOrdered: true, isComplete, decidedBy };
  return { ...(await mergeChains(found, choose)), isComplete, decidedBy };
}

/** Cuts candidates, in their expected order, into stretches of about equal weight. */
export function cutByWeight(
  candidates: readonly number[],
  weightOf: (item: number) => number,
  count: number,
  longest: number,
): number[][] {
  const total = candidates.reduce((sum, item) => sum + weightOf(item), 0);
  const stretches: number[][] = [[]];
  let weight = 0;
  for (const item of candidates) {
    const last = stretches.at(-1);
    const isFull = weight >= (total * stretches.length) / count && stretches.length < count;
    if (last && !isFull && last.length < longest) last.push(item);
    else stretches.push([item]);
    weight += weightOf(item);
  }
  return stretches;
}

type Chain = Pick<Enumeration, 'items' | 'isComplete'>;

async function chain(candidates: readonly number[], choose: Choose): Promise<Chain> {
  const items: number[] = [];
  let left = [...candidates];
  while (left.length > 0) {
    const choice = await choose(left);
    if (choice.kind === 'none') break;
    // A choice from outside the offer, or none that tells, ends the chain: going on could loop for ever.
    if (choice.kind === 'unclear' || !left.includes(choice.item)) return { items, isComplete: false };
    items.push(choice.item);
    left = left.filter((item) => item !== choice.item);
  }
  return { items, isComplete: true };
}

/** At each seam: is the last of one stretch, its least, preferred to all of the next? */
async function areInOrder(lists: readonly (readonly number[])[], choose: Choose): Promise<boolean> {
  const seams = lists.slice(1).map(async (next, index) => {
    const last = lists[index]?.at(-1);
    if (last === undefined) return true;
    const choice = await choose([last, ...next]);
    return choice.kind === 'chosen' && choice.item === last;
  });
  return (await Promise.all(seams)).every((isInOrder) => isInOrder);
}

/**
 * Merges chains that do not follow one another. The next choice is guessed to come from the same chain as the last, and
 * {@link AHEAD} guesses are asked at once: an answer tells the true next one as long as the guesses before it held.
 */
async function mergeChains(
  lists: readonly (readonly number[])[],
  choose: Choose,
): Promise<Pick<Enumeration, 'items' | 'isOrdered'>> {
  let left = lists.map((list) => [...list]);
  const items: number[] = [];
  while (left.length > 1) {
    const guess = left.flat().slice(0, AHEAD);
    const rests = guess.map((_, taken) => left.flat().filter((item) => !guess.slice(0, taken).includes(item)));
    const choices = await Promise.all(rests.map(choose));
    for (const [index, choice] of choices.entries()) {
      if (choice.kind !== 'chosen') return { items: [...items, ...left.flat()], isOrdered: false };
      items.push(choice.item);
      const from = left.findIndex((list) => list.includes(choice.item));
      // The chain that was just chosen from is the guess for what follows.
      left = [left[from] ?? [], ...left.filter((_, other) => other !== from)]
        .map((list) => list.filter((item) => item !== choice.item))
        .filter(({ length }) => length > 0);
      if (choice.item !== guess[index]) break;
    }
  }
  return { items: [...items, ...left.flat()], isOrdered: true };
}

const AHEAD = 3;
