import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toHex } from '../../core/hex.ts';
import { capturedHellos } from '../fixtures/hellos.ts';
import { parseHelloInput } from './input.ts';

const captures = capturedHellos();
const hello = captures.find(({ name }) => name === 'curl-debian12')?.flights[0] ?? new Uint8Array();
const hex = toHex(hello);
const pairs = hex.match(/../g) ?? [];

function parsed(input: string | Uint8Array): string[] {
  const result = parseHelloInput(input);
  if (!result.ok) throw new Error(result.error.message);
  return result.value.map(toHex);
}

function refusal(input: string | Uint8Array): string {
  const result = parseHelloInput(input);
  if (result.ok) throw new Error('it was taken');
  expect(result.error.code).toBe('not-a-hello');
  return result.error.message;
}

/** Lines of sixteen bytes made with `line`. */
function dump(line: (offset: number, bytes: string[], text: string) => string): string {
  const lines: string[] = [];
  for (let at = 0; at < hello.length; at += 16) {
    const text = Array.from(hello.subarray(at, at + 16), (byte) =>
      byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.',
    ).join('');
    lines.push(line(at, pairs.slice(at, at + 16), text));
  }
  return `${lines.join('\n')}\n`;
}

const offset = (at: number, digits: number, radix = 16): string => at.toString(radix).padStart(digits, '0');

describe('the forms hex comes in', () => {
  test.each([
    ['one line', hex],
    ['capitals and a newline', `${hex.toUpperCase()}\n`],
    ['spaces', pairs.join(' ')],
    ['colons', pairs.join(':')],
    ['0x and commas, as in C', `{ ${pairs.map((pair) => `0x${pair}`).join(', ')} };`],
    ['escapes', `"${pairs.map((pair) => `\\x${pair}`).join('')}"`],
    ['xxd -p', hex.replace(/.{60}/g, '$&\n')],
    ['comments and Windows line ends', `# curl 7.88\r\n\r\n${hex} # its first hello\r\n`],
    ['a byte order mark', `\ufeff${hex}`],
    ['xxd', dump((at, bytes, text) => `${offset(at, 8)}: ${grouped(bytes).padEnd(39)}  ${text}`)],
    ['xxd -g1', dump((at, bytes, text) => `${offset(at, 8)}: ${bytes.join(' ').padEnd(47)}  ${text}`)],
    [
      'hexdump -C',
      `${dump((at, bytes, text) => `${offset(at, 8)}  ${halves(bytes).padEnd(48)}  |${text}|`)}${offset(hello.length, 8)}\n`,
    ],
    ['Wireshark', dump((at, bytes, text) => `${offset(at, 4)}   ${bytes.join(' ').padEnd(47)}   ${text}`)],
    ['od -A x -t x1', `${dump((at, bytes) => `${offset(at, 6)} ${bytes.join(' ')}`)}${offset(hello.length, 6)}\n`],
    [
      'od -t x1, in octal',
      `${dump((at, bytes) => `${offset(at, 7, 8)} ${bytes.join(' ')}`)}${offset(hello.length, 7, 8)}\n`,
    ],
  ])('%s', (_name, text) => {
    expect(parsed(text)).toEqual([hex]);
    expect(parsed(new TextEncoder().encode(text))).toEqual([hex]);
  });

  test('bytes as they were sent, in records, without, and in SSLv2 format', () => {
    expect(parsed(hello)).toEqual([hex]);
    expect(parsed(hello.subarray(5))).toEqual([hex.slice(10)]);
    for (const { flights } of captures) for (const flight of flights) expect(parsed(flight)).toEqual([toHex(flight)]);
  });

  test('a line for each connection, as the captures are kept', () => {
    for (const { flights } of captures) {
      const text = flights.map((flight) => `${toHex(flight)}\n`).join('');
      expect(parsed(text)).toEqual(flights.map(toHex));
    }
  });

  test('dumps of several connections, each from offset zero', () => {
    const one = dump((at, bytes) => `${offset(at, 4)}   ${bytes.join(' ')}`);
    expect(parsed(`${one}\n${one}`)).toEqual([hex, hex]);
  });
});

describe('what is none', () => {
  test.each([
    ['', 'the input is empty'],
    ['# nothing\n', 'the input is empty'],
    ['16 03 01 zz', 'line 1, column 10: "z" is no hex digit'],
    ['# a hello\n1603\n 0x16 €', 'line 3, column 7: U+20AC is no hex digit'],
    ['16030', 'line 1: 5 hex digits, and two make a byte: one is missing'],
    ['474554202f', 'the bytes begin with 47 45 54 20 ("GET "): that is plain HTTP'],
    ['ffff', 'the bytes begin with ff ff, which begins no TLS record, handshake message or SSLv2 hello'],
    ['16feff0000', 'the bytes begin with 16 fe ff 00: that is DTLS'],
    ['00000000: 1603\n00000009: 0100', 'line 2 of the hex dump has the offset 00000009, and 2 bytes stand above it'],
  ])('%j', (text, message) => {
    expect(refusal(text)).toBe(message);
  });

  test('a packet capture', () => {
    expect(refusal(Uint8Array.of(0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0))).toContain('a packet capture');
  });

  test('nothing throws, and what is taken is not empty', () => {
    const texts = fc.oneof(fc.string(), fc.stringMatching(/^[0-9a-f :|#\n]*$/), fc.uint8Array({ maxLength: 80 }));
    fc.assert(
      fc.property(texts, (input) => {
        const result = parseHelloInput(input);
        return result.ok ? result.value.length > 0 : /^[ -~]+$/.test(result.error.message);
      }),
      { numRuns: 1000 },
    );
  });
});

function grouped(bytes: readonly string[]): string {
  return bytes.join('').replace(/(.{4})(?=.)/g, '$1 ');
}

function halves(bytes: readonly string[]): string {
  return `${bytes.slice(0, 8).join(' ')}  ${bytes.slice(8).join(' ')}`;
}
