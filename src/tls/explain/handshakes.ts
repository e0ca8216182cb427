/**
 * Takes handshake messages apart, as they follow one another in one direction.
 *
 * @module
 */
import { decodeClientHello } from '../client-hello.ts';
import { HANDSHAKE_HEADER_LENGTH } from '../handshake.ts';
import { groupName } from '../registry/groups.ts';
import { decodeServerHello, isHelloRetryRequest, selectedVersion } from '../server-hello.ts';
import { versionOfCode } from '../version.ts';
import { type ChoiceFacts, MAX_MESSAGE_LENGTH, type OfferFacts } from './explanation.ts';
import { choiceFacts, offerFacts } from './facts.ts';
import { isRetryRandom } from './meanings.ts';
import { type BodyForm, bodyForms, type Negotiated } from './message-readers.ts';
import type { Sheet } from './sheet.ts';
import type { Source } from './source.ts';

/** What the messages come to. */
export type HandshakeFindings = {
  /** Of every message, in order, also of one that is cut off; HelloRetryRequest is told from ServerHello. */
  readonly messages: readonly ('client_hello' | 'server_hello' | 'hello_retry_request' | 'other')[];
  readonly offer: OfferFacts | undefined;
  readonly choice: ChoiceFacts | undefined;
};

/** Puts all of `source` on the sheet. @param depth 1 inside records, 0 for messages without them */
export function explainHandshakes(sheet: Sheet, source: Source, depth: number): HandshakeFindings {
  const walk = new HandshakeWalk(sheet, source, depth);
  let at = 0;
  while (at < source.bytes.length) at = walk.message(at);
  const { messages, offer, choice } = walk;
  return { messages, offer, choice };
}

class HandshakeWalk {
  readonly messages: HandshakeFindings['messages'][number][] = [];
  offer: OfferFacts | undefined;
  choice: ChoiceFacts | undefined;
  readonly #sheet: Sheet;
  readonly #source: Source;
  readonly #depth: number;
  #negotiated: Negotiated = {};

  constructor(sheet: Sheet, source: Source, depth: number) {
    this.#sheet = sheet;
    this.#source = source;
    this.#depth = depth;
  }

  /** Takes one message off; gives where the next one starts. */
  message(at: number): number {
    const { bytes } = this.#source;
    const [type = 0, high = 0, middle = 0, low = 0] = bytes.subarray(at, at + HANDSHAKE_HEADER_LENGTH);
    const place = { source: this.#source, at, depth: this.#depth, context: {} };
    this.#sheet.note(place, { field: 'handshake.msg_type', offset: 0, length: 1, value: type });
    const start = at + HANDSHAKE_HEADER_LENGTH;
    const length = high * 65536 + middle * 256 + low;
    if (start > bytes.length) {
      this.messages.push(nameOf(type, bytes.subarray(bytes.length)));
      this.#giveUp(at + 1, 'truncated', 'handshake.length', 'the input ends inside it');
      return bytes.length;
    }
    this.#sheet.note(place, { field: 'handshake.body', offset: 1, length: 3, value: length, isLength: true });
    if (length > MAX_MESSAGE_LENGTH) {
      this.messages.push(nameOf(type, bytes.subarray(bytes.length)));
      this.#sheet.report({ code: 'too-long', field: 'handshake.length', offset: this.#source.offsetOf(at + 1) });
      const run = { at: start, length: bytes.length - start, depth: this.#depth + 1, context: {} };
      this.#sheet.raw(this.#source, run, 'handshake.body', `over ${MAX_MESSAGE_LENGTH} bytes: not taken apart`);
      return bytes.length;
    }
    const body = bytes.subarray(start, start + length);
    this.messages.push(nameOf(type, body));
    this.#body(type, body, start, length);
    if (body.length === length) this.#learn(type, body);
    return start + body.length;
  }

  #body(type: number, body: Uint8Array, at: number, announced: number): void {
    const place = { source: this.#source, at, announced, depth: this.#depth + 1 };
    const forms = bodyForms(type, body, this.#negotiated);
    const form: BodyForm | undefined = forms.find(({ read }) => read(body).ok) ?? forms[0];
    if (form) {
      const home = nameOf(type, body) === 'hello_retry_request' ? 'hello_retry_request' : form.home;
      const version = this.#versionFor(type, body) ?? form.version;
      this.#sheet.read({ ...place, context: { version, home } }, form.read);
      return;
    }
    if (body.length < announced) this.#giveUp(at, 'truncated', 'handshake.body', 'the input ends inside it');
    else this.#raw(at, body.length, body.length > 0 ? 'contents not known here' : undefined);
  }

  /** A ServerHello is cited by the version that it chooses itself. */
  #versionFor(type: number, body: Uint8Array): Negotiated['version'] {
    if (type !== 2) return this.#negotiated.version;
    const hello = decodeServerHello(body);
    return hello.ok ? versionOfCode(selectedVersion(hello.value)) : undefined;
  }

  #learn(type: number, body: Uint8Array): void {
    if (type === 1 && !this.offer) {
      const hello = decodeClientHello(body);
      if (hello.ok) this.offer = offerFacts(hello.value);
    } else if (type === 2) {
      const hello = decodeServerHello(body);
      if (!hello.ok) return;
      this.choice ??= choiceFacts(hello.value);
      if (isHelloRetryRequest(hello.value)) return;
      this.#negotiated = {
        version: versionOfCode(selectedVersion(hello.value)),
        cipherSuite: hello.value.cipherSuite,
      };
    } else if (type === 12 && this.choice) this.#learnGroup(body, this.choice);
  }

  #learnGroup(body: Uint8Array, choice: ChoiceFacts): void {
    const [curveType, high = 0, low = 0] = body;
    const isEcdhe = bodyForms(12, body, this.#negotiated).some(({ read }) => read(body).ok);
    if (!isEcdhe || choice.group || curveType !== NAMED_CURVE) return;
    const code = high * 256 + low;
    this.choice = { ...choice, group: { code, name: groupName(code) } };
  }

  #giveUp(at: number, code: 'truncated', field: string, remark: string): void {
    this.#sheet.report({ code, field, offset: this.#source.offsetOf(at) });
    this.#raw(at, this.#source.bytes.length - at, remark, field);
  }

  #raw(at: number, length: number, remark: string | undefined, field = 'handshake.body'): void {
    const run = { at, length, depth: this.#depth + 1, context: {} };
    this.#sheet.raw(this.#source, run, field, remark);
  }
}

function nameOf(type: number, body: Uint8Array): HandshakeFindings['messages'][number] {
  if (type === 1) return 'client_hello';
  if (type !== 2) return 'other';
  return isRetryRandom(body.subarray(2, 34)) ? 'hello_retry_request' : 'server_hello';
}

/** `ECCurveType named_curve` (RFC 8422 §5.4). */
const NAMED_CURVE = 3;
