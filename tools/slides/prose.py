"""The prose of a chapter, for slides: its blocks, and Markdown as a page shows it."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

__all__ = [
    "Item",
    "inline",
    "items",
    "plain",
    "render",
    "run_in",
]

RUN_IN = re.compile(
    r"\*\*(?P<title>(?!Exercise|Lecturer|\d)[^*]+?)(?P<mark>[.:?!])?\*\*"
    r"(?: \([^)]*\))?(?P<later>[.:])?\s+(?P<rest>\S.*)",
    re.S,
)
KINDS = {
    "paragraph_open": "text",
    "math_block": "math",
    "table_open": "table",
    "blockquote_open": "quote",
    "fence": "fence",
    "html_block": "html",
}


@dataclass(frozen=True)
class Item:
    """A block of prose; `label` is a heading or a summary."""

    kind: str
    source: str
    label: str = ""


def items(source: str) -> list[Item]:
    """Return the blocks of some Markdown; list items one by one, `<details>` as one."""
    found: list[Item] = []
    inside: list[str] | None = None
    for item in _blocks(source):
        if item.source.startswith("<details"):
            summary = re.search(r"<summary>(.*?)</summary>", item.source, re.S)
            label, inside = summary[1].strip() if summary else "Details", []
        elif item.source.startswith("</details"):
            found.append(Item("details", "\n\n".join(inside or []), label))
            inside = None
        elif inside is not None:
            inside.append(item.source)
        else:
            found.append(item)
    return found


def run_in(source: str) -> tuple[str, str] | None:
    """Return the heading that a paragraph begins with in bold, and the rest; None without one."""
    match = RUN_IN.match(source)
    mark = match and (match["mark"] or match["later"])
    if not mark:
        return None
    title = match["title"] + (mark if mark in "?!" else "")
    return title, match["rest"][0].upper() + match["rest"][1:]


def render(source: str) -> str:
    """Return Markdown as HTML; formulas as MathJax reads them."""
    return MARKDOWN.render(source).strip()


def inline(source: str) -> str:
    """Return one paragraph of Markdown as HTML without its `<p>`."""
    return MARKDOWN.renderInline(" ".join(source.split()))


def plain(source: str) -> str:
    """Return what a reader sees of Markdown; a formula about as long as it is typeset."""
    shown = re.sub(r"\\\((.*?)\\\)", lambda math: _shortened(math[1]), inline(source))
    return html.unescape(re.sub(r"<[^>]+>", "", shown))


def _shortened(formula: str) -> str:
    return re.sub(r"\\[a-z]+|[{}_^\\]", "", formula)


def _blocks(source: str) -> Iterator[Item]:
    lines = source.splitlines()
    for token in MARKDOWN.parse(source):
        text = "\n".join(lines[slice(*token.map)]) if token.map else ""
        if token.type == "heading_open":
            yield Item(f"heading{token.tag[1]}", text, text.lstrip("# ").strip())
        elif token.type == "list_item_open" and token.level == 1:
            yield Item("list", text)
        elif token.level == 0 and token.type in KINDS:
            yield Item(KINDS[token.type], text)


def _markdown() -> MarkdownIt:
    def formula(content: str, options: dict) -> str:
        left, right = (r"\[", r"\]") if options.get("display_mode") else (r"\(", r"\)")
        return left + html.escape(content.strip(), quote=False) + right

    reader = MarkdownIt("commonmark", {"html": True}).enable("table")
    return reader.use(dollarmath_plugin, renderer=formula)


MARKDOWN = _markdown()
