"""The pages of the EPUB -> one page of HTML -> one PDF, through Chromium."""

import re
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

from tools.slides.pdf import open_page, undated

__all__ = ["joined", "page_numbers", "print_book"]

PLACE = re.compile(rb"/([\w.-]+) \[(\d+) 0 R /XYZ ")
LEAF = re.compile(rb"(\d+) 0 obj\s+<</Type /Page\s")
NAMESPACE = re.compile(r' xmlns="[^"]*"')
# Behind these links a printed book says the page.
TELL = """numbers => document.querySelectorAll("a.numbered").forEach(
  link => { link.dataset.page = numbers[link.hash.slice(1)] ?? "" })"""
PRINTED = {
    "prefer_css_page_size": True,
    "print_background": True,
    "outline": True,
    "tagged": True,
}


def joined(folder: Path, names: list[str], *, head: str) -> str:
    """Return the pages of a folder, XHTML each, as one page of HTML.

    Every id is told apart by the name of its page: `name--id`.
    """
    parts = [_part(folder / f"{name}.xhtml") for name in names]
    heads = "".join(map(_running_head, parts[1:]))  # none on the front page
    body = "".join(ElementTree.tostring(one, encoding="unicode", method="html") for one in parts)
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head>{head}<style>\n{heads}</style></head>'
        f"<body>{body}</body></html>\n"
    )


def page_numbers(pdf: bytes) -> dict[str, int]:
    """Return the page of every place that a PDF of Chromium links to, counted from one."""
    numbers = {leaf: number for number, leaf in enumerate(LEAF.findall(pdf), 1)}
    return {name.decode(): numbers[leaf] for name, leaf in PLACE.findall(pdf) if leaf in numbers}


def print_book(page: Path, pdf: Path, chromium: str) -> int:
    """Print a page of HTML whose links tell their pages; return how many pages it has."""
    with open_page(chromium) as window:
        window.set_default_timeout(0)
        window.goto(page.resolve().as_uri())
        window.evaluate(
            "window.MathJax?.startup.promise.then(() => document.fonts.ready).then(() => null)"
        )
        for _ in range(2):  # the first print finds the numbers
            data = window.pdf(**PRINTED)
            window.evaluate(TELL, page_numbers(data))
    pdf.write_bytes(undated(data))
    return len(LEAF.findall(data))


def _part(path: Path) -> ElementTree.Element:
    """Return the body of a page as a section of HTML."""
    text = NAMESPACE.sub("", path.read_text(encoding="utf-8"))
    body = ElementTree.fromstring(text).find('.//div[@class="body"]')
    for node in body.iter():
        if "id" in node.attrib:
            node.set("id", f"{path.stem}--{node.get('id')}")
        if node.tag == "a" and "href" in node.attrib:
            node.set("href", _address(node.get("href"), path.stem))
    for link in [*_links(body, "div", "toctree-wrapper"), *_links(body, "p", "folded")]:
        link.set("class", "numbered")
    body.tag, body.attrib = "section", {"id": path.stem, "class": "part"}
    return body


def _running_head(part: ElementTree.Element) -> str:
    """Return the style that puts a part's short title above each of its pages."""
    name, title = part.get("id"), "".join(part.find(".//h1").itertext())
    said = title.partition(":")[0].replace("\\", "").replace('"', "")
    return (
        f'@page of-{name} {{ @top-left {{ content: "{said}"; }} }}\n'
        f'[id="{name}"] {{ page: of-{name}; }}\n'
    )


def _links(body: ElementTree.Element, tag: str, kind: str) -> list[ElementTree.Element]:
    found = [node for node in body.iter(tag) if kind in node.get("class", "").split()]
    return [link for node in found for link in node.iter("a")]


def _address(link: str, name: str) -> str:
    """Return a link's address in the page that holds all pages."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return link
    stem = parts.path.removesuffix(".xhtml") or name
    return f"#{stem}--{parts.fragment}" if parts.fragment else f"#{stem}"
