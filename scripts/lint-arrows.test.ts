import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The rule that shall speak, the file it shall speak of, and what that file imports. */
const BAD: readonly (readonly [rule: string, file: string, imported: string])[] = [
  ['arrow-core', 'src/core/a.ts', '../tls/good.ts'],
  ['arrow-tls', 'src/tls/a.ts', '../facts/good.ts'],
  ['arrow-facts', 'src/facts/a.ts', '../negotiation/good.ts'],
  ['arrow-negotiation', 'src/negotiation/a.ts', '../clients/good.ts'],
  ['arrow-clients', 'src/clients/a.ts', '../policy/good.ts'],
  ['arrow-policy', 'src/policy/a.ts', '../clients/good.ts'],
  ['arrow-scan', 'src/scan/a.ts', '../observe/good.ts'],
  ['arrow-scan', 'src/scan/b.ts', '../audit/good.ts'],
  ['arrow-scan', 'src/scan/c.ts', '../report/good.ts'],
  ['arrow-observe', 'src/observe/a.ts', '../scan/good.ts'],
  ['arrow-observe', 'src/observe/b.ts', '../audit/good.ts'],
  ['arrow-audit', 'src/audit/a.ts', '../scan/good.ts'],
  ['arrow-audit', 'src/audit/b.ts', '../observe/good.ts'],
  ['arrow-readiness', 'src/readiness/a.ts', '../scan/good.ts'],
  ['arrow-store', 'src/store/a.ts', '../readiness/good.ts'],
  ['arrow-report', 'src/report/a.ts', '../scan/good.ts'],
  ['arrow-report', 'src/report/b.ts', '../audit/good.ts'],
  ['arrow-notice', 'src/notice/a.ts', '../report/good.ts'],
  ['arrow-enforce', 'src/enforce/a.ts', '../observe/good.ts'],
  ['arrow-gateway', 'src/gateway/a.ts', '../scan/good.ts'],
  ['arrow-service', 'src/service/a.ts', '../cli/good.ts'],
  ['arrow-cli', 'src/cli/a.ts', '../index.ts'],
  ['known-room', 'src/shed/a.ts', '../core/good.ts'],
  ['edge-is-library', 'src/index.ts', './cli/good.ts'],
  ['pure-no-node', 'src/tls/node.ts', 'node:fs'],
  ['pure-no-node', 'src/facts/node.ts', 'node:crypto'],
  ['pure-no-node', 'src/report/node.ts', 'node:os'],
  ['fingerprint-only-crypto', 'src/tls/fingerprint/a.ts', 'node:fs'],
  ['src-alone', 'src/core/lab.ts', '../../lab/good.ts'],
  ['src-alone', 'src/core/script.ts', '../../scripts/good.ts'],
  ['product-no-test', 'src/tls/uses-fixture.ts', './fixtures/good.ts'],
  ['product-no-dev-dependency', 'src/cli/dev.ts', 'fast-check'],
  ['product-no-test', 'src/core/uses-test.ts', './good.test.ts'],
  ['no-circle', 'src/core/circle-a.ts', './circle-b.ts'],
  ['resolvable', 'src/core/lost.ts', './nowhere.ts'],
];

/** What the same rules let through. */
const GOOD: readonly (readonly [file: string, imported: string])[] = [
  ['src/core/circle-b.ts', './circle-a.ts'],
  ['src/tls/fingerprint/hash.ts', 'node:crypto'],
  ['src/tls/disk.test.ts', 'node:fs'],
  ['src/tls/fixtures/disk.ts', 'node:fs'],
  ['src/facts/schema.test.ts', '../scan/good.ts'],
  ['src/scan/servers.test.ts', '../../lab/good.ts'],
  ['src/scan/socket.ts', 'node:net'],
  ['src/scan/up.ts', '../facts/good.ts'],
  ['src/report/rules.ts', '../audit/rules/good.ts'],
  ['src/cli/parse.ts', 'commander'],
  ['src/cli/all.ts', '../service/good.ts'],
  ['lab/uses.ts', '../src/cli/good.ts'],
  ['lab/hostile/dev.ts', 'fast-check'],
];

test('each rule of .dependency-cruiser.cjs speaks of the import it forbids, and of no other', () => {
  const place = mkdtempSync(join(tmpdir(), 'tlsfloor-arrows-'));
  try {
    for (const file of ['.dependency-cruiser.cjs', 'tsconfig.json', 'package.json']) {
      cpSync(join(root, file), join(place, file));
    }
    symlinkSync(join(root, 'node_modules'), join(place, 'node_modules'), 'junction');
    const imports = [...BAD.map(([, file, imported]) => [file, imported] as const), ...GOOD];
    for (const [file, imported] of imports) {
      // A type is enough for an arrow, so half of the samples import nothing else.
      const isType = /good(\.test)?\.ts$/.test(imported);
      write(
        place,
        file,
        `${isType ? 'import type' : 'import'} * as it from '${imported}';\nexport type It = typeof it;\n`,
      );
      if (isType) write(place, join(dirname(file), imported), 'export const good = 1;\n');
    }
    expect(violations(place)).toEqual(BAD.map(([rule, file]) => `${rule}: ${file}`).toSorted());
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
});

function write(place: string, file: string, text: string): void {
  const path = join(place, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function violations(place: string): string[] {
  const program = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [program, 'src', 'lab', 'scripts', '--output-type', 'json'];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: place, encoding: 'utf8', maxBuffer: 2 ** 26 });
  expect(stderr).toBe('');
  const { summary }: { summary: { violations: { rule: { name: string }; from: string }[] } } = JSON.parse(stdout);
  return summary.violations.map(({ rule, from }) => `${rule.name}: ${from}`).toSorted();
}
