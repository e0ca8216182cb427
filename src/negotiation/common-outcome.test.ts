import { describe, expect, test } from 'vitest';
import { commonOutcome } from './common-outcome.ts';
import type { Agreement, Refusal } from './outcome.ts';

const AGREED: Agreement = {
  ok: true,
  version: 'TLSv1.3',
  suite: 0x1301,
  group: 29,
  dhBits: null,
  scheme: 0x0804,
  certificate: null,
  helloRetry: false,
  alpn: null,
};
const REFUSED: Refusal = { ok: false, by: 'server', alert: 40, reason: 'no-common-suite', words: 'nothing in common' };

describe('what several libraries would do', () => {
  test('the same, less what they differ in', () => {
    expect(commonOutcome([AGREED, { ...AGREED, group: 23, helloRetry: true }])).toEqual({ ...AGREED, group: null });
    expect(commonOutcome([REFUSED, { ...REFUSED, alert: 70 }])).toEqual({ ...REFUSED, alert: null });
  });

  test('differ in the suite: what is chosen is open, and that they complete it is not', () => {
    const other = { ...AGREED, suite: 0x1302 };
    for (const outcomes of [
      [AGREED, other],
      [AGREED, other, AGREED],
      [other, AGREED, { ...AGREED, suite: 0x1303 }],
    ])
      expect(commonOutcome(outcomes)).toMatchObject({ ok: 'unknown', completes: 'TLSv1.3' });
  });

  test('differ in the version, or one refuses: nothing is sure', () => {
    const other = { ...AGREED, suite: 0x1302 };
    const older: Agreement = { ...AGREED, version: 'TLSv1.2', suite: 0xc02f };
    for (const last of [older, REFUSED, { ok: 'unknown', because: 'not asked' }] as const) {
      const common = commonOutcome([AGREED, other, last]);
      expect(common.ok).toBe('unknown');
      expect(common).not.toHaveProperty('completes');
      expect(commonOutcome([last, AGREED, other])).not.toHaveProperty('completes');
    }
  });
});
