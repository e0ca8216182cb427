/**
 * What a user agent claims to be. Pure.
 *
 * Rules of our own: libraries take Internet Explorer 11 in compatibility view for 7, which has no TLS 1.2, and know
 * nothing of Java, .NET or WebDAV. The first rule that fits wins.
 *
 * @module
 */
import type { ClientFacts } from '../facts/client-facts.ts';

export type UserAgentClaim = {
  readonly product: string;
  readonly version: string | null;
  /** As the catalogue calls systems: `Windows 7`, `iOS 5`. */
  readonly platform: string | null;
};

/** `undefined` for what no rule knows. */
export function readUserAgent(text: string): UserAgentClaim | undefined {
  const agent = text.slice(0, LONGEST);
  for (const [product, pattern, version] of RULES) {
    const found = pattern.exec(agent);
    if (!found) continue;
    const parts = found.slice(1).filter((part) => part !== undefined);
    const said = parts.length > 0 ? parts.join('.').replace('_', '.') : null;
    return { product, version: version ?? said, platform: platformOf(agent) };
  }
  return undefined;
}

/** The rows of the catalogue that a claim may mean. */
export function claimedClients(clients: readonly ClientFacts[], claim: UserAgentClaim): ClientFacts[] {
  const named = clients.filter(({ product, configuration }) => {
    return product.name === claim.product && configuration === undefined && isWithin(claim.version, product);
  });
  const { platform } = claim;
  if (platform === null) return named;
  const onIt = (wanted: string): ClientFacts[] =>
    named.filter(({ platforms }) => platforms.length === 0 || platforms.some((one) => fits(one, wanted)));
  const exact = onIt(platform);
  return exact.length > 0 ? exact : onIt(platform.split(' ')[0] ?? platform);
}

function fits(platform: string, wanted: string): boolean {
  return platform === wanted || platform.startsWith(`${wanted} `) || wanted.startsWith(`${platform} `);
}

function isWithin(version: string | null, { from, to }: ClientFacts['product']): boolean {
  if (version === null) return true;
  return (from === null || compare(version, from) >= 0) && (to === null || compare(version, to) <= 0);
}

/** Only as many parts as both have: 28.0.1500 is within 28, and 2.7 may be 2.7.8 as well as 2.7.9. */
function compare(version: string, bound: string): number {
  const parts = version.split('.').map(Number);
  for (const [index, part] of bound.split('.').map(Number).entries()) {
    const own = parts[index];
    if (own === undefined) return 0;
    const difference = own - part;
    if (difference !== 0) return difference;
  }
  return 0;
}

function platformOf(agent: string): string | null {
  for (const [pattern, name] of PLATFORMS) {
    const found = pattern.exec(agent);
    if (found) return name.replace('$1', found[1]?.replace('_', '.') ?? '');
  }
  return null;
}

type Rule = readonly [product: string, pattern: RegExp, version?: string];

const RULES: readonly Rule[] = [
  ['.NET Framework', /MS Web Services Client Protocol ([\d.]+)/],
  ['Microsoft-WebDAV-MiniRedir', /^Microsoft-WebDAV-MiniRedir\/(\d+\.\d+)/],
  ['Microsoft WinRM Client', /^Microsoft WinRM Client/],
  ['Windows PowerShell', /WindowsPowerShell\/([\d.]+)/],
  ['Microsoft Outlook', /Microsoft (?:Office )?Outlook[ /](\d+)/],
  ['Microsoft Office', /^Microsoft Office(?: Existence Discovery|\/)/],
  // The engine tells the truth where compatibility view names an older browser.
  ['Internet Explorer', /Trident\/7\.0/, '11'],
  ['Internet Explorer', /Trident\/6\.0/, '10'],
  ['Internet Explorer', /Trident\/5\.0/, '9'],
  ['Internet Explorer', /Trident\/4\.0/, '8'],
  ['BingPreview', /BingPreview\//],
  ['BingBot', /bingbot\//i],
  ['Googlebot', /Googlebot\//],
  ['YandexBot', /YandexBot\/([\d.]+)/],
  ['Yahoo Slurp', /Yahoo! Slurp/],
  ['Baidu', /Baiduspider/],
  ['Edge', /Edge?\/([\d.]+)/],
  ['Opera Mobile', /Opera Mobi\b.*Version\/([\d.]+)/],
  ['Opera', /OPR\/([\d.]+)/],
  ['Opera', /^Opera\/9.*Version\/([\d.]+)/],
  ['Opera', /^Opera\/([\d.]+)/],
  ['Samsung Internet', /SamsungBrowser\/([\d.]+)/],
  ['Thunderbird', /Thunderbird\/([\d.]+)/],
  ['Firefox', /Firefox\/([\d.]+)/],
  ['BlackBerry Browser', /BB10;.*Version\/([\d.]+)/],
  ['BlackBerry Browser', /^BlackBerry.*Version\/([\d.]+)/],
  ['Chrome', /Chrom(?:e|ium)\/([\d.]+)/],
  ['Android Browser', /Android ([\d.]+).*Version\/[\d.]+ (?:Mobile )?Safari/],
  ['Android SSLSocket', /^Dalvik\/.*Android ([\d.]+)/],
  ['Safari', /(?:iPhone|iPad|iPod).* OS (\d+_\d+)/],
  ['Safari', /Version\/([\d.]+).* Safari\//],
  ['Internet Explorer', /MSIE (\d+)/],
  ['Java', /\bJava\/1\.([678])\.(0)(?:_(\d+))?/],
  ['Java', /\bJava\/(\d+(?:\.\d+)*)/],
  ['Python', /Python-urllib\/([\d.]+)/],
  ['Go', /^Go-http-client\//],
  ['curl', /^curl\/([\d.]+)/],
  ['Wget', /^Wget\/([\d.]+)/],
  ['ddclient', /^ddclient\/([\d.]+)/],
  ['aria2', /^aria2\/([\d.]+)/],
  ['Lynx', /^Lynx\/([\d.]+)/],
  ['Links', /^Links \(([\d.]+)/],
  ['w3m', /^w3m\/([\d.]+)/],
  ['Ruby', /^Ruby$/],
  ['Deno', /^Deno\/([\d.]+)/],
  ['Bun', /^Bun\/([\d.]+)/],
];

const PLATFORMS: readonly (readonly [RegExp, string])[] = [
  [/Windows Phone(?: OS)? (\d+\.\d+)/, 'Windows Phone $1'],
  [/Windows NT 5\.1/, 'Windows XP'],
  [/Windows NT 5\.2/, 'Windows Server 2003'],
  [/Windows NT 6\.0/, 'Windows Vista'],
  [/Windows NT 6\.1/, 'Windows 7'],
  [/Windows NT 6\.2/, 'Windows 8'],
  [/Windows NT 6\.3/, 'Windows 8.1'],
  [/Windows NT 10\.0/, 'Windows 10'],
  [/(?:iPhone|iPad|iPod).* OS (\d+)_/, 'iOS $1'],
  [/Mac OS X (10[._]\d+)/, 'OS X $1'],
  [/Android/, 'Android'],
  [/Linux|X11/, 'Linux'],
];

/** Longer ones are padding or an attack. */
const LONGEST = 1000;
