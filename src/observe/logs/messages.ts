/**
 * Logs of messages, where a line is a sentence and most lines are of no concern. What belongs to one connection may
 * stand on several lines, which have a number in common.
 *
 * @module
 */
import { LOG_FIELDS, type LogValues } from './log-fields.ts';

/**
 * `event`: a handshake; `part`: says who connected, before the handshake is told of; `hold`: a failure whose reason may
 * follow; `reason`: what was held back was for this; `end`: nothing more comes for this number; `sign`: it only shows whose log this is.
 */
export type MessageRole = 'event' | 'part' | 'hold' | 'reason' | 'end' | 'sign';

/**
 * Lines with a text in common. Each expression stands for itself and begins with a fixed text or an anchor, so that none
 * takes longer than the line is long; its named groups are fields, and `join` is the number that lines have in common.
 */
export type MessagePattern = {
  readonly role: MessageRole;
  readonly marker: string;
  readonly must: readonly RegExp[];
  readonly may?: readonly RegExp[];
};

type Connection = { readonly values: LogValues; readonly isHeld: boolean };

export type MessageLine = 'event' | 'known' | 'other';

/** Reads lines, and keeps what is known of connections whose handshake has not been told of. */
export class MessageReader {
  readonly #patterns: readonly MessagePattern[];
  readonly #always: readonly RegExp[];
  readonly #onEvent: (values: LogValues) => void;
  readonly #onDropped: () => void;
  readonly #connections = new Map<string, Connection>();

  constructor(
    form: { readonly patterns: readonly MessagePattern[]; readonly always?: readonly RegExp[] },
    onEvent: (values: LogValues) => void,
    onDropped: () => void,
  ) {
    this.#patterns = form.patterns;
    this.#always = form.always ?? [];
    this.#onEvent = onEvent;
    this.#onDropped = onDropped;
  }

  read(bytes: Buffer, start: number, end: number): MessageLine {
    const line = bytes.toString('latin1', start, Math.min(end, start + LONGEST));
    let isKnown = false;
    for (const pattern of this.#patterns) {
      if (!line.includes(pattern.marker)) continue;
      const values: LogValues & { join?: string } = {};
      if (!pattern.must.every((expression) => take(expression, line, values))) continue;
      for (const expression of this.#always) take(expression, line, values);
      for (const expression of pattern.may ?? []) take(expression, line, values);
      if (this.#apply(pattern.role, values)) return 'event';
      isKnown = true;
      if (pattern.role !== 'sign') break;
    }
    return isKnown ? 'known' : 'other';
  }

  /** What is held back is given: its reason did not come. */
  end(): void {
    for (const { values, isHeld } of this.#connections.values()) if (isHeld) this.#onEvent(values);
    this.#connections.clear();
  }

  /** What has to be known to go on from here. */
  state(): readonly (readonly [string, LogValues, boolean])[] {
    return Array.from(this.#connections, ([join, { values, isHeld }]) => [join, values, isHeld] as const);
  }

  restore(state: ReturnType<MessageReader['state']>): void {
    for (const [join, values, isHeld] of state) this.#connections.set(join, { values, isHeld });
  }

  /** Whether a handshake was told of. */
  #apply(role: MessageRole, { join, ...values }: LogValues & { join?: string }): boolean {
    if (role === 'sign') return false;
    const known = join === undefined ? undefined : this.#connections.get(join);
    if (join !== undefined) this.#connections.delete(join);
    // A reason that nothing was held back for is of another matter than a handshake.
    if (role === 'event' || (role === 'reason' && known?.isHeld)) {
      this.#onEvent({ ...known?.values, ...values });
      return true;
    }
    if (known?.isHeld && role !== 'hold') this.#onEvent(known.values);
    if (role === 'end' || role === 'reason' || join === undefined) return known?.isHeld ?? false;
    this.#connections.set(join, { values: { ...known?.values, ...values }, isHeld: role === 'hold' });
    if (this.#connections.size > MOST_CONNECTIONS) this.#dropOldest();
    return false;
  }

  #dropOldest(): void {
    for (const [join, { values, isHeld }] of this.#connections) {
      this.#connections.delete(join);
      if (isHeld) this.#onEvent(values);
      else this.#onDropped();
      return;
    }
  }
}

/** Whether the expression fits; then its groups are among the values, if they were not before. */
function take(expression: RegExp, line: string, values: LogValues & { join?: string }): boolean {
  const groups = expression.exec(line)?.groups;
  if (groups === undefined) return expression.test(line);
  for (const [name, value] of Object.entries(groups)) {
    if (value === undefined) continue;
    const field = LOG_FIELDS.find((known) => known === name);
    if (field !== undefined) values[field] ??= value;
    else if (name === 'join') values.join ??= value;
  }
  return true;
}

const LONGEST = 4096;
const MOST_CONNECTIONS = 20_000;
