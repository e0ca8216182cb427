/**
 * What lies between the TCP connection and the first byte of TLS: a proxy, a dialogue in the clear, or both. Pure.
 *
 * @module
 */
import type { BeforeTls } from '../facts/server-facts.ts';
import type { Observation } from './answer-reader.ts';
import { type Broken, Conversation, type Step } from './dialects/conversation.ts';
import type { RefusalKind, Refused } from './dialects/dialogue.ts';
import type { Dialect } from './dialects.ts';
import type { ProxyRefusal } from './proxy/destination.ts';
import { type ProxyServer, proxyDialogue } from './proxy/proxy.ts';

/** How the TLS of a service is reached. */
export type Way = {
  readonly proxy?: ProxyServer | undefined;
  readonly dialect?: Dialect | undefined;
  /** What the service is called in the dialogue, where its protocol wants a name. */
  readonly name: string;
};

/** A stretch of the way with a time limit of its own. */
export type Phase = 'proxy' | 'starttls';

/** What to send now, and whether there is more to say, TLS is reached, or the connection is over. */
export type Progress = { readonly send: readonly Uint8Array[] } & (
  | { readonly kind: 'talking'; readonly phase: Phase }
  | { readonly kind: 'tls' }
  | { readonly kind: 'over'; readonly observation: Observation }
);

/** The dialogues of one connection, one behind the other. */
export class Path {
  readonly #stages: readonly Stage[];
  #reached = 0;
  #said: string | null = null;
  #leftOver = 0;

  constructor({ proxy, dialect, name }: Way, destination: { readonly address: string; readonly port: number }) {
    this.#stages = [
      ...(proxy ? [proxyStage(proxy, destination)] : []),
      ...(dialect ? [dialectStage(dialect, name)] : []),
    ];
  }

  /** For the evidence; `null` where TLS starts at once. */
  get before(): BeforeTls | null {
    if (this.#stages.length === 0) return null;
    const sum = (count: (stage: Stage) => number): number => this.#stages.reduce((n, stage) => n + count(stage), 0);
    return {
      reached: this.#stages[this.#reached]?.phase ?? 'tls',
      greeting: this.#stages.find(({ phase }) => phase === 'starttls')?.conversation.greeting ?? null,
      said: this.#said,
      bytesSent: sum(({ conversation }) => conversation.bytesSent),
      bytesReceived: sum(({ conversation }) => conversation.bytesReceived),
      leftOver: this.#leftOver,
    };
  }

  start(): Progress {
    const [stage] = this.#stages;
    return stage ? this.#follow(stage, stage.conversation.start()) : { kind: 'tls', send: [] };
  }

  /** Feeds what arrived before TLS. */
  push(chunk: Uint8Array): Progress {
    const stage = this.#stages[this.#reached];
    return stage ? this.#follow(stage, stage.conversation.push(chunk)) : { kind: 'tls', send: [] };
  }

  /** The connection ended, or the phase took too long. */
  cut(why: 'closed' | 'reset' | 'silent'): Observation {
    const stage = this.#stages[this.#reached];
    if (!stage) return { kind: why };
    const broken = stage.conversation.cut(why);
    this.#said = broken.said;
    return stage.observe(broken);
  }

  #follow(stage: Stage, { send, ended }: Step<string>): Progress {
    if (!ended) return { kind: 'talking', phase: stage.phase, send };
    const { verdict, leftOver } = ended;
    this.#said = verdict.said;
    if (verdict.kind !== 'ready') return { kind: 'over', observation: stage.observe(verdict), send };
    const next = this.#stages[++this.#reached];
    if (!next) {
      // No server can speak TLS before the hello: these bytes were put in between, or belong to another protocol.
      this.#leftOver = leftOver.length;
      return { kind: 'tls', send };
    }
    const opening = this.#follow(next, next.conversation.start());
    const said = [...send, ...opening.send];
    if (leftOver.length === 0 || opening.kind !== 'talking') return { ...opening, send: said };
    // The service's greeting may come in one piece with the proxy's word.
    const greeted = this.push(leftOver);
    return { ...greeted, send: [...said, ...greeted.send] };
  }
}

type Stage = {
  readonly phase: Phase;
  readonly conversation: Conversation<string>;
  observe(verdict: Refused<string> | Broken): Observation;
};

function dialectStage(dialect: Dialect, name: string): Stage {
  return {
    phase: 'starttls',
    conversation: new Conversation<string>(dialect.talk({ name })),
    observe: (verdict) =>
      verdict.kind === 'broken'
        ? { kind: 'starttls-broken', why: verdict.why, said: verdict.said }
        : { kind: 'starttls-refused', how: verdict.how as RefusalKind, said: verdict.said },
  };
}

function proxyStage(proxy: ProxyServer, { address, port }: { readonly address: string; readonly port: number }): Stage {
  return {
    phase: 'proxy',
    conversation: new Conversation<string>(proxyDialogue(proxy, { host: address, port })),
    observe: (verdict) => {
      if (verdict.kind === 'broken') return { kind: 'proxy-failed', why: verdict.why, said: verdict.said };
      const how = verdict.how as ProxyRefusal;
      return how === 'unreachable'
        ? { kind: 'unreachable', code: `the proxy says: ${verdict.said}` }
        : { kind: 'proxy-failed', why: how, said: verdict.said };
    },
  };
}
