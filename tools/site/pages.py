"""The pages that are collected from the whole course, as Markdown for Sphinx."""

import html
from itertools import groupby
from pathlib import Path

from tools.rules.references import STATES, Work
from tools.site.ledger import claims_by_item
from tools.slides.build import deck_names
from tools.text.course import Course, Place, first_mention, places, title
from tools.text.markup import link, plain, raw, short, stacked
from tools.text.sections import ORDINALS, has_tag
from tools.text.terms import printed_as

__all__ = [
    "bibliography",
    "book",
    "chapter_cards",
    "contents",
    "decks",
    "glossary",
    "run_table",
    "syllabus",
    "systems",
]

KINDS = {
    "content": "content",
    "EXM": "example",
    "FIG": "figure or table",
    "EXE": "system",
    "NUM": "claim",
    "GAP": "gap",
}


def book(files: set[str]) -> str:
    """Return the way to the book's files that were made; nothing if none was."""
    links = [link(Path(name).suffix[1:].upper(), f"book/{name}") for name in sorted(files)]
    told = "chapters, glossary and bibliography, with all answers at the end"
    return f"- **As a book**, {told}: {', '.join(links)}." if links else ""


def chapter_cards(course: Course) -> str:
    """Return the list of chapters: number, title, minutes, what there is to do."""
    cards = []
    for chapter in course.chapters:
        book = course.notebooks[chapter.stem]
        name, _, rest = title(book).partition(": ")
        n_exercises = sum(has_tag(cell, "exercise") for cell in book.cells)
        exercises = f"{n_exercises} exercise{'s' if n_exercises != 1 else ''}"
        length = " + ".join(map(str, course.minutes(chapter.stem)))
        cards.append(
            f'<li><a href="{chapter.stem}.html"><strong>{html.escape(name)}</strong>'
            f"<span>{html.escape(rest[:1].upper() + rest[1:])}</span></a>"
            f"<small>about {length} minutes, {exercises}</small></li>"
        )
    return raw('<ul class="chapters">\n' + "\n".join(cards) + "\n</ul>")


def decks(course: Course, built: set[str]) -> str:
    """Return a table of the slides that were built: to show, to print."""
    lines = ["| chapter | minutes | slides | to print |", "|---|---|---|---|"]
    for chapter in course.chapters:
        name = _chapter(chapter.stem, title(course.notebooks[chapter.stem]))
        told = zip(deck_names(chapter), course.minutes(chapter.stem), strict=True)
        for number, (deck, minutes) in enumerate(told):
            files = [
                link(word, f"slides/{deck}.{ending}") if f"{deck}.{ending}" in built else ""
                for word, ending in (("show", "html"), ("PDF", "pdf"))
            ]
            sitting = f"{ORDINALS[number].lower()} sitting"
            lines.append(f"| {name}, {sitting} | {minutes} | {' | '.join(files)} |")
    return "\n".join(lines)


def contents(course: Course, folder: str = "", first: str = "", caption: str = "") -> str:
    """Return the sidebar's list of the chapters' pages in a folder, each by its short name."""
    names = {short(title(course.notebooks[stem])): stem for stem in course.stems}
    entries = [
        *([first] if first else []),
        *(f"{name} <{folder}{at}>" for name, at in names.items()),
    ]
    heading = f":caption: {caption}\n" if caption else ""
    return f"```{{toctree}}\n:hidden:\n{heading}\n" + "\n".join(entries) + "\n```"


def glossary(course: Course) -> str:
    """Return the terms by their first letter: English, Chinese, pinyin, meaning, where taught."""
    rows = sorted(course.glossary, key=lambda row: (row["english"].casefold(), row["id"]))
    taken: set[str] = set()
    parts = []
    for letter, terms in groupby(rows, key=lambda row: _letter(row["english"])):
        entries = [_term(row, course, taken) for row in terms]
        parts += [f"## {letter}", "```{glossary}\n" + "\n\n".join(entries) + "\n```"]
    return "\n\n".join(parts)


def bibliography(works: list[Work], places: dict[str, list[str]], course: Course) -> str:
    """Return the works by their first letter: what each supports, how it was checked, and where.

    `places` are the chapters and packages that cite a work.
    """
    rows = sorted(works, key=lambda work: (work.entry.casefold(), work.key))
    parts = [_how_checked(works)]
    for letter, group in groupby(rows, key=lambda work: _letter(work.entry)):
        parts += [
            f"## {letter}",
            "\n".join(_work(work, places[work.key], course) for work in group),
        ]
    return "\n\n".join(parts)


def syllabus(course: Course) -> str:
    """Return, chapter by chapter, every item of the source with the sections that teach it."""
    claims = claims_by_item(course)
    parts = []
    for chapter in course.chapters:
        book = course.solutions[chapter.stem]
        found = places(chapter, book)
        rows = [row for row in course.syllabus if row["chapter"] == chapter.stem]
        lines = ["| item | kind | what | taught in |", "|---|---|---|---|"]
        for row in rows:
            if row["kind"] != "GLO":
                where = _sections(found.get(row["id"], []), claims.get(row["id"], []))
                kind = KINDS[row["kind"]]
                lines.append(f"| {row['id']} | {kind} | {plain(row['topic'])} | {where} |")
        n_terms = sum(row["kind"] == "GLO" for row in rows)
        note = f"And {n_terms} of the terms in the [glossary](glossary.md)." if n_terms else ""
        if len(lines) > 2:
            parts += [f"## {title(book)}", stacked(lines), note]
    return "\n\n".join(part for part in parts if part)


def systems(course: Course) -> str:
    """Return, chapter by chapter, the source's systems with the cells in which they run."""
    parts = []
    for chapter in course.chapters:
        book = course.solutions[chapter.stem]
        found = places(chapter, book)
        lines = ["| system | what runs | where |", "|---|---|---|"]
        for row in course.syllabus:
            if row["kind"] == "EXE" and row["chapter"] == chapter.stem:
                runs = _first_cells(found.get(row["id"], []))
                lines.append(f"| {row['id']} | {plain(row['topic'])} | {runs} |")
        if len(lines) > 2:
            parts += [f"## {short(title(book))}", stacked(lines)]
    return "\n\n".join(parts)


def run_table(run: dict, course: Course) -> str:
    """Return what a run measured: versions, then seconds and memory per chapter."""
    machine = ", ".join(plain(str(part)) for part in run["machine"].values())
    versions = ["| package | version |", "|---|---|"]
    versions += [f"| {name} | {number} |" for name, number in run["versions"].items()]
    chapters = ["| chapter | seconds | MiB at most |", "|---|---:|---:|"]
    for stem, used in run["chapters"].items():
        name = title(course.notebooks[stem]) if stem in course.notebooks else stem
        chapters.append(f"| {_chapter(stem, name)} | {used['seconds']:.1f} | {used['mib']:,} |")
    total = sum(used["seconds"] for used in run["chapters"].values())
    chapters.append(f"| all | {total:.1f} | |")
    return "\n\n".join(
        [
            "## Chapters",
            "\n".join(chapters),
            f"Measured on: {machine}.",
            "## Versions",
            "\n".join(versions),
        ]
    )


def _term(row: dict[str, str], course: Course, taken: set[str]) -> str:
    """Return an entry of the glossary; a form that already leads somewhere is only shown."""
    every = dict.fromkeys(row[form] for form in ("english", "simplified", "traditional"))
    forms = [form for form in every if form not in taken]
    sounds = ", ".join([f"*{row['pinyin']}*", *(form for form in every if form in taken)])
    taken.update(forms)
    book = course.notebooks[row["chapter"]]
    place = first_mention(row, book)
    where = f"{_chapter(place.stem, title(book))}: {link(plain(place.section), place.address)}"
    if place.section == title(book):
        where = _chapter(place.stem, title(book))
    meaning = f"{plain(row['meaning'])} ({printed_as(row)}). *In* {where}"
    return "\n".join([*forms, f"    {sounds}", "", f"    {meaning}"])


def _how_checked(works: list[Work]) -> str:
    """Return what the states of checking mean, with how many works are in each."""
    lines = ["| checked | means | works |", "|---|---|---:|"]
    for state, meaning in STATES.items():
        n_works = sum(work.checked == state for work in works)
        lines.append(f"| {state} | {meaning} | {n_works} |")
    return "\n".join(lines)


def _work(work: Work, places: list[str], course: Course) -> str:
    """Return an entry of the bibliography as an item of a list."""
    chapters = [
        _chapter(stem, title(course.notebooks[stem])) for stem in places if stem in course.stems
    ]
    packages = [
        link(f"`{name}`", f"api/{name}.html") for name in places if name.startswith("crmlib.")
    ]
    note = f": {plain(work.note)}" if work.note else ""
    used = ", ".join([*chapters, *packages])
    return (
        f'- <span id="{work.key}"></span>{plain(work.entry)}. '
        f"*For:* {plain(work.statement)}. "
        f"*Checked:* {work.checked}{note}. *In* {used}"
    )


def _letter(name: str) -> str:
    first = name[0].upper()
    return "0 to 9" if first.isdigit() else first


def _first_cells(found: list[Place]) -> str:
    """Return the links to the first cell of each section."""
    cells: dict[str, Place] = {}
    for place in found:
        if place.cell:
            cells.setdefault(place.anchor, place)
    return "<br>".join(
        link(plain(place.section), f"{place.stem}.html#{place.cell}") for place in cells.values()
    )


def _sections(found: list[Place], claims: list[dict[str, str]]) -> str:
    if claims:
        chapter, cells = claims[0]["chapter"], dict.fromkeys(row["cell"] for row in claims)
        links = [link("cell", f"{chapter}.html#{cell}") for cell in cells]
        links += [link("ledger", f"ledger.html#{row['id'].lower()}") for row in claims]
        return ", ".join(links)
    sections = dict.fromkeys((place.section, place.address) for place in found)
    return "<br>".join(link(plain(section), address) for section, address in sections)


def _chapter(stem: str, name: str) -> str:
    return link(plain(short(name)), f"{stem}.html")
