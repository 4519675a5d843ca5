"""Rules for the form of a chapter: what stands in a sitting, and where."""

import ast
import re
from collections.abc import Iterator

from tools.text.minutes import LEVELS, minutes_of
from tools.text.sections import ORDINALS, Chapter
from tools.text.sittings import CLOSING, FURTHER, Lesson, Part, Sitting

__all__ = ["FIRST", "calls", "grammar_problems", "lead_problems", "stands_before"]

FIRST = "00"  # the tour: nothing to recall yet, no case, and short
OBJECTIVE = re.compile(r"^\*\*You will be able to\*\*\s+(.+?)(?=\n\s*\n|\Z)", re.M | re.S)
HOOK = "> **Predict before you run.**"
STOP = "> **A safe stop.**"
LEARNED = "**Terms learned:**"
AGAIN = re.compile(r"^If you (?:come back|open the notebook anew|begin here)\b.*\bcell", re.M)
HALF_WAY = (0.4, 0.6)  # of the minutes of a sitting


def grammar_problems(lesson: Lesson, word: str) -> list[str]:
    """Name what a chapter's sittings lack, or have in the wrong place."""
    found = _closing_problems(lesson)
    if lesson.opening and any(part.is_code for part in lesson.opening):
        found.append("code must stand in a sitting, not before the first")
    for sitting in lesson.sittings:
        own = [
            *_objective_problems(sitting),
            *_again_problems(sitting),
            *_quiz_problems(sitting, word, starts=lesson.stem[:2] != FIRST),
            *_hook_problems(sitting, word),
            *_stop_problems(sitting, needed=lesson.stem[:2] != FIRST),
            *_end_problems(sitting),
        ]
        found += [f"{ORDINALS[sitting.number - 1].lower()} sitting: {problem}" for problem in own]
    return found


def lead_problems(lesson: Lesson, chapter: Chapter, known: list[str]) -> list[str]:
    """Hold ids, leads and question files of the exercises together.

    An id is `word-n`, stable once published, in any order; `retired:` lists those never used again.
    The lead numbers the exercise and names its level and minutes.
    """
    exercises = [each for section in lesson.sections for each in section.exercises]
    ids, retired = [each.id for each in exercises], chapter.header.get("retired") or []
    asked = {name for name in known if name.rpartition("-")[0] == chapter.word}
    problems = [f"{name} is another chapter's" for name in ids if not _is_of(name, chapter.word)]
    problems += [f"{name} is retired: take a new number" for name in ids if name in retired]
    if asked != set(ids):
        problems.append(f"exercises and questions differ: {sorted(asked ^ set(ids))}")
    for count, each in enumerate(exercises, 1):
        number, minutes = f"{int(lesson.stem[:2])}.{count}", LEVELS.get(each.level or "")
        if (each.number, each.minutes) != (number, minutes) or minutes is None:
            problems.append(
                f"{each.id}: its lead must be **Exercise {number} (level, minutes).** with a level "
                f"of {LEVELS}; got {each.number} ({each.level}, {each.minutes})"
            )
    return problems


def calls(source: str, name: str) -> list[dict]:
    """Return the arguments of every call of a function: literals by name or place, else None."""
    return [
        {
            **{place: _literal(value) for place, value in enumerate(node.args)},
            **{key.arg: _literal(key.value) for key in node.keywords},
        }
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == name
    ]


def stands_before(sitting: Sitting) -> list[Part]:
    """Return the parts of a sitting up to its safe stop; none without one."""
    found = [i for i, part in enumerate(sitting.parts) if _says(part, STOP)]
    return sitting.parts[: found[0] + 1] if found else []


def _objective_problems(sitting: Sitting) -> Iterator[str]:
    texts = [part.student for part in sitting.sections[0].parts if part.is_prose]
    said = [" ".join(text.split()) for text in OBJECTIVE.findall("\n\n".join(texts))]
    if [text.rstrip(".") for text in said] != [sitting.objective.rstrip(".")]:
        yield f"**You will be able to** must say the front matter's objective; got {said}"


def _again_problems(sitting: Sitting) -> Iterator[str]:
    """Ask a later sitting to say what to run for those who come back after a pause."""
    if sitting.number > 1 and not any(
        AGAIN.search(part.student) for part in sitting.sections[0].parts if part.is_prose
    ):
        yield "it must say what to run first: If you come back after a pause, … cell …"


def _quiz_problems(sitting: Sitting, word: str, *, starts: bool) -> Iterator[str]:
    by_place = {"start": sitting.sections[:1], "vote": sitting.main, None: sitting.main[-2:-1]}
    for place, sections in by_place.items():
        cells = [p for section in sections for p in section.parts if p.is_code]
        asked = [call for part in cells for call in calls(part.student, "quiz")]
        wanted = {0: word, "sitting": sitting.number} | ({"at": place} if place else {})
        if wanted not in asked and (starts or place is None):
            where = {"start": " before its first section", None: " under ### Quiz"}.get(place, "")
            call = ", ".join([f'"{word}"', f"sitting={sitting.number}"])
            yield f"no quiz({call}{f', at={place!r}' if place else ''}){where}"


def _hook_problems(sitting: Sitting, word: str) -> Iterator[str]:
    parts = sitting.parts
    hooks = [i for i, part in enumerate(parts) if _says(part, HOOK)]
    if not hooks or hooks[0] >= len(sitting.sections[0].parts):
        yield f"no `{HOOK}` before its first section"
        return
    asked = [
        call
        for part in parts[hooks[0] :]
        if part.is_code
        for call in calls(part.student, "predict")
    ]
    if not any(call.get(0) == word and len(call) > 1 for call in asked):
        yield f'no predict("{word}", name=...) after the hook'
    if not any(call == {0: word} for call in asked):
        yield f'the prediction is not shown again: predict("{word}") where the answer stands'


def _stop_problems(sitting: Sitting, *, needed: bool) -> Iterator[str]:
    n_stops = sum(_says(part, STOP) for part in sitting.parts)
    if n_stops != 1:
        if needed or n_stops:
            yield f"{n_stops} paragraphs `{STOP}`; one is wanted, about half-way"
        return
    before = [part for part in stands_before(sitting) if not part.is_note]
    levels = [part.exercise.level for part in before if part.exercise]
    share = minutes_of([part.as_student for part in before], levels).total / (
        sitting.minutes.total - sitting.discuss
    )
    if needed and not HALF_WAY[0] <= share <= HALF_WAY[1]:
        yield f"the safe stop comes after {share:.0%} of the minutes; 40 to 60 % is half-way"


def _end_problems(sitting: Sitting) -> Iterator[str]:
    titles = [section.title for section in sitting.main]
    if titles[-2:] != ["Quiz", "Rest"]:
        yield f"it must end with ### Quiz and ### Rest; got {titles[-2:]}"
    elif not any(_says(part, LEARNED) for part in sitting.main[-1].parts):
        yield f"no {LEARNED} under ### Rest"
    for section in sitting.sections:
        if section.further and not re.match(rf"{FURTHER}: \S", section.title):
            yield f"an optional section is headed ### {FURTHER}: …; got {section.title}"


def _closing_problems(lesson: Lesson) -> Iterator[str]:
    wanted = [title for title in CLOSING if title == "Sources" or lesson.stem[:2] != FIRST]
    if (found := [section.title for section in lesson.closing]) != wanted:
        return [f"after the sittings come {wanted}, each once; got {found}"]
    return []


def _is_of(name: str, word: str) -> bool:
    return name.rpartition("-")[0] == word


def _says(part: Part, beginning: str) -> bool:
    return part.is_prose and any(line.startswith(beginning) for line in part.student.splitlines())


def _literal(node: ast.expr) -> object:
    return node.value if isinstance(node, ast.Constant) else None
