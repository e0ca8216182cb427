/**
 * Takes SSLv2 hellos apart, and the TLS records that may follow them on the same connection.
 *
 * @module
 */
import { decode } from '../bytes.ts';
import { looksLikeRecord } from '../record.ts';
import { decodeSsl2ClientHello, decodeSsl2ServerHello } from '../ssl2.ts';
import type { Explanation } from './explanation.ts';
import { ssl2ChoiceFacts, ssl2OfferFacts } from './facts.ts';
import type { BodyReader } from './message-readers.ts';
import { explainRecords } from './records.ts';
import type { Sheet } from './sheet.ts';
import type { Source } from './source.ts';

export type Ssl2Findings = Pick<Explanation, 'kind' | 'offer' | 'choice' | 'alerts'>;

/** Puts all of `source` on the sheet; it begins with an SSLv2 record header. */
export function explainSsl2(sheet: Sheet, source: Source): Ssl2Findings {
  const { bytes } = source;
  const [high = 0, low = 0, type] = bytes;
  const length = 2 + (high & 0x7f) * 256 + low;
  const form = FORMS.get(type ?? CLIENT_HELLO) ?? FORM_OF_CLIENT_HELLO;
  sheet.read({ source, at: 0, announced: length, depth: 0, context: {} }, form.read);
  const message = bytes.subarray(0, length);
  const alerts = bytes.length > length ? explainRest(sheet, source, length) : [];
  return { kind: form.kind, ...factsOf(form.kind, message), alerts };
}

/** Whether the bytes are an SSLv2 ERROR message: Java answers old hellos so although it never spoke SSLv2. */
export function isSsl2Error(bytes: Uint8Array): boolean {
  const [high, low, type] = bytes;
  return high === 0x80 && low === 3 && type === ERROR;
}

/** A client that got a TLS answer goes on in records; what follows in SSLv2 itself stays raw. */
function explainRest(sheet: Sheet, source: Source, at: number): Explanation['alerts'] {
  if (looksLikeRecord(source.bytes.subarray(at))) return explainRecords(sheet, source, at).alerts;
  sheet.report({ code: 'trailing-bytes', field: 'ssl2.record', offset: at });
  const run = { at, length: source.bytes.length - at, depth: 0, context: {} };
  sheet.raw(source, run, 'ssl2.record', 'behind the hello: not taken apart');
  return [];
}

function factsOf(kind: Explanation['kind'], message: Uint8Array): Pick<Explanation, 'offer' | 'choice'> {
  const client = kind === 'ssl2_client_hello' ? decodeSsl2ClientHello(message) : undefined;
  const server = kind === 'ssl2_server_hello' ? decodeSsl2ServerHello(message) : undefined;
  return {
    offer: client?.ok ? ssl2OfferFacts(client.value) : undefined,
    choice: server?.ok ? ssl2ChoiceFacts(server.value) : undefined,
  };
}

const readError: BodyReader = (bytes, onNote) =>
  decode(
    bytes,
    'ssl2.error',
    (r) => {
      r.uint(2, 'ssl2.record_header');
      r.uint(1, 'ssl2.msg_type');
      r.uint(2, 'ssl2.error.error_code');
    },
    onNote ? { onNote } : {},
  );

type Form = { readonly kind: Explanation['kind']; readonly read: BodyReader };

const ERROR = 0;
const CLIENT_HELLO = 1;
const FORM_OF_CLIENT_HELLO: Form = { kind: 'ssl2_client_hello', read: decodeSsl2ClientHello };

const FORMS: ReadonlyMap<number, Form> = new Map<number, Form>([
  [ERROR, { kind: 'ssl2_error', read: readError }],
  [CLIENT_HELLO, FORM_OF_CLIENT_HELLO],
  [4, { kind: 'ssl2_server_hello', read: decodeSsl2ServerHello }],
]);
