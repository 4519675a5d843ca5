"""Rules for what a group does: the mini-project holds an hour and its answer, points sum."""

import ast
import re
from collections.abc import Iterator

from tools.rules.grammar import FIRST
from tools.text.sections import CODE_SPAN, TABLE
from tools.text.sittings import CASE, PROJECT, Lesson, Section

__all__ = ["ROLES", "WORKED", "case_problems", "loaders", "project_problems"]

HOUR, ROLES, POINTS = 60, 3, 10
WORKED = "**Lecturer: a worked answer.**"
SAID = ("60 minutes", "group of three")
FOLDED = re.compile(r"<details>\s*(?:<summary>(.*?)</summary>)?(.*?)</details>", re.S)
RUBRIC = f"Rubric ({POINTS} points)"
ITEM = re.compile(r"^[-*] +", re.M)
GIVEN = re.compile(r"\A(?:\*\*)?(\d+) points?\b|\((\d+) points?\b")  # by an item of a list
SUM = re.compile(r"\((\d+) points?\b")  # in a summary
BOLD_ITEM = re.compile(r"(?:[-*]|\d+\.) +\*\*")


def project_problems(lesson: Lesson) -> list[str]:
    """Name what the mini-project of a chapter lacks; the tour has none."""
    own = [section for section in lesson.closing if section.title == PROJECT]
    if lesson.stem[:2] == FIRST or not own:
        return []
    text = _text(own[0])
    return [*_task_problems(text), *_rubric_problems(text), *_worked_problems(own[0], text)]


def case_problems(lesson: Lesson) -> list[str]:
    """Want what is folded under a case question to be points, and to sum to what is said."""
    texts = [_text(section) for section in lesson.closing if section.title == CASE]
    problems = []
    for summary, body in FOLDED.findall("\n\n".join(texts)):
        given, said = _given(body), SUM.search(summary)
        if not summary.startswith("Points"):
            problems.append(f"<summary>Points …</summary> is wanted; got “{summary}”")
        elif given and not said:
            problems.append(f"“{summary}” must say ({sum(given)} points)")
        elif said and sum(given) != int(said[1]):
            problems.append(f"“{summary}”: its items give {sum(given)} points")
    return problems


def loaders(source: str) -> set[str]:
    """Return the names of `datasets` that code calls."""
    return {
        f"datasets.{node.func.attr}"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and getattr(node.func.value, "id", "") == "datasets"
    }


def _text(section: Section) -> str:
    return "\n\n".join(part.student for part in section.parts if part.is_prose)


def _task_problems(text: str) -> Iterator[str]:
    """Name what the task lacks: its frame, three roles, steps of an hour."""
    yield from (f"it must say “{words}”" for words in SAID if words not in " ".join(text.split()))
    if (n_roles := _n_roles(text)) != ROLES:
        yield (
            f"{n_roles} roles; {ROLES} rows of a table with a column `role`, or items in bold, "
            "are wanted"
        )
    steps = [row["minutes"] for rows in _tables(text) for row in rows if "minutes" in row]
    if wrong := [step for step in steps if not step.isdigit()]:
        yield f"minutes of a step must be a whole number; got {wrong[0]}"
    elif (n_minutes := sum(map(int, steps))) != HOUR:
        yield f"the column `minutes` of its steps sums to {n_minutes}; {HOUR} is wanted"


def _n_roles(text: str) -> int:
    rows = [row for rows in _tables(text) for row in rows if "role" in row]
    lists = [paragraph.splitlines() for paragraph in re.split(r"\n\s*\n", FOLDED.sub("", text))]
    bold = [sum(map(bool, map(BOLD_ITEM.match, lines))) for lines in lists]
    return len(rows) or (ROLES if ROLES in bold else max(bold, default=0))


def _tables(text: str) -> Iterator[list[dict[str, str]]]:
    """Yield the rows of each table typed in a text, by the words of its head."""
    for table in TABLE.findall(text):
        lines = [line.strip().strip("|").split("|") for line in table.strip().splitlines()]
        head, *rows = [[cell.strip() for cell in line] for line in lines]
        names = [name.strip("*`").lower() for name in head]
        yield [dict(zip(names, row, strict=False)) for row in rows[1:]]


def _rubric_problems(text: str) -> Iterator[str]:
    found = [body for summary, body in FOLDED.findall(text) if summary == RUBRIC]
    if len(found) != 1:
        yield f"{len(found)} <details> with <summary>{RUBRIC}</summary>; one is wanted"
    elif (given := sum(_given(found[0]))) != POINTS:
        yield f"the items of its rubric (`- 3 points: …`) give {given} points; {POINTS} are wanted"


def _given(text: str) -> list[int]:
    """Return the points that the items of a list give."""
    found = [GIVEN.search(item) for item in ITEM.split(text)[1:]]
    return [int(match[1] or match[2]) for match in found if match]


def _worked_problems(section: Section, text: str) -> Iterator[str]:
    """Want an answer in the lecturer's notes that loads the table which the task names."""
    notes = [part.cell for part in section.parts if part.is_note]
    code = [cell.source for cell in notes if cell.cell_type == "code"]
    if not any(cell.source.startswith(WORKED) for cell in notes):
        yield f"no note that begins {WORKED}"
    if not code:
        yield "no code cell tagged `notes` works it out"
        return
    used = loaders("\n".join(code))
    named = {name for name in used for span in CODE_SPAN.findall(text) if name in span}
    if not used:
        yield "its worked answer loads no table: no call of `datasets`"
    elif not named:
        yield f"its text names none of the tables that its answer loads: {sorted(used)}"
