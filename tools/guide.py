"""The instructor's guide: made of the lecturer's notes, the questions and the solutions."""

import re
from pathlib import Path

import yaml
from lecture import CASE, Lecture, Section, lectures

from crmlib.exercises.answers import Number
from crmlib.exercises.questions import find_question, reference_solutions
from crmlib.exercises.tables import Function

__all__ = ["chapter_page", "difficulty", "index_page", "pages"]

OBJECTIVE = re.compile(r"\*\*You will be able to\*\*(.*?)(?:\n\n|\Z)", re.S)
PREDICTION = re.compile(r"^> \*\*Predict before you run.*?(?=\n[^>]|\n\n|\Z)", re.M | re.S)
FORMULA = re.compile(r"(?<!\\)\$\$.+?\$\$", re.S)
MISCONCEPTION = re.compile(r"Usual misconception: ([^.]+\.)")
QUESTION = re.compile(r"(?:^|(?<=[.?!] ))(?:Ask|Let|Then ask)\b[^.?!]*(?:[.?!]|$)|[A-Z“][^.?!]*\?")
PARTS = ("read", "talk", "exercises", "discuss")
LEVELS = {1: "easy", 2: "middling", 3: "hard"}


def pages(root: Path) -> dict[str, str]:
    """Return the guide's pages, as Markdown by file stem; the index comes first."""
    every = lectures(root)
    own = {lecture.stem: chapter_page(lecture, root) for lecture in every}
    return {"index": index_page(every)} | own


def index_page(every: list[Lecture]) -> str:
    """Return the start page of the guide: the lecture plan, with minutes that sum."""
    rows, total = [], 0
    for lecture in every:
        for number, sections in enumerate(lecture.sittings, 1):
            parts = [sum(getattr(s, part) for s in sections) for part in PARTS]
            total += sum(parts)
            several = f", sitting {number}" if len(lecture.sittings) > 1 else ""
            cells = [f"[{lecture.title}]({lecture.stem}.md){several}", *parts, sum(parts), total]
            rows.append("| " + " | ".join(map(str, cells)) + " |")
    n = len(rows)
    return "\n".join(
        [
            "# Instructor's guide",
            "",
            "Each page is made of the lecturer's notes in `chapters/`, the questions in "
            "`crmlib/exercises/` and the executed notebooks in `solutions/`, at every build.",
            "",
            "## Lecture plan",
            "",
            f"{n} sittings, {total} minutes in all; no sitting is longer than 90. *Read* is the "
            "exposition, *talk* what the lecturer's notes ask for, *exercises* the work on the "
            "machine, *discuss* the case.",
            "",
            "| chapter | read | talk | exercises | discuss | minutes | running sum |",
            "|---|--:|--:|--:|--:|--:|--:|",
            *rows,
            "",
        ]
    )


def chapter_page(lecture: Lecture, root: Path) -> str:
    """Return one chapter's page, from its objectives to the right options of its quiz."""
    minutes = lecture.minutes
    parts = [
        f"# Guide to {lecture.title}",
        f"{sum(minutes.values())} minutes: {minutes['read']} to read and talk, "
        f"{minutes['exercises']} for exercises, {minutes['discuss']} to discuss.",
        f"The chapter as students see it: [{lecture.title}](../{lecture.stem}.ipynb).",
        "## Objectives",
        *_objectives(lecture),
        "## Plan",
        *[_plan_table(lecture, number) for number in range(1, len(lecture.sittings) + 1)],
        *_board(lecture),
        *_notes(lecture),
        *_rubrics(lecture),
        *_exercises(lecture),
        *_quiz(lecture, root),
    ]
    text = "\n\n".join(part.strip() for part in parts) + "\n"
    return re.sub(r"\]\((?=\d\d_\w+\.ipynb)", "](../", text)


def difficulty(name: str) -> int:
    """Return 1 to 3: by the lines of the reference solution; a function is never easy."""
    n_lines = len(reference_solutions()[name].splitlines())
    level = 1 if n_lines == 1 else 2 if n_lines <= 3 else 3
    return max(level, 2) if isinstance(find_question(name).answer(), Function) else level


def _objectives(lecture: Lecture) -> list[str]:
    texts = [text for section in lecture.sections for text in _prose(section)]
    aims = [match[1].strip() for text in texts for match in OBJECTIVE.finditer(text)]
    hooks = [match[0] for text in texts for match in PREDICTION.finditer(text)]
    return [f"You will be able to {' '.join(aim.split())}" for aim in aims] + hooks


def _plan_table(lecture: Lecture, number: int) -> str:
    sections = lecture.sittings[number - 1]
    rows, clock = [], 0
    for section in sections:
        if section.minutes:
            numbers = ", ".join(_number(lecture, name) for name in section.exercise_ids)
            cells = [f"{clock}", section.title, *(getattr(section, part) or "" for part in PARTS)]
            rows.append("| " + " | ".join(map(str, [*cells, numbers])) + " |")
            clock += section.minutes
    head = "| from minute | section | read | talk | exercises | discuss | exercise |"
    several = f"**Sitting {number}.** " if len(lecture.sittings) > 1 else ""
    return "\n".join(
        [
            f"{several}{clock} minutes. Quiz and summary are read at home.",
            "",
            head,
            "|--:|---|--:|--:|--:|--:|---|",
            *rows,
        ]
    )


def _board(lecture: Lecture) -> list[str]:
    rows = [
        f"- *{section.title}*: " + "; ".join(formulas)
        for section in lecture.sections
        if (formulas := [_inline(f) for text in _prose(section) for f in FORMULA.findall(text)])
    ]
    return ["## On the board", "The predictions first; then:", "\n".join(rows)] if rows else []


def _notes(lecture: Lecture) -> list[str]:
    notes = [(section, *note) for section in lecture.sections for note in section.notes]
    wrong = [f"- {m}" for _, _, text in notes for m in MISCONCEPTION.findall(text)]
    asked = [
        f"- *{section.title}*: {question.strip()}"
        for section, _, text in notes
        for question in QUESTION.findall(MISCONCEPTION.sub("", text))
    ]
    full = [f"**{section.title}, {n} minutes.** {text}" for section, n, text in notes]
    parts = ["## Usual misconceptions", "\n".join(wrong), "## Questions to the room"]
    return [*parts, "\n".join(asked), "## Lecturer's notes in full", *full]


def _rubrics(lecture: Lecture) -> list[str]:
    own = [section for section in lecture.sections if section.title == CASE]
    texts = [text.split("\n", 1)[-1].strip() for section in own for text in _prose(section)]
    opened = [re.sub(r"<details>|</details>", "", text) for text in texts]
    titled = [re.sub(r"<summary>(.*?)</summary>", r"*\1*", text) for text in opened]
    return ["## Case and essay questions, with their rubrics", *titled] if titled else []


def _exercises(lecture: Lecture) -> list[str]:
    names = [name for section in lecture.sections for name in section.exercise_ids]
    parts = ["## Exercises: difficulty, and the mistakes they catch"]
    for name in names:
        asked = find_question(name)
        answer = asked.answer()
        level = difficulty(name)
        label = f"**Exercise {_number(lecture, name)}** (`{name}`, {LEVELS[level]})."
        mistakes = [f"- {_shown(value, answer)}{_plain(text)}" for value, text in answer.mistakes]
        parts += [f"{label} {_question(lecture, name)}", "\n".join(mistakes)]
        parts += [f"*After it:* {_plain(asked.after)}"] * bool(asked.after)
    return parts


def _quiz(lecture: Lecture, root: Path) -> list[str]:
    names = [name for section in lecture.sections for name in section.exercise_ids]
    file = root / "crmlib" / "exercises" / f"{names[0].rpartition('-')[0]}.yml"
    bank = yaml.safe_load(file.read_text(encoding="utf-8"))
    lines = []
    for asked in bank:
        [right] = [option for option in asked["options"] if option.get("right")]
        question, text, why = map(_plain, (asked["question"], right["text"], right["why"]))
        lines.append(f"1. {question} **{text}** {why}")
    return ["## Quiz: the right options", "\n".join(lines)]


def _question(lecture: Lecture, name: str) -> str:
    """Return the text that asks the exercise, without its label."""
    label = f"**Exercise {_number(lecture, name)}.**"
    texts = [text for section in lecture.sections for text in _prose(section)]
    found = [text.split(label, 1)[1] for text in texts if label in text]
    return found[0].strip().split("\n\n")[0] if found else ""


def _number(lecture: Lecture, name: str) -> str:
    return f"{int(lecture.stem[:2])}.{name.rpartition('-')[2]}"


def _shown(value: object, answer: object) -> str:
    return f"{value:.4g}: " if isinstance(answer, Number) else ""


def _inline(formula: str) -> str:
    return f"${' '.join(formula.strip('$').split())}$"


def _plain(text: str) -> str:
    """Return a plain text as Markdown: what looks like markup is escaped, except code."""
    parts = re.split(r"(`[^`]+`)", " ".join(text.split()))
    return "".join(
        part if part.startswith("`") else re.sub(r"([\\*_$<\[\]|~])", r"\\\1", part)
        for part in parts
    )


def _prose(section: Section) -> list[str]:
    return [
        cell.source
        for cell in section.cells
        if cell.cell_type == "markdown" and "notes" not in cell.metadata.get("tags", [])
    ]
