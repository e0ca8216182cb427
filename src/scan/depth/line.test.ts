import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Asked } from '../asker.ts';
import type { Question } from '../hellos.ts';
import type { Judgement } from '../judge.ts';
import { isDoubtful } from './doubt.ts';
import { Line, type LineAnswer } from './line.ts';

const ORDINARY: Question = { version: 'TLSv1.3', shape: 'full', sni: 'a.example', fallbackScsv: false };
const NARROW: Question = { ...ORDINARY, offer: { groups: [0x0017] } };
const HANG_UP: Judgement = { kind: 'dropped', reason: 'closed' };
const TAKEN: Judgement = { kind: 'accepted', version: 'TLSv1.3', reason: 'server-hello' };

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** A server that gives these answers, one after the other. */
function lineTo(judgements: readonly Judgement[], before: readonly Asked[] = []): Line {
  const all = [...before];
  const left = [...judgements];
  return new Line({
    all,
    signal: new AbortController().signal,
    ask: async (question) => {
      const asked = asking(question, left.shift() ?? HANG_UP);
      all.push(asked);
      return asked;
    },
  });
}

/** The answer, with the pauses before it skipped. */
async function ask(line: Line): Promise<LineAnswer> {
  const answer = line.ask(NARROW, {}, 1);
  await vi.runAllTimersAsync();
  return await answer;
}

function asking(question: Question, judgement: Judgement): Asked {
  return { question, judgement } as Asked;
}

it('reads two hang-ups with an ordinary hello taken behind them as a no', async () => {
  const line = lineTo([HANG_UP, HANG_UP, TAKEN]);
  expect(await ask(line)).toBe('hung-up');
  expect(isDoubtful(line.all)).toBe(false);
});

it('reads no hang-up as a no where an ordinary hello of the version was hung up on before', async () => {
  const line = lineTo([HANG_UP, HANG_UP, TAKEN], [asking(ORDINARY, HANG_UP), asking(ORDINARY, TAKEN)]);
  expect(await ask(line)).toBeUndefined();
});

it('keeps reading it as a no where an older version hangs up, which is how it is refused', async () => {
  const old = asking({ ...ORDINARY, version: 'TLSv1.0' }, HANG_UP);
  expect(await ask(lineTo([HANG_UP, HANG_UP, TAKEN], [old, asking(ORDINARY, TAKEN)]))).toBe('hung-up');
});

it('doubts the hang-ups that counted once the server takes what it dropped', async () => {
  const later = lineTo([HANG_UP, TAKEN, HANG_UP, HANG_UP, TAKEN]);
  expect(await ask(later)).toBeDefined();
  expect(await ask(later)).toBeUndefined();
  const sooner = lineTo([HANG_UP, HANG_UP, TAKEN, HANG_UP, HANG_UP]);
  expect(await ask(sooner)).toBe('hung-up');
  expect(await ask(sooner)).toBeUndefined();
  expect(isDoubtful(sooner.all)).toBe(true);
});
