"""Rules for what is cited: every work stands once in references.csv, with how it was checked.

`works` are the rows of references.csv, read; a citation is a year with the authors before it.
"""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.text.sections import chapter_files, read_chapter

__all__ = [
    "LEGEND",
    "MARK",
    "STATES",
    "Work",
    "citation_problems",
    "citation_spans",
    "cited",
    "mark_problems",
    "places_of",
    "prose_problems",
    "read_works",
    "references_of",
    "source_lines",
    "source_spans",
    "works_problems",
]

STATES = {
    "read": "the passage was read, in the original or quoted word for word",
    "catalogue": "a catalogue, an abstract or somebody's report of it was seen, not the text",
    "memory": "cited from memory, not checked",
}
MARK = "†"  # behind the year of what is cited from memory
LEGEND = f"{MARK} Cited from memory, not checked: see the website's bibliography."
SPAN = 160  # characters: so far before its year the authors of a citation begin
YEAR = re.compile(r"(?<![\d-])(?:1[89]|20)\d\d(?![\d-])")
VOLUME = re.compile(r"\d+\(\d+\)|(?<![\d-])\d+(?=, \d+-\d)")
PAGES = re.compile(r"(?<!ch\. )(?<!chapters )(?<!sections )(?<!\d)\d+-\d+")
INITIALS = re.compile(r"(?:[A-Z]\w{0,2}\.[ -]?)+(?: et al\.)?")
SECTION = re.compile(r"^References\n-+\n(.+?)(?=\n\n\w+\n-+\n|\Z)", flags=re.M | re.S)
# What may stand between the last name of a citation and its year.
CLOSE = re.compile(r"(?:['\N{RIGHT SINGLE QUOTATION MARK}]s)?(?: et al\.)?(?: of)?,? \(?")
PARTICLE = re.compile(r"\b(?:van|von|zu|de|den|der|del|della|di|da|du|la|le|ten|ter)\b ", re.I)
APOSTROPHE = "\N{RIGHT SINGLE QUOTATION MARK}"
# A surname with its particles: `van Oest`, `de Montjoye`, `Sant'Anna`.
NAME = rf"(?:(?i:{PARTICLE.pattern}))*[A-Z](?:[\w-]|['{APOSTROPHE}](?=[A-Z]))+"
# A citation in running text: `Elkan (2001)`, `(Elkan 2001`.
IN_PROSE = re.compile(rf"({NAME}) \(((?:1[89]|20)\d\d)\)|\([^()]*?({NAME}) (\d{{4}})\b")


@dataclass(frozen=True)
class Work:
    """A row of references.csv with what a citation of it must name: authors and year."""

    key: str
    entry: str
    statement: str
    checked: str
    note: str

    @property
    def year(self) -> str:
        """The year of its entry; empty if undated."""
        found = YEAR.search(self.entry)
        return found[0] if found else ""

    @property
    def names(self) -> list[str]:
        """The surnames of its authors, or the name of the paper or body."""
        dated = YEAR.search(self.entry)
        head = self.entry[: dated.start()] if dated else self.entry.split(" (undated)")[0]
        people = re.sub(r" \([^()]*$", "", head).rstrip(": ")
        parts = re.split(r", (?:and )?| and ", people)
        return [part for part in parts if not INITIALS.fullmatch(part)]

    @property
    def words(self) -> set[str]:
        """The words of its entry, in lower case."""
        return set(re.findall(r"\w+", self.entry.casefold()))


def read_works(rows: list[dict]) -> list[Work]:
    """Return the rows of references.csv as works."""
    return [Work(**row) for row in rows]


def works_problems(works: list[Work]) -> list[str]:
    """Want every key once and in order, an entry with a year, a statement, a known state."""
    counts = Counter(work.key for work in works)
    problems = [f"{key} stands {n} times" for key, n in counts.items() if n > 1]
    if list(counts) != sorted(counts):
        problems.append("the keys are not in order")
    for work in works:
        if not work.year and "(undated)" not in work.entry:
            problems.append(f"{work.key} has no year")
        if not work.statement.strip():
            problems.append(f"{work.key} supports no statement")
        if work.checked not in STATES:
            problems.append(f"{work.key} was checked by {work.checked!r}")
    return problems


def citation_problems(text: str, works: list[Work]) -> list[str]:
    """Name every citation without an entry, with several, or at odds with its entry."""
    problems = []
    for before, year, after in _citations(text, works):
        found = _resolved(before, year, after, works)
        if len(found) != 1:
            said = "no entry" if not found else f"{len(found)} entries"
            problems.append(f"{said} for “{before[-60:]}{year}”")
        else:
            problems += [f"{found[0].key}: {said}" for said in _differences(after, found[0])]
    return problems


def cited(text: str, works: list[Work]) -> list[str]:
    """Return the keys of the works that a text cites, undated ones by their names."""
    found = [
        work.key
        for before, year, after in _citations(text, works)
        for work in _resolved(before, year, after, works)
    ]
    flat = _flat(text)
    found += [work.key for work in works if not work.year and work.names[0] in flat]
    return list(dict.fromkeys(found))


def citation_spans(text: str, works: list[Work]) -> list[tuple[int, int, str]]:
    """Return where running text names works, `Elkan (2001)`: begin, end, key of each.

    A span ends with the year and its bracket. Where another word stands before the year, or several
    works are meant, there is none.
    """
    return [span for span, between in _spans(text, works) if CLOSE.fullmatch(between)]


def source_spans(text: str, works: list[Work]) -> list[tuple[int, int, str]]:
    """Return where a line of a chapter's Sources names works, undated ones by their names."""
    found = [span for span, _ in _spans(text, works)]
    for work in works:
        name = work.names[0]
        if not work.year and name in text:
            found.append((text.index(name), text.index(name) + len(name), work.key))
    return sorted(found)


def mark_problems(lines: list[str], works: list[Work]) -> list[str]:
    """Want † behind the year of every work from memory, of no other, and what it means."""
    problems = []
    for line in lines:
        for before, year, after in _citations(line, works):
            for work in _resolved(before, year, after, works):
                marked = bool(re.match(rf"[^\s,.;]*{MARK}", after))
                if marked != (work.checked == "memory"):
                    problems.append(f"{work.key} is {work.checked}; marked: {marked}")
    used = any(MARK in line for line in lines if line != LEGEND)
    if used != (LEGEND in lines):
        problems.append(f"`{LEGEND}` stands where something is marked, and only there")
    return problems


def prose_problems(prose: str, sources: list[str], works: list[Work]) -> list[str]:
    """Want every work that running text names among the chapter's sources."""
    keys = {key for line in sources for key in cited(line, works)}
    known = {(_level(name), w.year) for w in works if w.key in keys for name in w.names}
    named = {
        (first or second, year or other) for first, year, second, other in IN_PROSE.findall(prose)
    }
    said = {_level(name) for work in works for name in work.names}
    return [
        f"{name} {year} is not among the sources"
        for name, year in sorted(named)
        if not {(_level(name), year), (PARTICLE.sub("", name), year)} & known
        and (_level(name) in said or YEAR.fullmatch(year))
    ]


def source_lines(prose: str) -> list[str]:
    """Return the lines of a chapter's `## Sources`."""
    found = re.search(r"^## Sources\n+(.+?)(?=^## |\Z)", prose, flags=re.M | re.S)
    return [line for line in found[1].splitlines() if line.strip()] if found else []


def references_of(source: str) -> dict[str, str]:
    """Return the References of a module's docstrings, by the name of function or class."""
    found = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            part = SECTION.search(ast.get_docstring(node) or "")
            if part:
                found[node.name] = part[1]
    return found


def places_of(root: Path, works: list[Work]) -> dict[str, list[str]]:
    """Return where each work is cited: chapters by their names, packages of crmlib by theirs."""
    found: dict[str, list[str]] = {work.key: [] for work in works}
    for path in chapter_files(root):
        for line in source_lines(read_chapter(path).prose):
            _note(found, cited(line, works), path.stem)
    for path in sorted((root / "crmlib").rglob("*.py")):
        package = ".".join(path.relative_to(root).parts[:2])
        for text in references_of(path.read_text(encoding="utf-8")).values():
            _note(found, cited(text, works), package)
    return found


def _note(found: dict[str, list[str]], keys: list[str], place: str) -> None:
    for key in keys:
        if place not in found[key]:
            found[key].append(place)


def _citations(text: str, works: list[Work]) -> Iterator[tuple[str, str, str]]:
    """Yield each citation: the text before its year, the year, the text up to the next.

    A year that the work before it mentions itself, as of a translation, begins no new citation.
    """
    flat = _flat(text)
    years = list(YEAR.finditer(flat))
    starts: list[re.Match] = []
    for found in years:
        before = flat[starts[-1].end() if starts else 0 : found.start()]
        own = any(_named(before, found[0], work) for work in works)
        if not starts or own or not _mentions(flat, starts, found[0], works):
            starts.append(found)
    for i, found in enumerate(starts):
        begin = starts[i - 1].end() if i else 0
        end = starts[i + 1].start() if i + 1 < len(starts) else len(flat)
        yield flat[begin : found.start()], found[0], flat[found.end() : end]


def _level(text: str) -> str:
    """Return a text as long as it was: on one line, straight apostrophes, small particles."""
    line = text.replace("\n", " ").replace(APOSTROPHE, "'")
    return PARTICLE.sub(lambda found: found[0].lower(), line)


def _flat(text: str) -> str:
    """Return a text on one line, with hyphens for dashes."""
    return " ".join(text.split()).replace("\N{EN DASH}", "-")


def _mentions(flat: str, starts: list[re.Match], year: str, works: list[Work]) -> bool:
    """Return whether the work that was cited last says a year anywhere in its row."""
    begin = starts[-2].end() if len(starts) > 1 else 0
    before, last = flat[begin : starts[-1].start()], starts[-1][0]
    rows = [work for work in works if _named(before, last, work)]
    return any(year in f"{work.entry} {work.statement} {work.note}" for work in rows)


def _spans(text: str, works: list[Work]) -> Iterator[tuple[tuple[int, int, str], str]]:
    """Yield the begin, end and key of each citation, and what stands between names and year."""
    last, years = 0, list(YEAR.finditer(text))
    ends = [*(year.start() for year in years[1:]), len(text)]
    for year, end in zip(years, ends, strict=False):
        begin = max(last, year.start() - SPAN)
        before, after = text[begin : year.start()], text[year.end() : end]
        found = _resolved(_flat(before) + " ", year[0], _flat(after), works)
        if len(found) != 1:
            continue
        names = found[0].names[:1] if "et al." in before else found[0].names
        places = {_level(before).rfind(_level(name)): name for name in names}
        between = before[max(places) + len(places[max(places)]) :]
        last = year.end() + (before.endswith("(") and after.startswith(")"))
        yield (begin + min(places), last, found[0].key), between


def _named(before: str, year: str, work: Work) -> bool:
    names = work.names[:1] if "et al." in before else work.names
    return work.year == year and all(_level(name) in _level(before) for name in names)


def _resolved(before: str, year: str, after: str, works: list[Work]) -> list[Work]:
    """Return the works that a citation can mean; what follows it decides between several."""
    found = [work for work in works if _named(before, year, work)]
    most = max((len(work.names) for work in found), default=0)
    found = [work for work in found if len(work.names) == most]
    agree = [work for work in found if not _differences(after, work)]
    return agree if len(found) > 1 and agree else found


def _differences(after: str, work: Work) -> list[str]:
    """Return what volume, pages and title of a citation say otherwise than the entry."""
    entry, said = _flat(work.entry), after
    problems = [f"pages {p} are not in its entry" for p in PAGES.findall(said) if p not in entry]
    for volume in VOLUME.findall(said):
        if not re.search(rf"(?<!\d){re.escape(volume)}(?!\d)", entry):
            problems.append(f"volume {volume} is not in its entry")
    place = re.search(rf"{VOLUME.pattern}|{PAGES.pattern}", said)
    title = said[: place.start()] if place else ""
    for word in re.findall(r"\b[a-z]\w{3,}\b(?!\.)|\b[A-Z][a-z]\w{2,}\b(?!\.)", title):
        if word.casefold() not in work.words:
            problems.append(f"“{word}” is not in its entry")
    return problems
