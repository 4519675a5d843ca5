"""Where the course defines its terms, as its chapters say themselves: in bold, *Terms learned*.

The chapter that lists a term first under *Terms learned* defines it; a term that none lists is
defined where the glossary says. What the brackets behind a listed term add (*also A/B test*) are
names of it, too.
"""

import re
from dataclasses import dataclass, replace
from itertools import chain

import nbformat

from tools.site.mixed_search import HAN
from tools.text.course import Course, Place, first_mention, title, with_headings
from tools.text.terms import english_forms

__all__ = ["Definition", "Learned", "definitions", "learned_terms", "written"]

LEARNED = re.compile(r"^\*\*Terms learned:\*\*(.+?)(?=\n\s*\n|\Z)", re.M | re.S)
NO_ROW = dict.fromkeys(("english", "simplified", "traditional", "meaning"), "")
TERM = re.compile(r"([^,()]+?)\s*(?:\(([^)]*)\))?\s*(?:,|\.?\s*$)")


@dataclass(frozen=True)
class Learned:
    """A term under *Terms learned*, its other English names and its Chinese ones."""

    stem: str
    name: str
    also: tuple[str, ...] = ()
    chinese: tuple[str, ...] = ()


@dataclass(frozen=True)
class Definition:
    """Where a term is defined (`first`) or defined again, all its forms, its glossary entry."""

    forms: tuple[str, ...]
    place: Place
    entry: str = ""
    meaning: str = ""
    first: bool = True


def learned_terms(stem: str, book: nbformat.NotebookNode) -> list[Learned]:
    """Return the terms that a chapter lists under *Terms learned*."""
    prose = "\n\n".join(cell.source for cell in book.cells if cell.cell_type == "markdown")
    found = []
    for listed in LEARNED.findall(prose):
        for name, inside in TERM.findall(" ".join(listed.split())):
            others = [part for part in re.split(r", | / |\balso ", inside) if part.strip()]
            chinese = tuple(part.strip() for part in others if re.search(f"[{HAN}]", part))
            also = tuple(part.strip() for part in others if part.strip() not in chinese)
            found.append(Learned(stem, name.strip(), also, chinese))
    return found


def definitions(course: Course) -> list[Definition]:
    """Return where every term of the glossary or of *Terms learned* is defined, in order."""
    rows = {form.casefold(): row for row in course.glossary for form in _english(row)}
    found = []
    for own in chain.from_iterable(learned_terms(s, course.notebooks[s]) for s in course.stems):
        row = rows.get(own.name.casefold(), NO_ROW)
        forms = dict.fromkeys([*_every(row), own.name, *own.also, *own.chinese])
        place = _place(own, row, course.notebooks[own.stem])
        found.append(Definition(tuple(forms), place, row["english"], row["meaning"]))
    told = {each.entry for each in found}
    for row in course.glossary:
        if row["english"] not in told:
            place = first_mention(row, course.notebooks[row["chapter"]])
            found.append(Definition(tuple(_every(row)), place, row["english"], row["meaning"]))
    return _first_of_each_form(found)


def written(course: Course) -> list[dict]:
    """Return the definitions as the file holds them that Sphinx reads."""
    return [
        {
            "forms": each.forms,
            "page": each.place.stem,
            "anchor": each.place.anchor,
            "entry": each.entry,
            "meaning": each.meaning,
            "first": each.first,
        }
        for each in definitions(course)
    ]


def _first_of_each_form(found: list[Definition]) -> list[Definition]:
    """Let a name lead first to one place: *A/B test*, that only a later chapter says, to it."""
    seen: set[str] = set()
    kept: dict[Definition, None] = {}
    for each in found:
        new = tuple(form for form in each.forms if form.casefold() not in seen)
        old = tuple(form for form in each.forms if form.casefold() in seen)
        seen |= {form.casefold() for form in new}
        said = any((k.entry, k.place) == (each.entry, each.place) for k in kept if k.entry)
        if new:
            kept[replace(each, forms=new)] = None
        if old and not said:
            kept[replace(each, forms=old, first=False)] = None
    return list(kept)


def _english(row: dict[str, str]) -> list[str]:
    """Return the English forms of a term; brackets hold a short form or an explanation."""
    name = row["english"]
    return [name, *(each for each in english_forms(row) if f"({each})" not in name.lower())]


def _every(row: dict[str, str]) -> list[str]:
    """Return all forms of a term of the glossary in both languages."""
    chinese = [*row["simplified"].split(" / "), *row["traditional"].split(" / ")]
    return [form for form in dict.fromkeys([*_english(row), *chinese]) if form]


def _place(own: Learned, row: dict[str, str], book: nbformat.NotebookNode) -> Place:
    """Return the section that has a listed term in bold; the chapter's title if none."""
    names = {form.casefold() for form in [own.name, *_english(row)]}
    section = start = (title(book), "")
    for cell, titles in with_headings(book.cells):
        start = start if start[1] else titles[0]
        section = titles[-1] if titles else section
        bold = re.findall(r"\*\*([^*\n]+)\*\*", cell.source) * (cell.cell_type == "markdown")
        if any(each.casefold() in names for each in bold):
            return Place(own.stem, *section)
    return Place(own.stem, *start)
