/**
 * XMPP: stream header, features, `<starttls/>`, `<proceed/>` (RFC 6120 §5.4), between clients or between servers.
 *
 * @module
 */
import {
  type Dialled,
  type Dialogue,
  endsWith,
  type Part,
  ready,
  refused,
  textOf,
  Unexpected,
  wish,
} from './dialogue.ts';

export function xmppClient(dialled: Dialled): Dialogue {
  return xmpp('jabber:client', dialled);
}

export function xmppServer(dialled: Dialled): Dialogue {
  return xmpp('jabber:server', dialled);
}

function* xmpp(namespace: string, { name }: Dialled): Dialogue {
  const header =
    `<?xml version='1.0'?><stream:stream to='${name}' xmlns='${namespace}' ` +
    `xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>`;
  const features = yield* until(FEATURES_END, header);
  if (isError(features)) return streamError(features);
  if (!/<(?:\w+:)?starttls\b/.test(features)) return refused('unsupported', 'no starttls among the stream features');
  const go = yield* until(ANSWER_END, "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
  if (/<(?:\w+:)?proceed\b/.test(go)) return ready(lastTag(go));
  return isError(go) ? streamError(go) : refused('permanent', lastTag(go));
}

/** Reads tag by tag until one matches `end`; what came before is part of the answer. */
function* until(end: RegExp, send: string): Part<string> {
  let text = '';
  let tag = decode(yield wish(send, tagFrame));
  for (;;) {
    // Every unit has one `>` at its end, so a tag is in one unit, behind the text before it.
    text += tag;
    if (!/^\s*</.test(text)) throw new Unexpected(textOf(new TextEncoder().encode(text)));
    if (end.test(tag)) return text;
    tag = decode(yield wish(undefined, tagFrame));
  }
}

function isError(text: string): boolean {
  return /<(?:\w+:)?error\b/.test(text) || /<\/(?:\w+:)?stream\s*>/.test(text);
}

/** Conditions of RFC 6120 §4.9.3 that pass with time; the others, such as host-unknown, stay. */
function streamError(text: string): ReturnType<typeof refused<'temporary' | 'permanent'>> {
  const condition = /<(?:\w+:)?error\b[^>]*>\s*<(?:\w+:)?([\w-]+)/.exec(text)?.[1] ?? 'stream closed';
  const said = textOf(new TextEncoder().encode(condition));
  return refused(FOR_NOW.includes(condition) ? 'temporary' : 'permanent', said);
}

function lastTag(text: string): string {
  return textOf(new TextEncoder().encode(text.slice(text.lastIndexOf('<'))));
}

function decode(unit: Uint8Array): string {
  return new TextDecoder('latin1').decode(unit);
}

const tagFrame = endsWith(0x3e);
const STREAM_END = String.raw`<\/(?:\w+:)?(?:error|stream)\s*>$`;
const FEATURES_END = new RegExp(String.raw`<(?:\w+:)?features\b[^>]*\/>$|<\/(?:\w+:)?features\s*>$|${STREAM_END}`);
const ANSWER_END = new RegExp(String.raw`<(?:\w+:)?(?:proceed|failure)\b[^>]*>$|${STREAM_END}`);
const FOR_NOW: readonly string[] = [
  'policy-violation',
  'resource-constraint',
  'system-shutdown',
  'remote-connection-failed',
];
