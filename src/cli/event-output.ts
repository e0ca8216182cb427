import type { UsageEvent } from '../facts/usage-facts.ts';
import type { Output } from './output.ts';

/** Lines on their way out: gathered while a piece of the source is read, and written before the next is asked for. */
export class EventOutput {
  readonly #output: Output;
  readonly #lineOf: (event: UsageEvent) => string;
  #lines: string[] = [];

  constructor(output: Output, lineOf: (event: UsageEvent) => string) {
    this.#output = output;
    this.#lineOf = lineOf;
  }

  add(event: UsageEvent): void {
    this.#lines.push(this.#lineOf(event));
  }

  async flush(): Promise<void> {
    if (this.#lines.length === 0) return;
    const text = this.#lines.join('');
    this.#lines = [];
    await this.#output.write(text);
  }
}
