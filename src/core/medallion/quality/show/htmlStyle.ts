/** How an exported page looks: by light, in the dark, in forced colours and on paper. */
export const STYLE = `:root { color-scheme: light dark; --text: #1f2328; --muted: #57606a; --line: #d0d7de; --back: #ffffff; --bar: #0969da; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6edf3; --muted: #9198a1; --line: #3d444d; --back: #0d1117; --bar: #4493f8; }
}
body { margin: 2rem auto; max-width: 75rem; padding: 0 1rem; background: var(--back); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 2rem 0 0.5rem; }
p { color: var(--muted); margin: 0.25rem 0 0.75rem; overflow-wrap: anywhere; }
.table { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
td { white-space: pre-wrap; }
th, td { border-bottom: 1px solid var(--line); padding: 0.3rem 1.2rem 0.3rem 0; text-align: left; vertical-align: top; max-width: 36rem; overflow-wrap: break-word; }
thead th { color: var(--muted); font-weight: 600; white-space: nowrap; }
tbody th { font-weight: 600; }
.number { text-align: right; white-space: nowrap; }
em { color: var(--muted); }
.bar { display: block; width: 6rem; height: 4px; margin: 3px 0 0 auto; }
.bar .all { fill: var(--line); }
.bar .part { fill: var(--bar); }
@media (forced-colors: active) {
  .bar .all { fill: Canvas; stroke: CanvasText; }
  .bar .part { fill: CanvasText; }
}
@media print { body { margin: 0; max-width: none; } .table { overflow: visible; } }
`
