/**
 * The style sheet of reports: one file, no fonts, no pictures, light and dark, paper and phone.
 *
 * @module
 */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #f6f7f9; --card: #ffffff; --ink: #16202b; --soft: #566373; --line: #dfe4ea; --accent: #1f5fbf;
  --good: #176b3a; --good-fill: #dff3e6; --bad: #a61b29; --bad-fill: #fde4e4;
  --warn: #7d5100; --warn-fill: #fcefcf; --none: #566373; --none-fill: #e9edf1;
  --good-bar: #2f9e5f; --bad-bar: #d0424f; --warn-bar: #dba127; --none-bar: #a5b0bc;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #0f151c; --card: #171f29; --ink: #e7edf3; --soft: #9fadbb; --line: #2a3541; --accent: #86b6ff;
    --good: #8fe0ae; --good-fill: #12351f; --bad: #ffb0b3; --bad-fill: #471a20;
    --warn: #f5cf7f; --warn-fill: #3d2e0c; --none: #a9b6c3; --none-fill: #27323d;
    --good-bar: #3fae70; --bad-bar: #dd5a66; --warn-bar: #d9a63a; --none-bar: #566575;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
main { max-width: 72rem; margin: 0 auto; padding: 2.5rem 1.5rem 4rem; }
h1 { font-size: clamp(1.5rem, 1.1rem + 1.9vw, 2.3rem); line-height: 1.2; letter-spacing: -0.015em; margin: 0.3rem 0 0;
  text-wrap: balance; max-width: 34ch; overflow-wrap: anywhere; }
h2 { font-size: 1.05rem; margin: 2.5rem 0 0.75rem; }
p { margin: 0; }
.kicker { color: var(--soft); font-size: 0.85rem; font-weight: 600; letter-spacing: 0.02em; }
.sub { color: var(--soft); margin-top: 0.6rem; }
.bar { display: flex; height: 0.7rem; border-radius: 0.35rem; overflow: hidden; margin: 1.6rem 0 0.8rem; gap: 2px; }
.bar span { min-width: 4px; }
.bar .good { background: var(--good-bar); } .bar .bad { background: var(--bad-bar); }
.bar .warn { background: var(--warn-bar); } .bar .none { background: var(--none-bar); }
.chips { display: flex; flex-wrap: wrap; gap: 0.5rem; border: 0; margin: 0; padding: 0; }
.chips legend { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
.chips label { display: inline-flex; align-items: center; gap: 0.45rem; padding: 0.35rem 0.8rem; border-radius: 2rem;
  border: 1px solid var(--line); background: var(--card); cursor: pointer; user-select: none; }
.chips input { position: absolute; opacity: 0; pointer-events: none; }
.chips label:has(:checked) { border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); }
.chips label:has(:focus-visible) { outline: 3px solid var(--accent); outline-offset: 2px; }
.chips b { font-variant-numeric: tabular-nums; }
.dot { width: 0.7rem; height: 0.7rem; border-radius: 50%; flex: none; }
.dot.good { background: var(--good-bar); } .dot.bad { background: var(--bad-bar); }
.dot.warn { background: var(--warn-bar); } .dot.none { background: var(--none-bar); }
.frame { background: var(--card); border: 1px solid var(--line); border-radius: 0.8rem; margin-top: 1.2rem;
  overflow: clip; }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; font-weight: 600; color: var(--soft); font-size: 0.8rem; white-space: nowrap; }
thead th { padding: 0.7rem 0.5rem; background: var(--card); border-bottom: 1px solid var(--line); position: sticky;
  top: 0; z-index: 1; }
thead th:first-child, .server { padding-left: 1.1rem; }
tbody + tbody { border-top: 1px solid var(--line); }
td, tbody th { padding: 0.7rem 0.5rem 0.2rem; vertical-align: top; }
.server { font-size: 0.95rem; color: var(--ink); white-space: normal; overflow-wrap: anywhere; font-weight: 600; }
.server small { display: block; color: var(--soft); font-weight: 400; font-size: 0.82rem; }
.mark { display: inline-block; min-width: 3.4rem; text-align: center; padding: 0.08rem 0.45rem; border-radius: 0.4rem;
  font-size: 0.82rem; font-weight: 600; }
.mark.good { background: var(--good-fill); color: var(--good); } .mark.bad { background: var(--bad-fill); color: var(--bad); }
.mark.warn { background: var(--warn-fill); color: var(--warn); } .mark.none { background: var(--none-fill); color: var(--none); }
.mark.wide { white-space: nowrap; }
.more { padding: 0 1.1rem 0.8rem; }
summary { cursor: pointer; color: var(--soft); padding: 0.15rem 0; border-radius: 0.3rem; overflow-wrap: anywhere; }
summary b { color: var(--ink); font-weight: 600; }
summary:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: 0.25rem 1.2rem; margin: 0.6rem 0 0.4rem; }
.facts dt { color: var(--soft); } .facts dd { margin: 0; overflow-wrap: anywhere; }
.note { color: var(--soft); font-size: 0.88rem; margin-top: 1rem; }
code { font: 0.88em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
footer { color: var(--soft); font-size: 0.85rem; margin-top: 2rem; }
body:has(#show-bad:checked) tbody:not(.bad, .warn), body:has(#show-none:checked) tbody:not(.none),
body:has(#show-good:checked) tbody:not(.good) { display: none; }
@media (max-width: 46rem) {
  main { padding: 1.4rem 0.9rem 3rem; }
  thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
  table, tbody, tr, td, tbody th { display: block; }
  tbody { padding: 0.9rem 1rem 0.8rem; }
  tr { display: grid; grid-template-columns: repeat(6, minmax(0, 1fr)); gap: 0.5rem 0.3rem; }
  td, tbody th, .more { padding: 0; }
  .server { grid-column: 1 / 7; font-size: 1rem; padding: 0; }
  .verdict { grid-column: 1 / 7; grid-row: 1; }
  .version { text-align: center; }
  .version::before { content: attr(data-label); display: block; color: var(--soft); font-size: 0.7rem; }
  .version .mark { min-width: 0; width: 100%; padding: 0.12rem 0; font-size: 0.76rem; }
  .more { grid-column: 1 / 7; margin-top: 0.5rem; }
  .facts { grid-template-columns: 1fr; gap: 0; } .facts dd { margin-bottom: 0.45rem; }
}
@media print {
  :root { color-scheme: light; --paper: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #bbb; }
  body { font-size: 10pt; } main { padding: 0; max-width: none; }
  .chips label { padding: 0.1rem 0.5rem; } .frame { border: 0; border-radius: 0; } thead th { position: static; }
  tbody { break-inside: avoid; } .mark, .bar span, .dot { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  details::details-content { content-visibility: visible; display: block; block-size: auto; }
}
`;
