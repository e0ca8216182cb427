import { expect, it } from 'vitest';
import type { Asked } from '../asker.ts';
import type { Question } from '../hellos.ts';
import type { Judgement } from '../judge.ts';
import { Line } from './line.ts';

const ORDINARY: Question = { version: 'TLSv1.3', shape: 'full', sni: 'a.example', fallbackScsv: false };
const NARROW: Question = { ...ORDINARY, offer: { groups: [0x0017] } };
const HANG_UP: Judgement = { kind: 'dropped', reason: 'closed' };
const TAKEN: Judgement = { kind: 'accepted', version: 'TLSv1.3', reason: 'server-hello' };

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

function asking(question: Question, judgement: Judgement): Asked {
  return { question, judgement } as Asked;
}

it('reads two hang-ups with an ordinary hello taken behind them as a no', async () => {
  const line = lineTo([HANG_UP, HANG_UP, TAKEN]);
  expect(await line.ask(NARROW, {}, 1)).toBe('hung-up');
  expect(line.isDoubtful).toBe(false);
});

it('reads no hang-up as a no where an ordinary hello of the version was hung up on before', async () => {
  const line = lineTo([HANG_UP, HANG_UP, TAKEN], [asking(ORDINARY, HANG_UP), asking(ORDINARY, TAKEN)]);
  expect(await line.ask(NARROW, {}, 1)).toBeUndefined();
});

it('keeps reading it as a no where an older version hangs up, which is how it is refused', async () => {
  const old = asking({ ...ORDINARY, version: 'TLSv1.0' }, HANG_UP);
  expect(await lineTo([HANG_UP, HANG_UP, TAKEN], [old, asking(ORDINARY, TAKEN)]).ask(NARROW, {}, 1)).toBe('hung-up');
});

it('doubts the hang-ups that counted once the server takes what it dropped', async () => {
  const later = lineTo([HANG_UP, TAKEN, HANG_UP, HANG_UP, TAKEN]);
  expect((await later.ask(NARROW, {}, 1)) === undefined).toBe(false);
  expect(await later.ask(NARROW, {}, 1)).toBeUndefined();
  const sooner = lineTo([HANG_UP, HANG_UP, TAKEN, HANG_UP, HANG_UP]);
  expect(await sooner.ask(NARROW, {}, 1)).toBe('hung-up');
  expect(await sooner.ask(NARROW, {}, 1)).toBeUndefined();
  expect(sooner.isDoubtful).toBe(true);
});
