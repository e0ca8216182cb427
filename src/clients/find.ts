/**
 * Finds clients by what a person types. Pure.
 *
 * @module
 */
import type { ClientFacts } from '../facts/client-facts.ts';

/** The client of that id or name, whatever the case. */
export function findClient(clients: readonly ClientFacts[], text: string): ClientFacts | undefined {
  const wanted = plain(text);
  return clients.find(({ id, name }) => plain(id) === wanted || plain(name) === wanted);
}

/** The ids that come nearest to an unknown one, at most `most`, nearest first. */
export function nearestClients(clients: readonly ClientFacts[], text: string, most: number): string[] {
  const words =
    text
      .toLowerCase()
      .slice(0, LONGEST)
      .match(/[a-z]+|[\d.]+/g) ?? [];
  const wanted = words.join('');
  const scored = clients.map(({ id, name }) => {
    const own = new Set(`${id} ${name}`.toLowerCase().match(/[a-z]+|[\d.]+/g) ?? []);
    const shared = words.filter((word) => own.has(word)).length;
    return { id, score: shared * SHARED_WORD - distance(wanted, plain(id)) };
  });
  return scored
    .toSorted((a, b) => b.score - a.score)
    .slice(0, most)
    .map(({ id }) => id);
}

function plain(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9.]/g, '');
}

/** Levenshtein's distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of a.split('').entries()) {
    const next = [i + 1];
    for (const [j, other] of b.split('').entries()) {
      const change = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(change, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

/** A word in common counts more than any typing error. */
const SHARED_WORD = 10;
const LONGEST = 80;
