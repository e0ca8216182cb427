import { existsSync, readFileSync } from 'node:fs';
import { failure } from '../core/errors.ts';
import { quoted, safeText } from '../core/safe-text.ts';
import { NOTHING_OUTSIDE } from '../negotiation/configuration/configuration.ts';
import { readNginx } from '../negotiation/configuration/nginx-syntax.ts';
import { formatOfMapping, formatOfText } from '../observe/logs/custom-format.ts';
import { LOG_FORMATS } from '../observe/logs/formats.ts';
import type { LogFormat } from '../observe/logs/log-format.ts';
import { type NginxLogFormat, nginxLogFormats } from '../observe/logs/nginx-formats.ts';
import { CommandFailure } from './command-failure.ts';
import { outsideOf } from './server-configuration.ts';

/** The format of `--format` or `--log-format`. @throws CommandFailure `bad-log-format` */
export function logFormatOf(name: string | undefined, text: string | undefined): LogFormat | undefined {
  if (name !== undefined) {
    const found = LOG_FORMATS.find((format) => format.name === name);
    if (!found) throw new CommandFailure(failure('bad-log-format', `no format is called ${quoted(name)}`));
    return found;
  }
  if (text === undefined) return undefined;
  const configured = nginxFormats(text);
  if (configured) return onlyOne(configured);
  const mapping = parsed(text);
  const isMapping = typeof mapping === 'object' && mapping !== null && 'fields' in mapping;
  const format = isMapping ? formatOfMapping(mapping) : formatOfText(text.replace(/^(['"])(.*)\1$/s, '$2'));
  if (!format.ok) throw new CommandFailure(failure('bad-log-format', `--log-format: ${safeText(format.error)}`));
  return format.value;
}

/** What `--format list` prints. */
export function logFormatList(): string {
  const width = Math.max(...LOG_FORMATS.map(({ name }) => name.length));
  return LOG_FORMATS.map(({ name, title }) => `${name.padEnd(width)}  ${title}\n`).join('');
}

/** Those of an nginx.conf that is named, or of a `log_format` as it stands there; `undefined`: it is neither. */
function nginxFormats(text: string): readonly NginxLogFormat[] | undefined {
  const isDirective = /^\s*log_format\s/.test(text);
  if (!isDirective && !existsSync(text)) return undefined;
  const read = isDirective
    ? readNginx({ file: '--log-format', text: text.trimEnd().replace(/;?$/, ';') }, NOTHING_OUTSIDE)
    : readNginx({ file: text, text: readFileSync(text, 'utf8') }, outsideOf(text));
  if (!read.ok) throw new CommandFailure(read.error);
  return nginxLogFormats(read.value);
}

/** The one that can be read, or of several the one that a log is written in. */
function onlyOne(formats: readonly NginxLogFormat[]): LogFormat {
  const usable = formats.flatMap(({ name, files, format }) =>
    format.ok ? [{ name, files, format: format.value }] : [],
  );
  const used = usable.filter(({ files }) => files.length > 0);
  const [first, ...others] = used.length > 0 ? used : usable;
  if (!first) {
    const whys = formats.map(({ name, format }) => (format.ok ? '' : `${name}: ${format.error}`));
    const why = whys.length > 0 ? whys.join('; ') : 'there is no log_format in it';
    throw new CommandFailure(failure('bad-log-format', `--log-format: ${safeText(why)}`));
  }
  if (others.length > 0) {
    const names = [first, ...others].map(({ name }) => safeText(name)).join(', ');
    throw new CommandFailure(
      failure('bad-log-format', `--log-format: there are several, ${names}: give the text of one`),
    );
  }
  return first.format;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
