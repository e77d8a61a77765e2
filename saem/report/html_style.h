#pragma once

#include <string_view>

namespace saem::detail {

/// The style sheet of the HTML report: no fonts, pictures or scripts from elsewhere.
inline constexpr std::string_view html_style = R"css(
:root {
  color-scheme: light dark;
  --ink: #1c2430; --muted: #5b6470; --grid: #dfe3e8; --paper: #ffffff; --page: #f4f6f8; --tint: #eaf3f9;
  --series-1: #0072b2; --series-2: #d55e00; --right: #0072b2; --wrong: #d55e00; --on-strong: #ffffff; --alert: #fdf1e3;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e8ecf1; --muted: #9aa5b1; --grid: #323b46; --paper: #1a2028; --page: #11161c; --tint: #16303f;
    --series-1: #56b4e9; --series-2: #f09a4a; --series-3: #2fc295; --series-4: #e29fc4; --series-5: #d9b84a; --series-6: #9ad2f3;
    --right: #2488c4; --wrong: #d9691a; --alert: #3a2a17;
  }
}
@media print {
  :root {
    --ink: #000000; --muted: #444444; --grid: #cccccc; --paper: #ffffff; --page: #ffffff; --tint: #eef5fa;
    --series-1: #0072b2; --series-2: #d55e00; --right: #0072b2; --wrong: #d55e00; --on-strong: #ffffff; --alert: #fdf1e3;
    --series-3: #009e73; --series-4: #cc79a7; --series-5: #8a6d00; --series-6: #56b4e9;
  }
}
* { box-sizing: border-box; }
:lang(ko) { word-break: keep-all; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", sans-serif; }
main { max-width: 1060px; margin: 0 auto; padding: 32px 20px 64px; }
header h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 6px; overflow-wrap: anywhere; }
header p { margin: 0; color: var(--muted); font-size: 1.1rem; }
section { background: var(--paper); border: 1px solid var(--grid); border-radius: 12px; padding: 22px 26px; margin-top: 20px; }
h2 { font-size: 1.25rem; margin: 0 0 6px; }
h3 { font-size: 1rem; margin: 22px 0 4px; }
p { margin: 6px 0 12px; max-width: 46em; }
.split { display: inline-block; background: var(--tint); border-radius: 99px; padding: 0 10px; font-size: .85rem; margin: 0 0 8px; }
.verdict { display: grid; grid-template-columns: auto 1fr; gap: 8px 30px; align-items: center; }
.verdict .figure { font-size: 4rem; font-weight: 700; line-height: 1; letter-spacing: -.02em; white-space: nowrap; }
.verdict .figure small { display: block; font-size: .9rem; font-weight: 400; letter-spacing: 0; color: var(--muted); margin-top: 8px; }
.verdict p { margin: 4px 0; }
.scale { margin: 18px 0 0; }
.bar { display: grid; grid-template-columns: 17em 1fr 7.5em; gap: 12px; align-items: center; font-size: .92rem; margin: 5px 0; }
.bar i { display: block; height: 14px; border-radius: 4px; background: var(--grid); overflow: hidden; }
.bar b { display: block; height: 100%; background: var(--right); }
.bar.plain b { background: var(--muted); }
.bar span:last-child { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(420px, 100%), 1fr)); gap: 18px; }
.charts > div { min-width: 0; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; width: 100%; }
th, td { text-align: right; padding: 5px 10px; border-bottom: 1px solid var(--grid); white-space: nowrap; }
th { white-space: normal; }
th:first-child, td:first-child { text-align: left; white-space: normal; overflow-wrap: break-word; min-width: 5.5em; }
table.words th, table.words td { text-align: left; white-space: normal; }
thead th { color: var(--muted); font-weight: 600; font-size: .9rem; }
tbody.averages td { color: var(--muted); }
tbody.averages tr:first-child td { border-top: 2px solid var(--grid); }
td.meter { width: 22%; min-width: 90px; }
td.meter i { display: block; height: 9px; border-radius: 3px; background: var(--grid); overflow: hidden; }
td.meter b { display: block; height: 100%; background: var(--right); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 3px 18px; margin: 6px 0; }
dt { color: var(--muted); }
dd { margin: 0; overflow-wrap: anywhere; }
pre { background: var(--page); border: 1px solid var(--grid); border-radius: 8px; padding: 12px 14px; overflow-x: auto; font: 13px/1.45 ui-monospace, "DejaVu Sans Mono", monospace; margin: 8px 0; }
.mistakes { display: grid; grid-template-columns: repeat(auto-fill, minmax(138px, 1fr)); gap: 14px; }
.mistakes figure { margin: 0; border: 1px solid var(--grid); border-radius: 8px; padding: 10px; font-size: .84rem; line-height: 1.35; break-inside: avoid; }
.mistakes img, .mistakes .none { display: block; width: 100%; aspect-ratio: 1; object-fit: contain; image-rendering: pixelated; background: #000; border-radius: 4px; margin-bottom: 8px; }
.mistakes .none { background: var(--grid); }
.mistakes .said { color: var(--wrong); font-weight: 600; overflow-wrap: anywhere; }
.mistakes .is { font-weight: 600; overflow-wrap: anywhere; }
.mistakes small { color: var(--muted); }
.mistakes.wide { grid-template-columns: repeat(auto-fill, minmax(min(250px, 100%), 1fr)); }
.mistakes .pair { display: grid; grid-template-columns: 1fr 1fr; gap: 6px; }
.mistakes .laid { display: grid; }
.mistakes .laid > * { grid-area: 1 / 1; width: 100%; }
.mistakes .laid svg { height: calc(100% - 8px); border-radius: 4px; }
.mistakes .pair img { aspect-ratio: auto; }
.mistakes .wave { margin-bottom: 8px; border-radius: 4px; }
.mistakes blockquote { margin: 0 0 8px; padding: 8px 10px; background: var(--page); border-radius: 4px; overflow-wrap: anywhere; }
.mistakes mark { color: inherit; border-radius: 3px; background: color-mix(in srgb, var(--wrong) var(--strength), transparent); }
.mistakes mark.against { background: color-mix(in srgb, var(--right) var(--strength), transparent); }
table.cells { margin-bottom: 8px; font-size: .8rem; }
table.cells td { padding: 1px 4px; white-space: normal; overflow-wrap: anywhere; }
.warning { background: var(--alert); border-left: 4px solid var(--wrong); padding: 8px 12px; border-radius: 4px; max-width: none; }
ul { margin: 6px 0; padding-left: 1.4em; color: var(--muted); overflow-wrap: anywhere; }
summary { cursor: pointer; color: var(--muted); margin-top: 10px; }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(320px, 100%), 1fr)); gap: 0 40px; }
svg { display: block; margin: 0 auto; }
footer { color: var(--muted); font-size: .85rem; margin-top: 22px; text-align: center; }
@media (max-width: 640px) {
  .verdict { grid-template-columns: 1fr; }
  .bar { grid-template-columns: 1fr 7.5em; }
  .bar span:first-child { grid-column: 1 / -1; }
  section { padding: 16px; }
}
@media print {
  body { font-size: 11pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  main { max-width: none; padding: 0; }
  section { border: 0; border-top: 1px solid var(--grid); border-radius: 0; padding: 12px 0; margin-top: 10px; }
  h2, h3 { break-after: avoid; }
  svg, tr, .verdict { break-inside: avoid; }
  pre { white-space: pre-wrap; }
}
)css";

}  // namespace saem::detail
