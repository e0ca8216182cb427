/**
 * Scans addresses on other threads as well, once there are many: a connection costs Node.js a quarter of a millisecond
 * of CPU, and a thread has one core.
 *
 * @module
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type Deferred, deferred } from '../core/deferred.ts';
import type { ServerFacts } from '../facts/server-facts.ts';
import { type AddressJob, type JobOptions, scanJob } from './address-job.ts';

/** Without what cannot leave its thread. */
export type ThreadOptions = Omit<JobOptions, 'pacer' | 'onTrace'>;

/** To a thread: scan this, or stop doing so. */
export type ThreadRequest =
  | { readonly kind: 'scan'; readonly id: number; readonly job: AddressJob; readonly options: ThreadOptions }
  | { readonly kind: 'stop'; readonly id: number; readonly reason: unknown };

/** From a thread. */
export type ThreadReply = { readonly id: number; readonly results: ServerFacts[] };

/** The thread that asks is one of them, and the only one as long as it has little to do. */
export class ScanThreads {
  readonly #program: URL;
  #most: number;
  readonly #others: Thread[] = [];
  #here = 0;

  /**
   * @param program what a thread is to load: it must come to `scan-thread.ts`
   * @param most threads beside this one; by default one for each core that is left
   */
  constructor(program: URL, most: number = Math.min(MOST_THREADS, availableParallelism()) - 1) {
    this.#program = program;
    this.#most = most;
  }

  /** Threads beside this one that were started. */
  get started(): number {
    return this.#others.length;
  }

  /**
   * As {@link scanJob}, without a rate or a trace.
   *
   * @throws what made a thread break: a bug
   */
  readonly scan: typeof scanJob = async (job, options, signal) => {
    const other = this.#leastBusy();
    if (other) {
      try {
        return await other.scan(job, options, signal);
      } catch (error) {
        if (!isOutOfMeans(error)) throw error;
        this.#goOnWithout(other);
      }
    }
    this.#here++;
    try {
      return await scanJob(job, options, signal);
    } finally {
      this.#here--;
    }
  };

  /** Ends the threads, whatever they do. */
  async close(): Promise<void> {
    await Promise.all(this.#others.map((other) => other.close()));
  }

  /** A machine that has no file or memory left for a thread is scanned from by the threads there are. */
  #goOnWithout(lost: Thread): void {
    const at = this.#others.indexOf(lost);
    if (at < 0) return;
    this.#others.splice(at, 1);
    this.#most = this.#others.length;
  }

  #leastBusy(): Thread | undefined {
    if (this.#here < ENOUGH_FOR_ONE) return undefined;
    const [least] = this.#others.toSorted((a, b) => a.busy - b.busy);
    if (least && least.busy < ENOUGH_FOR_ONE) return least;
    if (this.#others.length < this.#most) {
      const started = new Thread(this.#program);
      this.#others.push(started);
      return started;
    }
    return least && least.busy < this.#here ? least : undefined;
  }
}

class Thread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Deferred<ServerFacts[]>>();
  #last = 0;

  constructor(program: URL) {
    this.#worker = new Worker(program, { resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } });
    this.#worker.on('message', ({ id, results }: ThreadReply) => this.#take(id)?.resolve(results));
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.on('exit', (code) => this.#fail(new Error(`a thread of the scan ended with ${code}`)));
  }

  get busy(): number {
    return this.#waiting.size;
  }

  scan(job: AddressJob, options: JobOptions, signal: AbortSignal): Promise<ServerFacts[]> {
    const id = ++this.#last;
    const stop = (): void => this.#send({ kind: 'stop', id, reason: signal.reason });
    const answer = deferred<ServerFacts[]>();
    this.#waiting.set(id, answer);
    this.#send({ kind: 'scan', id, job: plainJob(job), options: plainOptions(options) });
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    return answer.promise.finally(() => signal.removeEventListener('abort', stop));
  }

  async close(): Promise<void> {
    this.#worker.removeAllListeners();
    await this.#worker.terminate();
  }

  #send(request: ThreadRequest): void {
    this.#worker.postMessage(request);
  }

  #take(id: number): Deferred<ServerFacts[]> | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  #fail(error: unknown): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

function isOutOfMeans(error: unknown): boolean {
  return error instanceof Error && 'code' in error && OUT_OF_MEANS.includes(String(error.code));
}

/** A target may have more to it, for whoever listed it. */
function plainJob({ target: { text, host, port, service }, address, leftMs }: AddressJob): AddressJob {
  return { target: { text, host, port, service }, address, leftMs };
}

function plainOptions(options: JobOptions): ThreadOptions {
  const { floor, versionsOnly, confirm, parallel, proxy, sni, connectMs, proxyMs, startTlsMs, answerMs } = options;
  return { floor, versionsOnly, confirm, parallel, proxy, sni, connectMs, proxyMs, startTlsMs, answerMs };
}

const OUT_OF_MEANS: readonly string[] = [
  ...['EMFILE', 'ENFILE', 'ENOMEM', 'EAGAIN'],
  ...['ERR_WORKER_OUT_OF_MEMORY', 'ERR_WORKER_INIT_FAILED'],
];
/** Addresses at once that keep a thread busy at some distance. */
const ENOUGH_FOR_ONE = 24;
/** What V8 takes for itself otherwise is several times as much, and no faster. */
const YOUNG_MB = 12;
/** Beyond, the one that writes the results is the limit. */
const MOST_THREADS = 8;
