import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Conversation } from '../dialects/conversation.ts';
import { latin1 } from '../dialects/fixtures/transcripts.ts';
import { addressBytes } from './address-bytes.ts';
import type { Destination, ProxyRefusal } from './destination.ts';
import { parseProxy, proxyDialogue } from './proxy.ts';

const HTTP_OK = 'HTTP/1.1 200 Connection established\r\nVia: 1.1 proxy\r\n\r\n';
const SOCKS_OK = '\x05\0\0\x01\x7f\0\0\x01\x1f\x90';

describe('URLs', () => {
  test.each([
    ['http://proxy:3128', { kind: 'http', host: 'proxy', port: 3128, resolvesNames: true, credentials: undefined }],
    ['http://proxy', { kind: 'http', host: 'proxy', port: 80, resolvesNames: true, credentials: undefined }],
    ['socks5://[::1]', { kind: 'socks5', host: '::1', port: 1080, resolvesNames: false, credentials: undefined }],
    [
      'socks5h://u:p%40q@h:9/',
      {
        kind: 'socks5',
        host: 'h',
        port: 9,
        resolvesNames: true,
        credentials: { user: 'u', password: 'p@q' },
      },
    ],
  ])('%s', (text, value) => {
    expect(parseProxy(text, undefined)).toEqual({ ok: true, value });
  });

  test.each(['', 'proxy:3128', 'https://proxy', 'ftp://proxy', 'socks5://', 'http://proxy/path', 'http://h:99999'])(
    '%j is none',
    (text) => {
      expect(parseProxy(text, undefined).ok).toBe(false);
    },
  );

  test('a login from elsewhere serves where the URL has none', () => {
    const of = (url: string, login: string) => {
      const proxy = parseProxy(url, login);
      return proxy.ok ? proxy.value.credentials : undefined;
    };
    expect(of('http://h', 'user:pass:word')).toEqual({ user: 'user', password: 'pass:word' });
    expect(of('http://a:b@h', 'user:password')).toEqual({ user: 'a', password: 'b' });
    expect(of('http://h', '')).toBeUndefined();
    expect(parseProxy('socks5://h', 'x'.repeat(256)).ok).toBe(false);
  });
});

describe('dialogues', () => {
  test('CONNECT names the target, with the login if there is one', () => {
    const plain = talk('http://h', [HTTP_OK]);
    expect(plain).toEqual({
      sent: 'CONNECT mail.test:25 HTTP/1.1\r\nHost: mail.test:25\r\n\r\n',
      verdict: { kind: 'ready', said: 'HTTP/1.1 200 Connection established' },
    });
    const login = talk('http://us%C3%A9r:pass@h', [HTTP_OK], { host: '2001:db8::1', port: 443 });
    expect(login.sent).toBe(
      'CONNECT [2001:db8::1]:443 HTTP/1.1\r\nHost: [2001:db8::1]:443\r\nProxy-Authorization: Basic dXPDqXI6cGFzcw==\r\n\r\n',
    );
  });

  test('SOCKS5 takes names and addresses, with a login if there is one', () => {
    expect(talk('socks5h://h', ['\x05\0', SOCKS_OK])).toEqual({
      sent: '\x05\x01\0\x05\x01\0\x03\x09mail.test\0\x19',
      verdict: { kind: 'ready', said: 'connected' },
    });
    const named = '\x05\0\0\x03\x04host\x1f\x90';
    expect(talk('socks5://u:pw@h', ['\x05\x02', '\x01\0', named], { host: '192.0.2.1', port: 443 })).toEqual({
      sent: '\x05\x02\0\x02\x01\x01u\x02pw\x05\x01\0\x01\xc0\0\x02\x01\x01\xbb',
      verdict: { kind: 'ready', said: 'connected' },
    });
  });

  test.each([
    ['http://h', ['HTTP/1.1 407 Who?\r\n'], 'auth', 'HTTP/1.1 407 Who?'],
    ['http://h', ['HTTP/1.0 403 Forbidden\r\n'], 'denied', 'HTTP/1.0 403 Forbidden'],
    ['http://h', ['HTTP/1.1 502 Bad Gateway\r\n'], 'unreachable', 'HTTP/1.1 502 Bad Gateway'],
    ['socks5://h', ['\x05\xff'], 'auth', 'no authentication method in common'],
    ['socks5://h', ['\x05\x02'], 'auth', 'no authentication method in common'],
    ['socks5://u:p@h', ['\x05\x02', '\x01\x01'], 'auth', 'user name or password refused'],
    ['socks5://h', ['\x05\0', '\x05\x02\0\x01'], 'denied', 'not allowed by the rules'],
    ['socks5://h', ['\x05\0', '\x05\x05\0\x01'], 'unreachable', 'connection refused'],
  ])('%s: %j is a refusal', (url, answers, how, said) => {
    expect(talk(url, answers).verdict).toEqual({ kind: 'refused', how, said });
  });

  test.each([
    ['http://h', ['SSH-2.0-OpenSSH_9\r\n']],
    ['http://h', ['HTTP/1.1 2xx OK\r\n']],
    ['socks5://h', ['HTTP/1.1 400 Bad Request\r\n']],
    ['socks5://h', ['\x05\0', '\x04\0\0\x01']],
    ['socks5://h', ['\x05\0', '\x05\0\0\x09']],
  ])('%s: %j is no proxy', (url, answers) => {
    expect(talk(url, answers).verdict).toMatchObject({ kind: 'broken', why: 'unexpected' });
  });

  test.each([
    ['http://h', HTTP_OK],
    ['socks5://h', `\x05\0${SOCKS_OK}`],
    ['socks5://u:p@h', `\x05\x02\x01\0${SOCKS_OK}`],
  ])('%s: no strict prefix is enough, and noise never throws', (url, whole) => {
    for (let length = 0; length < whole.length; length++) {
      expect(talk(url, [whole.slice(0, length)]).verdict).toBeUndefined();
    }
    expect(talk(url, whole.split('')).verdict).toMatchObject({ kind: 'ready' });
    fc.assert(
      fc.property(fc.nat(whole.length), fc.uint8Array({ maxLength: 100 }), (keep, noise) => {
        talk(url, [whole.slice(0, keep), String.fromCharCode(...noise), 'x'.repeat(70_000)]);
      }),
    );
  });
});

test.each([
  ['192.0.2.1', 'c0000201'],
  ['::', '0'.repeat(32)],
  ['::1', '1'.padStart(32, '0')],
  ['2001:db8::1:0', '20010db8000000000000000000010000'],
  ['fe80::1%eth0', 'fe800000000000000000000000000001'],
  ['::ffff:192.0.2.1', '00000000000000000000ffffc0000201'],
  ['1:2:3:4:5:6:7:8', '00010002000300040005000600070008'],
  ['example.org', undefined],
])('bytes of %s', (text, hex) => {
  const bytes = addressBytes(text);
  expect(bytes && Buffer.from(bytes).toString('hex')).toBe(hex);
});

type Talked = { readonly sent: string; readonly verdict: unknown };

function talk(url: string, answers: readonly string[], to: Destination = { host: 'mail.test', port: 25 }): Talked {
  const proxy = parseProxy(url, undefined);
  if (!proxy.ok) throw new Error(proxy.error);
  const conversation = new Conversation<ProxyRefusal>(proxyDialogue(proxy.value, to));
  let step = conversation.start();
  const said = [...step.send];
  for (const answer of answers) {
    if (step.ended) break;
    step = conversation.push(latin1(answer));
    said.push(...step.send);
  }
  return { sent: said.map((bytes) => String.fromCharCode(...bytes)).join(''), verdict: step.ended?.verdict };
}
