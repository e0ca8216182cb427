/**
 * The notations in which servers are told what to write into their logs.
 *
 * @module
 */
import type { LayoutPart } from './layout.ts';
import {
  APACHE_DIRECTIVES,
  ENVOY_OPERATORS,
  HAPROXY_VARIABLES,
  NGINX_VARIABLES,
  type VariableRow,
} from './layout-variables.ts';

export type LayoutSyntax = 'nginx' | 'apache' | 'haproxy' | 'envoy';

/** The layout that a server's own notation describes. */
export function layoutOfSyntax(syntax: LayoutSyntax, text: string): readonly LayoutPart[] {
  return PARSERS[syntax](text);
}

/** The notation that a text is in, by what only that one has; `undefined`: none of them. */
export function syntaxOf(text: string): LayoutSyntax | undefined {
  if (/\$\{?[a-z_]{3,}/.test(text)) return 'nginx';
  if (/%[A-Z][A-Z_]{3,}(?:\([^)]*\))?(?::\d+)?%/.test(text)) return 'envoy';
  if (/%(?:\{[+-][A-Za-z,+-]*\})?(?:ci|sslv|sslc|ft|tr|cp)\b|%(?:\{[+-]\w\})?\[/.test(text)) return 'haproxy';
  return /%(?:[<>!,\d]*)(?:\{[\w.-]+\})?[a-zA-Z]/.test(text) ? 'apache' : undefined;
}

/** `$name` and `${name}`; `$time_local` stands in brackets that the format itself has. */
function nginx(text: string): readonly LayoutPart[] {
  return merged(
    text.split(/(\$(?:\{\w+\}|\w+))/).map((piece): Found => {
      const name = /^\$\{?(\w+)\}?$/.exec(piece)?.[1];
      return name === undefined ? { text: piece } : { name, isList: name.startsWith('upstream_') };
    }),
    NGINX_VARIABLES,
  );
}

/** `%h`, `%>s`, `%!200{Referer}i`; `%t` writes its brackets itself. `\"` is a quote, `\t` a tab. */
function apache(text: string): readonly LayoutPart[] {
  const plain = text.replaceAll('\\"', '"').replaceAll('\\t', '\t').replaceAll('\\\\', '\\');
  return merged(
    plain.split(/(%[<>!,\d]*(?:\{[^}]*\})?(?:\^(?:ti|to|FU|FB)|[a-zA-Z%]))/).flatMap((piece): Found[] => {
      const [, argument, letter] = /^%[<>!,\d]*(\{[^}]*\})?(\^\w+|[a-zA-Z%])$/.exec(piece) ?? [];
      if (letter === undefined) return [{ text: piece }];
      if (letter === '%') return [{ text: '%' }];
      const name = `${argument?.toLowerCase() ?? ''}${letter}`;
      return name === 't' ? [{ text: '[' }, { name }, { text: ']' }] : [{ name }];
    }),
    APACHE_DIRECTIVES,
  );
}

/** `%ci`, `%{+Q}r` in quotes, `%[fetch]`; a blank may have a backslash, and an empty variable takes its blank along. */
function haproxy(text: string): readonly LayoutPart[] {
  return merged(
    text.split(/(%(?:\{[^}]*\})?(?:\[[^\]]*\]|[A-Za-z]+|%))/).flatMap((piece): Found[] => {
      const [, flags, name] = /^%(\{[^}]*\})?(\[[^\]]*\]|[A-Za-z]+|%)$/.exec(piece) ?? [];
      if (name === undefined) return [{ text: piece.replaceAll(/\\([ "\\])/g, '$1') }];
      if (name === '%') return [{ text: '%' }];
      const isWord = flags === undefined && /^(?!t|T$|Ts$|h[rs])[A-Za-z]+$/.test(name);
      const found = { name: name.replace(/,[^\]]*\]$/, ']'), isOptional: /^h[rs]l?$/.test(name), isWord };
      return flags?.includes('+Q') ? [{ text: '"' }, found, { text: '"' }] : [found];
    }),
    HAPROXY_VARIABLES,
  );
}

/** `%OPERATOR%`, `%REQ(X?Y):10%`, `%START_TIME(...)%`. */
function envoy(text: string): readonly LayoutPart[] {
  return merged(
    text
      .replace(/(?:\\n|\n)$/, '')
      .split(/(%[A-Z0-9_]+(?:\([^)]*\))?(?::\d+)?%)/)
      .map((piece): Found => {
        const [, operator, argument] = /^%([A-Z0-9_]+)(\([^)]*\))?(?::\d+)?%$/.exec(piece) ?? [];
        if (operator === undefined) return { text: piece };
        return { name: operator === 'REQ' ? `REQ${argument?.replace(/\?.*\)/, ')').toUpperCase()}` : operator };
      }),
    ENVOY_OPERATORS,
  );
}

type Found =
  | { readonly text: string }
  | { readonly name: string; readonly isList?: boolean; readonly isOptional?: boolean; readonly isWord?: boolean };

/** Names become fields, each field once, and text beside text becomes one. */
function merged(found: readonly Found[], rows: readonly VariableRow[]): readonly LayoutPart[] {
  const names = new Set(found.flatMap((piece) => ('name' in piece ? [piece.name] : [])));
  const chosen = new Map<string, string>();
  for (const [name, field] of rows) {
    if (names.has(name) && !Array.from(chosen.values()).includes(field)) chosen.set(name, field);
  }
  const parts: LayoutPart[] = [];
  for (const piece of found) {
    const last = parts.at(-1);
    if ('name' in piece) {
      const field = rows.find(([name, wanted]) => name === piece.name && chosen.get(name) === wanted)?.[1] ?? null;
      chosen.delete(piece.name);
      const { isList = false, isOptional = false, isWord = false } = piece;
      parts.push({ field, isList, isOptional, isWord });
    } else if (last !== undefined && 'text' in last) {
      parts[parts.length - 1] = { text: last.text + piece.text };
    } else if (piece.text !== '') parts.push({ text: piece.text });
  }
  return parts;
}

const PARSERS: Readonly<Record<LayoutSyntax, (text: string) => readonly LayoutPart[]>> = {
  nginx,
  apache,
  haproxy,
  envoy,
};
