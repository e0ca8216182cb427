import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer as createTlsServer, type Server } from 'node:tls';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listenOnLoopback } from '../../lab/hostile/loopback.ts';
import { HOSTILE_RECIPES } from '../../lab/hostile/recipes.ts';
import { labKeyPair } from '../../lab/hostile/wire.ts';
import { LAB_OPTIONS } from '../../lab/scan-lab.ts';
import { ERRORS, failure } from '../core/errors.ts';
import { JSON_BETWEEN, scanJsonHead, scanJsonResult, scanJsonTail, scanNdjson } from '../report/scan-json.ts';
import { SCHEME_NAMES } from '../scan/dialects.ts';
import { scanTargets, type TargetScanOptions } from '../scan/scan-targets.ts';
import type { Target } from '../scan/target.ts';
import { TLS_VERSIONS } from '../tls/version.ts';
import {
  ATTACKS,
  type AttackAnswer,
  type AttackReason,
  INTOLERANCES,
  type IntoleranceFact,
  type Reaction,
} from './attack-facts.ts';
import type { ChoiceFacts, FeatureAnswer } from './depth-facts.ts';
import {
  type Answer,
  type AnswerReason,
  type BeforeTls,
  type DowngradeFacts,
  FLOORS,
  type HelloShape,
  type Outcome,
  type ServerFacts,
  type ServiceFacts,
  type WithoutSniFacts,
  type YesNoUnknown,
} from './server-facts.ts';

type Schema = { readonly $id: string; readonly $defs: Readonly<Record<string, SchemaNode>> };
type SchemaNode = { readonly enum?: readonly string[]; readonly properties?: Readonly<Record<string, SchemaNode>> };

const schema: Schema = JSON.parse(readFileSync(new URL('../../schemas/scan.schema.json', import.meta.url), 'utf8'));

describe('the schema has every code of the types, and no other', () => {
  const ANSWERS = { accepted: true, refused: true, latent: true, inconclusive: true } satisfies Record<Answer, true>;
  const REASONS = {
    'server-hello': true,
    'hello-retry-request': true,
    'negotiated-down': true,
    'protocol-version-alert': true,
    'handshake-failure': true,
    'lower-version': true,
    reset: true,
    closed: true,
    plaintext: true,
    'blocked-by-crypto-policy': true,
    'no-usable-cipher': true,
    silent: true,
    unstable: true,
    'no-control': true,
    'malformed-answer': true,
    'cut-off': true,
    'too-many-bytes': true,
    'unoffered-suite': true,
    'higher-version': true,
    'unknown-version': true,
    'unexpected-alert': true,
    'name-refused': true,
    unreachable: true,
    'starttls-refused': true,
    'starttls-broken': true,
    'proxy-failed': true,
    deadline: true,
    interrupted: true,
  } satisfies Record<AnswerReason, true>;
  const SHAPES = { full: true, compact: true, exotic: true, bare: true } satisfies Record<HelloShape, true>;
  const OUTCOMES = {
    'server-hello': true,
    'hello-retry-request': true,
    alert: true,
    'ssl2-error': true,
    reset: true,
    closed: true,
    'cut-off': true,
    silent: true,
    plaintext: true,
    malformed: true,
    'too-many-bytes': true,
    unreachable: true,
    'starttls-refused': true,
    'starttls-broken': true,
    'proxy-failed': true,
    stopped: true,
  } satisfies Record<Outcome, true>;
  const YES_NO = { yes: true, no: true, unknown: true } satisfies Record<YesNoUnknown, true>;
  const SCSV = { honoured: true, ignored: true, 'not-applicable': true, inconclusive: true } satisfies Record<
    DowngradeFacts['fallbackScsv'],
    true
  >;
  const SENTINEL = { present: true, absent: true, 'not-applicable': true } satisfies Record<
    DowngradeFacts['sentinel'],
    true
  >;
  const SCHEME_FROM = { written: true, port: true, default: true } satisfies Record<ServiceFacts['schemeFrom'], true>;
  const STARTS_WITH = { tls: true, dialogue: true } satisfies Record<ServiceFacts['startsWith'], true>;
  const REACHED = { proxy: true, starttls: true, tls: true } satisfies Record<BeforeTls['reached'], true>;
  const WITHOUT_SNI = {
    same: true,
    differs: true,
    'name-required': true,
    inconclusive: true,
    'not-asked': true,
  } satisfies Record<WithoutSniFacts['answer'], true>;

  const FEATURE = { yes: true, no: true, inconclusive: true, 'not-applicable': true } satisfies Record<
    FeatureAnswer,
    true
  >;
  const DECIDED = { server: true, client: true, unknown: true } satisfies Record<
    ChoiceFacts<unknown>['decidedBy'],
    true
  >;

  const ATTACK_ANSWERS = {
    vulnerable: true,
    'not-vulnerable': true,
    inconclusive: true,
    'not-applicable': true,
  } satisfies Record<AttackAnswer, true>;
  const ATTACK_REASONS = {
    'version-accepted': true,
    'suite-accepted': true,
    'suite-preferred': true,
    'weak-prime': true,
    compression: true,
    'no-renegotiation-info': true,
    'heartbeat-overread': true,
    'early-ccs-accepted': true,
    'padding-oracle': true,
    'session-id-overread': true,
    'version-refused': true,
    'no-such-suite': true,
    'no-compression': true,
    'renegotiation-info': true,
    'no-heartbeat': true,
    'heartbeat-discarded': true,
    'heartbeat-refused': true,
    'early-ccs-refused': true,
    'same-reactions': true,
    'session-id-sound': true,
    'only-newer-versions': true,
    'no-rsa-key-exchange': true,
    'no-ticket': true,
    'version-unknown': true,
    'suites-unknown': true,
    'features-unknown': true,
    'no-handshake': true,
    'no-reaction': true,
    'no-rsa-key': true,
    'ticket-not-taken': true,
    unstable: true,
    silent: true,
    reset: true,
    closed: true,
    'malformed-answer': true,
    'too-many-bytes': true,
    unreachable: true,
    deadline: true,
    interrupted: true,
  } satisfies Record<AttackReason, true>;
  const REACTIONS = {
    answered: true,
    alert: true,
    silent: true,
    reset: true,
    closed: true,
    'malformed-answer': true,
    'too-many-bytes': true,
    unreachable: true,
    deadline: true,
    interrupted: true,
  } satisfies Record<Reaction, true>;
  const INTOLERANCE_REACTIONS = {
    ...REACTIONS,
    'answered-together': true,
    'wrong-answer': true,
    'no-control': true,
  } satisfies Record<IntoleranceFact['reaction'], true>;
  const TOLERANCE = {
    tolerant: true,
    intolerant: true,
    inconclusive: true,
  } satisfies Record<IntoleranceFact['answer'], true>;

  test.each<readonly [path: string, codes: readonly string[]]>([
    ['answer', Object.keys(ANSWERS)],
    ['answerReason', Object.keys(REASONS)],
    ['helloShape', Object.keys(SHAPES)],
    ['outcome', Object.keys(OUTCOMES)],
    ['yesNoUnknown', Object.keys(YES_NO)],
    ['downgradeFacts.fallbackScsv', Object.keys(SCSV)],
    ['downgradeFacts.sentinel', Object.keys(SENTINEL)],
    ['withoutSniFacts.answer', Object.keys(WITHOUT_SNI)],
    ['service.scheme', SCHEME_NAMES],
    ['service.schemeFrom', Object.keys(SCHEME_FROM)],
    ['service.startsWith', Object.keys(STARTS_WITH)],
    ['beforeTls.reached', Object.keys(REACHED)],
    ['featureAnswer', Object.keys(FEATURE)],
    ['suiteChoice.decidedBy', Object.keys(DECIDED)],
    ['groupChoice.decidedBy', Object.keys(DECIDED)],
    ['attackFact.answer', Object.keys(ATTACK_ANSWERS)],
    ['attackReason', Object.keys(ATTACK_REASONS)],
    ['reaction', Object.keys(REACTIONS)],
    ['intoleranceFact.answer', Object.keys(TOLERANCE)],
    ['intoleranceFact.reaction', Object.keys(INTOLERANCE_REACTIONS)],
    ['floorFacts.floor', FLOORS],
    ['tlsVersion', TLS_VERSIONS],
    ['errorCode', Object.keys(ERRORS)],
  ])('%s', (path, codes) => {
    const [definition = '', property] = path.split('.');
    const node = schema.$defs[definition];
    const found = property === undefined ? node?.enum : node?.properties?.[property]?.enum;
    expect(found?.toSorted()).toEqual(codes.toSorted());
  });

  test.each([
    ['attackFacts', ATTACKS],
    ['intoleranceFacts', INTOLERANCES],
  ] as const)('%s has every name', (definition, names) => {
    expect(Object.keys(schema.$defs[definition]?.properties ?? {}).toSorted()).toEqual(names.toSorted());
  });

  test('every object is closed', () => {
    const open: string[] = [];
    const visit = (node: unknown, path: string): void => {
      if (typeof node !== 'object' || node === null) return;
      if ('properties' in node && (!('additionalProperties' in node) || node.additionalProperties !== false)) {
        open.push(path);
      }
      for (const [key, value] of Object.entries(node)) visit(value, `${path}/${key}`);
    };
    visit(schema, '#');
    expect(open).toEqual([]);
  });
});

describe('real results fit the schema', () => {
  const HOSTILE = [
    'hostile-certificate-garbage',
    'hostile-certificate-not-der',
    'hostile-http-server',
    'hostile-not-tls',
    'hostile-lower-version',
    'hostile-higher-version',
    'hostile-legacy-version-0304',
    'hostile-unoffered-suite',
    'hostile-wrong-lengths',
    'hostile-alert-internal',
    'hostile-alert-unrecognized-name',
    'hostile-close-mid-record',
    'hostile-needs-session-id',
    'hostile-flood',
    'hostile-alert-storm',
  ];
  const OPTIONS: TargetScanOptions = {
    ...LAB_OPTIONS,
    answerMs: 1000,
    concurrency: 32,
    deadlineMs: 50_000,
    sni: 'lab.test',
    family: 0,
  };
  const stops: (() => Promise<void>)[] = [];
  let isResult: ValidateFunction;
  let isDocument: ValidateFunction;
  let results: readonly ServerFacts[];

  beforeAll(async () => {
    const ajv = new Ajv2020({ strict: true, strictTypes: false, allErrors: true });
    isDocument = ajv.compile(schema);
    isResult = ajv.compile({ $ref: `${schema.$id}#/$defs/result` });
    const ports = await Promise.all(HOSTILE.map(startHostile));
    const honest = await Promise.all([
      startTls({ minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3' }),
      startTls({ minVersion: 'TLSv1', maxVersion: 'TLSv1.2', ciphers: 'ALL:@SECLEVEL=0' }),
      startTls({ minVersion: 'TLSv1', maxVersion: 'TLSv1.3' }),
    ]);
    const refused = await startTls({});
    await stops.pop()?.();
    const service: Target['service'] = { scheme: 'tls', schemeFrom: 'default' };
    const targets: Target[] = [...ports, ...honest, refused].map((port) => ({
      text: `127.0.0.1:${port}`,
      host: '127.0.0.1',
      port,
      service,
    }));
    targets.push({ text: 'nohost.invalid', host: 'nohost.invalid', port: 443, service });
    const silent = await startHostile('hostile-silent-all');
    const target = { text: 'silent.example', host: '127.0.0.1', port: silent, service };
    const stopped = await scanAll([target], { ...OPTIONS, deadlineMs: 30 });
    results = [...stopped, ...(await scanAll(targets, OPTIONS))];
  }, 60_000);

  afterAll(async () => {
    await Promise.all(stops.map((stop) => stop()));
  });

  async function startHostile(name: string): Promise<number> {
    const server = await HOSTILE_RECIPES.find((recipe) => recipe.name === name)?.start();
    if (!server) throw new Error(`no server ${name}`);
    stops.push(() => server.stop());
    return server.port;
  }

  async function startTls(options: Parameters<typeof createTlsServer>[0] & object): Promise<number> {
    const server: Server = createTlsServer({ ...labKeyPair(), ...options });
    server.on('tlsClientError', () => undefined);
    const { stop } = await listenOnLoopback(server);
    stops.push(stop);
    return (server.address() as AddressInfo).port;
  }

  async function scanAll(targets: readonly Target[], options: TargetScanOptions): Promise<ServerFacts[]> {
    const all: ServerFacts[] = [];
    for await (const facts of scanTargets(targets, options, new AbortController().signal)) all.push(facts);
    return all;
  }

  test('each one, also as a line of --ndjson', () => {
    expect(results.length).toBeGreaterThanOrEqual(HOSTILE.length + 5);
    for (const facts of results) {
      isResult(JSON.parse(scanNdjson(facts)));
      expect(isResult.errors).toBeNull();
    }
  });

  test('all of them, as a document', () => {
    const head = scanJsonHead({ tool: 'tlsfloor 0.1.0', startedAt: new Date().toISOString() });
    const bad = [failure('bad-target', 'x is no target')];
    isDocument(JSON.parse(head + results.map(scanJsonResult).join(JSON_BETWEEN) + scanJsonTail(bad)));
    expect(isDocument.errors).toBeNull();
    isDocument(JSON.parse(head + scanJsonTail([])));
    expect(isDocument.errors).toBeNull();
  });

  test('they are many different ones', () => {
    const seen = (pick: (facts: ServerFacts) => unknown): Set<unknown> => new Set(results.map(pick));
    expect(seen(({ error }) => error?.code)).toEqual(
      new Set([undefined, 'connection-refused', 'not-tls', 'no-answer', 'deadline-exceeded', 'unknown-host']),
    );
    expect([...seen(({ floor }) => floor.supports)].toSorted()).toEqual(['no', 'unknown', 'yes']);
    expect(seen(({ attacks, versions }) => attacks !== null && versions?.['TLSv1.2'].answer)).toContain('accepted');
    expect(seen(({ intolerances }) => intolerances === null)).toEqual(new Set([true, false]));
    const leaves = results.map(({ certificates }) => certificates?.[0]);
    expect(leaves.some((leaf) => leaf && 'error' in leaf)).toBe(true);
    expect(leaves.some((leaf) => leaf && 'subject' in leaf)).toBe(true);
  });

  test('a result with a member too many, or one too few, does not fit', () => {
    const [facts] = results;
    expect(isResult({ ...facts, more: 1 })).toBe(false);
    const { floor: _, ...less } = facts ?? { floor: null };
    expect(isResult(less)).toBe(false);
  });
});
