/**
 * Alerts (RFC 9846 §6, RFC 5246 §7.2).
 *
 * @module
 */
import type { Result } from '../core/result.ts';
import { type DecodeIssue, decode, type NoteListener } from './bytes.ts';

export type Alert = {
  /** 1 warning, 2 fatal; anything else is kept as sent. */
  readonly level: number;
  readonly description: number;
};

export const ALERT_LEVEL = { warning: 1, fatal: 2 } as const;

/** The alert descriptions that decide what an answer to a hello means; names of all are in the registry. */
export const ALERT = {
  closeNotify: 0,
  unexpectedMessage: 10,
  handshakeFailure: 40,
  illegalParameter: 47,
  decodeError: 50,
  protocolVersion: 70,
  insufficientSecurity: 71,
  internalError: 80,
  inappropriateFallback: 86,
  unrecognizedName: 112,
} as const;

/** Decodes the two bytes of an unencrypted alert. */
export function decodeAlert(fragment: Uint8Array, onNote?: NoteListener): Result<Alert, DecodeIssue> {
  return decode(
    fragment,
    'alert',
    (r) => ({ level: r.uint(1, 'alert.level'), description: r.uint(1, 'alert.description') }),
    onNote ? { onNote } : {},
  );
}

export function encodeAlert(alert: Alert): Uint8Array {
  return Uint8Array.of(alert.level, alert.description);
}
