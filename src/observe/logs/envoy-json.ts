import type { JsonPaths } from './json-fields.ts';
import { ENVOY_OPERATORS } from './layout-variables.ts';
import type { LogField } from './log-fields.ts';

/**
 * Where the fields are in a log whose `json_format` is given: Envoy fills in the operators and keeps the keys.
 *
 * @returns `undefined`: the text is no JSON object
 */
export function operatorPaths(text: string): JsonPaths | undefined {
  let format: unknown;
  try {
    format = JSON.parse(text);
  } catch {
    return undefined;
  }
  const found = new Map<string, string>();
  collect(format, [], found);
  const paths: { [field in LogField]?: string[] } = {};
  for (const [operator, field] of ENVOY_OPERATORS) {
    const path = found.get(operator);
    if (path === undefined) continue;
    paths[field] ??= [];
    paths[field].push(path);
  }
  return paths;
}

/** Values that are one operator and nothing else, by the operator without its length and second choice. */
function collect(value: unknown, path: readonly string[], found: Map<string, string>): void {
  if (typeof value === 'string') {
    const [, operator, argument] = /^%([A-Z0-9_]+)(\([^)]*\))?(?::\d+)?%$/.exec(value) ?? [];
    if (operator === undefined) return;
    const name = operator === 'REQ' ? `REQ${argument?.replace(/\?.*\)/, ')').toUpperCase()}` : operator;
    found.set(name, path.join('/'));
  } else if (typeof value === 'object' && value !== null && path.length < DEEPEST) {
    for (const [key, inner] of Object.entries(value)) collect(inner, [...path, key], found);
  }
}

const DEEPEST = 8;
