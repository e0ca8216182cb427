import { failure } from '../core/errors.ts';
import { quoted, safeText } from '../core/safe-text.ts';
import { formatOfMapping, formatOfText } from '../observe/logs/custom-format.ts';
import { LOG_FORMATS } from '../observe/logs/formats.ts';
import type { LogFormat } from '../observe/logs/log-format.ts';
import { CommandFailure } from './command-failure.ts';

/** The format of `--format` or `--log-format`. @throws CommandFailure `bad-log-format` */
export function logFormatOf(name: string | undefined, text: string | undefined): LogFormat | undefined {
  if (name !== undefined) {
    const found = LOG_FORMATS.find((format) => format.name === name);
    if (!found) throw new CommandFailure(failure('bad-log-format', `no format is called ${quoted(name)}`));
    return found;
  }
  if (text === undefined) return undefined;
  const mapping = parsed(text);
  const isMapping = typeof mapping === 'object' && mapping !== null && 'fields' in mapping;
  const format = isMapping ? formatOfMapping(mapping) : formatOfText(text);
  if (!format.ok) throw new CommandFailure(failure('bad-log-format', `--log-format: ${safeText(format.error)}`));
  return format.value;
}

/** What `--format list` prints. */
export function logFormatList(): string {
  const width = Math.max(...LOG_FORMATS.map(({ name }) => name.length));
  return LOG_FORMATS.map(({ name, title }) => `${name.padEnd(width)}  ${title}\n`).join('');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
