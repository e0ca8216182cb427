/**
 * Programs that try old versions without needing them. Data alone.
 *
 * @module
 */

export type KnownScanner = {
  readonly name: string;
  /** What it calls itself in HTTP. */
  readonly userAgent: RegExp;
  readonly source: string;
};

export const KNOWN_SCANNERS: readonly KnownScanner[] = [
  { name: 'ZGrab', userAgent: /\bzgrab\//i, source: 'access logs since 2022; https://github.com/zmap/zgrab2' },
  { name: 'Censys', userAgent: /\bCensysInspect\//, source: 'access logs of 2024 to 2026; https://about.censys.io/' },
  { name: 'Nmap', userAgent: /\bNmap Scripting Engine\b/, source: 'https://nmap.org/book/nse.html' },
  { name: 'SSL Labs', userAgent: /^SSL Labs \(/, source: 'https://www.ssllabs.com/about/assessment.html' },
  { name: 'masscan', userAgent: /^masscan\//i, source: 'https://github.com/robertdavidgraham/masscan, doc/faq' },
];
