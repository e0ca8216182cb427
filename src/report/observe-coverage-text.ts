/**
 * What was not seen, for a terminal: a share says nothing of it. Pure.
 *
 * @module
 */
import { safeText } from '../core/safe-text.ts';
import type { SourceCoverage } from '../facts/usage-facts.ts';
import type { UsageReport } from '../facts/usage-summary.ts';
import { breakText } from './layout.ts';
import { formatCount } from './totals.ts';

export function coverageLines({ sources, gaps, overflow, clientCountError }: UsageReport): string[] {
  const unseen = gaps.unseenServices.slice(0, MOST_LISTED).map(safeText);
  const more = gaps.unseenServices.length - unseen.length;
  const kept = overflow.clients + overflow.services + overflow.days;
  const texts = [
    ...(unseen.length > 0
      ? [
          `no source tells of ${unseen.join(', ')}${more > 0 ? ` and ${formatCount(more)} more services` : ''} of the scan`,
        ]
      : []),
    ...gaps.silences.slice(0, MOST_LISTED).map(({ from, to }) => `nothing from ${minute(from)} to ${minute(to)}`),
    ...(gaps.untold > 0 ? [`${formatCount(gaps.untold)} handshakes of which no source says the version`] : []),
    ...(kept > 0
      ? [
          `too many to keep apart: ${formatCount(overflow.clients)} handshakes of further old clients, ${formatCount(overflow.services)} of further services, ${formatCount(overflow.days)} of further days`,
        ]
      : []),
    ...(clientCountError > 0
      ? [`numbers of modern clients are estimates, within ${(clientCountError * 200).toFixed(1)} % in 95 of 100 cases`]
      : []),
    ...sources.flatMap(sourceTexts),
  ];
  return texts.flatMap((text) => breakText(text, WIDTH).map((line, index) => `${index === 0 ? '  ' : '    '}${line}`));
}

function sourceTexts({ file, format, skipped, samples, hint, events }: SourceCoverage): string[] {
  const name = safeText(file);
  const codes = Object.entries(skipped).filter(([, n]) => n > 0);
  const passed = codes.map(([code, n]) => `${formatCount(n)} ${WORDS[code] ?? safeText(code)}`);
  return [
    ...(format === 'unknown'
      ? [`${name}: it is no capture, and no log that is known; --log-format can describe it`]
      : []),
    ...(passed.length > 0 ? [`${name}: ${passed.join('; ')}`] : []),
    ...(samples.length > 0 && events === 0 ? samples.slice(0, 2).map((sample) => `such as: ${sample}`) : []),
    ...(hint === null ? [] : [`${name} does not tell the version; to change that: ${hint}`]),
  ];
}

function minute(time: number): string {
  return Math.abs(time) <= 8.64e15 ? `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC` : 'no date';
}

/** What was passed over, by the codes of the readers. */
const WORDS: Readonly<Record<string, string>> = {
  'cut-packet': 'packets of which the capture holds a part only',
  'cut-file': 'times the file ends within a packet',
  'bad-length': 'lengths that cannot be',
  'huge-packet': 'packets longer than any link allows',
  'bad-block': 'blocks that make no sense',
  'bad-interface': 'packets of an interface that nobody described',
  'unknown-link': 'packets of a kind of link that is not read',
  'bad-packet': 'packets that contradict themselves',
  'cut-fragments': 'packets of which fragments are missing',
  'dropped-flow': 'handshakes left when too many were open',
  'lost-bytes': 'holes in connections',
  'unreadable-hello': 'hellos that cannot be read',
  'not-a-capture': 'times it is no capture',
  'unparsed-line': 'lines that do not fit the format',
  'unread-version': 'lines with a version that nobody knows',
  'bad-time': 'lines without a time that can be read',
  'no-tls': 'lines without TLS',
  'no-version': 'lines that do not tell the version',
  'same-connection': 'lines of further requests on a connection',
  'long-line': 'lines too long to be read',
  'dropped-connection': 'connections left when too many were open',
  'clock-jump': 'jumps of the clock',
  'read-error': 'time it could not be read to its end',
  'cut-archive': 'time it ends in the middle of what is packed',
  'bad-archive': 'time what is packed is damaged',
  'huge-archive': 'time it unpacks to more than may be',
};
const MOST_LISTED = 8;
const WIDTH = 86;
