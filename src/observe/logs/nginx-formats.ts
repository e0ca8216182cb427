import { err, ok, type Result } from '../../core/result.ts';
import type { NginxDirective } from '../../negotiation/configuration/nginx-syntax.ts';
import { formatOfText } from './custom-format.ts';
import type { LogFormat } from './log-format.ts';

export type NginxLogFormat = {
  /** As `log_format` calls it. */
  readonly name: string;
  /** Files that `access_log` writes in it. */
  readonly files: readonly string[];
  readonly format: Result<LogFormat, string>;
};

/** Every `log_format` of a configuration of nginx, and the logs that are written in it. */
export function nginxLogFormats(directives: readonly NginxDirective[]): readonly NginxLogFormat[] {
  const all = flattened(directives);
  const logs = all.filter(({ name }) => name === 'access_log').map(({ args }) => args);
  return all.flatMap(({ name, args }): NginxLogFormat[] => {
    const [formatName, ...rest] = args;
    if (name !== 'log_format' || formatName === undefined) return [];
    const text = rest.filter((part, index) => index > 0 || !part.startsWith('escape=')).join('');
    const files = logs.flatMap(([file, wanted]) => (file !== undefined && wanted === formatName ? [file] : []));
    const format = text === '' ? err('it is empty') : formatOfText(text, 'nginx');
    return [
      {
        name: formatName,
        files,
        format: format.ok ? ok({ ...format.value, title: `nginx's log_format ${formatName}` }) : format,
      },
    ];
  });
}

function flattened(directives: readonly NginxDirective[]): readonly NginxDirective[] {
  return directives.flatMap((directive) => [directive, ...flattened(directive.block ?? [])]);
}
