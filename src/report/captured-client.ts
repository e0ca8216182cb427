/**
 * What a client that connected really sends: for a terminal, as a line of JSON, and as a page for itself. Pure.
 *
 * @module
 */
import { safeText } from '../core/safe-text.ts';
import type { ClientMatch } from '../facts/client-facts.ts';
import { FLOOR_WORDS, type Floor } from '../facts/server-facts.ts';
import { spokenVersion, type TlsVersion } from '../tls/version.ts';
import type { Paint } from './paint.ts';

export type CaptureReport = {
  readonly address: string;
  /** `null`: what came was no hello. */
  readonly offered: { readonly oldest: TlsVersion | null; readonly newest: TlsVersion | null } | null;
  readonly format: 'tls' | 'sslv2' | null;
  /** Whether what is offered reaches the floor. */
  readonly reachesFloor: boolean;
  readonly floor: Floor;
  readonly negotiated: string | null;
  readonly ja3: string | null;
  readonly ja4: string | null;
  readonly userAgent: string | null;
  readonly candidates: readonly ClientMatch[];
  readonly agreement: 'agrees' | 'contradicts' | 'unknown';
  readonly reason: string;
};

export function captureText(report: CaptureReport, paint: Paint): string {
  const { address, offered, ja3, ja4, userAgent, candidates, negotiated, agreement, reason } = report;
  if (!offered) return `${address}: ${paint.red('no hello')}, what came is not TLS\n`;
  const verdict = paint[report.reachesFloor ? 'green' : 'red'](floorWords(report));
  const lines = [`${paint.bold(address)}: ${verdict}`, `  offers      ${offeredWords(report)}`];
  lines.push(
    `  negotiated  ${negotiated === null ? 'nothing: the handshake was not completed' : safeText(negotiated)}`,
  );
  if (ja3 !== null) lines.push(`  JA3         ${ja3}`, `  JA4         ${ja4}`);
  if (userAgent !== null)
    lines.push(`  user agent  ${safeText(userAgent.slice(0, LONGEST))} (${agreement}: ${safeText(reason)})`);
  const names = candidates.slice(0, MOST_NAMES).map(({ client }) => client.name);
  lines.push(`  may be      ${names.length === 0 ? 'nothing that the catalogue knows' : names.join('; ')}`);
  return `${lines.join('\n')}\n`;
}

/** One line. */
export function captureJson(report: CaptureReport): string {
  const candidates = report.candidates.map(({ client, by }) => ({ client: client.id, by }));
  return `${JSON.stringify({ ...report, candidates })}\n`;
}

/** Made of our own words alone: nothing that the client sent is in it. */
export function capturePage(report: CaptureReport): string {
  const words = `${floorWords(report)}. It offers ${offeredWords(report)}, and this connection uses ${negotiatedWords(report)}.`;
  const title = report.reachesFloor ? 'This program is ready' : 'This program will be cut off';
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    `<title>${title}</title></head><body><h1>${title}</h1><p>Your program ${words}</p></body></html>`,
    '',
  ].join('\n');
}

function floorWords({ reachesFloor, floor }: CaptureReport): string {
  return `${reachesFloor ? 'reaches' : 'does not reach'} ${FLOOR_WORDS[floor].least}`;
}

function offeredWords({ offered, format }: CaptureReport): string {
  const newest = offered?.newest ? spokenVersion(offered.newest) : 'versions nobody knows';
  const range =
    offered?.oldest && offered.oldest !== offered.newest
      ? `${spokenVersion(offered.oldest)} to ${newest}`
      : `${newest} at most`;
  return format === 'sslv2' ? `${range}, in a hello of SSL 2.0 format` : range;
}

function negotiatedWords({ negotiated }: CaptureReport): string {
  return negotiated !== null && /^(TLSv1(\.\d)?|SSLv3)$/.test(negotiated) ? negotiated.replace('v', ' ') : 'no version';
}

const LONGEST = 200;
const MOST_NAMES = 6;
