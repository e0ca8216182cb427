/**
 * The rooms of the house and the arrows between them, as CONTRIBUTING.md draws them. Whoever needs a new arrow draws
 * it here, in a change of its own; `scripts/lint-arrows.test.ts` shows that each rule bites.
 */

/** Vocabulary of every room above: not worth an arrow of its own each time. */
const GROUND = ['core', 'tls'];
const MODEL = [...GROUND, 'facts', 'negotiation', 'clients', 'policy'];
const INSTRUMENTS = ['scan', 'observe', 'audit'];
const FACES = [...GROUND, 'facts', 'readiness', 'policy'];

/** Room to the rooms it may import. `core` stands on nothing. */
const ARROWS = {
  core: [],
  tls: ['core'],
  facts: GROUND,
  negotiation: [...GROUND, 'facts'],
  clients: [...GROUND, 'facts', 'negotiation'],
  policy: [...GROUND, 'facts'],
  scan: MODEL,
  observe: MODEL,
  audit: MODEL,
  readiness: MODEL,
  store: ['core', 'facts'],
  report: FACES,
  notice: FACES,
  enforce: [...GROUND, 'policy', 'facts', 'scan'],
  gateway: MODEL,
  service: [...MODEL, ...INSTRUMENTS, 'readiness', 'store', 'report', 'notice', 'enforce', 'gateway'],
  cli: [...MODEL, ...INSTRUMENTS, 'readiness', 'store', 'report', 'notice', 'enforce', 'gateway', 'service'],
};

/** No files, no sockets, no clock, no randomness: the same input gives the same output. */
const PURE = ['tls', 'facts', 'negotiation', 'clients', 'policy', 'readiness', 'report', 'notice'];

/** Faces say what a rule of the audit is for; they never run one. */
const OPEN_TO_FACES = '^src/audit/rules/';

/** A test may put rooms together, and take servers from the lab: nothing imports a test. */
const TEST = '\\.test\\.ts$';
const TEST_ONLY = '\\.test\\.ts$|/fixtures/';
const oneOf = (names) => `(${names.join('|')})`;

const arrows = Object.entries(ARROWS).map(([room, targets]) => ({
  name: `arrow-${room}`,
  comment: `src/${room} may import ${targets.length > 0 ? targets.join(', ') : 'nothing'} and nothing else of src.`,
  severity: 'error',
  from: { path: `^src/${room}/`, pathNot: TEST },
  to: {
    path: '^src/',
    pathNot: [`^src/${oneOf([room, ...targets])}/`, ...(['report', 'notice'].includes(room) ? [OPEN_TO_FACES] : [])],
  },
}));

module.exports = {
  forbidden: [
    ...arrows,
    {
      name: 'known-room',
      comment: 'A folder under src is a room, and a room has its arrows.',
      severity: 'error',
      from: { path: '^src/[^/]+/', pathNot: `^src/${oneOf(Object.keys(ARROWS))}/` },
      to: {},
    },
    {
      name: 'edge-is-library',
      comment: 'src/index.ts is the library: the command and the service are programs of their own.',
      severity: 'error',
      from: { path: '^src/[^/]+$' },
      to: { path: '^src/(cli|service)/' },
    },
    {
      name: 'pure-no-node',
      comment: 'A pure room imports nothing of Node.js.',
      severity: 'error',
      from: { path: `^src/${oneOf(PURE)}/`, pathNot: [TEST_ONLY, '^src/tls/fingerprint/'] },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'fingerprint-only-crypto',
      comment: 'Fingerprints are hashes: node:crypto and nothing else of Node.js.',
      severity: 'error',
      from: { path: '^src/tls/fingerprint/', pathNot: TEST_ONLY },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
    },
    {
      name: 'src-alone',
      comment: 'The product does not need the lab or the scripts.',
      severity: 'error',
      from: { path: '^src/', pathNot: TEST },
      to: { path: '^(lab|scripts)/' },
    },
    {
      name: 'product-no-test',
      comment: 'What is shipped does not import tests or their fixtures.',
      severity: 'error',
      from: { path: '^src/', pathNot: TEST_ONLY },
      to: { path: TEST_ONLY },
    },
    {
      name: 'product-no-dev-dependency',
      comment: 'What is shipped imports only what package.json lists under dependencies.',
      severity: 'error',
      from: { path: '^src/', pathNot: TEST_ONLY },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-circle',
      comment: 'No circles, types included.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolvable',
      comment: 'An import that resolves to nothing would pass every other rule.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    // Imports of types are arrows too.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'node', 'default'] },
  },
};
