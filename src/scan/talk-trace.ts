/**
 * A connection that went back and forth, as `--trace` shows it. Pure.
 *
 * @module
 */
import { concatBytes, toHex } from '../core/hex.ts';
import type { TalkFailure } from '../facts/attack-facts.ts';
import type { Evidence, Outcome } from '../facts/server-facts.ts';
import { decodeAlert } from '../tls/alert.ts';
import { CONTENT_TYPE, RECORD_HEADER_LENGTH } from '../tls/record.ts';
import { alertName } from '../tls/registry/alerts.ts';
import type { ConnectionLog } from './connection.ts';
import type { Question } from './hellos.ts';

/** What a talk was about: the version and the name of its hello. */
export type Topic = Pick<Question, 'version' | 'sni'>;

export type TalkTrace = { readonly evidence: Evidence; readonly sent: Uint8Array; readonly received: Uint8Array };

export function traceOfTalk(connection: number, { version, sni }: Topic, log: ConnectionLog): TalkTrace {
  const sent = concatBytes(log.sent);
  const { received } = log;
  const decoded = decodeAlert(received.subarray(RECORD_HEADER_LENGTH, RECORD_HEADER_LENGTH + 2));
  const alert = received[0] === CONTENT_TYPE.alert && decoded.ok ? decoded.value : undefined;
  const evidence: Evidence = {
    connection,
    asked: version,
    hello: 'full',
    sni: sni ?? null,
    fallbackScsv: false,
    outcome: received[0] === CONTENT_TYPE.handshake ? 'server-hello' : alert ? 'alert' : OUTCOMES[log.end ?? 'closed'],
    before: log.before,
    version: null,
    cipherSuite: null,
    alert: alert ? { ...alert, name: alertName(alert.description) } : null,
    bytesSent: sent.length,
    bytesReceived: log.bytesReceived,
    firstBytes: toHex(received.subarray(0, 64)),
    durationMs: Math.round(log.durationMs * 10) / 10,
  };
  return { evidence, sent, received };
}

const OUTCOMES: Readonly<Record<TalkFailure, Outcome>> = {
  silent: 'silent',
  reset: 'reset',
  closed: 'closed',
  'malformed-answer': 'malformed',
  'too-many-bytes': 'too-many-bytes',
  unreachable: 'unreachable',
  deadline: 'stopped',
  interrupted: 'stopped',
};
