/**
 * One connection of a scan, byte by byte, for `--trace`. Pure.
 *
 * @module
 */
import { toHex } from '../core/hex.ts';
import type { Evidence } from '../facts/server-facts.ts';
import { explainBytes } from '../tls/explain/explain-bytes.ts';
import { explainText } from './explain-text.ts';

export type TracedConnection = {
  readonly endpoint: { readonly address: string; readonly port: number };
  readonly evidence: Evidence;
  readonly sent: Uint8Array;
  /** The first bytes received. */
  readonly received: Uint8Array;
};

type Style = { readonly colour: boolean; readonly width: number };

export function traceText({ endpoint, evidence, sent, received }: TracedConnection, style: Style): string {
  const scsv = evidence.fallbackScsv ? ' with TLS_FALLBACK_SCSV' : '';
  const name = evidence.sni === null ? 'without a name' : `for ${evidence.sni}`;
  const head = `connection ${evidence.connection} to ${endpoint.address} port ${endpoint.port}: ${evidence.asked} ${evidence.hello} hello ${name}${scsv}`;
  const came = `${evidence.outcome} after ${evidence.durationMs} ms, ${evidence.bytesReceived} bytes`;
  return [`== ${head}`, '-> sent', bytesText(sent, style), `<- ${came}`, bytesText(received, style), ''].join('\n');
}

/** What cannot be explained is still shown: it is the evidence. */
function bytesText(bytes: Uint8Array, style: Style): string {
  if (bytes.length === 0) return '(no bytes)';
  const explanation = explainBytes(bytes);
  return explanation.ok ? explainText(explanation.value, style) : toHex(bytes.subarray(0, 512));
}
