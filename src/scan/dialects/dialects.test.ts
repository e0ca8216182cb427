import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SCHEME_NAMES, SCHEMES, type SchemeName, schemeOfPort } from '../dialects.ts';
import { Conversation, type Ended } from './conversation.ts';
import type { Dialogue, RefusalKind } from './dialogue.ts';
import { latin1, TRANSCRIPT_NAME, TRANSCRIPTS, type Transcript } from './fixtures/transcripts.ts';

/** All bytes the client must send, farewell included. */
const clientBytes = ({ turns, farewell = '' }: Transcript): string =>
  turns.map(({ client }) => client).join('') + farewell;
const serverBytes = ({ turns }: Transcript): string => turns.map(({ server }) => server).join('');

describe.each(TRANSCRIPTS.map((transcript) => [transcript.scheme, transcript] as const))('%s', (scheme, transcript) => {
  test('each turn is answered with the next, and the last is the go-ahead', () => {
    const talk = new Talk(scheme);
    for (const [index, { client, server }] of transcript.turns.entries()) {
      expect(talk.sent).toBe(
        clientBytes({ ...transcript, turns: transcript.turns.slice(0, index), farewell: '' }) + client,
      );
      expect(talk.ended).toBeUndefined();
      talk.push(server);
    }
    expect(talk.sent).toBe(clientBytes(transcript));
    expect(talk.ended?.verdict).toMatchObject({ kind: 'ready', said: transcript.said });
    expect(talk.ended?.leftOver).toHaveLength(0);
  });

  test('one byte at a time makes no difference, and no strict prefix is enough', () => {
    const talk = new Talk(scheme);
    for (const byte of serverBytes(transcript)) {
      expect(talk.ended).toBeUndefined();
      talk.push(byte);
    }
    expect(talk.sent).toBe(clientBytes(transcript));
    expect(talk.ended?.verdict.kind).toBe('ready');
  });

  test('every strict prefix that is cut off is broken, with what was said last', () => {
    const whole = serverBytes(transcript);
    for (let length = 0; length < whole.length; length++) {
      const talk = new Talk(scheme);
      talk.push(whole.slice(0, length));
      const broken = talk.conversation.cut('closed');
      expect(broken).toMatchObject({ kind: 'broken', why: 'closed' });
      expect(broken.said.length > 0).toBe(whole.slice(0, length).trim() !== '');
    }
  });

  test('what stands behind the go-ahead is left over', () => {
    const talk = new Talk(scheme);
    talk.push(`${serverBytes(transcript)}a3 OK injected\r\n`);
    expect(talk.ended?.verdict.kind).toBe('ready');
    expect(talk.ended?.leftOver).toEqual(latin1('a3 OK injected\r\n'));
  });

  test('noise never throws, ends, and is never a go-ahead behind half a dialogue', () => {
    const whole = serverBytes(transcript);
    fc.assert(
      fc.property(fc.nat(whole.length), fc.uint8Array({ maxLength: 300 }), (keep, noise) => {
        const talk = new Talk(scheme);
        talk.push(whole.slice(0, keep));
        talk.pushBytes(noise);
        talk.pushBytes(new Uint8Array(70_000).fill(0x41));
        expect(talk.ended).toBeDefined();
      }),
    );
  });

  test.each([
    ['one line without an end', 'A'],
    ['lines without an end', '220-hello\r\n'],
    ['tags without an end', '<a>'],
    ['telnet commands without an end', '\u00ff\u00fb\u0018'],
  ])('%s: the ceiling holds', (_, piece) => {
    const talk = new Talk(scheme);
    let pushed = 0;
    for (; pushed < 200_000 && !talk.ended; pushed += 1000 * piece.length) talk.push(piece.repeat(1000));
    expect(talk.ended).toBeDefined();
    expect(talk.ended?.verdict.kind).not.toBe('ready');
    expect(talk.ended?.leftOver.length).toBeLessThan(140_000);
  });
});

type Refusal = readonly [SchemeName, string, RefusalKind, string, readonly string[]];

const REFUSALS: readonly Refusal[] = [
  ['smtp', '421 as greeting', 'temporary', '421 4.7.0 Too many', ['421 4.7.0 Too many\r\n']],
  ['smtp', '554 as greeting', 'permanent', '554 No SMTP here', ['554 No SMTP here\r\n']],
  ['smtp', '450 to EHLO', 'temporary', '450 slow', ['220 x\r\n', '450 slow\r\n']],
  ['smtp', 'EHLO unknown', 'unsupported', '502 what?', ['220 x\r\n', '502 what?\r\n']],
  ['smtp', 'not listed', 'unsupported', 'no STARTTLS among SIZE 1', ['220 x\r\n', '250-x\r\n250 SIZE 1\r\n']],
  ['smtp', 'hidden', 'unsupported', 'no STARTTLS among XXXXXXXA', ['220 x\r\n', '250-x\r\n250 XXXXXXXA\r\n']],
  ['smtp', 'nothing listed', 'unsupported', 'no STARTTLS among no capabilities', ['220 x\r\n', '250 x\r\n']],
  ['smtp', '454', 'temporary', '454 4.7.0 later', ['220 x\r\n', '250-x\r\n250 STARTTLS\r\n', '454 4.7.0 later\r\n']],
  ['smtp', '502', 'permanent', '502 no', ['220 x\r\n', '250-x\r\n250 STARTTLS\r\n', '502 no\r\n']],
  ['lmtp', '421', 'temporary', '421 busy', ['421 busy\r\n']],
  ['imap', 'BYE', 'permanent', '* BYE go away', ['* BYE go away\r\n']],
  ['imap', 'BYE for now', 'temporary', '* BYE [UNAVAILABLE] x', ['* BYE [UNAVAILABLE] x\r\n']],
  ['imap', 'PREAUTH', 'unsupported', '* PREAUTH hi', ['* PREAUTH hi\r\n']],
  ['imap', 'greeting tells', 'unsupported', 'no STARTTLS among IMAP4rev1', ['* OK [CAPABILITY IMAP4rev1] hi\r\n']],
  ['imap', 'not listed', 'unsupported', 'no STARTTLS among IDLE', ['* OK hi\r\n', '* CAPABILITY IDLE\r\na1 OK\r\n']],
  ['imap', 'NO', 'permanent', 'a2 NO no', ['* OK [CAPABILITY STARTTLS]\r\n', 'a2 NO no\r\n']],
  ['imap', 'BAD', 'unsupported', 'a2 BAD no', ['* OK [CAPABILITY STARTTLS]\r\n', 'a2 BAD no\r\n']],
  ['imap', 'BYE later', 'temporary', '* BYE [LIMIT] x', ['* OK [CAPABILITY STARTTLS]\r\n', '* BYE [LIMIT] x\r\n']],
  ['pop3', '-ERR', 'permanent', '-ERR no', ['-ERR no\r\n']],
  ['pop3', '-ERR for now', 'temporary', '-ERR [SYS/TEMP] x', ['-ERR [SYS/TEMP] x\r\n']],
  ['pop3', 'not listed', 'unsupported', 'no STLS among UIDL', ['+OK\r\n', '+OK\r\nUIDL\r\n.\r\n']],
  ['pop3', 'neither', 'unsupported', '-ERR what', ['+OK\r\n', '-ERR what\r\n', '-ERR what\r\n']],
  ['pop3', 'listed and refused', 'permanent', '-ERR no', ['+OK\r\n', '+OK\r\nSTLS\r\n.\r\n', '-ERR no\r\n']],
  ['sieve', 'BYE', 'permanent', 'BYE "x"', ['BYE "x"\r\n']],
  ['sieve', 'BYE later', 'temporary', 'BYE (TRYLATER) "x"', ['BYE (TRYLATER) "x"\r\n']],
  ['sieve', 'not listed', 'unsupported', 'no STARTTLS among "SASL" ""', ['"SASL" ""\r\nOK\r\n']],
  ['sieve', 'NO', 'permanent', 'NO "x"', ['"STARTTLS"\r\nOK\r\n', 'NO "x"\r\n']],
  ['ftp', '120', 'temporary', '120 in 5 minutes', ['120 in 5 minutes\r\n']],
  ['ftp', '421', 'temporary', '421 full', ['421 full\r\n']],
  ['ftp', '431', 'temporary', '431 no', ['220 x\r\n', '431 no\r\n']],
  ['ftp', '530', 'permanent', '530 Please login', ['220 x\r\n', '530 Please login\r\n']],
  ['ftp', '504', 'unsupported', '504 TLS?', ['220 x\r\n', '504 TLS?\r\n']],
  ['nntp', '400', 'temporary', '400 busy', ['400 busy\r\n']],
  ['nntp', '502', 'permanent', '502 no', ['502 no\r\n']],
  ['nntp', '480', 'permanent', '480 log in', ['200 x\r\n', '480 log in\r\n']],
  ['nntp', 'not listed', 'unsupported', 'no STARTTLS among VERSION 2', ['200 x\r\n', '101 x\r\nVERSION 2\r\n.\r\n']],
  ['nntp', '580', 'permanent', '580 cannot', ['201 x\r\n', '500 what\r\n', '580 cannot\r\n']],
  ['nntp', 'neither', 'unsupported', '500 what', ['201 x\r\n', '500 what\r\n', '500 what\r\n']],
  ['irc', '691', 'permanent', ':s 691 * :no', [':s 691 * :no\r\n']],
  ['irc', '451', 'unsupported', ':s 451 * :register', [':s 451 * :register\r\n']],
  ['irc', 'throttled', 'temporary', 'ERROR :Throttled', ['ERROR :Throttled\r\n']],
  ['irc', 'banned', 'permanent', 'ERROR :K-lined', ['ERROR :K-lined\r\n']],
  ['ldap', 'protocolError', 'unsupported', 'result 2: no', ['0\x0e\x02\x01\x01x\x09\x0a\x01\x02\x04\0\x04\x02no']],
  ['ldap', 'busy', 'temporary', 'result 51', ['0\x0c\x02\x01\x01x\x07\x0a\x01\x33\x04\0\x04\0']],
  [
    'ldap',
    'unavailable, long lengths',
    'temporary',
    'result 52',
    ['0\x84\0\0\0\x10\x02\x01\0x\x84\0\0\0\x07\x0a\x01\x34\x04\0\x04\0'],
  ],
  ['ldap', 'unwilling', 'permanent', 'result 53', ['0\x0c\x02\x01\x01x\x07\x0a\x01\x35\x04\0\x04\0']],
  ['xmpp', 'not listed', 'unsupported', 'no starttls among the stream features', ['<stream:stream><stream:features/>']],
  [
    'xmpp',
    'host unknown',
    'permanent',
    'host-unknown',
    ["<stream:stream><stream:error><host-unknown xmlns='x'/></stream:error></stream:stream>"],
  ],
  ['xmpp', 'busy', 'temporary', 'resource-constraint', ['<s:stream><s:error><resource-constraint/></s:error>']],
  [
    'xmpp',
    'failure',
    'permanent',
    "<failure xmlns='x'/>",
    ['<s:stream><s:features><starttls/></s:features>', "<failure xmlns='x'/></s:stream>"],
  ],
  ['postgres', 'N', 'unsupported', 'N', ['N']],
  ['postgres', 'too many', 'temporary', '53300 too many', ['E\0\0\0\x1cSFATAL\0C53300\0Mtoo many\0\0']],
  ['postgres', 'not for us', 'permanent', '28000 no', ['E\0\0\0\x0fC28000\0Mno\0\0']],
  ['postgres', 'old', 'unsupported', 'unsupported frontend protocol', ['Eunsupported frontend protocol\0']],
  ['mysql', 'too many', 'temporary', '1040 #08004Too many', ['\x11\0\0\0\xff\x10\x04#08004Too many']],
  ['mysql', 'host blocked', 'permanent', '1129 Host blocked', ['\x0f\0\0\0\xff\x69\x04Host blocked']],
  ['mysql', 'without CLIENT_SSL', 'unsupported', '5.0', [`\x17\0\0\0\n5.0\0\x01\0\0\x0012345678\0\xff\xf7\x08\x02\0`]],
  ['mssql', 'not supported', 'unsupported', 'ENCRYPT_NOT_SUP', ['\x04\x01\0\x0f\0\0\x01\0\x01\0\x06\0\x01\xff\x02']],
  [
    'rdp',
    'no TLS',
    'unsupported',
    'SSL_NOT_ALLOWED_BY_SERVER',
    ['\x03\0\0\x13\x0e\xd0\0\0\0\0\0\x03\0\x08\0\x02\0\0\0'],
  ],
  [
    'rdp',
    'no certificate',
    'permanent',
    'SSL_CERT_NOT_ON_SERVER',
    ['\x03\0\0\x13\x0e\xd0\0\0\0\0\0\x03\0\x08\0\x03\0\0\0'],
  ],
  ['rdp', 'old', 'unsupported', 'standard RDP security only', ['\x03\0\0\x0b\x06\xd0\0\0\0\0\0']],
  ['telnet', 'declined', 'unsupported', 'IAC DONT START_TLS', ['hello\xff\xfe\x2e']],
  ['vnc', 'too many', 'temporary', 'Too many attempts', ['RFB 003.008\n', '\0\0\0\0\x11Too many attempts']],
  ['vnc', 'old', 'unsupported', 'RFB 003.003', ['RFB 003.003\n', '\0\0\0\x02']],
  ['vnc', 'shut out', 'temporary', 'Too many', ['RFB 003.003\n', '\0\0\0\0\0\0\0\x08Too many']],
  ['vnc', 'no TLS', 'unsupported', 'security types 1, 2: none with TLS', ['RFB 003.007\n', '\x02\x01\x02']],
  ['vnc', 'refused', 'permanent', 'VeNCrypt 0.2 refused', ['RFB 003.008\n', '\x01\x13', '\0\x02', '\xff']],
];

describe('a refusal is told from a broken dialogue, and the three kinds from one another', () => {
  test.each(REFUSALS)('%s: %s is %s', (scheme, _, how, said, answers) => {
    const talk = new Talk(scheme);
    for (const answer of answers) {
      expect(talk.ended).toBeUndefined();
      talk.push(answer);
    }
    expect(talk.ended?.verdict).toEqual({ kind: 'refused', how, said });
  });

  test.each(TRANSCRIPTS.map(({ scheme }) => scheme))('%s: a web server is none of them', (scheme) => {
    const talk = new Talk(scheme);
    talk.push('HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\n\r\n<html><body>400</body></html>\r\n');
    expect(talk.ended?.verdict.kind ?? 'waits').not.toBe('ready');
    expect(talk.ended?.verdict.kind ?? 'waits').not.toBe('refused');
  });
});

test('VNC servers of the older TLS security type are asked for that', () => {
  const talk = new Talk('vnc');
  talk.push('RFB 003.007\n');
  talk.push('\x02\x02\x12');
  expect(talk.sent).toBe('RFB 003.007\n\x12');
  expect(talk.ended?.verdict).toMatchObject({ kind: 'ready' });
});

test('every dialect has a transcript, every port one scheme', () => {
  const dialects = SCHEME_NAMES.filter((name) => SCHEMES[name].how !== 'tls' && name !== 'submission');
  expect(TRANSCRIPTS.map(({ scheme }) => scheme).toSorted()).toEqual(dialects.toSorted());
  const ports = [
    25, 587, 465, 143, 993, 110, 995, 21, 990, 389, 636, 5222, 5269, 5432, 3306, 1433, 3389, 4190, 119, 563,
  ];
  expect(ports.map(schemeOfPort)).toEqual([
    ...['smtp', 'submission', 'smtps', 'imap', 'imaps', 'pop3', 'pop3s', 'ftp', 'ftps', 'ldap', 'ldaps', 'xmpp'],
    ...['xmpp-server', 'postgres', 'mysql', 'mssql', 'rdp', 'sieve', 'nntp', 'nntps'],
  ]);
  expect([6697, 23, 992, 5900, 853, 8883, 5671, 6379, 443, 8443].map(schemeOfPort)).toEqual([
    ...['ircs', 'telnet', 'telnets', 'vnc', 'dot', 'mqtts', 'amqps', 'redis', 'https', 'tls'],
  ]);
});

/** A dialogue with what it has said so far. */
class Talk {
  readonly conversation: Conversation<RefusalKind>;
  sent = '';
  ended: Ended<RefusalKind> | undefined;

  constructor(scheme: SchemeName) {
    this.conversation = new Conversation(dialogueOf(scheme));
    this.#note(this.conversation.start());
  }

  push(text: string): void {
    this.pushBytes(latin1(text));
  }

  pushBytes(bytes: Uint8Array): void {
    if (!this.ended) this.#note(this.conversation.push(bytes));
  }

  #note({
    send,
    ended,
  }: {
    readonly send: readonly Uint8Array[];
    readonly ended: Ended<RefusalKind> | undefined;
  }): void {
    this.sent += send.map((bytes) => String.fromCharCode(...bytes)).join('');
    this.ended = ended;
  }
}

function dialogueOf(scheme: SchemeName): Dialogue {
  const { how } = SCHEMES[scheme];
  if (how === 'tls') throw new RangeError(`${scheme} has no dialogue`);
  return how.talk({ name: TRANSCRIPT_NAME });
}
