"""The instructor's guide: made of the lecturer's notes, the questions and the solutions."""

import re
from collections.abc import Collection
from itertools import accumulate
from pathlib import Path

import yaml

from crmlib.exercises import Function, Number, find_question, reference_solutions
from tools.guide.lecture import CASE, MOST, OPENING, Lecture, Section, lectures
from tools.slides.build import deck_files
from tools.text.course import heading_anchor, read_rows
from tools.text.markup import link, short
from tools.text.sections import has_tag, read_chapter
from tools.text.terms import chinese_forms, names_term

__all__ = ["chapter_page", "difficulty", "index_page", "pages", "write_pages"]

OBJECTIVE = re.compile(r"\*\*You will be able to\*\*(.*?)(?:\n\n|\Z)", re.S)
PREDICTION = re.compile(r"^> \*\*Predict before you run.*?(?=\n[^>]|\n\n|\Z)", re.M | re.S)
FORMULA = re.compile(r"(?<!\\)\$\$.+?\$\$", re.S)
MISCONCEPTION = re.compile(r"Usual misconception: ([^.]+\.)")
QUESTION = re.compile(r"(?:^|(?<=[.?!] ))(?:Ask|Let|Then ask)\b[^.?!]*(?:[.?!]|$)|[A-Z“][^.?!]*\?")
PARTS = ("read", "talk", "exercises", "discuss")
MADE_OF = (
    "Each page is made of the lecturer's notes in `chapters/`, the questions in "
    "`crmlib/exercises/` and the executed notebooks in `solutions/`, at every build."
)
LEVELS = {1: "easy", 2: "medium", 3: "hard"}


def pages(root: Path, decks: Collection[str] = ()) -> dict[str, str]:
    """Return the guide's pages, as Markdown by file stem; the index comes first.

    `decks` are the files of the slides that stand: a page links those of its chapter.
    """
    every = lectures(root)
    own = {lecture.stem: chapter_page(lecture, root, decks) for lecture in every}
    return {"index": index_page(every)} | own


def write_pages(root: Path, out: Path) -> int:
    """Write the guide's pages into a folder and say how many there are; return the exit status."""
    out.mkdir(parents=True, exist_ok=True)
    made = pages(root)
    for name, text in made.items():
        (out / f"{name}.md").write_text(text, encoding="utf-8", newline="\n")
    print(f"{len(made)} pages: {out}")
    return 0


def index_page(every: list[Lecture]) -> str:
    """Return the start page of the guide: the lecture plan, with minutes that sum."""
    rows, total = [], 0
    for lecture in every:
        for number, sections in enumerate(lecture.sittings, 1):
            parts = [sum(getattr(s, part) for s in sections) for part in PARTS]
            total += sum(parts)
            several = f", sitting {number}" if len(lecture.sittings) > 1 else ""
            name = f"[{short(lecture.title)}]({lecture.stem}.md){several}"
            rows.append(_row(name, *parts, sum(parts), total))
    about = (
        f"{len(rows)} sittings, {total} minutes in all; no sitting is longer than {MOST}. *Read* "
        "is the exposition, *talk* what the lecturer's notes ask for, *exercises* the work on the "
        "machine, *discuss* the case."
    )
    head = "| chapter | read | talk | exercises | discuss | minutes | running sum |"
    table = "\n".join([head, "|---|--:|--:|--:|--:|--:|--:|", *rows])
    return "\n\n".join(["# Instructor's guide", MADE_OF, "## Lecture plan", about, table]) + "\n"


def chapter_page(lecture: Lecture, root: Path, decks: Collection[str] = ()) -> str:
    """Return one chapter's page, from its objectives to the right options of its quiz."""
    minutes = lecture.minutes
    parts = [
        f"# Guide to {lecture.title}",
        f"{sum(minutes.values())} minutes: {minutes['read']} to read and talk, "
        f"{minutes['exercises']} for exercises, {minutes['discuss']} to discuss.",
        _links(lecture, root, decks),
        "## Objectives",
        *_objectives(lecture),
        "## Plan",
        *[_plan_table(lecture, number) for number in range(1, len(lecture.sittings) + 1)],
        *_board(lecture, root),
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


def _links(lecture: Lecture, root: Path, decks: Collection[str]) -> str:
    slides = deck_files(read_chapter(root / "chapters" / f"{lecture.stem}.md"))
    shown = [f"[{lecture.title}](../{lecture.stem}.ipynb)"]
    shown += [link(word, f"../slides/{name}") for word, name in slides.items() if name in decks]
    return f"The chapter as students see it: {', '.join(shown)}."


def _plan_table(lecture: Lecture, number: int) -> str:
    sections = lecture.sittings[number - 1]
    rows = []
    for section, start in zip(sections, _starts(sections), strict=True):
        if section.minutes:
            numbers = ", ".join(_number(lecture, name) for name in section.exercise_ids)
            spent = (getattr(section, part) or "" for part in PARTS)
            rows.append(_row(start, _linked(lecture, section), *spent, numbers))
    end = sum(section.minutes for section in sections)
    sums = [sum(getattr(section, part) for section in sections) for part in PARTS]
    several = f"**Sitting {number}.** " if len(lecture.sittings) > 1 else ""
    return "\n".join(
        [
            f"{several}{end} minutes. What is not listed is read at home.",
            "",
            "| from minute | section | read | talk | exercises | discuss | exercise |",
            "|--:|---|--:|--:|--:|--:|---|",
            *rows,
            _row(end, "*end*", *sums, ""),
        ]
    )


def _starts(sections: list[Section]) -> list[int]:
    """Return the minute of the sitting at which each section begins."""
    return [0, *accumulate(section.minutes for section in sections[:-1])]


def _row(*cells: object) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def _linked(lecture: Lecture, section: Section) -> str:
    """Return a section's title as a link to it; what stands before the first leads to the page."""
    place = f"#{heading_anchor(section.title)}" if section.title != OPENING else ""
    return link(section.title, f"../{lecture.stem}.html{place}")


def _board(lecture: Lecture, root: Path) -> list[str]:
    """Return what goes on the board: the predictions, then each section's terms and formulas."""
    waiting = read_rows(root / "chapters" / "glossary.csv", lecture.stem)
    rows = []
    for section in lecture.sections:
        texts = _prose(section)
        said = "\n".join(texts)
        new = [row for row in waiting if names_term(row, said)]
        waiting = [row for row in waiting if row not in new]
        terms = "; ".join(f"{_plain(row['english'])} {_chinese(row)}" for row in new)
        formulas = [_on_one_line(f) for text in texts for f in FORMULA.findall(text)]
        if terms or formulas:
            named = f"- *{section.title}*: {terms}".rstrip(": ")
            rows.append("\n\n  ".join([named, *formulas]))
    first = "The predictions, and under them what the room says."
    return ["## On the board", first, "\n".join(rows)]


def _chinese(row: dict[str, str]) -> str:
    return " / ".join(chinese_forms(row))


def _notes(lecture: Lecture) -> list[str]:
    notes = [(section, *note) for section in lecture.sections for note in section.notes]
    wrong = [f"- {m}" for _, _, text in notes for m in MISCONCEPTION.findall(text)]
    asked = [
        f"- *{section.title}*: {question.strip()}"
        for section, _, text in notes
        for question in QUESTION.findall(" ".join(MISCONCEPTION.sub("", text).split()))
    ]
    starts = {
        section.title: start
        for sections in lecture.sittings
        for section, start in zip(sections, _starts(sections), strict=True)
    }
    full = [
        f"**{section.title}, from minute {starts[section.title]}: {n} minutes.** {text}"
        for section, n, text in notes
    ]
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


def _on_one_line(formula: str) -> str:
    return " ".join(formula.split())


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
        if cell.cell_type == "markdown" and not has_tag(cell, "notes")
    ]
