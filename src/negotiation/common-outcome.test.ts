import { describe, expect, test } from 'vitest';
import { commonVerdict } from './common-outcome.ts';
import type { Agreement } from './outcome.ts';
import type { Denial, Verdict } from './refusal.ts';

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
const REFUSED: Denial = {
  ok: false,
  by: 'server',
  alert: 40,
  refused: { reason: 'no-common-suite' },
  isBehindHello: false,
  words: null,
};

function common(verdicts: readonly Verdict[]): Verdict {
  return verdicts.reduce(commonVerdict);
}

describe('what several libraries would do', () => {
  test('the same, less what they differ in', () => {
    expect(common([AGREED, { ...AGREED, group: 23, helloRetry: true }])).toEqual({ ...AGREED, group: null });
    expect(common([REFUSED, { ...REFUSED, alert: 70 }])).toEqual({ ...REFUSED, alert: null });
  });

  test('differ in the suite: what is chosen is open, and that they complete it is not', () => {
    const other = { ...AGREED, suite: 0x1302 };
    for (const outcomes of [
      [AGREED, other],
      [AGREED, other, AGREED],
      [other, AGREED, { ...AGREED, suite: 0x1303 }],
    ])
      expect(common(outcomes)).toMatchObject({ ok: 'unknown', completes: 'TLSv1.3' });
  });

  test('differ in the version, or one refuses: nothing is sure', () => {
    const other = { ...AGREED, suite: 0x1302 };
    const older: Agreement = { ...AGREED, version: 'TLSv1.2', suite: 0xc02f };
    for (const last of [older, REFUSED, { ok: 'unknown', because: 'not asked' }] as const) {
      const all = common([AGREED, other, last]);
      expect(all.ok).toBe('unknown');
      expect(all).not.toHaveProperty('completes');
      expect(common([last, AGREED, other])).not.toHaveProperty('completes');
    }
  });
});
