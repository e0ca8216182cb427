/**
 * Everything a server accepts beyond versions, in as few connections and round trips as it takes.
 *
 * @module
 */
import type { ChoiceFacts, DepthFacts, GroupFacts, SuiteFacts } from '../../facts/depth-facts.ts';
import { signatureSchemeName } from '../../tls/registry/signature-schemes.ts';
import { isOlder, type TlsVersion } from '../../tls/version.ts';
import type { Asker } from '../asker.ts';
import { Chooser } from './chooser.ts';
import { askFeatures } from './features.ts';
import { enumerateGroups12, enumerateTls13 } from './groups.ts';
import { enumerateSuites, nothingSeen } from './suites.ts';

/** @param accepted the versions the server speaks under this name */
export async function askDepth(
  asker: Asker,
  sni: string | undefined,
  accepted: readonly TlsVersion[],
): Promise<DepthFacts> {
  const clear = accepted.filter((version) => version !== 'SSLv2' && version !== 'TLSv1.3');
  const newest = clear.at(-1);
  const [tls13, main, ...older] = await Promise.all([
    accepted.includes('TLSv1.3') ? enumerateTls13(new Chooser(asker, sni, 'TLSv1.3')) : undefined,
    newest ? askMain(new Chooser(asker, sni, newest)) : undefined,
    ...clear.slice(0, -1).map(async (version) => {
      return [version, await enumerateSuites(new Chooser(asker, sni, version), OLD_CHAINS, nothingSeen())] as const;
    }),
  ]);
  const cipherSuites: Partial<Record<TlsVersion, ChoiceFacts<SuiteFacts>>> = Object.fromEntries(older);
  const groups: Partial<Record<TlsVersion, ChoiceFacts<GroupFacts>>> = {};
  if (newest && main) {
    cipherSuites[newest] = main.suites;
    groups[newest] = main.groups;
  }
  if (tls13) {
    cipherSuites['TLSv1.3'] = tls13.suites;
    groups['TLSv1.3'] = tls13.groups;
  }
  return { cipherSuites, groups, signatureSchemes: main?.schemes ?? [], features: main?.features ?? null };
}

/** The newest version up to TLS 1.2: suites first, as the rest needs to know them. */
async function askMain(chooser: Chooser): Promise<{
  suites: ChoiceFacts<SuiteFacts>;
  groups: ChoiceFacts<GroupFacts>;
  schemes: GroupFacts[];
  features: DepthFacts['features'];
}> {
  const seen = nothingSeen();
  const suites = await enumerateSuites(chooser, isOlder(chooser.version, 'TLSv1.2') ? OLD_CHAINS : CHAINS, seen);
  const codes = suites.items.map(({ code }) => code);
  const withGroup = suites.items.filter(({ group }) => group !== null).map(({ code }) => code);
  const [groups, features] = await Promise.all([
    enumerateGroups12(chooser, withGroup, seen.groups),
    askFeatures(chooser, codes),
  ]);
  const schemes = [...seen.schemes].map((code) => ({ code, name: signatureSchemeName(code) }));
  return { suites, groups, schemes, features };
}

/** Chains side by side: TLS 1.2 has the most suites by far. */
const CHAINS = 4;
const OLD_CHAINS = 2;
