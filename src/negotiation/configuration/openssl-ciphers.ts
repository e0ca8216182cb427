/**
 * OpenSSL cipher strings, expanded as OpenSSL 3 does: the same suites in the same order.
 *
 * The language is that of openssl-ciphers(1). Words that OpenSSL does not know it passes over, and so does this.
 *
 * @module
 */
import { err, ok, type Result } from '../../core/result.ts';
import { type OpensslSuite, opensslSuites } from './openssl-suites.ts';

export type ExpandedCiphers = {
  /** Code points up to TLS 1.2, in order of preference. */
  readonly suites: readonly number[];
  /** What `@SECLEVEL=` says last; `null`: nothing. */
  readonly securityLevel: number | null;
  /** Words that mean nothing to OpenSSL, as written: a misspelt name shows here alone. */
  readonly unknown: readonly string[];
};

export type CipherStringIssue = {
  readonly code: 'bad-command' | 'no-suites';
  /** Characters from the start. */
  readonly offset: number;
};

/** Expands a cipher string. TLS 1.3's suites are not its business. */
export function expandCipherString(text: string): Result<ExpandedCiphers, CipherStringIssue> {
  const sorter = new Sorter();
  const unknown: string[] = [];
  let securityLevel: number | null = null;
  let broken: number | null = null;
  const { start, rest } = opening(text);
  const items = [...(start === null ? [] : splitItems(start, 0)), ...splitItems(rest, text.length - rest.length)];
  for (const { command, words, offset, isClean } of items) {
    if (command === '@') {
      const level = /^SECLEVEL=([0-5])$/.exec(words[0] ?? '')?.[1];
      if (level !== undefined) securityLevel = Number(level);
      else if (words[0] === 'STRENGTH') sorter.sortByStrength();
      else broken ??= offset;
      continue;
    }
    const wanted = matchOf(words);
    if (wanted === 'unknown') unknown.push(words.join('+'));
    else if (wanted !== 'nothing') sorter.apply(command, wanted);
    if (!isClean) broken ??= offset;
  }
  if (broken !== null) return err({ code: 'bad-command', offset: broken });
  const suites = sorter.chosen();
  return suites.length === 0 ? err({ code: 'no-suites', offset: 0 }) : ok({ suites, securityLevel, unknown });
}

/** Words that count only at the start: `DEFAULT`, and the profiles of RFC 6460. */
function opening(text: string): { readonly start: string | null; readonly rest: string } {
  const suiteB = SUITE_B.find(([word]) => text.startsWith(word));
  if (suiteB !== undefined) return { start: suiteB[1], rest: '' };
  if (!text.startsWith('DEFAULT')) return { start: null, rest: text };
  const rest = text.slice('DEFAULT'.length);
  return { start: DEFAULT_CIPHERS, rest: rest.startsWith(':') ? rest.slice(1) : rest };
}

type Item = {
  readonly command: string;
  readonly words: readonly string[];
  readonly offset: number;
  readonly isClean: boolean;
};

function splitItems(text: string, from: number): Item[] {
  const items: Item[] = [];
  for (const match of text.matchAll(/[^:;, ]+/g)) {
    const [item] = match;
    const command = /^[-+!@]/.test(item) ? item.charAt(0) : '';
    const body = item.slice(command.length);
    const [clean = ''] = /^(?:[A-Za-z0-9\-_.=]+(?:\+(?=[A-Za-z0-9\-_.=]))?)*/.exec(body) ?? [];
    items.push({
      command,
      words: clean.split('+'),
      offset: from + match.index,
      isClean: clean === body && clean !== '',
    });
  }
  return items;
}

type Match = (suite: OpensslSuite) => boolean;

/** All words of an item must hold; `nothing`: they exclude one another, so OpenSSL passes the item over. */
function matchOf(words: readonly string[]): Match | 'nothing' | 'unknown' {
  let aliases: Alias[] = [];
  for (const word of words) {
    const alias = aliasOf(word);
    if (alias === undefined) return 'unknown';
    // OpenSSL keeps both in one mask, and the first word that has a strength overwrites what stood in it.
    if (hasStrength(alias) && !aliases.some(hasStrength))
      aliases = aliases.filter((one) => one.isDefault === undefined);
    aliases.push(alias);
  }
  const match: Match = (suite) => aliases.every((alias) => fits(suite, alias));
  return opensslSuites().some(match) ? match : 'nothing';
}

function hasStrength(alias: Alias): boolean {
  return alias.strength !== undefined || alias.isFips !== undefined || alias.code !== undefined;
}

/** What an alias asks for; what is left out does not matter. */
type Alias = {
  readonly exchange?: readonly string[];
  readonly authentication?: readonly string[];
  readonly cipher?: RegExp;
  readonly mac?: string;
  readonly oldest?: string;
  readonly isFips?: true;
  readonly isDefault?: false;
  readonly strength?: string;
  readonly code?: number;
};

function fits(suite: OpensslSuite, alias: Alias): boolean {
  return (
    (alias.exchange === undefined || alias.exchange.includes(suite.exchange)) &&
    (alias.authentication === undefined || alias.authentication.includes(suite.authentication)) &&
    (alias.cipher === undefined || alias.cipher.test(suite.cipher)) &&
    (alias.mac === undefined || alias.mac === suite.mac) &&
    (alias.oldest === undefined || alias.oldest === suite.oldest) &&
    (alias.isFips === undefined || suite.isFips) &&
    (alias.isDefault === undefined || alias.isDefault === suite.isDefault) &&
    (alias.strength === undefined || alias.strength === suite.strength) &&
    (alias.code === undefined || alias.code === suite.code)
  );
}

function aliasOf(word: string): Alias | undefined {
  const alias = Object.hasOwn(ALIASES, word) ? ALIASES[word] : undefined;
  if (alias !== undefined) return alias;
  const suite = opensslSuites().find(({ openssl }) => openssl === word);
  return suite && { code: suite.code };
}

/** OpenSSL's list of suites: all of them, in an order, some of them active. */
class Sorter {
  #order: OpensslSuite[] = [...opensslSuites()];
  #active: ReadonlySet<OpensslSuite> = new Set();

  constructor() {
    for (const [command, alias] of GROUND_ORDER) {
      if (command === 'strength') this.sortByStrength();
      else this.apply(command, (suite) => fits(suite, alias));
    }
  }

  apply(command: string, match: Match): void {
    const isHit = (suite: OpensslSuite): boolean =>
      match(suite) && (command === '' || command === '!' ? true : this.#active.has(suite));
    switch (command) {
      case '':
        return this.#toEnd((suite) => match(suite) && !this.#active.has(suite), true);
      case '+':
        return this.#toEnd(isHit, undefined);
      case '-':
        return this.#toStart(isHit, false);
      case 'bump':
        return this.#toStart(isHit, undefined);
      case '!':
        this.#order = this.#order.filter((suite) => !isHit(suite));
        return;
    }
  }

  /** `@STRENGTH`: the longest keys first, else as before. */
  sortByStrength(): void {
    const lengths = new Set(this.#order.filter((suite) => this.#active.has(suite)).map(({ bits }) => bits));
    for (const bits of [...lengths].sort((a, b) => b - a)) this.apply('+', (suite) => suite.bits === bits);
  }

  chosen(): number[] {
    return this.#order.filter((suite) => this.#active.has(suite)).map(({ code }) => code);
  }

  #toEnd(isHit: Match, active: boolean | undefined): void {
    const moved = this.#order.filter(isHit);
    this.#order = [...this.#order.filter((suite) => !isHit(suite)), ...moved];
    this.#mark(moved, active);
  }

  #toStart(isHit: Match, active: boolean | undefined): void {
    const moved = this.#order.filter(isHit);
    this.#order = [...moved, ...this.#order.filter((suite) => !isHit(suite))];
    this.#mark(moved, active);
  }

  #mark(moved: readonly OpensslSuite[], active: boolean | undefined): void {
    if (active === undefined) return;
    const next = new Set(this.#active);
    for (const suite of moved) {
      if (active) next.add(suite);
      else next.delete(suite);
    }
    this.#active = next;
  }
}

const DEFAULT_CIPHERS = 'ALL:!COMPLEMENTOFDEFAULT:!eNULL';
const SUITE_B: readonly (readonly [string, string])[] = [
  ['SUITEB128C2', 'ECDHE-ECDSA-AES256-GCM-SHA384'],
  ['SUITEB128ONLY', 'ECDHE-ECDSA-AES128-GCM-SHA256'],
  ['SUITEB128', 'ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384'],
  ['SUITEB192', 'ECDHE-ECDSA-AES256-GCM-SHA384'],
];

/** How OpenSSL sorts all suites before it reads the string. */
const GROUND_ORDER: readonly (readonly [string, Alias])[] = [
  ['', { exchange: ['kECDHE'], authentication: ['aECDSA'] }],
  ['', { exchange: ['kECDHE'] }],
  ['-', { exchange: ['kECDHE'] }],
  ['', { cipher: /^AES\d+GCM/ }],
  ['', { cipher: /^CHACHA20/ }],
  ['', { cipher: /^AES/ }],
  ['', {}],
  ['+', { mac: 'MD5' }],
  ['+', { authentication: ['aNULL'] }],
  ['+', { exchange: ['kRSA'] }],
  ['+', { exchange: ['kPSK'] }],
  ['strength', {}],
  ['bump', { oldest: 'TLSv1.2' }],
  ['bump', { mac: 'AEAD' }],
  ['bump', { exchange: ['kDHE', 'kECDHE'] }],
  ['bump', { exchange: ['kDHE', 'kECDHE'], mac: 'AEAD' }],
  ['-', {}],
];

const NOT_ANONYMOUS: readonly string[] = ['aRSA', 'aDSS', 'aECDSA', 'aPSK', 'aSRP'];
const [DHE, ECDHE]: readonly Alias[] = [{ exchange: ['kDHE'] }, { exchange: ['kECDHE'] }];
const ALL_PSK: readonly string[] = ['kPSK', 'kRSAPSK', 'kDHEPSK', 'kECDHEPSK'];

const ALIASES: Readonly<Record<string, Alias>> = {
  ALL: { cipher: /^(?!eNULL)/ },
  COMPLEMENTOFALL: { cipher: /^eNULL/ },
  COMPLEMENTOFDEFAULT: { isDefault: false },
  kRSA: { exchange: ['kRSA'] },
  kEDH: DHE ?? {},
  kDHE: DHE ?? {},
  DH: DHE ?? {},
  kEECDH: ECDHE ?? {},
  kECDHE: ECDHE ?? {},
  ECDH: ECDHE ?? {},
  kPSK: { exchange: ['kPSK'] },
  kRSAPSK: { exchange: ['kRSAPSK'] },
  kDHEPSK: { exchange: ['kDHEPSK'] },
  kECDHEPSK: { exchange: ['kECDHEPSK'] },
  kSRP: { exchange: ['kSRP'] },
  SRP: { exchange: ['kSRP'] },
  PSK: { exchange: ALL_PSK },
  aRSA: { authentication: ['aRSA'] },
  aDSS: { authentication: ['aDSS'] },
  DSS: { authentication: ['aDSS'] },
  aNULL: { authentication: ['aNULL'] },
  aECDSA: { authentication: ['aECDSA'] },
  ECDSA: { authentication: ['aECDSA'] },
  aPSK: { authentication: ['aPSK'] },
  aSRP: { authentication: ['aSRP'] },
  EDH: { exchange: ['kDHE'], authentication: NOT_ANONYMOUS },
  DHE: { exchange: ['kDHE'], authentication: NOT_ANONYMOUS },
  EECDH: { exchange: ['kECDHE'], authentication: NOT_ANONYMOUS },
  ECDHE: { exchange: ['kECDHE'], authentication: NOT_ANONYMOUS },
  RSA: { exchange: ['kRSA'], authentication: ['aRSA'] },
  ADH: { exchange: ['kDHE'], authentication: ['aNULL'] },
  AECDH: { exchange: ['kECDHE'], authentication: ['aNULL'] },
  NULL: { cipher: /^eNULL/ },
  eNULL: { cipher: /^eNULL/ },
  AES128: { cipher: /^AES128/ },
  AES256: { cipher: /^AES256/ },
  AES: { cipher: /^AES/ },
  AESGCM: { cipher: /^AES\d+GCM/ },
  AESCCM: { cipher: /^AES\d+CCM/ },
  AESCCM8: { cipher: /^AES\d+CCM8/ },
  CAMELLIA128: { cipher: /^CAMELLIA128/ },
  CAMELLIA256: { cipher: /^CAMELLIA256/ },
  CAMELLIA: { cipher: /^CAMELLIA/ },
  CHACHA20: { cipher: /^CHACHA20/ },
  ARIA: { cipher: /^ARIA/ },
  ARIAGCM: { cipher: /^ARIA/ },
  ARIA128: { cipher: /^ARIA128/ },
  ARIA256: { cipher: /^ARIA256/ },
  CBC: { cipher: /^(AES|CAMELLIA)\d+$/ },
  MD5: { mac: 'MD5' },
  SHA1: { mac: 'SHA1' },
  SHA: { mac: 'SHA1' },
  SHA256: { mac: 'SHA256' },
  SHA384: { mac: 'SHA384' },
  SSLv3: { oldest: 'SSLv3' },
  TLSv1: { oldest: 'TLSv1.0' },
  'TLSv1.0': { oldest: 'TLSv1.0' },
  'TLSv1.2': { oldest: 'TLSv1.2' },
  HIGH: { strength: 'HIGH' },
  FIPS: { cipher: /^(?!eNULL)/, isFips: true },
};
