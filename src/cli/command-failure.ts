import { ERRORS, type ExitCode, type Failure } from '../core/errors.ts';

/** Thrown by a command that cannot go on; the one place that catches it is `program.ts`. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
  readonly failure: Failure;
  readonly exitCode: ExitCode;

  constructor(failure: Failure, exitCode: ExitCode = ERRORS[failure.code].exitCode) {
    super(failure.message);
    this.failure = failure;
    this.exitCode = exitCode;
  }
}
