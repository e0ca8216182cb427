/**
 * A thread that scans addresses for another one; see `scan-threads.ts`.
 *
 * @module
 */
import { parentPort } from 'node:worker_threads';
import { Pacer } from '../core/pause.ts';
import { scanJob } from './address-job.ts';
import type { ThreadReply, ThreadRequest } from './scan-threads.ts';

/** Takes requests until it is ended from outside. Call once, and only on such a thread. */
export function serveScans(): void {
  const pacer = new Pacer(Number.POSITIVE_INFINITY);
  const underWay = new Map<number, AbortController>();
  parentPort?.on('message', (request: ThreadRequest) => {
    if (request.kind === 'stop') {
      underWay.get(request.id)?.abort(request.reason);
      return;
    }
    const { id, job, options } = request;
    const stop = new AbortController();
    underWay.set(id, stop);
    void scanJob(job, { ...options, pacer }, stop.signal).then((results) => {
      underWay.delete(id);
      parentPort?.postMessage({ id, results } satisfies ThreadReply);
    });
  });
}
