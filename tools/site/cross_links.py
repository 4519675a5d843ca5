"""Links that a page gets from the course: terms to the glossary, citations to the bibliography.

Terms are also entered in Sphinx's index, so that its search knows which page defines them.
"""

import json
from collections.abc import Iterable
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.writers.html5 import HTML5Translator

from tools.rules.references import citation_spans, read_works, source_spans

__all__ = ["LINKS", "CourseLink", "add_links", "cite", "index_terms", "link_terms", "setup_links"]

LINKS = "_links.json"  # written by tools.site.build: definitions and works
GLOSSARY, BIBLIOGRAPHY = "glossary", "bibliography"
SOURCES, REFERENCES = "Sources", "References"  # of a chapter, of a docstring
API = "api/"


class CourseLink(nodes.Inline, nodes.TextElement):
    """A link to an entry of the glossary (`term`) or of the bibliography (`work`)."""


UNLINKED = (nodes.reference, nodes.literal, nodes.math, nodes.raw, CourseLink)


def setup_links(app: Sphinx) -> None:
    """Connect the links to Sphinx."""
    app.add_config_value("course_links", {}, "env")
    app.add_node(CourseLink, html=(open_link, close_link))
    app.connect("config-inited", add_links)
    app.connect("doctree-read", index_terms)
    app.connect("doctree-read", link_terms)
    app.connect("doctree-read", link_works)


def add_links(app: Sphinx, config: Config) -> None:
    """Read what can be linked, where `python -m tools site` has put it."""
    path = app.srcdir / LINKS
    if path.exists():
        config.course_links = json.loads(path.read_text(encoding="utf-8"))


def index_terms(app: Sphinx, doctree: nodes.document) -> None:
    """Enter in the index which terms a page defines; of the glossary, all forms of each."""
    page, known = app.env.docname, app.config.course_links.get("terms", [])
    entries = []
    for own in known if page != GLOSSARY else []:
        if own["page"] == page:
            entries += _entries(own["forms"], own["anchor"], "main" if own["first"] else "")
    for item in doctree.findall(nodes.definition_list_item) if page == GLOSSARY else []:
        name, anchor = item[0].astext(), item[0]["ids"][0]
        for index in item.findall(addnodes.index):  # one entry, whatever form is asked for
            index["entries"] = [(*e[:2], anchor, *e[3:]) for e in index["entries"]]
        forms = [form for own in known if own["entry"] == name for form in own["forms"]]
        entries += _entries(dict.fromkeys(forms), anchor, "main")
    doctree += addnodes.index(entries=entries)


def link_terms(app: Sphinx, doctree: nodes.document) -> None:
    """Make the first bold form of each term a link that tells its meaning."""
    known = app.config.course_links.get("terms", [])
    if app.env.docname not in {own["page"] for own in known}:
        return
    entries = {form.casefold(): own for own in known if own["entry"] for form in own["forms"]}
    done = set()
    for bold in list(doctree.findall(nodes.strong)):
        own = entries.get(bold.astext().casefold())
        if own and own["entry"] not in done and isinstance(bold.parent, nodes.paragraph):
            done.add(own["entry"])
            bold.parent["classes"].append("has-term")
            link = CourseLink("", term=own["entry"], meaning=own["meaning"])
            bold.replace_self(link)
            link += bold


def link_works(app: Sphinx, doctree: nodes.document) -> None:
    """Link every work that a chapter or a docstring cites, in its text and among its sources."""
    course, page = app.config.course_links, app.env.docname
    if not page.startswith(API) and page not in {own["page"] for own in course.get("terms", [])}:
        return
    works = read_works(course.get("works", []))
    for paragraph in list(doctree.findall(nodes.paragraph)):
        is_source = _section(paragraph) == SOURCES or _rubric(paragraph) == REFERENCES
        spans = source_spans if is_source else citation_spans
        cite(paragraph, spans(paragraph.astext(), works))


def cite(paragraph: nodes.paragraph, spans: Iterable[tuple[int, int, str]]) -> None:
    """Link each span of a paragraph; where markup cuts it, as much as has its end in one text."""
    for begin, end, key in sorted(spans, reverse=True):
        start = 0
        for text in list(paragraph.findall(nodes.Text)):
            words, stop = text.astext(), start + len(text)
            if start < end <= stop and not _is_linked(text):
                cut, to = max(begin - start, 0), end - start
                cut += len(words[cut:to]) - len(words[cut:to].lstrip())
                link = CourseLink("", words[cut:to], work=key)
                parts = [nodes.Text(words[:cut]), link, nodes.Text(words[to:])]
                text.parent.replace(text, [part for part in parts if part.astext()])
                break
            start = stop


def open_link(self: HTML5Translator, node: CourseLink) -> None:
    """Begin a link; where its page is missing, as in a part of the course, only a mark."""
    given: dict[str, Any] = {"CLASS": "cited"}
    page, anchor = BIBLIOGRAPHY, node.get("work", "")
    if "term" in node:
        given = {"CLASS": "term", "aria-description": node["meaning"]}
        known = self.builder.env.domains.standard_domain.objects
        page, anchor = known.get(("term", node["term"]), (GLOSSARY, ""))
    tag = "span"
    if page in self.builder.env.found_docs and anchor:
        here = self.builder.current_docname
        tag, given["href"] = "a", f"{self.builder.get_relative_uri(here, page)}#{anchor}"
    node["tag"] = tag
    self.body.append(self.starttag(node, tag, "", **given))


def close_link(self: HTML5Translator, node: CourseLink) -> None:
    """End a link."""
    self.body.append(f"</{node['tag']}>")


def _entries(forms: Iterable[str], anchor: str, main: str) -> list[tuple]:
    return [("single", form, anchor, main, None) for form in forms]


def _is_linked(text: nodes.Text) -> bool:
    return isinstance(text.parent, UNLINKED)


def _section(node: nodes.Node) -> str:
    """Return the title of the nearest section around a node."""
    while node.parent is not None and not isinstance(node, nodes.section):
        node = node.parent
    return node[0].astext() if isinstance(node, nodes.section) else ""


def _rubric(node: nodes.Node) -> str:
    """Return the heading within a docstring below which a node stands."""
    while node.parent is not None and not isinstance(node.parent, addnodes.desc_content):
        node = node.parent
    before = node.parent.children[: node.parent.index(node)] if node.parent is not None else []
    return next((own.astext() for own in reversed(before) if isinstance(own, nodes.rubric)), "")
