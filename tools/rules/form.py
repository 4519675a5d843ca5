"""Rules for the form of a chapter; each takes it apart and returns the problems it finds.

Parts, minutes, counts and exercises are asked of the old grammar only, the rest of every chapter.

A rule reads a `Chapter` (the text source) or a notebook (the executed solutions).
"""

import re
import statistics
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from tools.text.sections import VIEW, Chapter, has_tag

__all__ = [
    "code_problems",
    "count_problems",
    "exercise_problems",
    "figure_problems",
    "minute_problems",
    "part_problems",
    "quiz_problems",
    "rhythm_problems",
]

PARTS = {
    "objective": "**You will be able to**",
    "prediction": "**Predict before you run",
    "exercise": "",
    "claim check": "",
    "case discussion": "## Case discussion",
    "quiz": "## Quiz",
    "summary": "## Summary",
    "sources": "## Sources",
}
FIRST = {"objective", "prediction", "exercise"}  # of several, the first one counts; else the last
TWO_SITTINGS = ("03", "07")
LONG = ("01", "03", "07")
FORBIDDEN = {
    r"^\s*[!%]\w|get_ipython": "shell or magic",
    r"\bpip3? install\b|\bsubprocess\b|\bos\.system\b": "an installation or a shell",
    r"\bwarnings\.|import warnings|filterwarnings|simplefilter": "a warning filter",
    r"https?://|\burlopen\b|\burlretrieve\b|\brequests\.": "an address or a download",
    r"[\"'](/[\w.-]+|~/|[A-Za-z]:\\)[\w./\\-]*[\"']|\bexpanduser\b|\.home\(\)": "an absolute path",
    r"inplace=True": "a change in place",
}
CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")


def part_problems(chapter: Chapter, *, has_claims: bool) -> list[str]:
    """Name the parts that are missing or out of order (style §5)."""
    wanted = [part for part in PARTS if part != "claim check" or has_claims]
    if chapter.number == "00":
        wanted.remove("case discussion")
    places = {part: _place(chapter, part) for part in wanted}
    found = [part for part in wanted if places[part]]
    problems = [f"part missing: {part}" for part in wanted if not places[part]]
    for earlier, later in pairwise(found):
        if places[earlier] > places[later]:
            problems.append(f"the part {later} must come after {earlier}")
    return problems


def minute_problems(chapter: Chapter) -> list[str]:
    """Refuse minutes that are not whole and positive, or no sitting has room for."""
    minutes, most = chapter.header["minutes"], 180 if chapter.number in TWO_SITTINGS else 90
    problems = [
        f"minutes.{part} must be a whole number of at least 1; got {value!r}"
        for part, value in minutes.items()
        if type(value) is not int or value < 1
    ]
    if not problems and sum(minutes.values()) > most:
        problems.append(f"{sum(minutes.values())} minutes; at most {most}")
    return problems


def count_problems(chapter: Chapter, book: Any, n_questions: int) -> list[str]:
    """Hold exercises, quiz questions, figures, cells and words against the bounds of style §5."""
    number, first = chapter.number, chapter.number == "00"
    read = chapter.prose.partition("\n## Sources\n")[0]  # the sources are looked up, not read
    text = re.sub(r"<details>.*?</details>", " ", read, flags=re.S)
    words = re.findall(r"[A-Za-z0-9][\w'\u2019-]*", re.sub(r"<[^>]+>", " ", text))
    exercises = sum(has_tag(cell, "exercise") for cell in chapter.cells)
    figures = sum(len(_figures(cell)) for cell in _code(book))
    bounds = [
        ("exercises", exercises, {"00": 1, "08": 5}.get(number, 6), None),
        ("quiz questions", n_questions, 2 if first else 8, None),
        ("figures", figures, 0 if first else 3, None if first else 10),
        ("cells", len(book.cells), 0 if first else 25, None if first else 80),
        ("words", len(words), 0 if first else 1500, 5000 if number in LONG else 3500),
    ]
    return [
        f"{count:,} {what}; at least {least:,}" + (f", at most {most:,}" if most else "")
        for what, count, least, most in bounds
        if count < least or (most and count > most)
    ]


def code_problems(book: Any) -> list[str]:
    """Hold the code of the solved copy against style §6: width, length, nothing forbidden."""
    problems, lengths = [], []
    for cell in _code(book):
        lines = [line for line in cell.source.splitlines() if line.strip()]
        lengths.append(len(lines))
        problems += [f"over 79 columns: {line}" for line in lines if len(line) > 79]
        problems += [f"{len(lines)} lines in “{lines[0]}”; at most 14"] if len(lines) > 14 else []
        for pattern, what in FORBIDDEN.items():
            if found := re.search(pattern, cell.source, re.M):
                problems.append(f"{what} in code: {found[0].strip()}")
    if lengths and statistics.median_high(lengths) > 5:
        problems.append(f"{statistics.median_high(lengths)} lines in the median cell; at most 5")
    return problems


def figure_problems(book: Any) -> list[str]:
    """Refuse figures without alt text, without `plt.show()` last, or with Chinese in them."""
    problems = []
    for cell in _code(book):
        figures = _figures(cell)
        head = next(iter(cell.source.splitlines()), "")
        for output in figures:
            if not output.get("metadata", {}).get("image/png", {}).get("alt", "").strip():
                problems.append(f"no alt text in “{head}”")
        is_play = any(VIEW in output.data for output in figures)
        if figures and not is_play and cell.source.rstrip().splitlines()[-1] != "plt.show()":
            problems.append(f"a figure's cell must end with plt.show(): “{head}”")
        if (figures or re.search(r"\b(plt|sns)\.|\bplot", cell.source)) and (
            found := CHINESE.search(cell.source)
        ):
            problems.append(f"figures carry English only; got {found[0]} in “{head}”")
    return problems


def rhythm_problems(book: Any) -> list[str]:
    """Want one cell of imports, first of all, and text before at least 80 % of the code cells."""
    cells = [cell for cell in book.cells if not _is_note(cell)]
    code = [cell for cell in cells if cell.cell_type == "code"]
    tagged = [i for i, cell in enumerate(code) if has_tag(cell, "imports")]
    problems = [] if tagged == [0] else ["the first code cell, and no other, is tagged `imports`"]
    led = sum(
        before.cell_type == "markdown" and after.cell_type == "code"
        for before, after in pairwise(cells)
    )
    if led < 0.8 * len(code):
        problems.append(f"text before {led} of {len(code)} code cells; at least 80 %")
    return problems


def exercise_problems(chapter: Chapter, known: Iterable[str]) -> list[str]:
    """Hold the ids of the exercises against reading order, their leads and question files.

    `known` are the ids that have a question.
    """
    ids = [cell.metadata.get("name") for cell in chapter.cells if has_tag(cell, "exercise")]
    wanted = [f"{chapter.word}-{n}" for n in range(1, len(ids) + 1)]
    leads = re.findall(r"^(?:### |\*\*)Exercise (\d+\.\d+)", chapter.prose, flags=re.M)
    numbers = [f"{int(chapter.number)}.{n}" for n in range(1, len(ids) + 1)]
    asked = {name for name in known if name.rpartition("-")[0] == chapter.word}
    problems = []
    if not chapter.word or chapter.word not in chapter.stem:
        problems.append(f"quiz({chapter.word!r}) must name the chapter's word")
    if ids != wanted:
        problems.append(f"exercise ids in reading order must be {wanted}; got {ids}")
    if leads != numbers:
        problems.append(f"leads must be Exercise {', '.join(numbers)}; got {leads}")
    if asked != set(ids):
        problems.append(f"exercises and questions differ: {sorted(asked ^ set(ids))}")
    return problems


def quiz_problems(word: str, bank: list[dict]) -> list[str]:
    """Want new ids, two or more options, one of them right, and a reason for every option."""
    ids = [str(asked.get("id")) for asked in bank]
    problems = [f"id {name} is not new" for name in sorted({n for n in ids if ids.count(n) > 1})]
    for asked, name in zip(bank, ids, strict=True):
        options = asked.get("options", [])
        if not name.startswith(f"{word}-"):
            problems.append(f"{name}: the id must begin with {word}-")
        if len(options) < 2 or sum(option.get("right") is True for option in options) != 1:
            problems.append(f"{name}: two or more options, exactly one with `right: true`")
        if not str(asked.get("question") or "").strip():
            problems.append(f"{name}: no question")
        if not all(str(o.get(key) or "").strip() for o in options for key in ("text", "why")):
            problems.append(f"{name}: every option needs `text` and `why`")
    return problems


def _place(chapter: Chapter, part: str) -> tuple[int, int] | None:
    """Return the cell and the offset where a part stands."""
    places = []
    for i, cell in enumerate(chapter.cells):
        if _is_note(cell):
            continue
        if cell.cell_type == "code":
            is_part = {
                "exercise": has_tag(cell, "exercise"),
                "claim check": "claim_check(" in cell.source,
            }
            places += [(i, 0)] if is_part.get(part) else []
        elif PARTS[part]:
            pattern = rf"^(> )?{re.escape(PARTS[part])}"
            places += [(i, found.start()) for found in re.finditer(pattern, cell.source, re.M)]
    if not places:
        return None
    return places[0] if part in FIRST else places[-1]


def _is_note(cell: Any) -> bool:
    return has_tag(cell, "notes")


def _code(book: Any) -> list:
    return [cell for cell in book.cells if cell.cell_type == "code"]


def _figures(cell: Any) -> list:
    return [out for out in cell.get("outputs", []) if "image/png" in out.get("data", {})]
