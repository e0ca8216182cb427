import { SCHEMA_VERSION } from '../facts/server-facts.ts';
import type { SavedScan, ServerState } from '../facts/server-state.ts';
import type { ChangedServer, ScanDiff } from '../readiness/scan-diff.ts';
import { changedPhrase } from './scan-diff-text.ts';

export type ComparedFile = Pick<SavedScan, 'tool' | 'startedAt'> & { readonly file: string };

/** What changed between two scans, as one JSON document. Pure. */
export function scanDiffJson(diff: ScanDiff, before: ComparedFile, now: ComparedFile): string {
  const { worse, better, unknown, other, added, gone, same } = diff;
  const counts = [
    ['worse', worse.length],
    ['better', better.length],
    ['unknown', unknown.length],
    ['other', other.length],
    ['new', added.length],
    ['gone', gone.length],
    ['same', same],
  ];
  const document = {
    schemaVersion: SCHEMA_VERSION,
    old: fileOf(before),
    new: fileOf(now),
    summary: Object.fromEntries(counts),
    worse: worse.map(changed),
    better: better.map(changed),
    unknown: unknown.map(changed),
    other: other.map(changed),
    added: added.map(placed),
    gone: gone.map(placed),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function fileOf({ file, tool, startedAt }: ComparedFile): ComparedFile {
  return { file, tool, startedAt };
}

function changed(server: ChangedServer): object {
  const { before, now, wasStrict, changes } = server;
  return {
    ...placed(now),
    oldAddress: before.address,
    wasStrict,
    what: changedPhrase(server),
    // The weight is for our own order.
    changes: changes.map((change) => ({ ...change, weight: undefined })),
  };
}

function placed({ target, address, port, sni, floor, error }: ServerState): object {
  return { target, address, port, sni, floor, error };
}
