/**
 * Asks one server address questions, a connection each, and keeps count.
 *
 * @module
 */

import { toHex } from '../core/hex.ts';
import { type Pacer, pause } from '../core/pause.ts';
import { Rounds } from '../core/rounds.ts';
import type { Evidence, Outcome } from '../facts/server-facts.ts';
import { alertName } from '../tls/registry/alerts.ts';
import { suiteName } from '../tls/registry/cipher-suites.ts';
import type { TlsVersion } from '../tls/version.ts';
import type { AnswerReaderOptions, Observation } from './answer-reader.ts';
import { BackOff } from './back-off.ts';
import { type CompletedHandshake, completeHandshake } from './complete-handshake.ts';
import { Connection } from './connection.ts';
import { Conversation } from './conversation.ts';
import { type Endpoint, type Exchange, type ExchangeLimits, HelloConnection } from './exchange.ts';
import { type BuiltHello, buildHello, type Question } from './hellos.ts';
import { type Judgement, judge, versionText } from './judge.ts';
import { type Topic, traceOfTalk } from './talk-trace.ts';
import type { Way } from './way.ts';

export type Asked = {
  readonly question: Question;
  readonly observation: Observation;
  readonly judgement: Judgement;
  readonly evidence: Evidence;
};

/** One connection as `--trace` shows it: everything sent, and the first 16 KiB received. */
export type ConnectionTrace = {
  readonly endpoint: Endpoint;
  readonly evidence: Evidence;
  readonly sent: Uint8Array;
  readonly received: Uint8Array;
};

export type AskerOptions = ExchangeLimits & {
  readonly way: Way;
  /** The protocol that the hello names in ALPN (RFC 7301), for services that want one. */
  readonly alpn?: string | undefined;
  /** Connections open to this address at once. */
  readonly parallel: number;
  readonly pacer: Pacer;
  readonly onTrace?: ((trace: ConnectionTrace) => void) | undefined;
};

export class Asker {
  readonly #endpoint: Endpoint;
  readonly #options: AskerOptions;
  readonly #signal: AbortSignal;
  readonly #rounds: Rounds<Numbered>;
  readonly #backOff = new BackOff();
  readonly #all: Asked[] = [];
  #connections = 0;
  #slowestAnswerMs = 0;
  /** Flights that were waited for in vain behind a ServerHello. */
  #unended = 0;

  constructor(endpoint: Endpoint, options: AskerOptions, signal: AbortSignal) {
    this.#endpoint = endpoint;
    this.#options = options;
    this.#signal = signal;
    this.#rounds = new Rounds<Numbered>({
      limit: options.parallel,
      open: () => this.#open(),
      close: ({ connection }) => connection.close(),
      isFresh: ({ connection }) => !connection.isLost && performance.now() - connection.openedAt < FRESH_MS,
      canOpenAhead: !options.way.proxy && !options.way.dialect,
    });
  }

  get connections(): number {
    return this.#connections;
  }

  /** False once the server was seen to leave the flight behind its ServerHello without an end, twice. */
  get endsFlights(): boolean {
    return this.#unended < MOST_UNENDED;
  }

  get signal(): AbortSignal {
    return this.#signal;
  }

  /** Everything asked so far, in the order of the answers. */
  get all(): readonly Asked[] {
    return this.#all;
  }

  /** What was asked for the sake of versions: hellos with the whole offer of their shape. */
  get forVersions(): readonly Asked[] {
    return this.#all.filter(({ question }) => question.offer === undefined);
  }

  /**
   * A service that says "later" is left alone for a while and asked again, a few times; each try is kept.
   *
   * @param urgency of the questions that wait, the most urgent go first; versions before all else
   */
  async ask(question: Question, options: AskOptions = {}, urgency: number = Number.POSITIVE_INFINITY): Promise<Asked> {
    for (;;) {
      const asked = await this.#askOnce(question, options, urgency);
      if (!saidLater(asked.observation) || this.#signal.aborted || !this.#backOff.later()) return asked;
    }
  }

  #askOnce(question: Question, options: AskOptions, urgency: number): Promise<Asked> {
    const hasMore = Number.isFinite(urgency) && urgency >= MORE_TO_COME && urgency < SOON;
    return this.#rounds.use(
      async ({ connection, number }) => {
        const hello = buildHello(question, this.#options.alpn);
        const readUpTo = this.endsFlights ? options.readUpTo : undefined;
        const answerMs = this.#answerMs(question.version, readUpTo !== undefined && this.#unended > 0);
        const isSsl2 = question.version === 'SSLv2';
        const readerOptions = { maxBytes: MAX_BYTES, isSsl2, ...(readUpTo ? { readUpTo } : {}) };
        const result = await connection.ask(hello.bytes, answerMs, readerOptions);
        const judgement = judge(question.version, hello, result.observation);
        const isUnended = result.answerMs > answerMs - TIMER_MS && result.observation.kind === 'server-hello';
        if (isUnended) this.#unended++;
        else if (isAnswer(judgement)) this.#slowestAnswerMs = Math.max(this.#slowestAnswerMs, result.answerMs);
        const evidence = evidenceOf(number, question, result);
        this.#options.onTrace?.({ endpoint: this.#endpoint, evidence, sent: hello.bytes, received: result.firstBytes });
        const asked = { question, observation: result.observation, judgement, evidence };
        this.#all.push(asked);
        return asked;
      },
      { urgency, hasMore },
    );
  }

  /** A handshake that Node completes over a connection of its own; see {@link completeHandshake}. */
  handshake(topic: Topic, urgency: number = LEAST_URGENT): Promise<CompletedHandshake> {
    const wish = { version: topic.version, sni: topic.sni, alpn: this.#options.alpn };
    return this.#talkOver(topic, urgency, (connection) =>
      completeHandshake(connection, wish, this.#options.answerMs, this.#signal),
    );
  }

  /** Closes what was opened ahead and is not needed any more. */
  close(): void {
    this.#rounds.close();
  }

  /**
   * A connection that takes more than a hello and its answer: counted, paced, limited and traced as the others.
   *
   * @param topic for the trace
   * @param urgency as of {@link Asker.ask}
   */
  converse<T>(
    topic: Topic,
    talk: (conversation: Conversation) => Promise<T>,
    urgency: number = LEAST_URGENT,
  ): Promise<T> {
    return this.#talkOver(topic, urgency, async (connection) => {
      const conversation = new Conversation(connection, this.#answerMs(topic.version));
      try {
        return await talk(conversation);
      } finally {
        conversation.close();
      }
    });
  }

  /** The hello of a question, as this service wants it. */
  hello(question: Question): BuiltHello {
    return buildHello(question, this.#options.alpn);
  }

  #talkOver<T>(topic: Topic, urgency: number, talk: (connection: Connection) => Promise<T>): Promise<T> {
    return this.#rounds.run(async () => {
      for (;;) {
        const { connection: opened, number } = await this.#open();
        const connection = new Connection(opened);
        const isLater = opened.over !== undefined && saidLater(opened.over) && !this.#signal.aborted;
        const result = isLater && this.#backOff.later() ? undefined : { of: await talk(connection) };
        this.#options.onTrace?.({ endpoint: this.#endpoint, ...traceOfTalk(number, topic, connection.log) });
        if (result) return result.of;
      }
    }, urgency);
  }

  /** When this machine has no socket left, the server is not to blame: wait for one. */
  async #open(): Promise<Numbered> {
    await this.#backOff.hold(this.#signal);
    await this.#options.pacer.turn(this.#signal);
    const number = this.#signal.aborted ? 0 : ++this.#connections;
    for (let attempt = 0; ; attempt++) {
      const connection = new HelloConnection(this.#endpoint, this.#options.way, this.#options, this.#signal);
      const { over } = await connection.opened;
      const isExhausted = over !== undefined && isOutOfSockets(over);
      if (!isExhausted || attempt === SOCKET_ATTEMPTS) return { connection, number };
      await pause(SOCKET_WAIT_MS, this.#signal);
    }
  }

  /** A version that was waited for in full once is not waited for as long again, if the server answers promptly. */
  #answerMs(version: TlsVersion, isShort = false): number {
    if (isShort) return Math.min(this.#options.answerMs, LEAST_WAIT_MS);
    const isRepeat = this.#all.some(({ question }) => question.version === version);
    if (!isRepeat || this.#slowestAnswerMs === 0) return this.#options.answerMs;
    return Math.min(this.#options.answerMs, Math.max(LEAST_WAIT_MS, 10 * this.#slowestAnswerMs));
  }
}

/** `number` counts within the scan of the address, from 1; 0 if it was stopped before it was opened. */
type Numbered = { readonly connection: HelloConnection; readonly number: number };

type AskOptions = Pick<AnswerReaderOptions, 'readUpTo'>;

function saidLater(observation: Observation): boolean {
  return observation.kind === 'starttls-refused' && observation.how === 'temporary';
}

/** This machine has no socket left. */
function isOutOfSockets(observation: Observation): boolean {
  return observation.kind === 'unreachable' && OUT_OF_SOCKETS.includes(observation.code);
}

/** Whether the server said something in TLS that answers a hello, be it a no. */
export function isAnswer(judgement: Judgement): boolean {
  return judgement.kind !== 'dropped' && judgement.kind !== 'broken' && judgement.kind !== 'stopped';
}

function evidenceOf(connection: number, question: Question, result: Exchange): Evidence {
  const { observation } = result;
  return {
    connection,
    asked: question.version,
    hello: question.shape,
    sni: question.sni ?? null,
    fallbackScsv: question.fallbackScsv,
    outcome: outcomeOf(observation),
    before: result.before,
    version: versionText(observation),
    cipherSuite: suiteText(observation),
    alert:
      observation.kind === 'alert' ? { ...observation.alert, name: alertName(observation.alert.description) } : null,
    bytesSent: result.bytesSent,
    bytesReceived: result.bytesReceived,
    firstBytes: toHex(result.firstBytes.subarray(0, 64)),
    durationMs: Math.round(result.durationMs * 10) / 10,
  };
}

function outcomeOf(observation: Observation): Outcome {
  return observation.kind === 'ssl2-server-hello' ? 'server-hello' : observation.kind;
}

function suiteText(observation: Observation): string | null {
  if (observation.kind !== 'server-hello' && observation.kind !== 'hello-retry-request') return null;
  return suiteName(observation.hello.cipherSuite);
}

/** An honest first flight, certificates included, stays far below. */
const MAX_BYTES = 256 * 1024;
/** A question this urgent has another behind it, more likely than not. */
const MORE_TO_COME = 2;
/** A server waits longer than this for a hello. */
const FRESH_MS = 1000;
/** Of conversations: what the server speaks is asked first. */
const LEAST_URGENT = 0;
/** Of what something else waits for. */
export const SOON = 100;
/** How much too early a timer may be. */
const TIMER_MS = 5;
/** The next flight gets a short while, and then none is read any more. */
const MOST_UNENDED = 2;
const LEAST_WAIT_MS = 1500;
const OUT_OF_SOCKETS: readonly string[] = ['EMFILE', 'ENFILE', 'ENOBUFS', 'EADDRNOTAVAIL'];
const SOCKET_ATTEMPTS = 50;
const SOCKET_WAIT_MS = 100;
