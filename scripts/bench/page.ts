/**
 * The page that keeps what was measured: scans first, then computed handshakes under a heading of their own.
 *
 * @module
 */

export const PAGE: URL = new URL('../../docs/benchmarks.md', import.meta.url);
export const TITLE = '# Benchmarks';
export const COMPUTED = '## Computed handshakes';
export const SCAN_NOTE =
  'All on loopback, all in one run, which takes about eight minutes. No test depends on these numbers.';
