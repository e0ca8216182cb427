/**
 * Where another scanner says something else of a server than ours.
 *
 * @module
 */
import type { ServerFacts } from '../../src/facts/server-facts.ts';
import { suiteName } from '../../src/tls/registry/cipher-suites.ts';
import { groupName } from '../../src/tls/registry/groups.ts';
import { TLS_VERSIONS, type TlsVersion } from '../../src/tls/version.ts';
import type { PeerFacts } from './peer-facts.ts';

export type Difference = {
  readonly cell: 'version' | 'suites' | 'decidedBy' | 'groups';
  readonly version: TlsVersion;
  /** As both put it; of lists, only what the other does not have. */
  readonly ours: string;
  readonly theirs: string;
};

/** Only of what the peer says something; where it says nothing there is no difference. */
export function differences(ours: ServerFacts, peer: PeerFacts): Difference[] {
  const found: Difference[] = [];
  const compare = (cell: Difference['cell'], version: TlsVersion, mine: string, theirs: string): void => {
    if (mine !== theirs) found.push({ cell, version, ours: mine, theirs });
  };
  for (const version of TLS_VERSIONS) {
    const theirs = peer.versions[version];
    const mine = ours.versions?.[version].answer;
    if (theirs && mine) compare('version', version, mine, theirs);
    const suites = ours.cipherSuites?.[version];
    const theirSuites = peer.suites[version];
    if (suites && theirSuites) {
      compareLists(
        'suites',
        suites.items.map(({ code }) => code),
        theirSuites,
        suiteName,
      );
      const who = peer.decidedBy[version];
      if (who) compare('decidedBy', version, suites.decidedBy, who);
    }
    const groups = ours.groups?.[version];
    const theirGroups = peer.groups[version];
    if (groups && theirGroups)
      compareLists(
        'groups',
        groups.items.map(({ code }) => code),
        theirGroups,
        groupName,
      );

    function compareLists(
      cell: Difference['cell'],
      mine: readonly number[],
      others: readonly number[],
      nameOf: (code: number) => string,
    ): void {
      const alone = mine.filter((code) => !others.includes(code));
      const missed = others.filter((code) => !mine.includes(code));
      compare(cell, version, alone.map(nameOf).join(' '), missed.map(nameOf).join(' '));
    }
  }
  return found;
}
