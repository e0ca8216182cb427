/**
 * Finds which of many things a server takes, and in which order it prefers them, by asking for its choice from subsets.
 *
 * A server answers a hello with one choice. Taking the choice away and asking again finds everything, in its order, in
 * as many round trips as there are things. Several such chains side by side, each over a stretch of the order that is
 * expected, need far fewer; one question at each seam then proves that the stretches do follow one another.
 *
 * @module
 */
import { type Seen, type Who, whoDecides } from './who-decides.ts';

/** What a server makes of an offer: its choice, nothing at all, or no answer that tells. */
export type Choice =
  | { readonly kind: 'chosen'; readonly item: number }
  | { readonly kind: 'none' }
  | { readonly kind: 'unclear' };

/** @param urgency how much is still to come behind this question, roughly */
export type Choose = (offered: readonly number[], urgency: number) => Promise<Choice>;

export type Enumeration = {
  /** Found items, in the server's order if {@link Enumeration.isOrdered}. */
  readonly items: readonly number[];
  readonly isOrdered: boolean;
  readonly decidedBy: Who;
  /** False when some answer did not tell, so that more items may exist. */
  readonly isComplete: boolean;
};

export type Candidates = {
  /** Stretches of the expected order; each becomes a chain, and they run side by side. */
  readonly stretches: readonly (readonly number[])[];
  /** How likely an item is. */
  readonly weightOf: (item: number) => number;
  /** Choices the server made before, its favourite first, with what it chose from as far as that compares. */
  readonly known: readonly Seen[];
  /** Called with what the chains found, before the questions about its order. */
  readonly onChains?: (items: readonly number[]) => void;
  /** Puts an offer into an order that shows more. */
  readonly arrange?: (offered: readonly number[]) => readonly number[];
};

export async function enumerateChoices(candidates: Candidates, choose: Choose): Promise<Enumeration> {
  const { known, weightOf } = candidates;
  const seen: Seen[] = [...known];
  const isKnown = (item: number): boolean => known.some((one) => one.item === item);
  const ask: Choose = async (wanted, urgency) => {
    const offered = candidates.arrange?.(wanted) ?? wanted;
    const choice = await choose(offered, urgency);
    if (choice.kind !== 'chosen') return choice;
    // A choice from outside the offer tells nothing, and going on from it could loop for ever.
    if (!offered.includes(choice.item)) return { kind: 'unclear' };
    seen.push({ offered, item: choice.item });
    return choice;
  };
  const stretches = candidates.stretches.map((items) => items.filter((item) => !isKnown(item)));
  const chains = await Promise.all(
    stretches.filter(({ length }) => length > 0).map((items) => chain(items, weightOf, ask)),
  );
  candidates.onChains?.(chains.flatMap(({ items }) => items));
  const lists = [...new Set(known.map(({ item }) => item))]
    .map((item) => [item])
    .concat(chains.map(({ items }) => [...items]).filter(({ length }) => length > 0));
  const items = lists.flat();
  const isComplete = chains.every((one) => one.isComplete);
  if (items.length < 2) return { items, isOrdered: true, isComplete, decidedBy: 'unknown' };
  const decidedBy = whoDecides(items, seen) ?? (await askWhoDecides(items, seen, ask));
  if (decidedBy !== 'server') {
    const expected = candidates.stretches.flat();
    const inExpectedOrder = items.toSorted((a, b) => expected.indexOf(a) - expected.indexOf(b));
    return { items: inExpectedOrder, isOrdered: false, isComplete, decidedBy };
  }
  if (await areInOrder(lists, seen, ask)) return { items, isOrdered: true, isComplete, decidedBy };
  return { ...(await mergeChains(lists, ask)), isComplete, decidedBy };
}

/**
 * Cuts candidates, in their expected order, into stretches of about equal weight; those that weigh next to nothing are
 * spread over all.
 *
 * @param longest of a stretch; where it does not suffice there are more stretches than `count`
 */
export function cutByWeight(
  candidates: readonly number[],
  weightOf: (item: number) => number,
  count: number,
  longest: number,
): number[][] {
  const likely = candidates.filter((item) => weightOf(item) >= UNLIKELY);
  const total = likely.reduce((sum, item) => sum + weightOf(item), 0);
  const stretches: number[][] = Array.from(
    { length: Math.max(count, Math.ceil(candidates.length / longest)) },
    () => [],
  );
  let weight = 0;
  for (const item of likely) {
    stretches[Math.min(count - 1, Math.floor((weight / total) * count))]?.push(item);
    weight += weightOf(item);
  }
  for (const item of candidates.filter((one) => weightOf(one) < UNLIKELY)) {
    const shortest = stretches.toSorted((a, b) => a.length - b.length)[0];
    shortest?.push(item);
  }
  return stretches;
}

type Chain = Pick<Enumeration, 'items' | 'isComplete'>;

async function chain(candidates: readonly number[], weightOf: Candidates['weightOf'], ask: Choose): Promise<Chain> {
  const items: number[] = [];
  // The expected order turned round: a server that picks in its own order then shows at once that it does.
  let left = candidates.toReversed();
  while (left.length > 0) {
    const choice = await ask(left, AFTER_CHAIN + left.reduce((sum, item) => sum + weightOf(item), 0));
    if (choice.kind === 'none') break;
    if (choice.kind === 'unclear') return { items, isComplete: false };
    items.push(choice.item);
    left = left.filter((item) => item !== choice.item);
  }
  return { items, isComplete: true };
}

/** Asks once more what the server chose from before, with its choice at the end. */
async function askWhoDecides(items: readonly number[], seen: readonly Seen[], ask: Choose): Promise<Who> {
  const isRival = (one: Seen, item: number): boolean => item !== one.item && one.offered.includes(item);
  const past = seen.find((one) => items.some((item) => isRival(one, item)));
  if (past) await ask([...items.filter((item) => isRival(past, item)), past.item], AFTER_CHAIN);
  else await Promise.all([items, items.toReversed()].map((offered) => ask(offered, AFTER_CHAIN)));
  return whoDecides(items, seen) ?? 'unknown';
}

/** At each seam: is the last of one stretch, its least, preferred to the first of the next? */
async function areInOrder(lists: readonly (readonly number[])[], seen: readonly Seen[], ask: Choose): Promise<boolean> {
  const seams = lists.slice(1).map(async ([first], index) => {
    const last = lists[index]?.at(-1);
    if (last === undefined || first === undefined) return true;
    if (seen.some(({ offered, item }) => item === last && offered.includes(first))) return true;
    const choice = await ask([first, last], AFTER_CHAIN);
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
  ask: Choose,
): Promise<Pick<Enumeration, 'items' | 'isOrdered'>> {
  let left = lists.map((list) => [...list]);
  const items: number[] = [];
  while (left.length > 1) {
    const guess = left.flat().slice(0, AHEAD);
    const rests = guess.map((_, taken) => left.flat().filter((item) => !guess.slice(0, taken).includes(item)));
    const choices = await Promise.all(rests.map((rest) => ask(rest, AFTER_CHAIN)));
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
const UNLIKELY = 0.1;
/** Urgency of what comes when chains are over. */
const AFTER_CHAIN = 1;
