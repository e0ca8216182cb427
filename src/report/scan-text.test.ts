import { describe, expect, test } from 'vitest';
import { failure } from '../core/errors.ts';
import type { CertificateFacts } from '../facts/certificate-facts.ts';
import type { ChoiceFacts, SuiteFacts } from '../facts/depth-facts.ts';
import { TLS_SERVICE } from '../facts/fixtures/service.ts';
import {
  type AnswerReason,
  type ConfirmReason,
  type Evidence,
  NOTHING_KNOWN,
  type ServerFacts,
  type VersionFacts,
} from '../facts/server-facts.ts';
import { judgeFloor } from '../scan/floor.ts';
import { cipherSuite } from '../tls/registry/cipher-suites.ts';
import { TLS_VERSIONS, type TlsVersion } from '../tls/version.ts';
import { makePaint } from './paint.ts';
import { scanText } from './scan-text.ts';
import { CONFIRM_REASONS, FALLBACK_SCSV, REASONS, reasonPhrase, WITHOUT_SNI } from './words.ts';

const plain = makePaint(false);

function evidence(more: Partial<Evidence>): Evidence {
  return {
    connection: 1,
    asked: 'TLSv1.2',
    hello: 'full',
    sni: null,
    fallbackScsv: false,
    outcome: 'alert',
    before: null,
    version: null,
    cipherSuite: null,
    alert: null,
    bytesSent: 512,
    bytesReceived: 7,
    firstBytes: '15030100020246',
    durationMs: 1.5,
    ...more,
  };
}

const accepted: VersionFacts = {
  answer: 'accepted',
  reason: 'server-hello',
  evidence: [evidence({ outcome: 'server-hello', version: 'TLSv1.2', cipherSuite: 'TLS_RSA_WITH_AES_128_CBC_SHA' })],
  confirmed: null,
};
const refused: VersionFacts = {
  answer: 'refused',
  reason: 'protocol-version-alert',
  evidence: [evidence({ alert: { level: 2, description: 70, name: 'protocol_version' } })],
  confirmed: null,
};
const latent: VersionFacts = {
  answer: 'latent',
  reason: 'blocked-by-crypto-policy',
  evidence: [evidence({})],
  confirmed: null,
};
const open: VersionFacts = {
  answer: 'inconclusive',
  reason: 'silent',
  evidence: [evidence({ outcome: 'silent' })],
  confirmed: null,
};
const LETTERS: Readonly<Record<string, VersionFacts>> = { y: accepted, n: refused, l: latent, '?': open };

/** A server with one letter a version, SSLv2 first. */
function server(letters: string, more: Partial<ServerFacts> = {}): ServerFacts {
  const entries = TLS_VERSIONS.map((version, index) => [version, LETTERS[letters[index] ?? ''] ?? open] as const);
  const versions = Object.fromEntries(entries) as Record<TlsVersion, VersionFacts>;
  const known = { versions, downgrade: null, withoutSni: null, postQuantum: null, ...more };
  return {
    target: 'server.example',
    service: TLS_SERVICE,
    address: '192.0.2.1',
    port: 443,
    sni: 'server.example',
    ...NOTHING_KNOWN,
    connections: 7,
    durationMs: 1234,
    error: null,
    floor: judgeFloor('1.2', known),
    ...known,
  };
}

function linesOf(...results: readonly ServerFacts[]): string[] {
  return scanText(results, '1.2', plain).split('\n');
}

const certificate: CertificateFacts = {
  subject: 'CN=server.example',
  issuer: 'CN=CA',
  subjectAltName: null,
  names: [],
  serial: '01',
  curve: null,
  signature: null,
  isCa: false,
  isSelfSigned: false,
  mustStaple: false,
  spkiSha256: null,
  validFrom: '2026-01-01T00:00:00.000Z',
  validTo: '2027-01-01T00:00:00.000Z',
  keyType: 'rsa',
  keyBits: 2048,
  sha256: '0'.repeat(64),
};

describe('one server', () => {
  test('the answer, the evidence, the next step', () => {
    const facts = server('nnyyyy', {
      certificates: [certificate],
      downgrade: { fallbackScsv: 'honoured', sentinel: 'present', sentinelProves: 'TLSv1.3', evidence: [] },
      withoutSni: { answer: 'same', evidence: [] },
      product: { name: 'nginx', how: 'nginx/1.22', confidence: 'said' },
    });
    const long = scanText([facts], '1.2', plain, { isLong: true });
    expect(long).toContain('  downgrade     TLS_FALLBACK_SCSV is honoured; its downgrade sentinel proves TLS 1.3\n');
    expect(long).toContain('  without name  answers old versions the same\n');
    expect(long).toContain('  asked         7 connections in 1.23 s\n');
    expect(long).toContain('    1 TLS 1.2 no name        server-hello TLSv1.2 TLS_RSA_WITH_AES_128_CBC_SHA  1.5 ms\n');
    expect(linesOf(facts)).toEqual([
      'server.example:443 (192.0.2.1:443) supports TLS 1.2 and accepts TLS 1.0 and TLS 1.1 as well',
      '',
      '  SSL 2.0   refused       refused the version (alert 70 protocol_version)',
      '  SSL 3.0   refused       refused the version (alert 70 protocol_version)',
      '  TLS 1.0   accepted      TLS_RSA_WITH_AES_128_CBC_SHA',
      '  TLS 1.1   accepted      TLS_RSA_WITH_AES_128_CBC_SHA',
      '  TLS 1.2   accepted      TLS_RSA_WITH_AES_128_CBC_SHA',
      '  TLS 1.3   accepted      TLS_RSA_WITH_AES_128_CBC_SHA',
      '',
      '  product       nginx: it says "nginx/1.22"',
      '  certificate   CN=server.example, rsa 2048, until 2027-01-01',
      '',
      '  To change:',
      '  nginx         in every server block, or around all of them:',
      '                  ssl_protocols TLSv1.2 TLSv1.3;',
      '',
      '  Next: switch off TLS 1.0 and TLS 1.1: the server has shown that it speaks TLS 1.2 or newer',
      '',
    ]);
  });

  test.each<readonly [letters: string, answer: string]>([
    ['nnnnyy', 'supports TLS 1.2 and refuses everything below'],
    ['nnnnny', 'supports TLS 1.3 and refuses everything below'],
    ['nnnn?y', 'supports TLS 1.2 or newer and refuses everything below'],
    ['nny?ny', 'supports TLS 1.3 and accepts TLS 1.0 as well'],
    ['nnyyyy', 'supports TLS 1.2 and accepts TLS 1.0 and TLS 1.1 as well'],
    ['nnllyy', 'supports TLS 1.2, but allows TLS 1.0 and TLS 1.1 as soon as its crypto policy is relaxed'],
    ['nn?nyy', 'supports TLS 1.2; TLS 1.0 could not be settled'],
    ['nnynnn', 'does not support TLS 1.2: it accepts TLS 1.0 only'],
    ['nnnnnn', 'does not support TLS 1.2'],
    ['nny???', 'may support TLS 1.2 and accepts TLS 1.0 as well'],
  ])('%s: the first line is the answer', (letters, answer) => {
    expect(linesOf(server(letters))[0]).toBe(`server.example:443 (192.0.2.1:443) ${answer}`);
  });

  test('nobody there: the reason and what to do, and no table of question marks', () => {
    const error = failure('connection-refused', 'nothing listens on 192.0.2.1:443');
    const facts = server('??????', { error });
    expect(linesOf(facts)).toEqual([
      'server.example:443 (192.0.2.1:443) could not be judged: nothing listens on 192.0.2.1:443',
      '',
      `  Next: ${error.hint} [connection-refused]`,
      '',
    ]);
  });

  test('the name in the first line says what was asked, where, and when no name was sent', () => {
    const first = (more: Partial<ServerFacts>): string | undefined =>
      linesOf(server('nnnnyy', more))[0]?.split(' supports')[0];
    expect(first({ target: '192.0.2.1:443', sni: null })).toBe('192.0.2.1:443');
    expect(first({ target: '192.0.2.1', sni: null })).toBe('192.0.2.1:443');
    expect(first({ target: 'a.example:993', port: 993 })).toBe('a.example:993 (192.0.2.1:993)');
    expect(first({ address: '2001:db8::1' })).toBe('server.example:443 ([2001:db8::1]:443)');
    expect(first({ sni: null })).toBe('server.example:443 (192.0.2.1:443) without a name');
  });
});

describe('what is weak', () => {
  const suite = (code: number, dhBits: number | null = null): SuiteFacts => {
    return { code, name: cipherSuite(code)?.name ?? '', group: null, dhBits };
  };
  const choice = (items: readonly SuiteFacts[], isComplete = true): ChoiceFacts<SuiteFacts> => {
    return { decidedBy: 'server', isOrdered: true, isComplete, inferredFrom: null, items };
  };

  test.each<readonly [line: string, more: Partial<ServerFacts>]>([
    ['NULL          TLS_RSA_WITH_NULL_SHA in TLS 1.2: nothing is encrypted', suites(0x0002)],
    ['anonymous     TLS_DH_anon_WITH_AES_128_CBC_SHA in TLS 1.2: anybody can be the server', suites(0x0034)],
    ['export        TLS_RSA_EXPORT_WITH_RC4_40_MD5 in TLS 1.2: broken in hours', suites(0x0003)],
    ['RC4           TLS_RSA_WITH_RC4_128_SHA in TLS 1.2: RFC 7465 forbids it', suites(0x0005)],
    ['RC4           2 suites in TLS 1.2: RFC 7465 forbids it', suites(0x0004, 0x0005)],
    ['64-bit blocks TLS_RSA_WITH_3DES_EDE_CBC_SHA in TLS 1.2: Sweet32', suites(0x000a)],
    ['64-bit blocks TLS_RSA_WITH_IDEA_CBC_SHA in TLS 1.2: Sweet32', suites(0x0007)],
    ['no secrecy    TLS_RSA_WITH_AES_128_GCM_SHA256 in TLS 1.2: a stolen key opens', suites(0x009c)],
    [
      'CBC           TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA in TLS 1.0: its IVs can be guessed',
      { cipherSuites: { 'TLSv1.0': choice([suite(0xc013)]) } },
    ],
    [
      'small DH      a prime of 1024 bits with TLS_DHE_RSA_WITH_AES_128_GCM_SHA256 in TLS 1.2',
      { cipherSuites: { 'TLSv1.2': choice([suite(0x009e, 1024)]) } },
    ],
    [
      'not settled   whether TLS 1.2 has suites that did not show',
      { cipherSuites: { 'TLSv1.2': choice([suite(0xc02f)], false) } },
    ],
  ])('%s', (line, more) => {
    expect(linesOf(server('nnynyn', more)).join('\n')).toContain(`  ${line}`);
  });

  test('nothing is said of what is sound', () => {
    const sound = { 'TLSv1.2': choice([suite(0xc02f), suite(0x009e, 2048), suite(0xc013)]) };
    const lines = linesOf(server('nnnnyn', { cipherSuites: sound, product: null }));
    expect(lines.slice(8).filter((line) => line !== '')).toEqual([
      '  Next: nothing to do: it speaks the floor and refuses everything below',
    ]);
  });

  function suites(...codes: readonly number[]): Partial<ServerFacts> {
    return { cipherSuites: { 'TLSv1.2': choice(codes.map((code) => suite(code))) } };
  }
});

describe('what to change', () => {
  const MAIL = { ...TLS_SERVICE, scheme: 'smtp', title: 'SMTP' };

  test('for a product that is recognised, its lines alone', () => {
    const text = linesOf(server('nnyyyy', { product: { name: 'Postfix', how: 'x', confidence: 'said' } })).join('\n');
    expect(text).toContain('                  smtpd_tls_protocols = >=TLSv1.2\n');
    expect(text).not.toContain('ssl_protocols');
  });

  test('for a service, the usual server, said to be a guess', () => {
    expect(linesOf(server('nnyyyy', { service: MAIL })).join('\n')).toContain(
      '  To change, if it is the usual server:\n  Postfix       in main.cf',
    );
  });

  test('nothing for a product without known lines, nor where nothing is to change', () => {
    const unknown = server('nnyyyy', { product: { name: 'vsftpd', how: 'x', confidence: 'said' } });
    for (const facts of [unknown, server('nnnnyy')]) expect(linesOf(facts).join('\n')).not.toContain('To change');
  });
});

test('a hang-up of a product that hangs up on blocked versions too is no proof', () => {
  const closed: VersionFacts = {
    answer: 'refused',
    reason: 'closed',
    evidence: [evidence({ outcome: 'closed' })],
    confirmed: null,
  };
  const base = server('nnnnyy', { product: { name: 'Dovecot', how: 'Dovecot ready', confidence: 'said' } });
  const versions = { ...base.versions, 'TLSv1.0': closed } as ServerFacts['versions'];
  expect(linesOf({ ...base, versions }).join('\n')).toContain(
    'hang-ups      Dovecot closes alike when only its crypto',
  );
  expect(linesOf(base).join('\n')).not.toContain('hang-ups');
});

describe('two servers and many', () => {
  test('two are two blocks', () => {
    const lines = linesOf(server('nnnnyy'), server('nnyyyy', { target: 'other.example' }));
    expect(lines.filter((line) => /^\S/.test(line))).toEqual([
      'server.example:443 (192.0.2.1:443) supports TLS 1.2 and refuses everything below',
      'other.example:443 (192.0.2.1:443) supports TLS 1.2 and accepts TLS 1.0 and TLS 1.1 as well',
    ]);
  });

  test('many are counted, put in a table, and told what to do', () => {
    const error = failure('unknown-host', 'd.example has no address (ENOTFOUND)');
    const lines = linesOf(
      server('nnnnyy', { target: 'a.example' }),
      server('nnyyyy', { target: 'b.example' }),
      server('nnynnn', { target: 'c.example' }),
      server('??????', { target: 'd.example', address: null, versions: null, error }),
    );
    expect(lines).toEqual([
      '1 of 4 servers refuse everything below TLS 1.2; 1 do not; 1 without TLS 1.2; 1 not settled',
      '',
      '  server                         SSL 2.0 SSL 3.0 1.0     1.1     1.2     1.3     floor 1.2',
      '  a.example:443 (192.0.2.1:443)  no      no      no      no      yes     yes     enforced',
      '  b.example:443 (192.0.2.1:443)  no      no      yes     yes     yes     yes     not enforced',
      '  c.example:443 (192.0.2.1:443)  no      no      yes     no      no      no      not supported',
      '  d.example:443                  d.example has no address (ENOTFOUND)',
      '',
      'Next steps',
      '  b.example:443 (192.0.2.1:443): switch off TLS 1.0 and TLS 1.1: the server has shown that it speaks TLS 1.2 or newer',
      '  c.example:443 (192.0.2.1:443): enable TLS 1.2 here first: raising the floor now would cut off every client',
      `  d.example:443: ${error.hint}`,
      '',
    ]);
  });

  test('columns stand under one another, and cells keep their words apart', () => {
    const lines = linesOf(
      server('nnllyy'),
      server('yyyyyy', { target: 'a-much-longer-name.example' }),
      server('nn?nyy'),
    );
    const rows = lines.slice(2, 6);
    const column = rows[0]?.indexOf('floor') ?? 0;
    expect(rows.map((row) => row.slice(column).split(' ')[0])).toEqual(['floor', 'not', 'not', 'unknown']);
    for (const row of rows) expect(row).not.toMatch(/yesno|latentyes|\S{9}latent/);
  });
});

describe('what a peer sent cannot reach the terminal as a command', () => {
  const HOSTILE = '\u001b[2J\u0007\r\n\u009b31m\u202e\u2066\u007f';

  test.each<readonly [what: string, more: Partial<ServerFacts>]>([
    ['the subject', { certificates: [{ ...certificate, subject: `CN=${HOSTILE}` }] }],
    [
      'the reason why a certificate is unreadable',
      { certificates: [{ error: failure('certificate-unreadable', HOSTILE), sha256: '' }] },
    ],
    ['a banner', { versions: null, error: failure('not-tls', `answered in plain text: ${HOSTILE}`) }],
  ])('%s', (_what, more) => {
    const facts = server('nnnnyy', more);
    for (const results of [[facts], [facts, facts], [facts, facts, facts]]) {
      const text = scanText(results, '1.2', plain);
      expect(text).toMatch(/^[\n\P{Cc}]*$/u);
      expect(text).not.toMatch(/[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/);
    }
  });
});

describe('colour', () => {
  const facts = [server('nnyyyy'), server('nnllyy'), server('nnnnyy')];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  const ESCAPES = /\u001b\[[0-9]*m/g;

  test.each([1, 2, 3])('says nothing that the words do not (%i servers)', (count) => {
    const results = facts.slice(0, count);
    const coloured = scanText(results, '1.2', makePaint(true));
    expect(coloured).toMatch(ESCAPES);
    expect(coloured.replaceAll(ESCAPES, '')).toBe(scanText(results, '1.2', plain));
  });
});

describe('words', () => {
  test.each(Object.entries(REASONS))('%s: %s', (reason, words) => {
    expect(words).toMatch(/^(?:[a-z]|ServerHello|HelloRetryRequest)[^\n]*(?<![.\s])$/);
    for (const answer of ['accepted', 'refused', 'latent', 'inconclusive'] as const) {
      const phrase = reasonPhrase({
        answer,
        reason: reason as AnswerReason,
        evidence: [],
        confirmed: null,
      });
      expect(phrase).toMatch(/\S/);
      expect(phrase).not.toMatch(/undefined|null|\.$/);
    }
  });

  test.each(Object.keys(CONFIRM_REASONS))('a handshake: %s', (reason) => {
    const confirmed = { answer: 'unable', reason: reason as ConfirmReason, detail: 'decrypt_error' } as const;
    const facts = { answer: 'accepted', reason: 'server-hello', evidence: [] } as const;
    const phrase = reasonPhrase({ ...facts, confirmed });
    expect(phrase).toMatch(/; (?:then it broke the )?handshake [^\n]+ \(decrypt_error\)$/);
    expect(reasonPhrase({ ...facts, confirmed: { ...confirmed, detail: null } })).not.toMatch(/null|[.()]$/);
  });

  test('no phrase ends like a sentence', () => {
    for (const words of [...Object.values(FALLBACK_SCSV), ...Object.values(WITHOUT_SNI)])
      expect(words).toMatch(/[^.]$/);
  });
});

test('no line is wider than a wide terminal', () => {
  const results = TLS_VERSIONS.map((_, index) =>
    server('nnyyyy', { target: `server-${index}.department.example.org` }),
  );
  for (const line of [...linesOf(...results), ...linesOf(...results.slice(0, 1))]) {
    expect(line.length).toBeLessThanOrEqual(160);
  }
});
