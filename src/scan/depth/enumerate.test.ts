import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Choose, cutByWeight, enumerateChoices } from './enumerate.ts';

const CANDIDATES = Array.from({ length: 40 }, (_, index) => index);
const taken = fc.uniqueArray(fc.constantFrom(...CANDIDATES), { minLength: 2, maxLength: 20 });
const weightOf = (): number => 1;
const stretchesOf = (count: number): number[][] => cutByWeight(CANDIDATES, weightOf, count, 100);

describe('a model of a server is found out', () => {
  test('one with an order of its own, whatever it is', async () => {
    await fc.assert(
      fc.asyncProperty(taken, fc.integer({ min: 1, max: 4 }), async (order, count) => {
        const found = await enumerateChoices({ stretches: stretchesOf(count), weightOf, known: [] }, choosingBy(order));
        expect(found.items.toSorted((a, b) => a - b)).toEqual(order.toSorted((a, b) => a - b));
        expect(found.isComplete).toBe(true);
        if (found.decidedBy === 'server') expect([found.isOrdered, found.items]).toEqual([true, order]);
        expect(found.decidedBy).toBe('server');
      }),
    );
  });

  test('one that lets the client decide', async () => {
    await fc.assert(
      fc.asyncProperty(taken, fc.integer({ min: 1, max: 4 }), async (items, count) => {
        const choose: Choose = async (offered) => chosen(offered.find((item) => items.includes(item)));
        const found = await enumerateChoices({ stretches: stretchesOf(count), weightOf, known: [] }, choose);
        expect(found.items.toSorted((a, b) => a - b)).toEqual(items.toSorted((a, b) => a - b));
        expect([found.decidedBy, found.isOrdered]).toEqual(['client', false]);
      }),
    );
  });

  test('one that answers at random ends, and a choice that was not offered is never listed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.infiniteStream(fc.nat(45)), async (answers) => {
        const choose: Choose = async () => chosen(answers.next().value);
        const found = await enumerateChoices({ stretches: stretchesOf(3), weightOf, known: [] }, choose);
        expect(found.items.every((item) => CANDIDATES.includes(item))).toBe(true);
        expect(new Set(found.items).size).toBe(found.items.length);
      }),
    );
  });

  test('one that stops answering leaves what was found, marked as incomplete', async () => {
    let left = 5;
    const choose: Choose = async (offered) => (left-- > 0 ? chosen(offered[0]) : { kind: 'unclear' });
    const found = await enumerateChoices({ stretches: stretchesOf(2), weightOf, known: [] }, choose);
    expect(found.items.length).toBe(5);
    expect([found.isComplete, found.isOrdered]).toEqual([false, false]);
  });
});

function choosingBy(order: readonly number[]): Choose {
  return async (offered) => chosen(order.find((item) => offered.includes(item)));
}

function chosen(item: number | undefined): Awaited<ReturnType<Choose>> {
  return item === undefined ? { kind: 'none' } : { kind: 'chosen', item };
}

test('a server that breaks down over one kind is asked for each kind alone', async () => {
  const takes = [2, 4, 5];
  const choose: Choose = async (offered) => {
    if (offered.includes(1)) return { kind: 'none', hungUp: true };
    const item = takes.find((one) => offered.includes(one));
    return item === undefined ? { kind: 'none', hungUp: true } : { kind: 'chosen', item };
  };
  const candidates = { stretches: [[1, 2, 3, 4, 5]], weightOf: () => 1, known: [] };
  const alone = await enumerateChoices({ ...candidates, kindOf: (item) => (item === 1 ? 'deadly' : 'other') }, choose);
  expect(alone).toEqual({ items: [2, 4, 5], isOrdered: true, isComplete: true, decidedBy: 'server' });
  const together = await enumerateChoices(candidates, choose);
  expect(together.items).toEqual([]);
});
