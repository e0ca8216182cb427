/**
 * The depth begins as soon as the versions are plain, beside the questions that are left, and counts if they were right.
 *
 * @module
 */
import type { DepthFacts } from '../../facts/depth-facts.ts';
import type { TlsVersion } from '../../tls/version.ts';
import type { Asker } from '../asker.ts';
import type { FirstRound } from '../first-round.ts';
import { askDepth } from './ask-depth.ts';
import type { AskOdd } from './features.ts';

/** All `null`: not asked. */
export type MaybeDepth = DepthFacts | Readonly<Record<keyof DepthFacts, null>>;

export class EarlyDepth {
  readonly #asker: Asker;
  readonly #sni: string | undefined;
  readonly #isLeftOut: boolean;
  readonly #askOdd: AskOdd;
  #begun: { readonly accepted: readonly TlsVersion[]; readonly depth: Promise<DepthFacts> } | undefined;

  constructor(asker: Asker, sni: string | undefined, isLeftOut: boolean, askOdd: AskOdd) {
    this.#asker = asker;
    this.#sni = sni;
    this.#isLeftOut = isLeftOut;
    this.#askOdd = askOdd;
  }

  begin({ accepted }: FirstRound): void {
    if (this.#isLeftOut || accepted.length === 0) return;
    this.#begun = { accepted, depth: askDepth(this.#asker, this.#sni, accepted, this.#askOdd) };
  }

  /** @param accepted the versions the server was found to speak in the end */
  async finish(accepted: readonly TlsVersion[]): Promise<MaybeDepth> {
    const early = await this.#begun?.depth;
    const wanted = accepted.filter((version) => version !== 'SSLv2');
    if (early && wanted.join() === this.#begun?.accepted.join()) return early;
    if (this.#isLeftOut || wanted.length === 0) return NOT_ASKED;
    return await askDepth(this.#asker, this.#sni, wanted, this.#askOdd);
  }
}

const NOT_ASKED = { cipherSuites: null, groups: null, signatureSchemes: null, features: null } as const;
