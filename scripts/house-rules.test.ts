import { expect, test } from 'vitest';
// @ts-expect-error: plain JavaScript, as it runs before anything is installed
import { breaches } from './house-rules.mjs';

test('a file of 400 lines is allowed, one more is not, and generated files are exempt', () => {
  expect(breaches('src/core/a.ts', 'x\n'.repeat(400))).toEqual([]);
  expect(breaches('src/core/a.ts', 'x\n'.repeat(401))).toHaveLength(1);
  expect(breaches('src/core/a.gen.ts', 'x\n'.repeat(401))).toEqual([]);
});

test.each(['Date.now()', 'new Date()', 'performance.now()', 'Math.random()', 'randomBytes(4)', 'setTimeout(f, 1)'])(
  'a pure room has no %s',
  (code) => {
    expect(breaches('src/report/a.ts', `const x = ${code};\n`)).toHaveLength(1);
    expect(breaches('src/scan/a.ts', `const x = ${code};\n`)).toEqual([]);
    expect(breaches('src/report/a.test.ts', `const x = ${code};\n`)).toEqual([]);
  },
);

test('a pure room may name them in a comment and read a date it was given', () => {
  expect(breaches('src/report/a.ts', '// Math.random() would change the output\nconst x = new Date(given);\n')).toEqual(
    [],
  );
});
