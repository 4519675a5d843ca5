"""Answers that learners try, right and wrong, put to `check` where the chapter asks."""

import contextlib
import copy
import io
import warnings
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml
from IPython.display import display

from crmlib.exercises import check, find_question
from tools.text.chapter import parse_exercise
from tools.text.sections import chapter_files, has_tag, read_chapter

__all__ = [
    "KINDS",
    "Attempt",
    "Outcome",
    "Scene",
    "Stage",
    "read_tried",
    "report",
    "say_report",
    "stage",
    "try_out",
    "unmade",
    "word_files",
]

FOLDER = Path("tests", "exercises", "tried")
KINDS = ("right", "named", "unnamed", "asked back")
REFUSED, PASSED, MISTAKEN = "right refused", "wrong passed", "wrongly diagnosed"


@dataclass(frozen=True)
class Attempt:
    """An answer that somebody may type: code, and what is wanted of the check's message."""

    question: str
    kind: str
    code: str
    wanted: str


@dataclass(frozen=True)
class Scene:
    """An exercise as a learner meets it: its variable, and all names known there."""

    question: str
    variable: str
    names: dict[str, Any] = field(repr=False)

    def answer(self, code: str) -> Any:
        """Return what code hands in: its value, or what it leaves in the exercise's variable."""
        names = {name: _unspent(value) for name, value in self.names.items()}
        with _in_a_notebook():
            try:
                return eval(compile(code.strip(), self.question, "eval"), names)
            except SyntaxError:
                exec(compile(code, self.question, "exec"), names)
        return names[self.variable]

    def knows(self, name: str) -> bool:
        """Return whether a name stands for something here, or heads a column of a table."""
        return name in self.names or name in self._columns

    @cached_property
    def _columns(self) -> set[str]:
        tables = [one for one in self.names.values() if isinstance(one, pd.DataFrame)]
        return {str(name) for table in tables for name in [*table.columns, *table.index.names]}


@dataclass(frozen=True)
class Stage:
    """A chapter, run once: its exercises by name, and what raised on the way."""

    scenes: dict[str, Scene]
    errors: list[str]


@dataclass(frozen=True)
class Outcome:
    """What `check` said to an attempt."""

    attempt: Attempt
    state: str
    message: str

    @property
    def named(self) -> bool:
        """Whether the message is one of the question's own mistakes."""
        mistakes = find_question(self.attempt.question).answer().mistakes
        return any(told in self.message for _, told in mistakes)

    @property
    def problem(self) -> str:
        """How the verdict differs from the wanted one; empty if it doesn't."""
        right = self.state == "Correct"
        if self.attempt.kind == "right":
            return "" if right else REFUSED
        if right:
            return PASSED
        fits = self.attempt.wanted in self.message
        if self.attempt.kind == "asked back":
            fits = fits and "digit" in self.message
        elif self.state == "Not yet":
            fits = fits and self.named == (self.attempt.kind == "named")
        return "" if fits else MISTAKEN


def stage(path: Path) -> Stage:
    """Run a student's cells with the reference solutions, and stop at each exercise."""
    names: dict[str, Any] = {"__name__": "__main__", "display": display}
    scenes, errors = {}, []
    for cell in read_chapter(path).cells:
        if cell.cell_type != "code" or has_tag(cell, "notes"):
            continue
        source = cell.source
        if has_tag(cell, "exercise"):
            name = cell.metadata["name"]
            exercise = parse_exercise(source, name)
            before = dict(names)
            errors += _run(exercise.student.rpartition("check(")[0], before)
            scenes[name] = Scene(name, exercise.variable, before)
            source = exercise.solved
        errors += _run(source, names)
    return Stage(scenes, errors)


def read_tried(path: Path) -> list[Attempt]:
    """Return the attempts of a file, in its order."""
    found = []
    for question, kinds in yaml.safe_load(path.read_text(encoding="utf-8")).items():
        if unknown := set(kinds) - set(KINDS):
            raise ValueError(f"{path.name}: {question} has {sorted(unknown)}; known: {KINDS}")
        for kind, attempts in kinds.items():
            wanted = attempts if kind != "right" else dict.fromkeys(attempts, "")
            found += [Attempt(question, kind, str(code), str(wanted[code])) for code in wanted]
    return found


def try_out(attempt: Attempt, scene: Scene) -> Outcome:
    """Return what `check` says to an attempt; an error in its code is told like a message."""
    try:
        answer = scene.answer(attempt.code)
    except Exception as error:
        return Outcome(attempt, "Raised", f"{type(error).__name__}: {error}")
    with _in_a_notebook():
        said = check(attempt.question, answer)
    return Outcome(attempt, said.state, said.message)


def unmade(outcomes: list[Outcome]) -> list[tuple[str, str]]:
    """Return the mistakes, by question and message, that no attempt makes."""
    said: dict[str, list[str]] = {}
    for one in outcomes:
        wrong = one.attempt.kind in ("named", "asked back")
        said.setdefault(one.attempt.question, []).append(one.message if wrong else "")
    return [
        (question, told)
        for question, messages in said.items()
        for _, told in find_question(question).answer().mistakes
        if not any(told in message for message in messages)
    ]


def word_files(root: Path) -> dict[str, Path]:
    """Return the chapters by the word that their exercises carry."""
    return {read_chapter(path).word: path for path in chapter_files(root)}


def report(outcomes: Iterable[Outcome]) -> pd.DataFrame:
    """Count outcomes by chapter: tried, wrong verdicts by kind, named and generic messages."""
    counts: dict[str, Counter] = {}
    for one in outcomes:
        row = counts.setdefault(one.attempt.question.rpartition("-")[0], Counter())
        row["tried"] += 1
        row[one.problem] += 1
        if one.state == "Not yet":
            row["named" if one.named else "generic"] += 1
    columns = ["tried", REFUSED, PASSED, MISTAKEN, "named", "generic"]
    table = pd.DataFrame.from_dict(counts, orient="index").reindex(columns=columns)
    return table.fillna(0).astype(int)


def say_report(root: Path, wanted: list[str]) -> int:
    """Try the answers of some words, or of all, and print the verdicts that are wrong."""
    outcomes = []
    files = word_files(root)
    for path in sorted((root / FOLDER).glob("*.yml")):
        if wanted and path.stem not in wanted:
            continue
        played = stage(files[path.stem])
        for error in played.errors:
            print(f"{path.stem}: {error}")
        outcomes += [try_out(one, played.scenes[one.question]) for one in read_tried(path)]
    for one in outcomes:
        if one.problem:
            tried = one.attempt
            print(f"{tried.question}: {one.problem}: {tried.code}\n  {one.state}. {one.message}")
            print(f"  wanted: {tried.kind} {tried.wanted}")
    for question, told in unmade(outcomes):
        print(f"{question}: no code makes the mistake: {told}")
    if outcomes:
        print(report(outcomes).to_string())
    return int(any(one.problem for one in outcomes) or bool(unmade(outcomes)))


def _unspent(value: Any) -> Any:
    """Return a generator's copy, as a cell that is run again makes it anew; else the value."""
    return copy.deepcopy(value) if isinstance(value, np.random.Generator) else value


def _run(source: str, names: dict[str, Any]) -> list[str]:
    """Run code in a namespace; return what it raised, if anything."""
    with _in_a_notebook():
        try:
            exec(compile(source, "<cell>", "exec"), names)
        except Exception as error:
            return [f"{type(error).__name__}: {error} in “{source.strip()[:60]}”"]
    return []


@contextlib.contextmanager
def _in_a_notebook():
    """Keep back what is printed, shown or warned of."""
    import matplotlib.pyplot as plt

    plt.switch_backend("Agg")
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        yield
    plt.close("all")
