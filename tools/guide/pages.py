"""The instructor's guide: made of the lecturer's notes, the questions and the solutions."""

import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from crmlib.exercises import Number, find_question
from tools.guide.courses import course_parts
from tools.guide.hour import say_hour
from tools.guide.lecture import COLUMNS, Lecture, Section, lectures
from tools.slides.build import deck_files
from tools.text.course import read_rows
from tools.text.markup import link, short
from tools.text.minutes import MOST
from tools.text.sections import read_chapter
from tools.text.sittings import CASE, PROJECT, Exercise, Idea, Note, sitting_title
from tools.text.terms import chinese_forms, names_term

__all__ = ["chapter_page", "index_page", "pages", "write_pages"]

PREDICTION = re.compile(r"^> \*\*Predict before you run.*?(?=\n[^>]|\n\n|\Z)", re.M | re.S)
FORMULA = re.compile(r"(?<!\\)\$\$.+?\$\$", re.S)
MISCONCEPTION = re.compile(r"Usual misconception: ([^.]+\.)")
QUESTION = re.compile(r"(?:^|(?<=[.?!] ))(?:Ask|Let|Then ask)\b[^.?!]*(?:[.?!]|$)|[A-Z“][^.?!]*\?")
MEANING = {
    "read": "the exposition",
    "look": "the time for outputs and figures",
    "exercises": "the work on the machine",
    "quiz": "its questions",
    "discuss": "the case",
}
MADE_OF = (
    "Each page is made of the lecturer's notes in `chapters/`, the questions in "
    "`crmlib/exercises/` and the executed notebooks in `solutions/`, at every build."
)
PLACES = {"start": "To recall", "vote": "To vote on, discuss, vote on again", None: "At the end"}


def pages(root: Path, decks: Collection[str] = ()) -> dict[str, str]:
    """Return the guide's pages, as Markdown by file stem; the index comes first.

    `decks` are the files of the slides that stand: a page links those of its chapter.
    """
    every = lectures(root)
    own = {lecture.stem: chapter_page(lecture, root, decks) for lecture in every}
    return {"index": index_page(every, _recalled(every, root))} | own


def write_pages(root: Path, out: Path) -> int:
    """Write the guide's pages into a folder and say how many there are; return the exit status."""
    out.mkdir(parents=True, exist_ok=True)
    made = pages(root)
    for name, text in made.items():
        (out / f"{name}.md").write_text(text, encoding="utf-8", newline="\n")
    print(f"{len(made)} pages: {out}")
    return 0


def index_page(
    every: list[Lecture], recalled: Mapping[str, Mapping[str, list[str]]] | None = None
) -> str:
    """Return the start page of the guide: the lecture plan, with minutes that sum, and courses.

    `recalled` is what `course_parts` takes.
    """
    parts = ["# Instructor's guide", MADE_OF, "## Lecture plan", *_lecture_plan(every)]
    return "\n\n".join([*parts, *course_parts(every, recalled)]) + "\n"


def _lecture_plan(every: list[Lecture]) -> list[str]:
    """Return what the table of all sittings means, and the table."""
    rows, total = [], 0
    for lecture in every:
        for number, sections in enumerate(lecture.sittings, 1):
            sums = [_sum(sections, name) for name in COLUMNS]
            total += sum(sums)
            several = f", sitting {number}" if len(lecture.sittings) > 1 else ""
            name = f"[{short(lecture.title)}]({lecture.stem}.md){several}"
            rows.append(_row(name, *sums, sum(sums), total))
    meaning = ", ".join(f"*{name}* {MEANING[name]}" for name in COLUMNS[1:])
    about = (
        f"{len(rows)} sittings, {total} minutes in all; no sitting is longer than {MOST}. *Read* "
        f"is {MEANING['read']}, {meaning}."
    )
    head = _row("chapter", *COLUMNS, "minutes", "running sum")
    table = "\n".join([head, f"|---|{'--:|' * (len(COLUMNS) + 2)}", *rows])
    return [about, table]


def chapter_page(lecture: Lecture, root: Path, decks: Collection[str] = ()) -> str:
    """Return one chapter's page, from its objectives to the right options of its quiz."""
    parts = [
        f"# Guide to {lecture.title}",
        _minutes(lecture),
        _links(lecture, root, decks),
        "## Objectives",
        *_objectives(lecture),
        "## Plan",
        *_plans(lecture),
        *_board(lecture, root),
        *_notes(lecture),
        *_rubrics(lecture, CASE, "Case and essay questions, with their rubrics"),
        *_rubrics(lecture, PROJECT, PROJECT),
        *_worked(lecture),
        *_exercises(lecture),
        *_quiz(lecture, root),
    ]
    text = "\n\n".join(part.strip() for part in parts if part.strip()) + "\n"
    return re.sub(r"\]\((?=\d\d_\w+\.ipynb)", "](../", text)


def _minutes(lecture: Lecture) -> str:
    n_sittings = len(lecture.sittings)
    several = f"{n_sittings} sittings" if n_sittings > 1 else "One sitting"
    return f"{several}, about {' and '.join(map(str, lecture.told.about))} minutes."


def _objectives(lecture: Lecture) -> Iterator[str]:
    """Yield what each sitting is for: its objective, its ideas, its prediction."""
    for sitting, sections in zip(lecture.told.sittings, lecture.sittings, strict=True):
        aim = sitting.objective.rstrip(".")
        yield f"**{sitting_title(sitting)}** You will be able to {aim}."
        yield f"Ideas: {', '.join(map(_idea, sitting.ideas))}." if sitting.ideas else ""
        for text in (text for section in sections for text in section.prose):
            yield from (match[0] for match in PREDICTION.finditer(text))


def _idea(idea: Idea) -> str:
    return f"**{_plain(idea.term)}** (core)" if idea.core else _plain(idea.term)


def _links(lecture: Lecture, root: Path, decks: Collection[str]) -> str:
    slides = deck_files(read_chapter(root / "chapters" / f"{lecture.stem}.md"))
    shown = [f"[{lecture.title}](../{lecture.stem}.ipynb)"]
    shown += [link(word, f"../slides/{name}") for word, name in slides.items() if name in decks]
    return f"The chapter as students see it: {', '.join(shown)}."


def _plans(lecture: Lecture) -> Iterator[str]:
    for number, sections in enumerate(lecture.sittings, 1):
        yield _plan_table(lecture, number)
        yield say_hour(sections, lecture.told.sittings[number - 1].core)


def _plan_table(lecture: Lecture, number: int) -> str:
    sections, rows = lecture.sittings[number - 1], []
    for section, start in lecture.starts:
        if section.sitting == number and section.spent:
            numbers = ", ".join(_numbered(each) for each in section.exercises)
            spent = (section.spent.get(name) or "" for name in COLUMNS)
            rows.append(_row(start, _linked(lecture, section), *spent, numbers))
            if section.stop is not None:
                rows.append(_row(start + section.stop, "**safe stop**", *[""] * len(COLUMNS), ""))
    end = sum(section.minutes for section in sections)
    sums = [_sum(sections, name) for name in COLUMNS]
    several = f"**Sitting {number}.** " if len(lecture.sittings) > 1 else ""
    return "\n".join(
        [
            f"{several}{end} minutes. What is not listed is read at home. {_if_late(sections)}",
            "",
            _row("from minute", "section", *COLUMNS, "exercise"),
            f"|--:|---|{'--:|' * len(COLUMNS)}---|",
            *rows,
            _row(end, "*end*", *sums, ""),
        ]
    )


def _if_late(sections: list[Section]) -> str:
    """Return what becomes homework first: the quiz, then the last exercise done alone."""
    own = [each.number for s in sections for each in s.exercises if each.level == "alone"]
    exercise = f", then Exercise {own[-1]}" if own else ""
    return f"Running late? Homework first: the quiz{exercise}."


def _numbered(exercise: Exercise) -> str:
    return f"{exercise.number} {exercise.level}"


def _sum(sections: list[Section], column: str) -> int:
    return sum(section.spent.get(column, 0) for section in sections)


def _row(*cells: object) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def _linked(lecture: Lecture, section: Section) -> str:
    """Return a section's title as a link to it; what stands before the first leads to the page."""
    return link(section.title, f"../{lecture.stem}.html{section.place}")


def _board(lecture: Lecture, root: Path) -> list[str]:
    """Return what goes on the board: the predictions, then each section's terms and formulas."""
    waiting = read_rows(root / "chapters" / "glossary.csv", lecture.stem)
    rows = []
    for section in lecture.sections:
        texts = section.prose
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
    told = [(section, start) for section, start in lecture.starts if section.title != PROJECT]
    notes = [(section, note) for section, _ in told for note in section.notes]
    wrong = [f"- {m}" for _, note in notes for m in MISCONCEPTION.findall(note.text)]
    asked = [f"- *{section.title}*: {said}" for section, note in notes for said in _passages(note)]
    full = [
        f"**{section.title}, from minute {start}: {_counted(note.minutes)}.** {note.text}"
        for section, start in told
        for note in section.notes
    ]
    return [
        *["## Usual misconceptions", "\n".join(wrong)] * bool(wrong),
        *["## Questions to the room", "\n".join(asked)] * bool(asked),
        *["## Lecturer's notes in full", *full] * bool(full),
    ]


def _counted(number: int) -> str:
    return f"{number} minute{'s' if number != 1 else ''}"


def _passages(note: Note) -> list[str]:
    """Return the paragraphs of a note that ask the room, whole: with what to expect."""
    said = [" ".join(text.split()) for text in re.split(r"\n\s*\n", note.text)]
    return [text for text in said if QUESTION.search(text)]


def _rubrics(lecture: Lecture, title: str, heading: str) -> list[str]:
    """Return what stands in the sections of a title, with what is folded there opened."""
    own = [section for section in lecture.sections if section.title == title]
    texts = [text.split("\n", 1)[-1].strip() for section in own for text in section.prose]
    return [f"## {heading}", *map(_opened, texts)] if texts else []


def _worked(lecture: Lecture) -> Iterator[str]:
    """Yield the lecturer's notes on the project as they stand, code with what it has shown."""
    parts = [part for each in lecture.sections if each.title == PROJECT for part in each.told.parts]
    for part in parts:
        if part.is_note:
            yield part.text
            yield from map(_shown_as_text, part.cell.get("outputs", []))


def _shown_as_text(output: Any) -> str:
    """Return an output as a fence of text; of a figure, what it says to who can't see it."""
    alt = output.get("metadata", {}).get("image/png", {}).get("alt", "")
    plain = output.get("text") or alt or output.get("data", {}).get("text/plain", "")
    return f"```text\n{plain.rstrip()}\n```" if plain else ""


def _opened(text: str) -> str:
    opened = re.sub(r"<details>|</details>", "", text)
    return re.sub(r"<summary>(.*?)</summary>", r"*\1*", opened)


def _exercises(lecture: Lecture) -> list[str]:
    parts = ["## Exercises: level, and the mistakes they catch"]
    for section in lecture.sections:
        for exercise in section.exercises:
            parts += _exercise(section, exercise)
    return parts


def _exercise(section: Section, exercise: Exercise) -> list[str]:
    """Return an exercise as its teacher sees it: how hard, the mistakes, what comes after."""
    asked = find_question(exercise.id)
    answer = asked.answer()
    hard = f"{exercise.level}, {exercise.minutes} minutes"
    label = f"**Exercise {exercise.number}** (`{exercise.id}`, {hard})."
    mistakes = [f"- {_shown(value, answer)}{_plain(text)}" for value, text in answer.mistakes]
    return [
        f"{label} {_question(section, exercise)}",
        "\n".join(mistakes),
        *[f"*After it:* {_plain(asked.after)}"] * bool(asked.after),
        *_rubric(section, exercise),
    ]


def _rubric(section: Section, exercise: Exercise) -> list[str]:
    """Return what is folded below an exercise, up to the next cell of code."""
    parts = section.told.parts
    at = next(i for i, part in enumerate(parts) if part.exercise == exercise) + 1
    end = next((i for i, part in enumerate(parts[at:], at) if part.is_code), len(parts))
    said = "\n\n".join(part.student for part in parts[at:end] if part.is_prose)
    folded = re.findall(r"<details>.*?</details>", said, re.S)
    return [_opened(text) for text in folded]


def _quiz(lecture: Lecture, root: Path) -> list[str]:
    bank = _bank(lecture, root)
    parts = ["## Quiz: the right options"]
    for sitting in lecture.told.sittings:
        parts.append(f"### {sitting_title(sitting)}")
        own = [asked for asked in bank if asked.get("sitting") == sitting.number]
        for place, words in PLACES.items():
            lines = [_right(asked) for asked in own if asked.get("at") == place]
            parts += [f"*{words}*", "\n".join(lines)] if lines else []
    return parts


def _bank(lecture: Lecture, root: Path) -> list[dict]:
    """Return the quiz bank of a chapter; its exercises carry its word."""
    file = root / "crmlib" / "exercises" / f"{_word(lecture)}.yml"
    return yaml.safe_load(file.read_text(encoding="utf-8")) if file.exists() else []


def _word(lecture: Lecture) -> str:
    names = [each.id for section in lecture.sections for each in section.exercises]
    return names[0].rpartition("-")[0]


def _recalled(every: list[Lecture], root: Path) -> dict[str, dict[str, list[str]]]:
    """Return the ideas that each chapter recalls, by its number and that of who taught them."""
    numbers = {_word(lecture): lecture.stem[:2] for lecture in every}
    found = {}
    for lecture in every:
        own = found[lecture.stem[:2]] = {number: [] for number in numbers.values()}
        for asked in _bank(lecture, root):
            if asked.get("recalls") in numbers:
                own[numbers[asked["recalls"]]].append(asked["idea"])
    return found


def _right(asked: dict) -> str:
    """Return a question with its right option, and the reason."""
    [right] = [option for option in asked["options"] if option.get("right")]
    question, text, why = map(_plain, (asked["question"], right["text"], right["why"]))
    recalls = f" *Recalls* {_plain(asked['idea'])}." if "recalls" in asked else ""
    return f"1. {question} **{text}** {why}{recalls}"


def _question(section: Section, exercise: Exercise) -> str:
    """Return the text that asks the exercise, without its label."""
    label = re.compile(rf"\*\*Exercise {re.escape(exercise.number or '')}\b[^*]*\*\*")
    found = [label.split(text, maxsplit=1)[1] for text in section.prose if label.search(text)]
    return found[0].strip().split("\n\n")[0] if found else ""


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
