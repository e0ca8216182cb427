/**
 * Suites and groups in a few lines for a terminal. Pure.
 *
 * @module
 */
import type { ChoiceFacts } from '../facts/depth-facts.ts';
import type { ServerFacts } from '../facts/server-facts.ts';
import { spokenVersion, TLS_VERSIONS } from '../tls/version.ts';

/** One line a version with the number of its suites and who decides, and one with the groups of the newest version. */
export function depthLines({ cipherSuites, groups }: ServerFacts): string[] {
  const lines: string[] = [];
  for (const version of TLS_VERSIONS) {
    const choice = cipherSuites?.[version];
    if (!choice) continue;
    const count = `${choice.items.length} ${choice.items.length === 1 ? 'suite' : 'suites'}${openEnd(choice)}`;
    lines.push(`  ${spokenVersion(version).padEnd(13)} ${count}${DECIDED[choice.decidedBy]}`);
  }
  const newest = TLS_VERSIONS.findLast((version) => groups?.[version]);
  const choice = newest && groups?.[newest];
  if (choice && choice.items.length > 0) {
    lines.push(`  groups        ${choice.items.map(({ name }) => name).join(', ')}${openEnd(choice)}`);
  }
  return lines;
}

function openEnd({ isComplete }: ChoiceFacts<unknown>): string {
  return isComplete ? '' : ' or more';
}

const DECIDED: Readonly<Record<ChoiceFacts<unknown>['decidedBy'], string>> = {
  server: ', the server decides',
  client: ', the client decides',
  unknown: '',
};
