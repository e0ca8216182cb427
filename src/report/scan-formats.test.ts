import { describe, expect, test } from 'vitest';
import { ATTACKS, type AttackFact, type AttackFacts } from '../facts/attack-facts.ts';
import { TLS_SERVICE } from '../facts/fixtures/service.ts';
import { NOTHING_KNOWN, type ServerFacts, type VersionFacts } from '../facts/server-facts.ts';
import { isFinding, severityOf } from '../readiness/severity.ts';
import { TLS_VERSIONS, type TlsVersion } from '../tls/version.ts';
import { html } from './html/html.ts';
import { makePaint } from './paint.ts';
import { progressText } from './progress.ts';
import { scanCsvHead, scanCsvRow } from './scan-csv.ts';
import { scanHtml } from './scan-html.ts';
import { JUNIT_HEAD, JUNIT_TAIL, junitBadTargets, junitSuite } from './scan-junit.ts';
import { scanMarkdown } from './scan-markdown.ts';
import { scanText } from './scan-text.ts';
import { Shortlist } from './shortlist.ts';
import { addToTotals, NO_TOTALS, summaryText } from './totals.ts';

const ready = factsOf('ready.example', ['TLSv1.2', 'TLSv1.3'], 'yes');
const lax = factsOf('lax.example', ['TLSv1.0', 'TLSv1.2'], 'no');
const lost: ServerFacts = {
  ...factsOf('lost.example', [], 'unknown'),
  versions: null,
  error: { code: 'connection-refused', message: 'nothing listens', hint: 'check the port' },
};
/** Texts that a server or a list can smuggle in. */
const evil = "=cmd|' /C calc'!A1\"<script>alert(1)</script>`{x}`|]]>\u0000\u202e";
const hostile: ServerFacts = {
  ...lost,
  target: evil,
  error: { code: 'not-tls', message: evil, hint: evil },
};

describe('what a server is open to', () => {
  const none: AttackFact = { answer: 'not-vulnerable', reason: 'no-such-suite', evidence: [] };
  const robot: AttackFact = { answer: 'vulnerable', reason: 'padding-oracle', evidence: [] };
  const attacks = { ...Object.fromEntries(ATTACKS.map((name) => [name, none])), robot } as AttackFacts;
  const open = { ...ready, attacks };

  test('is a warning and no error', () => {
    expect(severityOf({ ...ready, attacks: { ...attacks, robot: none } })).toBeUndefined();
    expect(severityOf(open)).toBe('warning');
    expect(isFinding(open, 'error')).toBe(false);
    expect(isFinding(open, 'warning')).toBe(true);
    expect(severityOf({ ...lax, attacks })).toBe('error');
  });

  test('stands in every format', () => {
    const [head = [], row = []] = parseCsv(scanCsvHead() + scanCsvRow(open));
    expect(row[head.indexOf('vulnerable_to')]).toBe('robot');
    expect(scanMarkdown([open], totalsOf([open]), '1.2')).toContain('open to ROBOT');
    const page = {
      results: [open],
      reportsOf: () => [],
      totals: totalsOf([open]),
      badTargets: [],
      floor: '1.2',
      tool: 'tlsfloor 0.1.0',
      startedAt: '2026-01-01T00:00:00.000Z',
    } as const;
    expect(scanHtml(page)).toContain('<dt>Open to</dt><dd>ROBOT</dd>');
    const suite = junitSuite([{ facts: open, isFinding: true, reports: [] }], '2026-01-01T00:00:00.000Z', 1);
    expect(suite).toContain('open to ROBOT" type="open-to-attack">');
  });
});

describe('csv', () => {
  test('has the same number of cells in every row, whatever is in them', () => {
    const rows = [scanCsvHead(), ...[ready, lax, lost, hostile].map((facts) => scanCsvRow(facts))];
    for (const row of rows) expect(row.endsWith('\r\n')).toBe(true);
    const counts = rows.map((row) => parseCsv(row).map((cells) => cells.length));
    expect(new Set(counts.flat()).size).toBe(1);
    expect(counts.every((each) => each.length === 1)).toBe(true);
  });

  test('spells out what would act on a terminal or reorder text', () => {
    expect(scanCsvRow(hostile)).not.toMatch(/(?![\t\r\n])\p{Cc}|[\u202a-\u202e]/u);
    expect(scanCsvRow(hostile)).toContain('\\u{202e}');
  });

  test('names its columns for good', () => {
    expect(scanCsvHead()).toBe(
      'target,address,port,sni,standing,floor,supports,enforces,safe_to_raise,SSLv2,SSLv3,TLSv1.0,TLSv1.1,TLSv1.2,TLSv1.3,without_sni,fallback_scsv,sentinel,certificate_subject,certificate_valid_to,certificate_sha256,connections,duration_ms,error_code,error_message,next,vulnerable_to,product,pq_supported,pq_preferred,pq_required,confirmed\r\n',
    );
  });

  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '|calc', ' =1'])('%j is no formula', (target) => {
    const [[first = ''] = []] = parseCsv(scanCsvRow({ ...lost, target }));
    expect(first).toBe(`'${target}`);
  });
});

describe('markdown', () => {
  test('keeps the columns apart and the texts harmless', () => {
    const text = scanMarkdown([ready, hostile], totalsOf([ready, hostile]), '1.2');
    const rows = text.split('\n').filter((line) => line.startsWith('| '));
    const cells = rows.map((line) => line.replaceAll('\\|', '').split('|').length);
    expect(new Set(cells).size).toBe(1);
    expect(text).not.toContain('<script');
    expect(text.split('\n')[0]).toBe('**1 of 2 servers refuse everything below TLS 1.2; 1 not settled**');
  });

  test('says how many it does not show', () => {
    expect(scanMarkdown([lax], totalsOf([lax, ready, ready]), '1.2')).toContain('2 more are not');
  });
});

describe('junit', () => {
  test('counts what it holds, and tells failed from skipped', () => {
    const cases = [ready, lax, lost].map((facts) => ({ facts, isFinding: facts === lax, reports: [] }));
    const text = junitSuite(cases, '2026-01-01T00:00:00.000Z', 1);
    expect(text).toContain('tests="3" failures="1" errors="0" skipped="1"');
    expect(text).toContain('<failure message="supports TLS 1.2 and accepts TLS 1.0 as well" type="below">');
    expect(text).toContain('<skipped message="could not be judged: nothing listens"/>');
  });

  test('is XML whatever servers say', () => {
    const bad = [{ code: 'bad-target', message: evil, hint: evil } as const];
    const suite = junitSuite([{ facts: hostile, isFinding: true, reports: [] }], '2026-01-01T00:00:00.000Z', 1);
    const text = JUNIT_HEAD + suite + junitBadTargets(bad) + JUNIT_TAIL;
    expect(text).not.toContain('<script');
    expect(text.split('').filter((character) => character < ' ' && character !== '\n')).toEqual([]);
    expect(tagsOf(text)).toEqual([]);
  });
});

describe('html', () => {
  const page = scanHtml({
    reportsOf: () => [],
    results: [ready, lax, lost, hostile],
    totals: totalsOf([ready, lax, lost, hostile]),
    badTargets: [{ code: 'bad-target', message: evil, hint: evil }],
    floor: '1.2',
    tool: 'tlsfloor 0.1.0',
    startedAt: '2026-01-01T00:00:00.000Z',
  });

  test('the answer is the heading', () => {
    expect(/<h1>(.*?)<\/h1>/.exec(page)?.[1]).toBe('1 of 4 servers refuse everything below TLS 1.2');
  });

  test('loads nothing and runs nothing', () => {
    expect(page).toContain('default-src &#39;none&#39;');
    expect(page).not.toMatch(/<script|<link|<img|<iframe|src=|href=|@import|url\(|javascript:/i);
    expect(page).not.toMatch(/\son\w+=/i);
  });

  test('every element is closed, whatever servers say', () => {
    expect(tagsOf(page.replace('<!doctype html>', ''))).toEqual([]);
  });

  test('the template escapes text, and leaves its own HTML alone', () => {
    const inner = html`<b>${'<i>'}</b>`;
    expect(html`<p title="${'"><'}">${inner}${['&', inner]}${null}${false}${0}</p>`.text).toBe(
      '<p title="&#34;&#62;&#60;"><b>&#60;i&#62;</b>&#38;<b>&#60;i&#62;</b>0</p>',
    );
  });
});

describe('a list that is too long to read', () => {
  test('keeps the worst, and counts all', () => {
    const list = new Shortlist(3);
    for (let i = 0; i < 50; i++) list.add(i === 20 || i === 40 ? lax : i === 30 ? lost : ready, i);
    expect(list.results().map(({ target }) => target)).toEqual(['lax.example', 'lax.example', 'lost.example']);
    expect(list.left).toBe(47);
    expect(summaryText(list.totals, '1.2')).toBe(
      '47 of 50 servers refuse everything below TLS 1.2; 2 do not; 1 not settled',
    );
    expect(scanText(list.results(), '1.2', makePaint(false), { totals: list.totals })).toContain('and 47 more');
  });

  test('a short one is in the order given, however it came', () => {
    const list = new Shortlist(3);
    list.add(lax, 2);
    list.add(ready, 0);
    list.add(lost, 1);
    expect(list.results().map(({ target }) => target)).toEqual(['ready.example', 'lost.example', 'lax.example']);
  });
});

describe('the line of progress', () => {
  const running = { done: 1234, resumed: 234, total: 50_000, errors: 37, elapsedMs: 2500 };

  test.each([
    [running, '1,234 of 50,000 · 400/s · 37 errors · 2 min 2 s left'],
    [{ ...running, total: undefined, errors: 1 }, '1,234 done · 400/s · 1 error'],
    [{ ...running, done: 0, resumed: 0, elapsedMs: 100 }, '0 of 50,000 · 37 errors'],
    [{ ...running, done: 236, elapsedMs: 4000 }, '236 of 50,000 · 0.5/s · 37 errors · 27 h 38 min left'],
    [{ ...running, done: 50_000 }, '50,000 of 50,000 · 19,906/s · 37 errors'],
  ])('%j', (progress, text) => expect(progressText(progress, 80)).toBe(text));

  test('never wraps', () => expect(progressText(running, 20)).toHaveLength(20));
});

function factsOf(target: string, accepted: readonly TlsVersion[], enforces: 'yes' | 'no' | 'unknown'): ServerFacts {
  const entries = TLS_VERSIONS.map((version): [TlsVersion, VersionFacts] => {
    const isAccepted = accepted.includes(version);
    return [
      version,
      {
        answer: isAccepted ? 'accepted' : 'refused',
        reason: isAccepted ? 'server-hello' : 'protocol-version-alert',
        evidence: [],
        confirmed: null,
      },
    ];
  });
  const supports = enforces === 'unknown' ? 'unknown' : 'yes';
  return {
    target,
    service: TLS_SERVICE,
    address: '192.0.2.1',
    port: 443,
    sni: target,
    ...NOTHING_KNOWN,
    versions: Object.fromEntries(entries) as ServerFacts['versions'],
    floor: { floor: '1.2', supports, enforces, safeToRaise: supports, next: 'the next step' },
    connections: 6,
    durationMs: 12,
    error: null,
  };
}

function totalsOf(results: readonly ServerFacts[]): typeof NO_TOTALS {
  return results.reduce(addToTotals, NO_TOTALS);
}

/** A reader of RFC 4180 that is not our writer's mirror: quotes by a state machine. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  let cell = '';
  let isQuoted = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i] ?? '';
    if (isQuoted && character === '"' && text[i + 1] === '"') cell += text[++i];
    else if (character === '"') isQuoted = !isQuoted;
    else if (!isQuoted && character === ',') {
      rows.at(-1)?.push(cell);
      cell = '';
    } else if (!isQuoted && character === '\r' && text[i + 1] === '\n') {
      i++;
      rows.at(-1)?.push(cell);
      cell = '';
      if (i + 1 < text.length) rows.push([]);
    } else cell += character;
  }
  return rows;
}

/** Tags that are left open, or closed without having been opened. */
function tagsOf(text: string): string[] {
  const open: string[] = [];
  for (const [, isEnd, tag = '', rest = ''] of text.matchAll(/<(\/?)([a-z][\w-]*)((?:\s[^<>]*)?)>/gi)) {
    if (/^(meta|input)$/i.test(tag) || rest.endsWith('/')) continue;
    if (!isEnd) open.push(tag);
    else if (open.at(-1) === tag) open.pop();
    else open.push(`/${tag}`);
  }
  return open;
}
