/**
 * Formats that a user brings: the notation of a server, a server's configuration, or a small mapping.
 *
 * @module
 */
import { err, ok, type Result } from '../../core/result.ts';
import { operatorPaths } from './envoy-json.ts';
import { HAPROXY_FAILURES } from './formats/web-servers.ts';
import { LOG_FORMATS } from './formats.ts';
import { isAmbiguous } from './layout.ts';
import { type LayoutSyntax, layoutOfSyntax, syntaxOf } from './layout-syntax.ts';
import { LOG_FIELDS, type LogField } from './log-fields.ts';
import type { LogForm, LogFormat } from './log-format.ts';
import type { VersionSpelling } from './version-spellings.ts';

/**
 * The format that a user means: by its name, or by a text in a server's own notation.
 *
 * @returns what is wrong with it, as a sentence for a person
 */
export function formatOfOption(text: string): Result<LogFormat, string> {
  const named = LOG_FORMATS.find(({ name }) => name === text);
  if (named !== undefined) return ok(named);
  if (!/[$%{]/.test(text)) return err(`the formats are ${LOG_FORMATS.map(({ name }) => name).join(', ')}`);
  return formatOfText(text);
}

/**
 * The format that a text in a server's own notation describes: nginx's `log_format`, Apache's `LogFormat`, HAProxy's
 * `log-format` or Envoy's, which may be JSON.
 *
 * @returns what is wrong with it, as a sentence for a person
 */
export function formatOfText(
  text: string,
  syntax: LayoutSyntax | undefined = syntaxOf(text),
): Result<LogFormat, string> {
  if (syntax === undefined) return err('it has no variable of nginx, Apache, HAProxy or Envoy');
  const trimmed = text.trim();
  if (syntax === 'envoy' && trimmed.startsWith('{')) {
    const paths = operatorPaths(trimmed);
    return paths === undefined
      ? err('it looks like JSON, and cannot be read as such')
      : checked(syntax, { kind: 'json', paths, signs: [] }, Object.keys(paths));
  }
  const layout = layoutOfSyntax(syntax, trimmed);
  if (isAmbiguous(layout)) return err('two variables stand side by side with nothing between them');
  const fields = layout.flatMap((part) => ('field' in part && part.field !== null ? [part.field] : []));
  const layouts = syntax === 'haproxy' ? [layout, ...HAPROXY_FAILURES] : [layout];
  return checked(syntax, { kind: 'layout', layouts }, fields);
}

/**
 * The format that a mapping describes, as read from the user's file: `type` (`json`, `csv` or `tsv`), `fields` (for each
 * field its key, with `/` between keys, or the name of its column), and perhaps `versions` (what numbers mean).
 *
 * @returns what is wrong with it, as a sentence for a person
 */
export function formatOfMapping(mapping: unknown): Result<LogFormat, string> {
  if (!isObject(mapping)) return err('a mapping is an object with "type" and "fields"');
  const { type, fields, versions = 'names' } = mapping;
  if (type !== 'json' && type !== 'csv' && type !== 'tsv') return err('"type" is one of json, csv and tsv');
  if (!SPELLINGS.some((spelling) => spelling === versions)) return err(`"versions" is one of ${SPELLINGS.join(', ')}`);
  if (!isObject(fields)) return err('"fields" is an object: what each field is called in the log');
  const paths: { [field in LogField]?: readonly string[] } = {};
  for (const [name, path] of Object.entries(fields)) {
    const field = LOG_FIELDS.find((known) => known === name);
    if (field === undefined) return err(`"${name}" is none of the fields ${LOG_FIELDS.join(', ')}`);
    if (typeof path !== 'string' || path === '') return err(`what "${name}" is called in the log is no text`);
    paths[field] = [path];
  }
  if (!hasVersion(Object.keys(paths)))
    return err('one of "version", "offered" and "failure" has to be among the fields');
  const form: LogForm =
    type === 'json'
      ? { kind: 'json', paths, signs: [] }
      : { kind: 'table', form: { separator: type === 'csv' ? 'comma' : 'tab', header: null }, columns: paths };
  const spelling = versions as VersionSpelling;
  return ok({ ...CUSTOM, name: 'mapping', title: 'as the mapping says', form, spelling, offeredSpelling: spelling });
}

function checked(syntax: LayoutSyntax, form: LogForm, fields: readonly string[]): Result<LogFormat, string> {
  if (!hasVersion(fields)) return err(`it does not hold the TLS version; ${MISSING[syntax]}`);
  return ok({
    ...CUSTOM,
    name: syntax,
    title: 'as the format given says',
    form,
    ...(fields.includes('offered') && !fields.includes('version') ? { outcome: 'unknown' as const } : {}),
    ...(syntax === 'haproxy' ? { offeredSpelling: 'haproxy' as const } : {}),
    ...(syntax === 'nginx' ? { firstRequest: '1' as const } : {}),
    ...(syntax === 'apache' ? { firstRequest: '0' as const } : {}),
    ...(syntax === 'envoy' ? { isVersionOfFailureWrong: true } : {}),
  });
}

function hasVersion(fields: readonly string[]): boolean {
  return fields.some((field) => field === 'version' || field === 'offered' || field === 'failure');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const CUSTOM = { hint: null, source: 'the user', samples: [] } as const;
const SPELLINGS: readonly VersionSpelling[] = ['names', 'wire', 'schannel', 'haproxy'];
const MISSING: Readonly<Record<LayoutSyntax, string>> = {
  nginx: 'add $ssl_protocol, or $ssl_preread_protocol in a stream block',
  apache: 'add %{SSL_PROTOCOL}x',
  haproxy: 'add %sslv, or %[req.ssl_ver] where TLS is passed through',
  envoy: 'add %DOWNSTREAM_TLS_VERSION% and %DOWNSTREAM_TRANSPORT_FAILURE_REASON%',
};
