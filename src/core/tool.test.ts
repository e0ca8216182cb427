import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { TOOL, TOOL_VERSION } from './tool.ts';

test('the version in results is that of the package', () => {
  const { name, version }: { name: string; version: string } = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  );
  expect(TOOL_VERSION).toBe(version);
  expect(TOOL).toBe(`${name} ${version}`);
});
