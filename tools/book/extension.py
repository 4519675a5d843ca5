"""What the book asks of Sphinx: formulas as MathML, XHTML that is well formed, links that lead."""

import html
import json
import re
import subprocess
from typing import Any
from urllib.parse import urlsplit

from bs4 import BeautifulSoup
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from crmlib import course_root
from tools.site import extension as site

__all__ = ["finish_body", "mathml", "setup"]

SCRIPT = course_root() / "site" / "book" / "mathml.cjs"
MODULES = course_root() / "site" / "node_modules"
Formula = tuple[str, bool]
# Marks of code that have no look of their own: they would double the book's weight.
PLAIN = ".highlight span:is(.n, .p, .w, .nn, .mi):not(:has(*))"
# Outside MathML 3 and 4, which readers of books know.
OWN_DATA = re.compile(r' data-mjx-[a-z-]+="[^"]*"')


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect what the book asks of Sphinx, and what the website does to its pages."""
    app.add_config_value("course_repository", "", "html")
    app.add_html_math_renderer("course", (_inline, None), (_block, None))
    for change in (site.name_cells, site.name_headings, site.mark_chinese, site.mark_stops):
        app.connect("doctree-read", change)
    app.connect("doctree-read", site.keep_units)
    app.connect("env-updated", typeset)
    app.connect("html-page-context", finish_page)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def mathml(formulas: list[Formula]) -> list[str]:
    """Return formulas in TeX, each with whether it stands alone, as MathML, by MathJax in node."""
    done = subprocess.run(
        ["node", str(SCRIPT), str(MODULES / "mathjax")],
        input=json.dumps(formulas),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return [
        OWN_DATA.sub("", text).replace("<math", f'<math alttext="{html.escape(source)}"', 1)
        for (source, _), text in zip(formulas, json.loads(done.stdout), strict=True)
    ]


def typeset(app: Sphinx, env: BuildEnvironment) -> None:
    """Turn the formulas of all pages into MathML at once; name those that are wrong."""
    found: dict[Formula, None] = {}
    for name in env.all_docs:
        for kind in (nodes.math, nodes.math_block):
            for node in env.get_doctree(name).findall(kind):
                found[_formula(node)] = None
    env.course_formulas = dict(zip(found, mathml(list(found)), strict=True))
    for (source, _), text in env.course_formulas.items():
        if "<merror" in text:
            logging.getLogger(__name__).warning("a formula is wrong: %s", source)


def finish_body(body: str, names: set[str]) -> str:
    """Return a page as XHTML, its links to other pages of the book as the book names them.

    A link to a page that the book does not have becomes its text.
    """
    soup = BeautifulSoup(body, "html.parser")
    for cell in soup.find_all(valign=True):  # pandas' own; XHTML does not know it
        del cell["valign"]
    for word in soup.select(PLAIN):
        word.unwrap()
    for link in soup.find_all("a", href=True):
        parts = urlsplit(link["href"])
        if parts.scheme or not parts.path.endswith((".html", ".xhtml")):
            continue
        stem = parts.path.rpartition(".")[0]
        if stem in names:
            link["href"] = f"{stem}.xhtml" + f"#{parts.fragment}" * bool(parts.fragment)
        else:
            link.unwrap()
    return soup.decode(formatter="minimal")


def finish_page(app: Sphinx, pagename: str, _: str, context: dict, *__: Any) -> None:
    """Finish a page: captions for those who hear it, links, XHTML, no style that is not ours."""
    styles = context.get("css_files", [])
    context["css_files"] = [one for one in styles if "mystnb" not in str(one.filename)]
    if "body" in context:
        captioned = site.caption_tables(context["body"])
        context["body"] = finish_body(captioned, set(app.env.found_docs))


def _formula(node: nodes.Element) -> Formula:
    source, alone = node.astext(), isinstance(node, nodes.math_block)
    lines = alone and r"\\" in source and r"\begin" not in source
    return rf"\begin{{aligned}}{source}\end{{aligned}}" if lines else source, alone


def _inline(writer: Any, node: nodes.Element) -> None:
    writer.body.append(writer.builder.env.course_formulas[_formula(node)])
    raise nodes.SkipNode


def _block(writer: Any, node: nodes.Element) -> None:
    text = writer.builder.env.course_formulas[_formula(node)]
    writer.body.append(f'<div class="formula">{text}</div>\n')
    raise nodes.SkipNode
