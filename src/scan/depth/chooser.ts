/**
 * Lets a server choose from a made-to-measure offer, and reads its choice.
 *
 * @module
 */
import { pause } from '../../core/pause.ts';
import { EXTENSION, findExtension } from '../../tls/extensions.ts';
import { HANDSHAKE_TYPE } from '../../tls/handshake.ts';
import { cipherSuite } from '../../tls/registry/cipher-suites.ts';
import { decodeServerKeyExchange, type ServerKeyExchange } from '../../tls/server-key-exchange.ts';
import type { TlsVersion } from '../../tls/version.ts';
import type { AnswerReaderOptions, Observation } from '../answer-reader.ts';
import type { Asked, Asker } from '../asker.ts';
import type { Offer } from '../hellos.ts';
import type { Choice } from './enumerate.ts';

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
  readonly asked: Asked;
  readonly choice: 'picked' | 'none' | 'unclear';
  readonly pick: Pick | undefined;
};

/** Asks with one version under one name; a dropped connection is tried once more, later. */
export class Chooser {
  readonly #asker: Asker;
  readonly #sni: string | undefined;
  readonly version: TlsVersion;

  constructor(asker: Asker, sni: string | undefined, version: TlsVersion) {
    this.#asker = asker;
    this.#sni = sni;
    this.version = version;
  }

  async offer(offer: Offer, readUpTo?: AnswerReaderOptions['readUpTo']): Promise<Answered> {
    const question = { version: this.version, shape: 'full', sni: this.#sni, fallbackScsv: false, offer } as const;
    const options = readUpTo ? { readUpTo } : {};
    const first = await this.#asker.ask(question, options);
    if (first.judgement.kind !== 'dropped') return this.#read(first);
    await pause(BACK_OFF_MS, this.#asker.signal);
    return this.#read(await this.#asker.ask(question, options));
  }

  #read(asked: Asked): Answered {
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
export function suiteChoice({ choice, pick }: Answered): Choice {
  if (choice === 'picked') return pick ? { kind: 'chosen', item: pick.suite } : { kind: 'unclear' };
  return { kind: choice };
}

/** An answer as a choice of group. */
export function groupChoice({ choice, pick }: Answered): Choice {
  if (choice === 'picked')
    return pick?.group === undefined ? { kind: 'unclear' } : { kind: 'chosen', item: pick.group };
  return { kind: choice };
}

function readPick(observation: Observation, version: TlsVersion): Pick | undefined {
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

const BACK_OFF_MS = 800;
