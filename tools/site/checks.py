"""What is wrong with the pages of a website, read from its files: links, alt texts, other hosts."""

from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

__all__ = ["Page", "problems", "read_page"]

# Attributes whose address a browser fetches by itself; of links, these kinds.
FETCHED = {"src", "srcset", "poster", "data"}
FETCHED_LINKS = {"stylesheet", "preload", "icon", "shortcut", "modulepreload", "prefetch"}


class Page(HTMLParser):
    """The ids, links, fetched addresses and pictures without alt text of one page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.silent: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag names."""
        given = {name: value or "" for name, value in attrs}
        self.ids |= {given[name] for name in ("id", "name") if given.get(name)}
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        if tag == "link" and FETCHED_LINKS & set(given.get("rel", "").split()):
            self.fetched.append(given.get("href", ""))
        self.fetched += [given[name] for name in FETCHED & set(given)]
        if tag == "img":
            source, alt = given.get("src", ""), given.get("alt", "").strip()
            # A picture without alt text gets its address from docutils.
            if not alt or Path(alt).name == Path(source).name:
                self.silent.append(source)


def read_page(path: Path) -> Page:
    """Return what a file of HTML names."""
    return Page(path.read_text(encoding="utf-8"))


def problems(folder: Path, pages: list[Path] | None = None) -> list[str]:
    """Name every broken link, silent picture and fetch from another host; all pages by default."""
    read = cache(read_page)
    every = sorted(folder.rglob("*.html")) if pages is None else pages
    return [
        f"{path.relative_to(folder).as_posix()}: {problem}"
        for path in every
        for problem in _problems(path, folder, read)
    ]


def _problems(path: Path, folder: Path, read: "cache") -> Iterator[str]:
    page = read(path)
    for address in page.fetched:
        if urlsplit(address).scheme not in ("", "data") or address.startswith("//"):
            yield f"asks another host: {address}"
        elif not urlsplit(address).scheme and not _target(path, address).is_file():
            yield f"loads what is not there: {address}"
    for source in page.silent:
        yield f"picture without alt text: {source}"
    for link in page.links:
        if problem := _link_problem(path, folder, link, read):
            yield f"{problem}: {link}"


def _link_problem(path: Path, folder: Path, link: str, read: "cache") -> str:
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return ""
    target = _target(path, link) if parts.path else path
    if not target.is_relative_to(folder.resolve()) and target != path:
        return "link leads out of the site"
    if not target.is_file():
        return "broken link"
    wanted = unquote(parts.fragment)
    if wanted and target.suffix in (".html", ".xhtml") and wanted not in read(target).ids:
        return "link to a missing place"
    return ""


def _target(path: Path, address: str) -> Path:
    return (path.parent / unquote(urlsplit(address).path)).resolve()
