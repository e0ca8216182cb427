import { EXIT, type ExitCode } from '../core/errors.ts';

export type Interrupt = {
  readonly signal: AbortSignal;
  /** What to exit with if a signal came; `undefined` if none did. */
  exitCode(): ExitCode | undefined;
  /** Gives the signals back to Node.js. */
  release(): void;
};

/** Turns SIGINT and SIGTERM into an abort, so that partial results are written; a second signal ends at once. */
export function catchInterrupts(): Interrupt {
  const controller = new AbortController();
  let exitCode: ExitCode | undefined;
  const onSignal = (name: NodeJS.Signals): void => {
    if (exitCode !== undefined) process.exit(exitCode);
    exitCode = name === 'SIGINT' ? EXIT.interrupted : EXIT.terminated;
    controller.abort('interrupt');
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  return {
    signal: controller.signal,
    exitCode: () => exitCode,
    release: () => {
      process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
    },
  };
}
