/**
 * What servers stumble over that the RFCs ask them to take.
 *
 * @module
 */
import {
  INTOLERANCES,
  type IntoleranceFact,
  type IntoleranceFacts,
  type IntoleranceName,
} from '../facts/attack-facts.ts';
import { HANDSHAKE_TYPE } from '../tls/handshake.ts';
import { decodeServerHello } from '../tls/server-hello.ts';
import { type TlsVersion, VERSION_CODE } from '../tls/version.ts';
import type { Asker } from './asker.ts';
import { isFatal, reactionTo } from './attacks/opening.ts';
import { oddHello } from './odd-hellos.ts';

/**
 * One hello for each that is not known yet, told from an ordinary one by a single thing. What fails is asked again behind
 * an ordinary hello: anything else may be a tired server.
 *
 * @param version the newest version up to TLS 1.2 that the server accepts under this name
 * @param taken oddities that were in a hello which the server has answered as it should
 */
export async function askIntolerances(
  asker: Asker,
  sni: string | undefined,
  version: TlsVersion,
  taken: readonly IntoleranceName[] = [],
): Promise<IntoleranceFacts> {
  const ask = (names: readonly IntoleranceName[]): Promise<IntoleranceFact> => askOnce(asker, sni, version, names);
  const facts = new Map<IntoleranceName, IntoleranceFact>(taken.map((name) => [name, TAKEN]));
  const open = INTOLERANCES.filter((name) => !facts.has(name));
  const first = await Promise.all(open.map(async (name) => [name, await ask([name])] as const));
  for (const [name, fact] of first) facts.set(name, fact);
  const failed = first.filter(([, { answer }]) => answer !== 'tolerant').map(([name]) => name);
  const control = failed.length > 0 ? await ask([]) : TAKEN;
  for (const name of failed) {
    facts.set(name, control.answer === 'tolerant' ? await ask([name]) : { ...UNKNOWN, reaction: 'no-control' });
  }
  return Object.fromEntries(INTOLERANCES.map((name) => [name, facts.get(name) ?? UNKNOWN])) as IntoleranceFacts;
}

function askOnce(
  asker: Asker,
  sni: string | undefined,
  version: TlsVersion,
  names: readonly IntoleranceName[],
): Promise<IntoleranceFact> {
  return asker.converse({ version, sni }, async (conversation) => {
    const built = asker.hello({ version, shape: 'full', sni, fallbackScsv: false });
    conversation.send(oddHello(built.bytes, names));
    const heard = await conversation.hear((item) => isFatal(item) || item.kind === 'handshake');
    const { reaction, alert } = reactionTo('ClientHello', heard);
    const message = heard.items.find((item) => item.kind === 'handshake')?.message;
    if (message?.type === HANDSHAKE_TYPE.serverHello) {
      const hello = decodeServerHello(message.body);
      // Whatever was announced, TLS 1.2 is the newest that can be chosen without supported_versions (RFC 9846 §4.2.3).
      const isSound = hello.ok && hello.value.legacyVersion <= VERSION_CODE['TLSv1.2'];
      if (isSound) return { answer: 'tolerant', reaction: 'answered', alert: null };
      return { answer: 'intolerant', reaction: 'wrong-answer', alert };
    }
    const isOurs = reaction === 'unreachable' || reaction === 'deadline' || reaction === 'interrupted';
    return { answer: isOurs ? 'inconclusive' : 'intolerant', reaction, alert };
  });
}

const TAKEN: IntoleranceFact = { answer: 'tolerant', reaction: 'answered-together', alert: null };
const UNKNOWN: IntoleranceFact = { answer: 'inconclusive', reaction: 'no-control', alert: null };
