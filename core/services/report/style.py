"""How the page of a report looks: on a screen, on a phone, on paper, in light and in dark."""

STYLE = """
:root { --ink: #1d2327; --soft: #5b6670; --line: #d5dade; --paper: #fff; --panel: #f4f6f7;
  --c0: #2a6fa8; --c1: #d98a1f; --c2: #2c8c6b; --c3: #b4527d; --c4: #8a949c; --c5: #6b5fb0; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e8eb; --soft: #a3adb5; --line: #3a434a; --paper: #15191c;
  --panel: #1e2428; --c0: #5aa3dc; --c1: #e5a649; --c2: #52b794; --c3: #d47fa5; --c4: #87919a; --c5: #988de0; } }
@media print { :root { --ink: #000; --soft: #444; --line: #bbb; --paper: #fff; --panel: #fff;
  --c0: #2a6fa8; --c1: #d98a1f; --c2: #2c8c6b; --c3: #b4527d; --c4: #8a949c; --c5: #6b5fb0; } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 2rem 1.25rem 3rem; overflow-wrap: anywhere; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0; }
h2 { font-size: 1.2rem; margin: 0 0 .75rem; }
.subtitle { color: var(--soft); margin: .25rem 0 1.25rem; }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: .75rem; margin: 0; }
dl div { display: flex; flex-direction: column-reverse; justify-content: flex-end; background: var(--panel);
  border: 1px solid var(--line); border-radius: .5rem; padding: .6rem .8rem; }
dt { color: var(--soft); font-size: .85rem; line-height: 1.3; }
dd { margin: 0; font-size: 1.5rem; font-weight: 600; line-height: 1.3; font-variant-numeric: tabular-nums; }
section { margin-top: 2.25rem; }
section > p { max-width: 44rem; margin: .75rem 0; }
figure { margin: 0 0 1rem; max-width: 30rem; }
figcaption, summary { color: var(--soft); font-size: .9rem; margin-bottom: .35rem; }
summary { cursor: pointer; }
svg { display: block; width: 100%; height: auto; }
svg text { font-size: 11px; fill: var(--soft); }
.grid { stroke: var(--line); stroke-width: .75; }
.ideal { stroke: var(--soft); stroke-width: 1; stroke-dasharray: 4 3; }
.line { fill: none; stroke: var(--c0); stroke-width: 2; stroke-linejoin: round; }
.dot { fill: var(--c0); }
.c0 { fill: var(--c0); background: var(--c0); } .c1 { fill: var(--c1); background: var(--c1); }
.c2 { fill: var(--c2); background: var(--c2); } .c3 { fill: var(--c3); background: var(--c3); }
.c4 { fill: var(--c4); background: var(--c4); } .c5 { fill: var(--c5); background: var(--c5); }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: .15rem 1rem; margin: .5rem 0 0; padding: 0;
  font-size: .9rem; }
.legend i { display: inline-block; width: .75em; height: .75em; border-radius: 2px; margin-right: .4em;
  -webkit-print-color-adjust: exact; print-color-adjust: exact; }
.scrolled { overflow-x: auto; margin: .75rem 0;
  background: linear-gradient(to right, var(--paper) 50%, transparent) left / 2rem 100% no-repeat local,
    linear-gradient(to left, var(--paper) 50%, transparent) right / 2rem 100% no-repeat local,
    linear-gradient(to right, var(--line), transparent) left / .8rem 100% no-repeat scroll,
    linear-gradient(to left, var(--line), transparent) right / .8rem 100% no-repeat scroll; }
table { border-collapse: collapse; font-size: .92rem; min-width: 50%; }
th, td { text-align: left; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
thead th { color: var(--soft); font-weight: 500; vertical-align: bottom; }
tbody th { font-weight: 500; min-width: min(10rem, 42vw); max-width: 18rem; }
.all > * { font-weight: 600; border-bottom: none; }
td, .n { overflow-wrap: normal; }
td:not(.n) { min-width: 9rem; overflow-wrap: anywhere; }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; padding-left: .5rem; }
details { margin: .75rem 0; }
@media (max-width: 30rem) {
  main { padding: 1.25rem 1rem 2rem; } table { font-size: .8rem; } h1 { font-size: 1.4rem; }
  th, td { padding-right: .5rem; } .n { white-space: normal; padding-left: .25rem; } }
@media print { main { max-width: none; padding: 0; } figure, tr, dl { break-inside: avoid; }
  h2 { break-after: avoid; } .scrolled { overflow: visible; background: none; } }
"""
