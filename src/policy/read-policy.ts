/**
 * Reads a policy of one's own from JSON: `schemas/policy.schema.json`, with line and column in every complaint.
 *
 * @module
 */
import { err, ok, type Result } from '../core/result.ts';
import { ATTACKS } from '../facts/attack-facts.ts';
import { TLS_VERSIONS } from '../tls/version.ts';
import { type PlacedJson, parsePlacedJson, placeOf } from './placed-json.ts';
import { type CHECK_KINDS, type Policy, RULE_LEVELS, SUITE_CLASSES } from './policy.ts';

export type PolicyProblem = { readonly message: string; readonly line: number; readonly column: number };

/** @returns the policy, or the first thing wrong with it */
export function readPolicy(text: string): Result<Policy, PolicyProblem> {
  const parsed = parsePlacedJson(text);
  const problem = parsed.ok ? findProblem(parsed.value, POLICY, 'the policy') : parsed.error;
  if (problem) return err({ message: problem.message, ...placeOf(text, problem.offset) });
  const policy: Policy = JSON.parse(text);
  return ok(policy);
}

type Problem = { readonly message: string; readonly offset: number };

/** What a value must be. */
type Shape =
  | { readonly is: 'text' }
  | { readonly is: 'count' }
  | { readonly is: 'one-of'; readonly words: readonly string[] }
  | { readonly is: 'list'; readonly of: Shape }
  | { readonly is: 'rules'; readonly of: Shape }
  | {
      readonly is: 'object';
      readonly members: Readonly<Record<string, Shape>>;
      readonly optional?: Readonly<Record<string, Shape>>;
    }
  /** An object whose other members depend on its `kind`. */
  | { readonly is: 'kinds'; readonly kinds: Readonly<Record<string, Readonly<Record<string, Shape>>>> };

function findProblem(json: PlacedJson, shape: Shape, what: string): Problem | undefined {
  const wrong = (wanted: string): Problem => ({ message: `${what} must be ${wanted}`, offset: json.offset });
  switch (shape.is) {
    case 'text':
      return json.kind === 'scalar' && typeof json.value === 'string' && json.value !== '' ? undefined : wrong('text');
    case 'count': {
      const isCount = json.kind === 'scalar' && Number.isInteger(json.value) && Number(json.value) > 0;
      return isCount ? undefined : wrong('a whole number over 0');
    }
    case 'one-of': {
      const isWord = json.kind === 'scalar' && shape.words.some((word) => word === json.value);
      return isWord ? undefined : wrong(`one of ${shape.words.join(', ')}`);
    }
    case 'list':
    case 'rules': {
      if (json.kind !== 'array' || json.items.length === 0) return wrong('a list that is not empty');
      const found = json.items.map((item) => findProblem(item, shape.of, `an item of ${what}`)).find(Boolean);
      return found ?? (shape.is === 'rules' ? findTwin(json.items) : undefined);
    }
    case 'object':
      return json.kind === 'object'
        ? findMemberProblem(json, shape.members, shape.optional ?? {}, what)
        : wrong('an object');
    case 'kinds': {
      if (json.kind !== 'object') return wrong('an object');
      const kind = json.members.get('kind');
      const name = kind?.kind === 'scalar' && typeof kind.value === 'string' ? kind.value : '';
      const members = Object.hasOwn(shape.kinds, name) ? shape.kinds[name] : undefined;
      if (members) return findMemberProblem(json, { kind: { is: 'text' }, ...members }, {}, what);
      const message = `kind must be one of ${Object.keys(shape.kinds).join(', ')}`;
      return { message, offset: (kind ?? json).offset };
    }
  }
}

function findMemberProblem(
  json: Extract<PlacedJson, { kind: 'object' }>,
  members: Readonly<Record<string, Shape>>,
  optional: Readonly<Record<string, Shape>>,
  what: string,
): Problem | undefined {
  for (const [name, value] of json.members) {
    const shape = Object.hasOwn(members, name)
      ? members[name]
      : Object.hasOwn(optional, name)
        ? optional[name]
        : undefined;
    if (!shape) return { message: `${what} has no member ${JSON.stringify(name)}`, offset: value.offset };
    const problem = findProblem(value, shape, name);
    if (problem) return problem;
  }
  const missing = Object.keys(members).find((name) => !json.members.has(name));
  return missing === undefined ? undefined : { message: `${what} lacks ${missing}`, offset: json.offset };
}

/** Two rules of one id could not be told apart in a result. */
function findTwin(rules: readonly PlacedJson[]): Problem | undefined {
  const ids = new Set<unknown>();
  for (const rule of rules) {
    const id = rule.kind === 'object' ? rule.members.get('id') : undefined;
    if (id?.kind !== 'scalar') continue;
    if (ids.has(id.value))
      return { message: `a rule with the id ${JSON.stringify(id.value)} stands above`, offset: id.offset };
    ids.add(id.value);
  }
  return undefined;
}

const TEXT: Shape = { is: 'text' };
const TEXTS: Shape = { is: 'list', of: TEXT };
const VERSIONS: Shape = { is: 'list', of: { is: 'one-of', words: TLS_VERSIONS } };
const FEATURES: readonly string[] = [
  ...['compression', 'secureRenegotiation', 'extendedMasterSecret', 'encryptThenMac', 'sessionTickets', 'sessionIds'],
  ...['heartbeat', 'ocspStapling', 'clientCertificate'],
];

const CHECKS: Readonly<Record<(typeof CHECK_KINDS)[number], Readonly<Record<string, Shape>>>> = {
  refuses: { versions: VERSIONS },
  'accepts-one-of': { versions: VERSIONS },
  'no-suites': { suites: { is: 'one-of', words: SUITE_CLASSES } },
  'only-suites': { versions: VERSIONS, suites: TEXTS },
  'only-groups': { groups: TEXTS },
  'dh-bits': { atLeast: { is: 'count' } },
  'rsa-bits': { atLeast: { is: 'count' } },
  feature: { feature: { is: 'one-of', words: FEATURES }, is: { is: 'one-of', words: ['yes', 'no'] } },
  'not-vulnerable': { attacks: { is: 'list', of: { is: 'one-of', words: ATTACKS } } },
};

const RULE: Shape = {
  is: 'object',
  members: {
    id: TEXT,
    level: { is: 'one-of', words: RULE_LEVELS },
    section: TEXT,
    text: TEXT,
    check: { is: 'kinds', kinds: CHECKS },
  },
};

const POLICY: Shape = {
  is: 'object',
  members: { name: TEXT, title: TEXT, source: TEXT, rules: { is: 'rules', of: RULE } },
  optional: { notes: TEXTS, $schema: TEXT },
};
