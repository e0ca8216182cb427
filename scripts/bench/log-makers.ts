/**
 * Makes logs for the benchmark: traffic of a large site, most of it modern.
 *
 * @module
 */
import { closeSync, openSync, writeSync } from 'node:fs';

export type LogKind = 'nginx' | 'zeek';

/** Lines that have an old version, counted as they are written: what a reader has to find. */
export type MadeLog = { readonly lines: number; readonly bytes: number; readonly old: number };

/** Writes a log of `lines` lines; the same numbers give the same log. */
export function makeLog(kind: LogKind, path: string, lines: number, random: () => number): MadeLog {
  const file = openSync(path, 'w');
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const clients = Array.from({ length: CLIENTS }, () =>
    [10, 0, 0, 0].map((first, at) => (at === 0 ? first : Math.floor(random() * 256))).join('.'),
  );
  let text = kind === 'zeek' ? ZEEK_HEADER : '';
  let bytes = 0;
  let old = 0;
  for (let line = 0; line < lines; line++) {
    const [nginxVersion, zeekVersion, openssl, iana, isOld] = pick(VERSIONS);
    if (isOld) old++;
    // A few come all the time, and most now and then.
    const client = clients[Math.floor(CLIENTS * random() ** 3)] ?? '';
    const host = `www${Math.floor(random() * HOSTS)}.example.net`;
    const second = START_SECONDS + Math.floor(line / LINES_PER_SECOND);
    if (kind === 'nginx') {
      const size = Math.floor(random() * 90_000);
      text += `${client} - - [${clfTime(second)}] "GET /shop/item/${size}?ref=${line} HTTP/1.1" 200 ${size} "https://${host}/" "${pick(AGENTS)}" ${nginxVersion} ${openssl} ${host}\n`;
    } else {
      const port = 1024 + Math.floor(random() * 60_000);
      text += `${second}.${String(line % 1e6).padStart(6, '0')}\tC${line.toString(36)}x${port}\t${client}\t${port}\t198.51.100.${line % 200}\t443\t${zeekVersion}\t${iana}\tx25519\t${host}\tF\t-\th2\tT\tFxulet2GsFuEn0Uik4,FjJx5d2slh18Z\t(empty)\tCN=${host}\tCN=Example CA\t-\t-\n`;
    }
    if (text.length > FLUSH_CHARACTERS || line === lines - 1) {
      bytes += writeSync(file, text);
      text = '';
    }
  }
  closeSync(file);
  return { lines, bytes, old };
}

function clfTime(second: number): string {
  const [, day, month, year, time] = /^\w+, (\d+) (\w+) (\d+) (\S+)/.exec(new Date(second * 1000).toUTCString()) ?? [];
  return `${day}/${month}/${year}:${time} +0000`;
}

const CLIENTS = 50_000;
const HOSTS = 200;
const LINES_PER_SECOND = 500;
const START_SECONDS = 1_795_000_000;
const FLUSH_CHARACTERS = 1_000_000;

/** nginx's name, Zeek's name, suite in OpenSSL's and in IANA's name, whether it is below TLS 1.2. One in a hundred is. */
const VERSIONS: readonly (readonly [string, string, string, string, boolean])[] = [
  ...Array.from(
    { length: 138 },
    () => ['TLSv1.3', 'TLSv13', 'TLS_AES_256_GCM_SHA384', 'TLS_AES_256_GCM_SHA384', false] as const,
  ),
  ...Array.from(
    { length: 60 },
    () => ['TLSv1.2', 'TLSv12', 'ECDHE-RSA-AES128-GCM-SHA256', 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', false] as const,
  ),
  ['TLSv1', 'TLSv10', 'ECDHE-RSA-AES256-SHA', 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA', true],
  ['TLSv1.1', 'TLSv11', 'ECDHE-RSA-AES256-SHA', 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA', true],
];

const AGENTS: readonly string[] = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
  'okhttp/4.12.0',
  'Java/1.6.0_45',
];

const ZEEK_HEADER = [
  '#separator \\x09',
  '#set_separator\t,',
  '#empty_field\t(empty)',
  '#unset_field\t-',
  '#path\tssl',
  '#open\t2026-11-22-11-00-00',
  '#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tversion\tcipher\tcurve\tserver_name\tresumed\tlast_alert\tnext_protocol\testablished\tcert_chain_fuids\tclient_cert_chain_fuids\tsubject\tissuer\tclient_subject\tclient_issuer',
  '#types\ttime\tstring\taddr\tport\taddr\tport\tstring\tstring\tstring\tstring\tbool\tstring\tstring\tbool\tvector[string]\tvector[string]\tstring\tstring\tstring\tstring',
  '',
].join('\n');
