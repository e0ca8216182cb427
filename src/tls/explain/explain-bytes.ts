/**
 * Explains what one side sent on one connection, byte for byte, with the section that defines each field.
 *
 * Takes TLS records, handshake messages without records, and SSLv2 hellos. Pure; never throws on any input.
 *
 * @module
 */
import { err, ok, type Result } from '../../core/result.ts';
import { looksLikeRecord, MAX_FRAGMENT_LENGTH } from '../record.ts';
import { HANDSHAKE_TYPES } from '../registry/handshake-types.ts';
import { ssl2HelloLength } from '../ssl2.ts';
import type { ExplainIssue, Explanation, ExplanationKind } from './explanation.ts';
import { explainHandshakes } from './handshakes.ts';
import { explainRecords, type RecordFindings } from './records.ts';
import { Sheet } from './sheet.ts';
import { wholeSource } from './source.ts';
import { explainSsl2, isSsl2Error } from './ssl2.ts';

/** How the input is framed. */
export type Framing = 'records' | 'handshake' | 'ssl2';

/**
 * @returns the explanation, which carries an `issue` if the bytes break off or break the protocol on the way; an error
 *   only if there is nothing to explain at all.
 */
export function explainBytes(bytes: Uint8Array): Result<Explanation, ExplainIssue> {
  const framing = framingOf(bytes);
  if (!framing) return err({ code: bytes.length === 0 ? 'truncated' : 'not-tls', field: 'record.type', offset: 0 });
  const sheet = new Sheet();
  const source = wholeSource(bytes);
  if (framing === 'ssl2') {
    const { kind, offer, choice, alerts } = explainSsl2(sheet, source);
    return ok({ kind, length: bytes.length, ranges: sheet.ranges, issue: sheet.issue, offer, choice, alerts });
  }
  const findings: RecordFindings =
    framing === 'records' ? explainRecords(sheet, source, 0) : { ...explainHandshakes(sheet, source, 0), alerts: [] };
  const { offer, choice, alerts } = findings;
  const kind = kindOf(findings);
  return ok({ kind, length: bytes.length, ranges: sheet.ranges, issue: sheet.issue, offer, choice, alerts });
}

/** By the first bytes; `undefined` if they begin nothing that can be explained. */
export function framingOf(bytes: Uint8Array): Framing | undefined {
  if (looksLikeRecord(bytes)) return 'records';
  if (ssl2HelloLength(bytes) !== undefined || isSsl2Error(bytes)) return 'ssl2';
  const [type, high, middle = 0] = bytes;
  const isMessage = type !== undefined && HANDSHAKE_TYPES.has(type) && high !== undefined;
  return isMessage && high * 65536 + middle * 256 <= 4 * MAX_FRAGMENT_LENGTH ? 'handshake' : undefined;
}

/** A hello says more than an alert before it. */
function kindOf({ messages, alerts }: RecordFindings): ExplanationKind {
  const hello = messages.find((name) => name !== 'other');
  if (hello) return hello;
  if (messages.length > 0) return 'handshake';
  return alerts.length > 0 ? 'alert' : 'records';
}
