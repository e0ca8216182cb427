/**
 * A row that `clients --json` wrote, read back whole: id, versions, what mends it, limits, hellos, sources. Pure.
 *
 * The file may have been changed by anybody, so every field is looked at, and a row that does not fit is none.
 *
 * @module
 */
import { fromHex } from '../../core/hex.ts';
import { safeText } from '../../core/safe-text.ts';
import {
  CLIENT_FAMILIES,
  type ClientFacts,
  type ClientLimits,
  type ClientOffer,
  type ClientSource,
  type EnableStep,
  SHARE_CLASSES,
  type Sources,
} from '../../facts/client-facts.ts';
import { TLS_VERSIONS } from '../../tls/version.ts';
import { firstHello } from '../hello.ts';

/** `undefined` where a field that every row has is missing or of another kind. */
export function ownClient(value: unknown): ClientFacts | undefined {
  const id = textOf(value, 'id');
  const name = textOf(value, 'name');
  const family = oneOf(CLIENT_FAMILIES, fieldOf(value, 'family'));
  const shareClass = oneOf(SHARE_CLASSES, fieldOf(value, 'shareClass'));
  const product = fieldOf(value, 'product');
  const productName = textOf(product, 'name');
  const protocols = protocolsOf(fieldOf(value, 'protocols'));
  const offers = listOf(fieldOf(value, 'offers')).map(offerOf);
  if (id === undefined || !/^[a-z0-9.-]+$/.test(id) || name === undefined || !family || !shareClass) return undefined;
  if (productName === undefined || !protocols || offers.includes(undefined)) return undefined;
  const configuration = textOf(value, 'configuration');
  const limits = limitsOf(fieldOf(value, 'limits'));
  const enable = listOf(fieldOf(value, 'enable')).flatMap((step) => stepOf(step) ?? []);
  const upgrade = fieldOf(value, 'upgrade');
  const to = textOf(upgrade, 'to');
  const moved = sourcesOf(upgrade);
  const stack = fieldOf(value, 'stack');
  return {
    id,
    name,
    family,
    shareClass,
    product: {
      name: productName,
      vendor: textOf(product, 'vendor') ?? 'unknown',
      from: textOf(product, 'from') ?? null,
      to: textOf(product, 'to') ?? null,
    },
    stack: { name: textOf(stack, 'name') ?? 'unknown', version: textOf(stack, 'version') ?? null },
    platforms: textsOf(fieldOf(value, 'platforms')),
    ...(configuration === undefined ? {} : { configuration }),
    protocols,
    ...(enable.length > 0 ? { enable } : {}),
    ...(to !== undefined && moved ? { upgrade: { to, sources: moved } } : {}),
    ...(limits ? { limits } : {}),
    offers: offers.filter((offer) => offer !== undefined),
    notes: textsOf(fieldOf(value, 'notes')),
  };
}

function protocolsOf(value: unknown): ClientFacts['protocols'] | undefined {
  const confidence = oneOf(CONFIDENCES, fieldOf(value, 'confidence'));
  const sources = sourcesOf(value);
  const entries = TLS_VERSIONS.flatMap((version) => {
    const state = oneOf(STATES, fieldOf(fieldOf(value, 'states'), version));
    return state === undefined ? [] : [[version, state] as const];
  });
  return confidence && sources && { states: Object.fromEntries(entries), confidence, sources };
}

function limitsOf(value: unknown): ClientLimits | undefined {
  const sources = sourcesOf(value);
  if (!sources) return undefined;
  const known = [
    ...FLAGS.map((key) => [key, fieldOf(value, key)] as const).filter(([, one]) => typeof one === 'boolean'),
    ...SIZES.map((key) => [key, fieldOf(value, key)] as const).filter(([, one]) => Number.isInteger(one)),
  ];
  return { ...Object.fromEntries(known), sources };
}

function stepOf(value: unknown): EnableStep | undefined {
  const version = oneOf(TLS_VERSIONS, fieldOf(value, 'version'));
  const how = textOf(value, 'how');
  const sources = sourcesOf(value);
  return version && how !== undefined && sources ? { version, how, sources } : undefined;
}

function offerOf(value: unknown): ClientOffer | undefined {
  const name = textOf(value, 'name');
  const hello = fieldOf(value, 'hello');
  const sources = sourcesOf(value);
  if (name === undefined || !sources || typeof hello !== 'string' || hello.length > LONGEST_HELLO) return undefined;
  return firstHello(fromHex(hello) ?? new Uint8Array()) ? { name, hello, sources } : undefined;
}

function sourcesOf(value: unknown): Sources | undefined {
  const [first, ...others] = listOf(fieldOf(value, 'sources')).flatMap((one): ClientSource[] => {
    const [title, url, program] = [textOf(one, 'title'), textOf(one, 'url'), textOf(one, 'program')];
    if (program !== undefined) return [{ kind: 'measured', program }];
    return title === undefined || url === undefined ? [] : [{ kind: 'page', title, url }];
  });
  return first && [first, ...others];
}

function oneOf<T extends string>(all: readonly T[], value: unknown): T | undefined {
  return all.find((one) => one === value);
}

function textsOf(value: unknown): string[] {
  return listOf(value).flatMap((one) => (typeof one === 'string' ? [plain(one)] : []));
}

function textOf(value: unknown, key: string): string | undefined {
  const field = fieldOf(value, key);
  return typeof field === 'string' && field !== '' ? plain(field) : undefined;
}

function plain(text: string): string {
  return safeText(text.slice(0, LONGEST_TEXT));
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value.slice(0, MOST_ITEMS) : [];
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
}

const CONFIDENCES = ['measured', 'documented', 'observed', 'disputed'] as const;
const STATES = ['none', 'supported-off', 'on', 'only'] as const;
const FLAGS = ['sni', 'sha2', 'ecdsa'] as const;
const SIZES = ['leastDhBits', 'mostDhBits'] as const;
const LONGEST_TEXT = 500;
const LONGEST_HELLO = 32 * 1024;
const MOST_ITEMS = 50;
