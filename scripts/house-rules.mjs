/**
 * Rules of the house that no linter has: how long a file may be, and what a pure room may not ask for.
 *
 * @module
 */
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { filesUnder, ROOT } from './setup.mjs';

/** Every breach, a line each. */
export function houseRules() {
  return ['src', 'lab', 'scripts'].flatMap((folder) =>
    filesUnder(join(ROOT, folder))
      .filter((file) => /\.(ts|mjs|cjs)$/.test(file))
      .flatMap((file) => breaches(relative(ROOT, file).replaceAll('\\', '/'), readFileSync(file, 'utf8'))),
  );
}

/** @param path from the root, with forward slashes */
export function breaches(path, text) {
  const lines = text.split('\n');
  const length = lines.length - 1;
  const found = [];
  if (length > MOST_LINES && !path.endsWith('.gen.ts')) {
    found.push(`${path}: ${length} lines, at most ${MOST_LINES} are allowed; it is two things, so make it two files`);
  }
  if (PURE_ROOM.test(path) && !/\.test\.ts$|\/fixtures\//.test(path)) {
    lines.forEach((line, index) => {
      const impure = /^\s*(\*|\/\/)/.test(line) ? undefined : IMPURE.exec(line)?.[0];
      if (impure) found.push(`${path}:${index + 1}: ${impure} in a pure room; take it as an argument`);
    });
  }
  return found;
}

const MOST_LINES = 400;
const PURE_ROOM = /^src\/(tls|facts|negotiation|clients|policy|readiness|report|notice)\//;
const IMPURE =
  /\bDate\.now\b|\bnew Date\(\)|\bperformance\.|\bMath\.random\b|\brandom(Bytes|UUID|Int)\b|\bgetRandomValues\b|\bset(Timeout|Interval|Immediate)\(|\bprocess\.|\bfetch\(/;
