"""All rules for a chapter, by what they ask; tests and `pace` run them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tools.guide.lecture import note_problems, plan_lesson
from tools.rules.cells import further_problems, generator_problems, side_by_side_problems
from tools.rules.grammar import grammar_problems, lead_problems
from tools.rules.mini_projects import case_problems, project_problems
from tools.rules.moves import move_problems
from tools.rules.nearest import nearest_problems
from tools.rules.pace import (
    idea_problems,
    name_problems,
    names_called,
    pace_of,
    pace_problems,
    term_problems,
)
from tools.rules.practice import climbing_problems, following_problems, spoiler_problems
from tools.rules.quizzes import bank_problems
from tools.rules.threads import returning_problems
from tools.slides.bounds import slide_problems
from tools.text.sections import ORDINALS, Chapter
from tools.text.sittings import Lesson, Sitting

__all__ = ["RULES", "Surroundings", "known_before", "problems_of"]


@dataclass(frozen=True)
class Surroundings:
    """A chapter with all that its rules hold it against.

    `before` are the earlier chapters by word, `taught` the chapters that teach each move of Python,
    `asked` the ids of all questions; `answer_of` returns a question's answer by its id.
    """

    chapter: Chapter
    lesson: Lesson
    bank: list[dict]
    taught: dict[str, str]
    asked: list[str]
    answer_of: Callable[[str], Any]
    before: dict[str, Lesson] = field(default_factory=dict)


Rule = Callable[[Surroundings], list[str]]


def problems_of(around: Surroundings) -> dict[str, list[str]]:
    """Return what a chapter breaks, by rule."""
    return {name: found for name, rule in RULES.items() if (found := rule(around))}


def known_before(around: Surroundings, number: int = 1) -> set[str]:
    """Return the functions and methods that were called before a sitting of the chapter."""
    sittings = [s for each in around.before.values() for s in each.sittings]
    sittings += around.lesson.sittings[: number - 1]
    return {name for sitting in sittings for name in names_called(sitting.parts)}


def _per_sitting(rule: Callable[[Sitting, Surroundings], list[str]]) -> Rule:
    def all_of(around: Surroundings) -> list[str]:
        return list(_named(rule, around))

    return all_of


def _named(
    rule: Callable[[Sitting, Surroundings], list[str]], around: Surroundings
) -> Iterator[str]:
    for sitting in around.lesson.sittings:
        name = ORDINALS[sitting.number - 1].lower()
        yield from (f"{name} sitting: {problem}" for problem in rule(sitting, around))


def _bounds(sitting: Sitting, around: Surroundings) -> list[str]:
    return pace_problems(pace_of(sitting, around.bank, known_before(around, sitting.number)))


RULES: dict[str, Rule] = {
    "what stands where": lambda a: grammar_problems(a.lesson, a.chapter.word),
    "bounds": _per_sitting(_bounds),
    "ideas": _per_sitting(lambda sitting, a: idea_problems(sitting, a.bank)),
    "terms": _per_sitting(lambda sitting, a: term_problems(sitting)),
    "terms that come back": lambda a: returning_problems(a.lesson, a.before.values()),
    "new names": lambda a: name_problems(a.lesson, known_before(a)),
    "words between cells": lambda a: side_by_side_problems(a.lesson),
    "generators": lambda a: generator_problems(a.lesson),
    "optional sections": lambda a: further_problems(a.lesson),
    "leads of exercises": lambda a: lead_problems(a.lesson, a.chapter, a.asked),
    "exercises climb": _per_sitting(lambda sitting, a: climbing_problems(sitting, a.lesson.stem)),
    "exercises follow": lambda a: following_problems(a.lesson, a.before.values()),
    "no answer on the screen": lambda a: spoiler_problems(a.lesson, a.answer_of),
    "quiz": lambda a: bank_problems(a.lesson, a.chapter.word, a.bank, a.before),
    "numbers": lambda a: nearest_problems(a.lesson, a.chapter.header.get("quoted") or {}),
    "moves of Python": lambda a: move_problems(a.lesson, a.taught),
    "minutes of the notes": lambda a: note_problems(plan_lesson(a.lesson)),
    "mini-project": lambda a: project_problems(a.lesson),
    "points of the case": lambda a: case_problems(a.lesson),
    "slides": lambda a: slide_problems(a.lesson),
}
