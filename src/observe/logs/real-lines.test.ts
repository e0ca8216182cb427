import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { UsageEvent } from '../../facts/usage-facts.ts';
import { formatOfText } from './custom-format.ts';
import type { LogFormat } from './log-format.ts';
import { LogReader, type LogReading } from './log-reader.ts';

const NOW = Date.UTC(2026, 10, 23);
const OFFERED = ['TLSv1.0', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const;

function readFixture(name: string, format?: LogFormat): { events: UsageEvent[]; reading: LogReading } {
  const events: UsageEvent[] = [];
  const reader = new LogReader({ file: name, now: NOW, isEveryEvent: true, format }, ({ event }) => {
    if (event !== null) events.push(event);
  });
  reader.push(readFileSync(new URL(`fixtures/${name}`, import.meta.url)));
  return { events, reading: reader.end() };
}

function given(text: string): LogFormat {
  const format = formatOfText(text);
  if (!format.ok) throw new Error(format.error);
  return format.value;
}

function versionsIn(events: readonly UsageEvent[]): (string | null)[] {
  return events.map(({ negotiated }) => negotiated);
}

describe('lines that real servers wrote', () => {
  test("nginx's access log, whose layout nobody gave", () => {
    const { events, reading } = readFixture('nginx-access.log');
    expect(versionsIn(events)).toEqual([...OFFERED, ...OFFERED, 'TLSv1.2', 'TLSv1.3', ...OFFERED]);
    expect(reading.why).toContain('field 1 of 4 is a TLS version in every line');
    expect(reading.coverage.skipped).toEqual({ 'no-tls': 2 });
    expect(events[0]).toMatchObject({ userAgent: 't/tls1', cipherSuite: 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA' });
  });

  test('the same with the layout given has the host name too', () => {
    const format = given(
      '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" ' +
        '"$http_user_agent" $ssl_protocol $ssl_cipher $ssl_server_name $ssl_session_reused',
    );
    const { events } = readFixture('nginx-access.log', format);
    expect(events).toHaveLength(14);
    expect(events[0]).toMatchObject({ sni: 'localhost', negotiated: 'TLSv1.0' });
  });

  test("nginx's log in JSON of one's own keys, by the layout", () => {
    const format = given(
      '{"t":"$time_iso8601","addr":"$remote_addr","p":"$ssl_protocol","c":"$ssl_cipher","sni":"$ssl_server_name",' +
        '"ciphers":"$ssl_ciphers","curves":"$ssl_curves"}',
    );
    const { events, reading } = readFixture('nginx-access.ndjson', format);
    expect(versionsIn(events).slice(0, 4)).toEqual(OFFERED);
    expect(reading.coverage.skipped['unparsed-line']).toBeUndefined();
    expect(events[0]?.time).toBe(Date.UTC(2026, 10, 22, 11, 25, 47));
  });

  test("nginx's stream log says what was offered, and nothing of what came of it", () => {
    for (const format of [
      undefined,
      given(
        '$remote_addr [$time_local] $protocol $status $bytes_sent $bytes_received $session_time ' +
          'preread=$ssl_preread_protocol sni=$ssl_preread_server_name alpn=$ssl_preread_alpn_protocols',
      ),
    ]) {
      const { events } = readFixture('nginx-stream-preread.log', format);
      expect(events.map(({ offeredMax }) => offeredMax)).toEqual([...OFFERED, 'SSLv3']);
      expect(events.map(({ negotiated, outcome }) => [negotiated, outcome])).toEqual(
        Array.from({ length: 5 }, () => [null, 'unknown']),
      );
    }
  });

  test("nginx's error log has the refused", () => {
    const { events, reading } = readFixture('nginx-error-info.log');
    expect(reading.format?.name).toBe('nginx-error');
    expect(events).toHaveLength(4);
    for (const event of events) {
      expect(event).toMatchObject({ outcome: 'refused', negotiated: null, alert: { description: 70, by: 'server' } });
    }
  });

  test("Apache's access log and its ssl_request_log", () => {
    expect(versionsIn(readFixture('apache-access.log').events)).toEqual(OFFERED);
    expect(versionsIn(readFixture('apache-ssl-request.log').events)).toEqual(OFFERED);
    const format = given(
      '%h %l %u %t \\"%r\\" %>s %b \\"%{Referer}i\\" \\"%{User-Agent}i\\" %{SSL_PROTOCOL}x %{SSL_CIPHER}x',
    );
    expect(versionsIn(readFixture('apache-access.log', format).events)).toEqual(OFFERED);
  });

  test("Apache's error log has who was refused, and why", () => {
    const { events, reading } = readFixture('apache-error.log');
    expect(reading.format?.name).toBe('apache-error');
    expect(events.map(({ outcome, alert }) => [outcome, alert?.description, alert?.by])).toEqual([
      ['refused', 70, 'server'],
      ['refused', 70, 'server'],
      ['refused', 40, 'server'],
      ['refused', 70, 'server'],
      ['refused', 42, 'client'],
      ['abandoned', undefined, undefined],
    ]);
    expect(events.every(({ client }) => client?.port !== null)).toBe(true);
  });

  test("HAProxy's log, with its failures, through syslog", () => {
    const { events, reading } = readFixture('haproxy.log');
    expect(reading.format?.name).toBe('haproxy');
    expect(versionsIn(events.filter(({ outcome }) => outcome === 'established'))).toEqual([
      ...OFFERED,
      ...OFFERED,
      'TLSv1.2',
      'TLSv1.3',
    ]);
    expect(events.filter(({ outcome }) => outcome === 'refused')).toHaveLength(2);
    expect(events.map(({ service }) => service).slice(0, 1)).toEqual(['f1']);
    expect(reading.coverage.skipped).toEqual({ 'unparsed-line': 5 });
  });

  test('196611 of req.ssl_ver is TLS 1.2 or 1.3, so it is not read as one of them', () => {
    const format = given('%ci:%cp [%t] %ft ver=%[req.ssl_ver] sni=%[req.ssl_sni]');
    const { events } = readFixture('haproxy.log', format);
    expect(events.map(({ offeredMax, outcome }) => [offeredMax, outcome])).toEqual([
      [null, 'refused'],
      [null, 'refused'],
      ['TLSv1.0', 'unknown'],
      ['TLSv1.1', 'unknown'],
      [null, 'unknown'],
      [null, 'unknown'],
      ['SSLv3', 'unknown'],
    ]);
    expect(events[6]?.sni).toBeNull();
  });

  test('Dovecot, OpenLDAP with GnuTLS, PostgreSQL', () => {
    expect(versionsIn(readFixture('dovecot.log').events)).toEqual(['TLSv1.0', 'TLSv1.2', 'TLSv1.3']);
    expect(versionsIn(readFixture('openldap.log').events)).toEqual(['TLSv1.0', 'TLSv1.2', 'TLSv1.3']);
    const { events, reading } = readFixture('postgresql.log');
    expect(reading.format?.name).toBe('postgresql');
    expect(events.map(({ negotiated, outcome, client }) => [negotiated, outcome, client?.port])).toEqual([
      [null, 'refused', 54_432],
      [null, 'refused', 54_438],
      ['TLSv1.2', 'established', 54_444],
      ['TLSv1.3', 'established', 54_448],
    ]);
    expect(events[0]?.alert).toEqual({ description: 80, name: 'internal_error', by: 'client' });
  });
});
