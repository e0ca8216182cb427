/**
 * Everything a server accepts beyond versions, in as few connections and round trips as it takes.
 *
 * @module
 */
import type { ChoiceFacts, DepthFacts, GroupFacts, SuiteFacts } from '../../facts/depth-facts.ts';
import { signatureSchemeName } from '../../tls/registry/signature-schemes.ts';
import type { TlsVersion } from '../../tls/version.ts';
import type { Asker } from '../asker.ts';
import { Chooser } from './chooser.ts';
import { withDoubts } from './doubt.ts';
import { type AskOdd, askFeatures } from './features.ts';
import { enumerateGroups12, enumerateTls13 } from './groups.ts';
import { Line } from './line.ts';
import { enumerateSuites, inferSuites, nothingMet } from './suites.ts';

/**
 * @param accepted the versions the server speaks under this name, oldest first
 * @param askOdd where the hello of the features is to serve for more
 */
export async function askDepth(
  asker: Asker,
  sni: string | undefined,
  accepted: readonly TlsVersion[],
  askOdd?: AskOdd,
): Promise<DepthFacts> {
  const line = new Line(asker);
  const clear = accepted.filter((version) => version !== 'SSLv2' && version !== 'TLSv1.3');
  const newest = clear.at(-1);
  const [tls13, main, older] = await Promise.all([
    accepted.includes('TLSv1.3') ? enumerateTls13(new Chooser(line, sni, 'TLSv1.3')) : undefined,
    newest ? askMain(new Chooser(line, sni, newest), askOdd) : undefined,
    askOlder(clear.slice(0, -1).map((version) => new Chooser(line, sni, version))),
  ]);
  const cipherSuites: Partial<Record<TlsVersion, ChoiceFacts<SuiteFacts>>> = { ...older };
  const groups: Partial<Record<TlsVersion, ChoiceFacts<GroupFacts>>> = {};
  if (newest && main) {
    cipherSuites[newest] = main.suites;
    groups[newest] = main.groups;
  }
  if (tls13) {
    cipherSuites['TLSv1.3'] = tls13.suites;
    groups['TLSv1.3'] = tls13.groups;
  }
  const found = { cipherSuites, groups, signatureSchemes: main?.schemes ?? [], features: main?.features ?? null };
  return withDoubts(found, asker.all);
}

/** The newest version up to TLS 1.2, which shows all there is to show. */
async function askMain(
  chooser: Chooser,
  askOdd: AskOdd | undefined,
): Promise<{
  suites: ChoiceFacts<SuiteFacts>;
  groups: ChoiceFacts<GroupFacts>;
  schemes: GroupFacts[];
  features: DepthFacts['features'];
}> {
  const met = nothingMet();
  let onFound: (codes: readonly number[]) => void = () => undefined;
  const codes = new Promise<readonly number[]>((resolve) => {
    onFound = resolve;
  });
  const suites = enumerateSuites(chooser, CHAINS, met, onFound);
  const [found, groups, features] = await Promise.all([
    suites,
    enumerateGroups12(chooser, codes, met.groups),
    askFeatures(chooser, suites, askOdd),
  ]);
  // No suite with a curve is known; that there is none is known only once all suites are.
  const isComplete = groups.isComplete && (groups.items.length > 0 || found.isComplete);
  const schemes = [...met.schemes].map((code) => ({ code, name: signatureSchemeName(code) }));
  return { suites: found, groups: { ...groups, isComplete }, schemes, features };
}

/** TLS 1.1 is expected to be as TLS 1.0 is: no stack has a list of suites for each. */
async function askOlder(choosers: readonly Chooser[]): Promise<Partial<Record<TlsVersion, ChoiceFacts<SuiteFacts>>>> {
  const tls10 = choosers.find(({ version }) => version === 'TLSv1.0');
  const suites10 = tls10 && enumerateSuites(tls10, OLD_CHAINS, nothingMet());
  const found = choosers.map(async (chooser) => {
    if (chooser === tls10 && suites10) return [chooser.version, await suites10] as const;
    const isNext = chooser.version === 'TLSv1.1' && tls10 && suites10;
    const suites = isNext
      ? await inferSuites(chooser, tls10, await suites10)
      : await enumerateSuites(chooser, OLD_CHAINS, nothingMet());
    return [chooser.version, suites] as const;
  });
  return Object.fromEntries(await Promise.all(found));
}

/** Chains side by side: with fewer the last one ends late, with more there are more ends to ask for. */
const CHAINS = 4;
const OLD_CHAINS = 1;
