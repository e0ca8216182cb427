import { expect, test } from 'vitest';
import { toHex } from '../src/core/hex.ts';
import { captureCorpus, checkCapture } from './fuzz/captures.ts';
import { checkOne, fuzzCorpus } from './fuzz/checks.ts';
import { randomFor } from './fuzz/mutate.ts';

const corpus = fuzzCorpus();

test('20,000 changed captures neither make anything throw nor come back as other bytes', () => {
  for (let index = 0; index < 20_000; index++) {
    let hex = '';
    const keep = (bytes: Uint8Array): void => {
      hex = toHex(bytes);
    };
    try {
      checkOne(corpus, randomFor(20_000, index), keep);
    } catch (error) {
      expect.fail(`input ${index}: ${String(error)}\n${hex}`);
    }
  }
}, 60_000);

test('the same seed and number give the same input', () => {
  const inputs = (seed: number): string[] =>
    [0, 1, 2, 3, 4, 5, 6, 7].map((index) => {
      let hex = '';
      checkOne(corpus, randomFor(seed, index), (bytes) => {
        hex = toHex(bytes);
      });
      return hex;
    });
  expect(inputs(5)).toEqual(inputs(5));
  expect(inputs(5)).not.toEqual(inputs(6));
});

test('3,000 changed captures give no exception, and no event that makes no sense', () => {
  const captures = captureCorpus();
  for (let index = 0; index < 3000; index++) {
    let hex = '';
    const keep = (bytes: Uint8Array): void => {
      hex = toHex(bytes);
    };
    try {
      checkCapture(captures, randomFor(3000, index), keep);
    } catch (error) {
      expect.fail(`input ${index}: ${String(error)}\n${hex}`);
    }
  }
}, 60_000);
