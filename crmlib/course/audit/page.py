"""The report as one file: nothing in it asks another host, and no cell is taken for a tag."""

from base64 import b64encode
from html import escape

from crmlib.course.audit.sections import _Report, _Section, _Shown

__all__ = []

STYLE = """
:root { color-scheme: light; }
body { font: 16px/1.5 system-ui, "Segoe UI", Roboto, "Noto Sans", "Noto Sans CJK SC", sans-serif;
  color: #1c2733; background: #fff; max-width: 50rem; margin: 0 auto; padding: 1.2rem; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: .2rem 0 .4rem; }
h2 { font-size: 1.25rem; margin: 2.4rem 0 .3rem; border-top: 2px solid #cfd8e3;
  padding-top: .9rem; }
h3 { font-size: 1rem; margin: 1.4rem 0 .3rem; }
p { margin: .5rem 0; overflow-wrap: anywhere; }
.where { color: #52606d; margin: 0; }
.first p { font-size: 1.08rem; }
.box { border-left: 6px solid #0173b2; background: #eef5fb; padding: .6rem 1rem; margin: .9rem 0; }
.box.do { border-color: #02795a; background: #ebf6f1; }
.box.test { border-color: #b35806; background: #fdf3e7; }
.box h2 { border: 0; margin: 0; padding: 0; font-size: 1rem; text-transform: none; }
.box .big { font-size: 1.5rem; font-weight: 700; margin: .1rem 0; }
.question { font-style: italic; color: #334e68; }
.limit, .absent { color: #52606d; font-size: .93rem; }
.limit::before { content: "What this does not say: "; font-weight: 600; }
img { max-width: 100%; height: auto; display: block; margin: .8rem 0; }
.table { overflow-x: auto; }
table { border-collapse: collapse; font-size: .9rem; margin: .5rem 0; }
caption { text-align: left; color: #334e68; padding-bottom: .25rem; }
th, td { padding: .22rem .6rem; border-bottom: 1px solid #d9e2ec; text-align: left;
  vertical-align: top; }
td:first-child { white-space: nowrap; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
nav ol { columns: 2; font-size: .93rem; padding-left: 0; list-style: none; }
@media (max-width: 30rem) { body { padding: .8rem; } nav ol { columns: 1; }
  th, td { padding: .22rem .35rem; } }
@media print {
  @page { margin: 16mm; }
  html { font-size: 9.5pt; }
  body { font-size: 1rem; max-width: none; padding: 0; }
  .first { break-after: page; } nav { display: none; }
  h2, h3 { break-after: avoid; } img, tr, .box { break-inside: avoid; }
  .box, table { print-color-adjust: exact; }
  .table { overflow: visible; } table { font-size: .85rem; }
}
"""
HEAD = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<meta name="robots" content="noindex">
"""


def _page(report: _Report) -> str:
    """Return the whole page."""
    title = escape(report.title)
    parts = [HEAD, f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"]
    parts += ['<main>\n<section class="first">\n', f"<h1>{title}</h1>\n"]
    parts += [f'<p class="where">{escape(report.where)}</p>\n']
    parts += [f"<p>{escape(sentence)}</p>\n" for sentence in report.sentences]
    for kind, heading, big, text in report.boxes:
        parts.append(f'<div class="box {kind}"><h2>{escape(heading)}</h2>\n')
        parts += [f'<p class="big">{escape(big)}</p>\n'] if big else []
        parts += [f"<p>{escape(line)}</p>\n" for line in text]
        parts.append("</div>\n")
    parts += [f'<p class="limit">{escape(report.limit)}</p>\n', "</section>\n", _contents(report)]
    parts += [_section(section) for section in report.sections]
    return "".join([*parts, "</main>\n</body>\n</html>\n"])


def _contents(report: _Report) -> str:
    items = [f'<li><a href="#{s.key}">{escape(s.title)}</a></li>\n' for s in report.sections]
    return f'<nav aria-label="Sections"><ol>\n{"".join(items)}</ol></nav>\n'


def _section(section: _Section) -> str:
    parts = [f'<section id="{section.key}">\n<h2>{escape(section.title)}</h2>\n']
    if section.question:
        parts.append(f'<p class="question">{escape(section.question)}</p>\n')
    if section.absent:
        parts.append(f'<p class="absent">{escape(section.absent)}</p>\n')
    parts += [f"<p>{escape(sentence)}</p>\n" for sentence in section.sentences]
    for png, alt in section.pictures:
        data = b64encode(png).decode("ascii")
        parts.append(f'<img src="data:image/png;base64,{data}" alt="{escape(alt)}">\n')
    parts += [_table(table) for table in section.tables]
    if section.limit:
        parts.append(f'<p class="limit">{escape(section.limit)}</p>\n')
    return "".join([*parts, "</section>\n"])


def _table(shown: _Shown) -> str:
    """Return a table of texts; columns that hold numbers stand to the right."""
    marks = [' class="n"' if name in shown.numbers else "" for name in shown.columns]
    head = "".join(
        f'<th scope="col"{mark}>{escape(name)}</th>'
        for name, mark in zip(shown.columns, marks, strict=True)
    )
    rows = "".join(
        "<tr>"
        + "".join(
            f"<td{mark}>{escape(str(cell))}</td>" for cell, mark in zip(row, marks, strict=True)
        )
        + "</tr>\n"
        for row in shown.rows
    )
    caption = f"<caption>{escape(shown.caption)}</caption>" if shown.caption else ""
    return (
        f'<div class="table"><table>{caption}\n<thead><tr>{head}</tr></thead>\n'
        f"<tbody>\n{rows}</tbody></table></div>\n"
    )
