/**
 * The frame of every HTML report: one file that loads nothing and runs nothing. Pure.
 *
 * @module
 */
import { type Html, html, trusted } from './html.ts';
import { STYLE } from './style.ts';

export function page(title: string, main: Html): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${CSP}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
<main>
${main}
</main>
</body>
</html>
`.text;
}

/** No script, no request, no form: a text of a server that got past the escaping could still do nothing. */
const CSP = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
