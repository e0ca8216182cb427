/**
 * Reads the JSON of testssl.sh 3.0, from `--jsonfile`.
 *
 * @module
 */

import { ALL_GROUPS } from '../../src/scan/hellos.ts';
import { groupName } from '../../src/tls/registry/groups.ts';
import { TLS_VERSIONS, type TlsVersion } from '../../src/tls/version.ts';
import type { PeerAnswer, PeerFacts } from './peer-facts.ts';

/** @throws SyntaxError or Error if it is no result of testssl.sh */
export function readTestssl(json: string): PeerFacts {
  const rows: unknown = JSON.parse(json);
  if (!Array.isArray(rows)) throw new Error('not a result of testssl.sh');
  const findings = new Map<string, string>(rows.filter(isRow).map(({ id, finding }) => [id, finding]));
  const versions: Partial<Record<TlsVersion, PeerAnswer>> = {};
  for (const version of TLS_VERSIONS) {
    const answer = answerOf(findings.get(idOf(version)) ?? '');
    if (answer) versions[version] = answer;
  }
  const suites: Partial<Record<TlsVersion, number[]>> = {};
  for (const { id } of rows.filter(isRow)) {
    const [, name, hex] = /^cipher-(\w+?)_x([0-9a-f]+)$/.exec(id) ?? [];
    const version = TLS_VERSIONS.find((one) => idOf(one).toLowerCase() === name);
    // SSL 2.0 has cipher kinds of three bytes, which we do not compare.
    if (!version || !hex || version === 'SSLv2') continue;
    suites[version] = [...(suites[version] ?? []), Number.parseInt(hex, 16)];
  }
  return {
    versions,
    suites,
    decidedBy: {},
    groups: groupsOf(findings, versions),
  };
}

/** Curves are those of TLS 1.2 and 1.3 in one; the groups of RFC 7919 are named only with TLS 1.3. */
function groupsOf(findings: ReadonlyMap<string, string>, versions: PeerFacts['versions']): PeerFacts['groups'] {
  const names = `${findings.get('PFS_ECDHE_curves') ?? ''} ${findings.get('DH_groups') ?? ''}`.trim().split(/\s+/);
  const codes = names.flatMap((name) => {
    const own = name === 'prime256v1' ? 'secp256r1' : name.toLowerCase();
    return ALL_GROUPS.find((code) => groupName(code) === own) ?? [];
  });
  return versions['TLSv1.3'] === 'accepted' && codes.length > 0 ? { 'TLSv1.3': codes } : {};
}

/** `undefined` for findings that settle nothing: "likely not offered", "not tested", strange answers. */
function answerOf(finding: string): PeerAnswer | undefined {
  if (finding.startsWith('offered, no cipher')) return 'latent';
  if (/^(offered|vulnerable)/.test(finding)) return 'accepted';
  // "TLSv1.1 is not offered, and downgraded to a weaker protocol"
  return /^(TLSv1\.\d is )?not offered|^connection failed rather/.test(finding) ? 'refused' : undefined;
}

function idOf(version: TlsVersion): string {
  return version.startsWith('SSL') ? version : version.replace('TLSv', 'TLS').replace('.0', '').replace('.', '_');
}

type Row = { readonly id: string; readonly finding: string };

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && 'id' in value && 'finding' in value;
}
