/**
 * What changed on a server beyond its versions: suites, groups, certificate, features, attacks. Pure.
 *
 * Sets are compared as sets: an order that differs is no change. What one of the scans did not ask, or could not
 * settle, is not compared.
 *
 * @module
 */
import type { ServerState } from '../facts/server-state.ts';
import { cipherSuite, suiteName } from '../tls/registry/cipher-suites.ts';
import { groupName } from '../tls/registry/groups.ts';
import { TLS_VERSIONS, type TlsVersion } from '../tls/version.ts';

/** `other`: neither good nor bad for the floor. */
export type DepthChange = {
  readonly direction: 'worse' | 'better' | 'other';
  readonly what: 'suites' | 'groups' | 'post-quantum' | 'certificate' | 'feature' | 'attack';
  /** The version, the feature or the attack; empty where there is but one. */
  readonly subject: string;
  /** Of sets, only what went and what came. */
  readonly from: string;
  readonly to: string;
};

export function depthChanges(before: ServerState, now: ServerState): DepthChange[] {
  return [
    ...namedChanges('attack', before.attacks, now.attacks, (_, to) => (to === 'vulnerable' ? 'worse' : 'better')),
    ...namedChanges('post-quantum', before.postQuantum, now.postQuantum, (_, to) => (to === 'no' ? 'worse' : 'better')),
    ...TLS_VERSIONS.flatMap((version) => suiteChange(version, before, now)),
    ...namedChanges('feature', before.features, now.features, (name, to) => {
      const wanted = WANTED[name];
      return wanted === undefined ? 'other' : to === wanted ? 'better' : 'worse';
    }),
    ...TLS_VERSIONS.flatMap((version) => groupChange(version, before, now)),
    ...certificateChange(before, now),
  ];
}

function suiteChange(version: TlsVersion, before: ServerState, now: ServerState): DepthChange[] {
  const { came, went } = difference(before.suites?.[version], now.suites?.[version]);
  if (came.length + went.length === 0) return [];
  const direction = came.some(isWeak) ? 'worse' : went.some(isWeak) ? 'better' : 'other';
  return [{ what: 'suites', subject: version, direction, from: listed(went, suiteName), to: listed(came, suiteName) }];
}

/** Whether post-quantum groups came or went is told apart already. */
function groupChange(version: TlsVersion, before: ServerState, now: ServerState): DepthChange[] {
  const { came, went } = difference(before.groups?.[version], now.groups?.[version]);
  if (came.length + went.length === 0) return [];
  const names = { from: listed(went, groupName), to: listed(came, groupName) };
  return [{ what: 'groups', subject: version, direction: 'other', ...names }];
}

function certificateChange({ certificate: old }: ServerState, { certificate: young }: ServerState): DepthChange[] {
  if (!old || !young || old.sha256 === young.sha256) return [];
  const said = ({ sha256, validTo }: typeof old): string =>
    `${sha256.slice(0, 16)}${validTo === null ? '' : ` until ${validTo.slice(0, 10)}`}`;
  return [{ what: 'certificate', subject: '', direction: 'other', from: said(old), to: said(young) }];
}

function namedChanges(
  what: DepthChange['what'],
  before: Readonly<Record<string, string>> | null,
  now: Readonly<Record<string, string>> | null,
  directionOf: (name: string, to: string) => DepthChange['direction'],
): DepthChange[] {
  if (!before || !now) return [];
  return Object.entries(now).flatMap(([name, to]): DepthChange[] => {
    const from = Object.hasOwn(before, name) ? before[name] : undefined;
    if (from === undefined || from === to || !SETTLED.includes(from) || !SETTLED.includes(to)) return [];
    return [{ what, subject: name, direction: directionOf(name, to), from, to }];
  });
}

function difference(
  before: readonly number[] | undefined,
  now: readonly number[] | undefined,
): { readonly came: readonly number[]; readonly went: readonly number[] } {
  if (!before || !now) return { came: [], went: [] };
  const [old, young] = [new Set(before), new Set(now)];
  return { came: now.filter((code) => !old.has(code)), went: before.filter((code) => !young.has(code)) };
}

function listed(codes: readonly number[], nameOf: (code: number) => string): string {
  if (codes.length === 0) return 'none';
  const more = codes.length > MOST_NAMES ? ` and ${codes.length - MOST_NAMES} more` : '';
  return `${codes.slice(0, MOST_NAMES).map(nameOf).join(' ')}${more}`;
}

function isWeak(code: number): boolean {
  const suite = cipherSuite(code);
  return (
    suite !== undefined &&
    (suite.isNull || suite.isAnonymous || suite.isExport || suite.bits < LEAST_BITS || suite.cipher.startsWith('RC4'))
  );
}

/** Of the features, those of which one answer is better. */
const WANTED: Readonly<Record<string, string>> = {
  compression: 'no',
  heartbeat: 'no',
  secureRenegotiation: 'yes',
  extendedMasterSecret: 'yes',
  encryptThenMac: 'yes',
};
const SETTLED: readonly string[] = ['yes', 'no', 'vulnerable', 'not-vulnerable'];
const LEAST_BITS = 128;
const MOST_NAMES = 2;
