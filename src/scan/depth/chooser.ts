/**
 * Lets a server choose from a made-to-measure offer, and reads its choice.
 *
 * @module
 */
import { EXTENSION, findExtension } from '../../tls/extensions.ts';
import { HANDSHAKE_TYPE } from '../../tls/handshake.ts';
import { cipherSuite } from '../../tls/registry/cipher-suites.ts';
import type { ServerHello } from '../../tls/server-hello.ts';
import { decodeServerKeyExchange, type ServerKeyExchange } from '../../tls/server-key-exchange.ts';
import type { TlsVersion } from '../../tls/version.ts';
import type { AnswerReaderOptions, Observation } from '../answer-reader.ts';
import type { Asked } from '../asker.ts';
import type { Offer, Question } from '../hellos.ts';
import type { Choice } from './enumerate.ts';
import type { Line } from './line.ts';

/** What a server picked, as far as its flight shows it. */
export type Pick = {
  readonly suite: number;
  /** The group of an ECDHE or TLS 1.3 key exchange. */
  readonly group: number | undefined;
  /** Bits of the prime of a DHE key exchange. */
  readonly dhBits: number | undefined;
  readonly keyExchange: ServerKeyExchange | undefined;
};

export type Answered = {
  /** `undefined` when there was no answer in TLS. */
  readonly asked: Asked | undefined;
  readonly choice: 'picked' | 'none' | 'unclear';
  readonly pick: Pick | undefined;
};

/** Asks with one version under one name. */
export class Chooser {
  readonly #line: Line;
  readonly #sni: string | undefined;
  readonly version: TlsVersion;

  constructor(line: Line, sni: string | undefined, version: TlsVersion) {
    this.#line = line;
    this.#sni = sni;
    this.version = version;
  }

  /** What the server picked when the scan asked for the version, from the whole of an ordinary offer. */
  known(): Pick | undefined {
    const asked = this.#line.all.find(({ question: { version, sni, shape, offer, fallbackScsv }, judgement }) => {
      const isOrdinary = version === this.version && sni === this.#sni && shape === 'full' && !offer && !fallbackScsv;
      return isOrdinary && judgement.kind === 'accepted' && judgement.version === version;
    });
    return asked && readPick(asked.observation, this.version);
  }

  /** Every ServerHello in this version so far. */
  answers(): ServerHello[] {
    return this.#line.all.flatMap(({ question: { version, sni }, judgement, observation }) => {
      const isOurs = version === this.version && sni === this.#sni && observation.kind === 'server-hello';
      return isOurs && judgement.kind === 'accepted' && judgement.version === version ? [observation.hello] : [];
    });
  }

  /** The question that an offer makes. */
  question(offer: Offer): Question {
    return { version: this.version, shape: 'full', sni: this.#sni, fallbackScsv: false, offer };
  }

  /** @param urgency how much is still to come behind this question, roughly */
  async offer(offer: Offer, urgency: number, readUpTo?: AnswerReaderOptions['readUpTo']): Promise<Answered> {
    const asked = await this.#line.ask(this.question(offer), readUpTo ? { readUpTo } : {}, urgency);
    if (asked === 'hung-up') return { asked: undefined, choice: 'none', pick: undefined };
    if (!asked) return { asked, choice: 'unclear', pick: undefined };
    const { judgement, observation } = asked;
    switch (judgement.kind) {
      case 'accepted':
        // An older version is this version's way to say that nothing fitted.
        if (judgement.version !== this.version) return { asked, choice: 'none', pick: undefined };
        return { asked, choice: 'picked', pick: readPick(observation, this.version) };
      case 'unclear':
      case 'refused':
        return { asked, choice: 'none', pick: undefined };
      default:
        return { asked, choice: 'unclear', pick: undefined };
    }
  }
}

/** An answer as a choice of suite. */
export function suiteChoice({ asked, choice, pick }: Answered): Choice {
  if (choice === 'picked') return pick ? { kind: 'chosen', item: pick.suite } : { kind: 'unclear' };
  return choice === 'none' ? { kind: choice, hungUp: asked === undefined } : { kind: choice };
}

/** An answer as a choice of group. */
export function groupChoice({ choice, pick }: Answered): Choice {
  if (choice === 'picked')
    return pick?.group === undefined ? { kind: 'unclear' } : { kind: 'chosen', item: pick.group };
  return { kind: choice };
}

/** What the server picked, from the answer itself. */
export function readPick(observation: Observation, version: TlsVersion): Pick | undefined {
  if (observation.kind !== 'server-hello' && observation.kind !== 'hello-retry-request') return undefined;
  const suite = observation.hello.cipherSuite;
  if (version === 'TLSv1.3') {
    return { suite, group: sharedGroup(observation.hello.extensions), dhBits: undefined, keyExchange: undefined };
  }
  const keyExchange = observation.kind === 'server-hello' ? readKeyExchange(observation, version) : undefined;
  return {
    suite,
    group: keyExchange?.kind === 'ecdhe' ? keyExchange.group : undefined,
    dhBits: keyExchange?.kind === 'dhe' ? bitsOf(keyExchange.p) : undefined,
    keyExchange,
  };
}

/** In a ServerHello `key_share` begins with its group, in a HelloRetryRequest it is the group (RFC 9846 §4.3.8). */
function sharedGroup(extensions: Parameters<typeof findExtension>[0]): number | undefined {
  const data = findExtension(extensions, EXTENSION.keyShare);
  const high = data?.[0];
  const low = data?.[1];
  return high === undefined || low === undefined ? undefined : high * 256 + low;
}

function readKeyExchange(
  observation: Extract<Observation, { kind: 'server-hello' }>,
  version: TlsVersion,
): ServerKeyExchange | undefined {
  const message = observation.flight.find(({ type }) => type === HANDSHAKE_TYPE.serverKeyExchange);
  const suite = cipherSuite(observation.hello.cipherSuite);
  if (!message || !suite) return undefined;
  const kind = suite.keyExchange === 'ECDHE' ? 'ecdhe' : suite.keyExchange === 'DHE' ? 'dhe' : 'rsa-export';
  const result = decodeServerKeyExchange(message.body, { kind, isSigned: !suite.isAnonymous, version });
  return result.ok ? result.value : undefined;
}

/** Length of a big-endian number without its leading zeros, in bits. */
export function bitsOf(number: Uint8Array): number {
  const first = number.findIndex((byte) => byte !== 0);
  return first < 0 ? 0 : (number.length - first - 1) * 8 + (32 - Math.clz32(number[first] ?? 0));
}
