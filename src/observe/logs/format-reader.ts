import { JsonFields } from './json-fields.ts';
import { LayoutMatcher } from './layout.ts';
import { afterPrefix } from './line-prefix.ts';
import { FieldOffsets } from './log-fields.ts';
import type { LogFormat } from './log-format.ts';
import { type MessageLine, MessageReader } from './messages.ts';
import type { LineOutcome, RowMaker } from './row-maker.ts';
import { TableMatcher } from './table.ts';

/** `remark`: of the log, and no handshake; `other`: nothing that this format writes. */
export type ReadLine = LineOutcome | 'remark' | 'other';

/** What has to be known to go on in the middle of a log. */
export type FormatState = {
  readonly header: string | null;
  readonly connections: ReturnType<MessageReader['state']>;
};

/** Reads the lines of one format. */
export class FormatReader {
  readonly #rows: RowMaker;
  readonly #hasPrefix: boolean;
  readonly #offsets = new FieldOffsets();
  readonly #layouts: readonly LayoutMatcher[];
  readonly #json: JsonFields | undefined;
  readonly #table: TableMatcher | undefined;
  readonly #messages: MessageReader | undefined;
  #number = 0;
  #outcome: LineOutcome = 'row';

  /** @param hasPrefix every line begins with what a log collector put before it */
  constructor(format: LogFormat, rows: RowMaker, hasPrefix: boolean, onDropped: () => void) {
    const { form } = format;
    this.#rows = rows;
    this.#hasPrefix = hasPrefix;
    this.#layouts = form.kind === 'layout' ? form.layouts.map((parts) => new LayoutMatcher(parts)) : [];
    if (form.kind === 'json') this.#json = new JsonFields(form.paths);
    if (form.kind === 'table') this.#table = new TableMatcher(form.form, form.columns);
    if (form.kind === 'messages') {
      const onEvent = (values: Parameters<RowMaker['fromValues']>[0]): void => {
        this.#outcome = rows.fromValues(values, this.#number);
      };
      this.#messages = new MessageReader(form, onEvent, onDropped);
    }
  }

  read(bytes: Buffer, start: number, end: number, number: number): ReadLine {
    const from = this.#hasPrefix ? afterPrefix(bytes, start, end) : start;
    const offsets = this.#offsets;
    if (this.#messages !== undefined) return this.#message(this.#messages, bytes, start, end, number);
    if (this.#table !== undefined) {
      offsets.clear();
      if (this.#table.matchShort(bytes, from, end, offsets)) {
        const outcome = this.#rows.plain(bytes, offsets, number);
        if (outcome !== undefined) return outcome;
      }
      offsets.clear();
      const line = this.#table.match(bytes, from, end, offsets);
      if (line === 'row') return this.#rows.fromOffsets(bytes, offsets, number);
      return line === 'cut' || line === 'no-header' ? 'other' : 'remark';
    }
    if (this.#json !== undefined) {
      offsets.clear();
      return this.#json.match(bytes, from, end, offsets) ? this.#rows.fromOffsets(bytes, offsets, number) : 'other';
    }
    for (const layout of this.#layouts) {
      offsets.clear();
      if (layout.matchShort(bytes, from, end, offsets)) {
        const outcome = this.#rows.plain(bytes, offsets, number);
        if (outcome !== undefined) return outcome;
      }
      offsets.clear();
      if (layout.match(bytes, from, end, offsets)) return this.#rows.fromOffsets(bytes, offsets, number);
    }
    return 'other';
  }

  end(): void {
    this.#messages?.end();
  }

  state(): FormatState {
    return { header: this.#table?.header ?? null, connections: this.#messages?.state() ?? [] };
  }

  restore({ header, connections }: FormatState): void {
    if (header !== null) this.#table?.readHeader(header);
    this.#messages?.restore(connections);
  }

  #message(messages: MessageReader, bytes: Buffer, start: number, end: number, number: number): ReadLine {
    this.#number = number;
    const line: MessageLine = messages.read(bytes, start, end);
    if (line === 'event') return this.#outcome;
    return line === 'known' ? 'remark' : 'other';
  }
}
