/**
 * Reads a result back from JSON that somebody else may have written. Pure.
 *
 * @module
 */
import { type Answer, FLOORS, type YesNoUnknown } from '../facts/server-facts.ts';
import { type ServerState, STATE_VERSIONS } from '../facts/server-state.ts';

/** `undefined` if the value is no result of a scan. */
export function readServerState(value: unknown): ServerState | undefined {
  if (!isRecord(value)) return undefined;
  const { target, address = null, port, sni = null, error = null } = value;
  const versions = readVersions(value['versions']);
  const floor = readFloor(value['floor']);
  if (typeof target !== 'string' || typeof port !== 'number' || versions === undefined || !floor) return undefined;
  if (!isTextOrNull(address) || !isTextOrNull(sni)) return undefined;
  return {
    target,
    address,
    port,
    sni,
    versions,
    fallbackScsv: oneOf(FALLBACKS, fieldOf(value['downgrade'], 'fallbackScsv')) ?? null,
    withoutSni: oneOf(NAMELESS, fieldOf(value['withoutSni'], 'answer')) ?? null,
    floor,
    suites: readChoices(value['cipherSuites']),
    groups: readChoices(value['groups']),
    postQuantum: readAnswers(value['postQuantum'], (answer) => answer),
    features: readAnswers(value['features'], (answer) => answer),
    attacks: readAnswers(value['attacks'], (fact) => fieldOf(fact, 'answer')),
    certificate: readLeaf(value['certificates']),
    error: readError(error),
  };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readVersions(value: unknown): ServerState['versions'] | undefined {
  if (value === null) return null;
  const entries = STATE_VERSIONS.map((version) => [
    version,
    oneOf(ANSWERS, fieldOf(fieldOf(value, version), 'answer')),
  ]);
  if (entries.some(([, answer]) => answer === undefined)) return undefined;
  return Object.fromEntries(entries) as ServerState['versions'];
}

function readFloor(value: unknown): ServerState['floor'] | undefined {
  const floor = oneOf(FLOORS, fieldOf(value, 'floor'));
  const supports = oneOf(THREE, fieldOf(value, 'supports'));
  const enforces = oneOf(THREE, fieldOf(value, 'enforces'));
  return floor && supports && enforces ? { floor, supports, enforces } : undefined;
}

/** Lists that may go on are left out: nothing can be said of what is not in them. */
function readChoices(value: unknown): ServerState['suites'] {
  if (!isRecord(value)) return null;
  const entries = STATE_VERSIONS.flatMap((version) => {
    const choice = fieldOf(value, version);
    const items = fieldOf(choice, 'items');
    if (fieldOf(choice, 'isComplete') !== true || !Array.isArray(items)) return [];
    const codes = items.map((item: unknown) => fieldOf(item, 'code')).filter(isCode);
    return codes.length === items.length ? [[version, codes] as const] : [];
  });
  return Object.fromEntries(entries);
}

function isCode(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 0xffff;
}

function readAnswers(value: unknown, answerOf: (fact: unknown) => unknown): ServerState['features'] {
  if (!isRecord(value)) return null;
  const entries = Object.entries(value).flatMap(([name, fact]) => {
    const answer = answerOf(fact);
    return typeof answer === 'string' ? [[name, answer] as const] : [];
  });
  return Object.fromEntries(entries);
}

/** Chains stand under `certificates`, leaf first. */
function readLeaf(value: unknown): ServerState['certificate'] {
  const leaf: unknown = Array.isArray(value) ? value[0] : undefined;
  const sha256 = fieldOf(leaf, 'sha256');
  const validTo = fieldOf(leaf, 'validTo');
  if (typeof sha256 !== 'string') return null;
  return { sha256, validTo: typeof validTo === 'string' ? validTo : null };
}

/** The code may be one that this version does not know: it is shown, never looked up. */
function readError(value: unknown): ServerState['error'] {
  const code = fieldOf(value, 'code');
  const message = fieldOf(value, 'message');
  if (typeof code !== 'string' || typeof message !== 'string') return null;
  return { code, message } as ServerState['error'];
}

function fieldOf(value: unknown, field: string): unknown {
  return isRecord(value) ? value[field] : undefined;
}

function oneOf<const T>(values: readonly T[], value: unknown): T | undefined {
  return values.find((each) => each === value);
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === 'string';
}

const ANSWERS: readonly Answer[] = ['accepted', 'refused', 'latent', 'inconclusive'];
const THREE: readonly YesNoUnknown[] = ['yes', 'no', 'unknown'];
const FALLBACKS = ['honoured', 'ignored', 'not-applicable', 'inconclusive'] as const;
const NAMELESS = ['same', 'differs', 'name-required', 'inconclusive', 'not-asked'] as const;
