import { setMaxListeners } from 'node:events';

/** A signal that fires with `signal` and its reason, or with the reason `'deadline'` when time is up. */
export type Deadline = {
  readonly signal: AbortSignal;
  /** Stops the clock. Call it when the work is done, or the timer keeps the process alive. */
  release(): void;
};

/**
 * Not `AbortSignal.any`: a signal that lasts for a million targets would hold on to a million dependants.
 *
 * @param ms over 0
 */
export function startDeadline(ms: number, signal: AbortSignal): Deadline {
  const controller = new AbortController();
  // One listener for each connection and each wait; that is no leak.
  setMaxListeners(0, controller.signal);
  const onAbort = (): void => controller.abort(signal.reason);
  const timer = setTimeout(() => controller.abort('deadline'), ms);
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  return {
    signal: controller.signal,
    release: () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    },
  };
}
