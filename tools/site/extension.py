"""What the course adds to Sphinx: its search and links, Binder buttons, marked Chinese."""

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from tools.site.cross_links import setup_links
from tools.site.mixed_search import HAN, MixedSearch
from tools.site.word_counts import COUNTS, count_page, write_counts
from tools.text.course import heading_anchors

__all__ = ["keep_bars", "setup"]

VERBATIM = (nodes.FixedTextElement, nodes.literal, nodes.math, nodes.raw)
UNIT = re.compile(r"(?<=\d) (?=(?:%|USD|GB|MB|MiB|GiB|minutes?|dollars?|euros?|points?)(?!\w))")
HEADING_OR_TABLE = re.compile(
    r'<h[1-6][^>]*>(?P<heading>.*?)</h[1-6]>|<table class="[^"]*\btable\b[^"]*">(?!\s*<caption)',
    re.S,
)
PERMALINK, TAG = re.compile(r'<a class="headerlink".*?</a>', re.S), re.compile(r"<[^>]+>")
# The scripts that single pages need; the others do not load them.
PAGE_SCRIPTS = {"ledger": ["ledger.js"], "search": [COUNTS, "search.js"]}


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect what the course adds to Sphinx."""
    app.add_search_language(MixedSearch)
    app.add_config_value("course_repository", "", "html")
    app.connect("config-inited", add_vendored)
    app.connect("config-inited", add_binder)
    app.connect("autodoc-process-docstring", keep_bars, priority=400)  # before numpydoc
    setup_links(app)
    app.connect("doctree-read", name_cells)
    app.connect("doctree-read", name_headings)
    app.connect("doctree-read", mark_chinese)
    app.connect("doctree-read", mark_stops)
    app.connect("doctree-read", keep_units)
    app.connect("doctree-resolved", count_page)
    app.connect("html-page-context", add_script)
    app.connect("html-page-context", finish_page)
    app.connect("build-finished", write_counts)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def add_vendored(app: Sphinx, config: Config) -> None:
    """Take MathJax from where `python -m tools site` puts it."""
    config.html_static_path.append(str(app.srcdir / "_static"))


def add_binder(app: Sphinx, config: Config) -> None:
    """Show the Binder buttons where the repository's address is known."""
    if not config.course_repository:
        return
    app.tags.add("binder")
    config.html_theme_options |= {
        "repository_url": config.course_repository,
        "use_repository_button": True,
        "repository_branch": "HEAD",
        "path_to_docs": "work",
        "launch_buttons": {
            "binderhub_url": "https://mybinder.org",
            "notebook_interface": "jupyterlab",
        },
    }


def keep_bars(*event: Any) -> None:
    """Let |x| in a formula stand for itself; in reStructuredText it would name a substitution."""
    lines: list[str] = event[-1]
    in_example = False
    for number, line in enumerate(lines):
        in_example = bool(line.strip()) and (in_example or line.lstrip().startswith(">>>"))
        if not in_example and "``" not in line:
            lines[number] = line.replace("|", r"\|")


def name_cells(app: Sphinx, doctree: nodes.document) -> None:
    """Give every cell that has an anchor in its metadata this id, so that pages can link it."""
    for container in doctree.findall(nodes.container):
        if anchor := container.get("cell_metadata", {}).get("anchor"):
            container["ids"].append(anchor)


def name_headings(app: Sphinx, doctree: nodes.document) -> None:
    """Give every heading whose title was used before the id under which pages link it."""
    sections = list(doctree.findall(nodes.section))
    anchors = heading_anchors(section[0].astext() for section in sections)
    for section, anchor in zip(sections, anchors, strict=True):
        if anchor and anchor not in doctree.ids:
            section["ids"].append(anchor)


def mark_chinese(app: Sphinx, doctree: nodes.document) -> None:
    """Name the language of Chinese text, so that it is read and drawn as such."""
    for text in list(doctree.findall(nodes.Text)):
        parts = re.split(f"([{HAN}]+)", text)
        if len(parts) > 1 and not isinstance(text.parent, VERBATIM):
            words = [
                nodes.inline("", part, classes=["language-zh"]) if number % 2 else nodes.Text(part)
                for number, part in enumerate(parts)
            ]
            text.parent.replace(text, words)


def mark_stops(app: Sphinx, doctree: nodes.document) -> None:
    """Give a class to safe stops and to the sections that may be skipped, so that they show."""
    for quote in doctree.findall(nodes.block_quote):
        if quote.astext().startswith("A safe stop."):
            quote["classes"].append("safe-stop")
    for section in doctree.findall(nodes.section):
        if section[0].astext().startswith("Further: "):
            section["classes"].append("further")


def keep_units(app: Sphinx, doctree: nodes.document) -> None:
    """Let no line end between a number and its unit."""
    for text in list(doctree.findall(nodes.Text)):
        kept = UNIT.sub("\N{NO-BREAK SPACE}", text)
        if kept != text and not isinstance(text.parent, VERBATIM):
            text.parent.replace(text, nodes.Text(kept))


def caption_tables(body: str) -> str:
    """Caption each table with its section's heading, for those who hear the page."""
    heading = ""

    def captioned(found: re.Match) -> str:
        nonlocal heading
        if found["heading"] is not None:
            heading = TAG.sub("", PERMALINK.sub("", found["heading"]))
            return found[0]
        return f'{found[0]}<caption class="visually-hidden">Table: {heading}</caption>'

    return HEADING_OR_TABLE.sub(captioned, body)


def finish_page(app: Sphinx, pagename: str, _: str, context: dict, *__: Any) -> None:
    """Caption the tables of a page."""
    if "body" in context:
        context["body"] = caption_tables(context["body"])


def add_script(app: Sphinx, pagename: str, *_: Any) -> None:
    """Load scripts on the page that needs them."""
    for script in PAGE_SCRIPTS.get(pagename, []):
        app.add_js_file(script, loading_method="defer")
