import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Pacer, pause } from './pause.ts';

const never = new AbortController().signal;

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('pause', () => {
  test('waits as long as it is told', async () => {
    const waiting = note(pause(1000, never));
    await vi.advanceTimersByTimeAsync(999);
    expect(waiting.isDone).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(waiting.isDone).toBe(true);
  });

  test('returns early when the signal fires, and leaves no timer behind', async () => {
    const controller = new AbortController();
    const waiting = note(pause(1000, controller.signal));
    controller.abort();
    await vi.advanceTimersByTimeAsync(0);
    expect(waiting.isDone).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('does not wait once the signal has fired', async () => {
    await pause(1000, AbortSignal.abort());
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('Pacer', () => {
  test('hands out turns at even distances, in the order they are asked for', async () => {
    const pacer = new Pacer(4, () => Date.now());
    const startMs = Date.now();
    const turns: [name: string, afterMs: number][] = [];
    const taken = ['a', 'b', 'c', 'd'].map(async (name) => {
      await pacer.turn(never);
      turns.push([name, Date.now() - startMs]);
    });
    await vi.advanceTimersByTimeAsync(750);
    await Promise.all(taken);
    expect(turns).toEqual([
      ['a', 0],
      ['b', 250],
      ['c', 500],
      ['d', 750],
    ]);
  });

  test('does not hand out what nobody asked for in a quiet time', async () => {
    const pacer = new Pacer(10, () => Date.now());
    await pacer.turn(never);
    await vi.advanceTimersByTimeAsync(5000);
    const waits = [note(pacer.turn(never)), note(pacer.turn(never))];
    await vi.advanceTimersByTimeAsync(99);
    expect(waits.map(({ isDone }) => isDone)).toEqual([true, false]);
    await vi.advanceTimersByTimeAsync(1);
    expect(waits.map(({ isDone }) => isDone)).toEqual([true, true]);
  });

  test('never waits at an infinite rate', async () => {
    const pacer = new Pacer(Number.POSITIVE_INFINITY, () => Date.now());
    for (let i = 0; i < 1000; i++) await pacer.turn(never);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('a turn that is waited for ends with its signal', async () => {
    const pacer = new Pacer(1, () => Date.now());
    await pacer.turn(never);
    const controller = new AbortController();
    const waiting = note(pacer.turn(controller.signal));
    controller.abort();
    await vi.advanceTimersByTimeAsync(0);
    expect(waiting.isDone).toBe(true);
  });
});

function note(waiting: Promise<void>): { readonly isDone: boolean } {
  const state = { isDone: false };
  void waiting.then(() => {
    state.isDone = true;
  });
  return state;
}
