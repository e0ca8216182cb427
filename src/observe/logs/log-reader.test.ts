import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { UsageEvent } from '../../facts/usage-facts.ts';
import { formatOfMapping, formatOfOption, formatOfText } from './custom-format.ts';
import { LOG_FORMATS } from './formats.ts';
import type { LogFormat } from './log-format.ts';
import { LogReader, type LogReading, type LogSettings } from './log-reader.ts';
import { logEvents } from './read-log.ts';

const NOW = Date.UTC(2026, 0, 5);
const LINE =
  '192.0.2.1 - - [22/Nov/2026:11:25:47 +0000] "GET /x HTTP/1.1" 200 2 "-" "a" TLSv1 ECDHE-RSA-AES256-SHA h.example';

type Given = { readonly events: UsageEvent[]; readonly reading: LogReading };

function read(chunks: readonly Uint8Array[], settings: Partial<LogSettings> = {}): Given {
  const events: UsageEvent[] = [];
  const reader = new LogReader({ file: 'x.log', now: NOW, isEveryEvent: true, ...settings }, ({ event }) => {
    if (event !== null) events.push(event);
  });
  for (const chunk of chunks) reader.push(chunk);
  return { events, reading: reader.end() };
}

function readText(text: string, settings: Partial<LogSettings> = {}): Given {
  return read([Buffer.from(text)], settings);
}

function layout(text: string): LogFormat {
  const format = formatOfText(text);
  if (!format.ok) throw new Error(format.error);
  return format.value;
}

describe('layouts that a user gives', () => {
  test('a field is found by its place: what a client sends is no version', () => {
    const format = layout('$remote_addr [$time_local] "$http_user_agent" $ssl_protocol $upstream_addr "$request"');
    const { events } = readText(
      '192.0.2.1 [22/Nov/2026:11:25:47 +0000] "TLSv1.3 \\" TLSv1.3" TLSv1.1 10.0.0.1:80, 10.0.0.2:80 : 10.0.0.3:80 "GET / TLSv1"\n',
      { format },
    );
    expect(events).toMatchObject([{ negotiated: 'TLSv1.1', userAgent: 'TLSv1.3 \\" TLSv1.3' }]);
  });

  test('lines of further requests of a connection are no handshakes', () => {
    const format = layout('$remote_addr $connection_requests $ssl_protocol');
    const { events, reading } = readText('192.0.2.1 1 TLSv1\n192.0.2.1 2 TLSv1\n192.0.2.1 13 TLSv1\n', { format });
    expect(events).toHaveLength(1);
    expect(reading.coverage.skipped).toEqual({ 'same-connection': 2 });
  });

  test("a failed handshake in Envoy's log has no version, whatever the log says", () => {
    const text =
      '[%START_TIME%] %DOWNSTREAM_REMOTE_ADDRESS% %DOWNSTREAM_TLS_VERSION% "%DOWNSTREAM_TRANSPORT_FAILURE_REASON%"\n';
    const { events } = readText(
      '[2026-11-22T10:00:00.123Z] 192.0.2.1:4000 TLSv1.2 "TLS_error:|268435696:SSL routines:OPENSSL_internal:UNSUPPORTED_PROTOCOL:TLS_error_end"\n' +
        '[2026-11-22T10:00:01.123Z] 192.0.2.1:4001 TLSv1.2 "-"\n',
      { format: layout(text) },
    );
    expect(events).toMatchObject([
      { negotiated: null, outcome: 'refused', alert: { description: 70, by: 'server' } },
      { negotiated: 'TLSv1.2', outcome: 'established', client: { address: '192.0.2.1', port: 4001 } },
    ]);
  });

  test("Envoy's log in JSON", () => {
    const format = layout(
      '{"when":"%START_TIME%","who":"%DOWNSTREAM_REMOTE_ADDRESS%","tls":{"v":"%DOWNSTREAM_TLS_VERSION%"},"why":"%DOWNSTREAM_TRANSPORT_FAILURE_REASON%","ua":"%REQ(USER-AGENT)%"}',
    );
    const { events } = readText(
      '{"when":"2026-11-22T10:00:00.123Z","who":"192.0.2.1:4000","tls":{"v":"TLSv1.1"},"why":null,"ua":"x"}\n',
      { format },
    );
    expect(events).toMatchObject([{ negotiated: 'TLSv1.1', userAgent: 'x', outcome: 'established' }]);
  });

  test.each([
    ['GET / HTTP/1.1', 'variable'],
    ['$remote_addr$ssl_protocol', 'side by side'],
    ['$remote_addr [$time_local]', '$ssl_protocol'],
    ['%h %t "%r"', 'SSL_PROTOCOL'],
  ])('%s says what is wrong', (text, words) => {
    const format = formatOfText(text);
    expect(format.ok ? '' : format.error).toContain(words);
  });

  test('an option is a name or a notation', () => {
    expect(formatOfOption('zeek-ssl')).toMatchObject({ ok: true, value: { name: 'zeek-ssl' } });
    expect(formatOfOption('$remote_addr $ssl_protocol')).toMatchObject({ ok: true, value: { name: 'nginx' } });
    expect(formatOfOption('zeek')).toEqual({ ok: false, error: expect.stringContaining('zeek-ssl, iis') });
  });

  test('a mapping names columns or keys', () => {
    const csv = formatOfMapping({
      type: 'csv',
      fields: { client: 'ip', version: 'proto', count: 'n', service: 'zone' },
    });
    if (!csv.ok) throw new Error(csv.error);
    const { events } = readText('zone,"ip",proto,n\n"a ""b""",192.0.2.1,TLS 1.0,17\nb,192.0.2.2,TLSv1.3,3\n', {
      format: csv.value,
    });
    expect(events).toMatchObject([
      { count: 17, negotiated: 'TLSv1.0', client: { address: '192.0.2.1' } },
      { count: 3, service: 'b' },
    ]);
    expect(formatOfMapping({ type: 'xml', fields: {} })).toMatchObject({ ok: false });
    expect(formatOfMapping({ type: 'json', fields: { versoin: 'x' } })).toMatchObject({ ok: false });
    expect(formatOfMapping({ type: 'json', fields: { client: 'x' } })).toMatchObject({ ok: false });
  });
});

describe('bad input', () => {
  test('a log that no format fits is told of, and never an error', () => {
    const { reading } = readText('lorem ipsum\ndolor sit amet\n');
    expect(reading).toMatchObject({ format: null, coverage: { events: 0 } });
  });

  test('a format without the version gives the line of configuration that adds it', () => {
    const { reading } = readText('192.0.2.1 - - [10/Oct/2026:13:55:36 -0700] "GET / HTTP/1.0" 200 2326 "-" "curl"\n');
    expect(reading.coverage.hint).toContain('$ssl_protocol');
    expect(reading.coverage.skipped).toEqual({ 'no-version': 1 });
  });

  test.each([
    [
      'haproxy',
      '192.0.2.1:59246 [22/Nov/2026:11:25:53.591] f1~ b/<NOSRV> 0/-1/-1/-1/0 200 73 - - LR-- 1/1/0/0/0 0/0 "GET /x HTTP/1.1"',
      'httpslog',
    ],
    ['iis', '#Fields: date time s-ip s-port c-ip\n2026-03-01 08:15:30 198.51.100.2 443 192.0.2.10', 'CRYPT_PROTOCOL'],
    [
      'dovecot',
      'Nov 22 11:27:47 imap-login: Info: Login: user=<u>, method=PLAIN, rip=192.0.2.1, lip=192.0.2.2, mpid=3, TLS, session=<x>',
      '%k',
    ],
    ['postfix', 'Nov 22 11:24:31 mx postfix/smtpd[4787]: connect from unknown[192.0.2.5]', 'smtpd_tls_loglevel'],
    ['nginx-error', '2026/11/22 11:25:43 [notice] 29582#29582: exit', 'info'],
  ])('so does %s', (name, text, hint) => {
    const { reading } = readText(`${text}\n`);
    expect([reading.format?.name, reading.coverage.hint]).toEqual([name, expect.stringContaining(hint)]);
  });

  test('a line of 100 MB is passed over in bounded memory, and the next is read', () => {
    const events: UsageEvent[] = [];
    const reader = new LogReader({ file: 'x', now: NOW, isEveryEvent: true }, ({ event }) => {
      if (event !== null) events.push(event);
    });
    reader.push(Buffer.from(`${LINE}\n`.repeat(1000)));
    const before = process.memoryUsage().arrayBuffers;
    const block = Buffer.alloc(1 << 20, 'a');
    for (let megabyte = 0; megabyte < 100; megabyte++) reader.push(block);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 << 20);
    reader.push(Buffer.from(`\n${LINE}\n`));
    expect(reader.end().coverage.skipped).toEqual({ 'long-line': 1 });
    expect(events).toHaveLength(1001);
  });

  test.each([
    [
      'UTF-16, little end first',
      Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(`${LINE}\r\n${LINE}\r\n`, 'utf16le')]),
    ],
    [
      'UTF-16, big end first',
      Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(`${LINE}\r\n${LINE}\r\n`, 'utf16le').swap16()]),
    ],
    ['a byte order mark of UTF-8', Buffer.from(`\ufeff${LINE}\r\n${LINE}\r\n`)],
    ['zero bytes where the file was cut off', Buffer.concat([Buffer.alloc(4000), Buffer.from(`${LINE}\n${LINE}\n`)])],
  ])('%s', (_name, bytes) => {
    for (const size of [1, 7, bytes.length]) {
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
        bytes.subarray(index * size, (index + 1) * size),
      );
      expect(read(chunks).events).toMatchObject([
        { negotiated: 'TLSv1.0' },
        { negotiated: 'TLSv1.0', sni: 'h.example' },
      ]);
    }
  });

  test('Latin-1 is kept, control characters are made safe in samples only', () => {
    const text = `${LINE}\n`.repeat(20);
    const bytes = Buffer.concat([
      Buffer.from(text.replaceAll('"a"', '"caf\u00e9"'), 'latin1'),
      Buffer.from('\u001b[31mnonsense\u0007\n'),
    ]);
    const { events, reading } = read([bytes]);
    expect(events[0]?.userAgent).toBe('caf\u00e9');
    expect(reading.coverage.samples).toEqual(['\\u{1b}[31mnonsense\\u{7}']);
    expect(reading.coverage.skipped).toEqual({ 'unparsed-line': 1 });
  });

  test('a clock that jumps back is counted, and an impossible time is no time', () => {
    const later = LINE.replace('22/Nov', '24/Nov');
    const never = LINE.replace('22/Nov', '22/Xyz');
    const { reading } = readText(`${LINE}\n${later}\n${LINE}\n${never}\n`);
    expect(reading.coverage.skipped).toEqual({ 'clock-jump': 1, 'bad-time': 1 });
    expect(reading.coverage).toMatchObject({ from: Date.UTC(2026, 10, 22, 11, 25, 47), events: 3 });
  });

  test('a version that nobody knows is counted, and a handshake all the same', () => {
    const { events, reading } = readText(`${LINE}\n${LINE}\n${LINE.replace('TLSv1 ', 'TLSv9 ')}\n`);
    expect(events.map(({ negotiated }) => negotiated)).toEqual(['TLSv1.0', 'TLSv1.0', null]);
    expect(reading.coverage.skipped).toEqual({ 'unread-version': 1 });
  });

  test('a date without a year is of the year before, if it would lie ahead', () => {
    const { events } = readText(
      'Dec 31 23:59:59 mx postfix/smtpd[1]: Anonymous TLS connection established from unknown[192.0.2.4]: TLSv1 with cipher AES128-SHA (128/128 bits)\n',
    );
    expect(events[0]?.time).toBe(Date.UTC(2025, 11, 31, 23, 59, 59));
  });

  test('however the bytes are cut, the events are the same', () => {
    const texts = LOG_FORMATS.map(({ samples }) => samples.flatMap(({ lines }) => lines).join('\n'));
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1 }),
        (text, sizes) => {
          const bytes = Buffer.from(`${text}\n`);
          const chunks: Buffer[] = [];
          for (let at = 0, turn = 0; at < bytes.length; turn++) {
            const size = sizes[turn % sizes.length] ?? 1;
            chunks.push(bytes.subarray(at, at + size));
            at += size;
          }
          expect(read(chunks).events).toEqual(read([bytes]).events);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('any bytes at all are read without an exception', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...LOG_FORMATS),
        fc.uint8Array({ maxLength: 300 }),
        fc.boolean(),
        (format, bytes, told) => {
          read([bytes], told ? { format } : {});
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('documents of JSON', () => {
  const record =
    '{"eventVersion":"1.08","eventTime":"2026-06-22T14:14:15Z","eventSource":"s3.amazonaws.com","awsRegion":"eu-west-1","sourceIPAddress":"192.0.2.9","requestParameters":{"a":["}","]"]},"tlsDetails":{"tlsVersion":"TLSv1"}}';

  test.each([
    ['an array in an object', `{"Records":[${record},${record}]}`],
    ['an array', `[${record},\n${record}]`],
    [
      'over many lines',
      `${JSON.stringify(JSON.parse(record), null, 2)}\n${JSON.stringify(JSON.parse(record), null, 2)}\n`,
    ],
    ['a line each', `${record}\n${record}\n`],
  ])('%s', (_name, text) => {
    const { events, reading } = readText(text);
    expect(reading.format?.name).toBe('cloudtrail');
    expect(events.map(({ negotiated }) => negotiated)).toEqual(['TLSv1.0', 'TLSv1.0']);
    expect(read(Array.from(Buffer.from(text), (byte) => Buffer.of(byte))).events).toEqual(events);
  });
});

test('events come one by one, and what was read is told at the end', async () => {
  const given: UsageEvent[] = [];
  const events = logEvents(
    (async function* () {
      yield Buffer.from(`${LINE}\n`.repeat(3));
    })(),
    { file: 'x.log', now: NOW },
    new AbortController().signal,
  );
  let step = await events.next();
  for (; step.done !== true; step = await events.next()) given.push(step.value);
  expect(given.map(({ source }) => source.number)).toEqual([1, 2, 3]);
  expect(step.value.coverage.events).toBe(3);
});
