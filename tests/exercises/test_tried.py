"""Answers that learners try get the verdict they deserve, in every chapter."""

import ast
import builtins
import itertools
import keyword
import re
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest

from crmlib import course_root
from crmlib.exercises import check, find_question, hint, reference_solutions
from crmlib.exercises.forms import digits_right
from crmlib.exercises.judging import Number
from tools.text.sections import read_chapter
from tools.tried import (
    FOLDER,
    Outcome,
    Scene,
    Stage,
    read_tried,
    stage,
    try_out,
    unmade,
    word_files,
)

FILES = {word: path for word, path in word_files(course_root()).items() if word}
TRIED = {path.stem: path for path in (course_root() / FOLDER).glob("*.yml")}
FEWEST, FEWEST_RIGHT, FEWEST_WRONG = 15, 4, 6
CALL = re.compile(r"\b(?:hint|solution|progress|quiz|predict)\([^()]*\)")
TICKED = re.compile(r"`([^`]+)`")
METHODS = {*dir(pd.Series), *dir(pd.DataFrame), *dir(pd.Index), *dir(np.ndarray)}


@pytest.fixture(scope="module", params=sorted(FILES))
def word(request) -> str:
    return request.param


@pytest.fixture(scope="module")
def played(word) -> Stage:
    """The chapter, run once for all tests of its word."""
    return stage(FILES[word])


@pytest.fixture(scope="module")
def outcomes(word, played) -> list[Outcome]:
    """What `check` says to all that is tried there."""
    return [try_out(one, played.scenes[one.question]) for one in read_tried(TRIED[word])]


def test_chapter_runs_up_to_its_exercises(played):
    assert played.errors == []
    assert played.scenes


def test_every_word_has_a_file():
    assert set(FILES) == set(TRIED)


def test_every_question_is_tried_often_enough(played, outcomes):
    tried = {
        name: [one for one in outcomes if one.attempt.question == name] for name in played.scenes
    }
    few = {
        name: (len(found), len(right))
        for name, found in tried.items()
        for right in [[one for one in found if one.attempt.kind == "right"]]
        if len({one.attempt.code for one in found}) < FEWEST
        or len(right) < FEWEST_RIGHT
        or len(found) - len(right) < FEWEST_WRONG
    }
    assert few == {}


def test_every_attempt_gets_the_verdict_that_is_wanted(outcomes):
    wrong = [(one.problem, one) for one in outcomes if one.problem]
    assert wrong == []


def test_every_mistake_is_made_by_code_that_a_learner_writes(outcomes):
    assert unmade(outcomes) == []


def told_to_type(text: str) -> Iterator[str]:
    """Yield the code in a text: calls of the course's own, and what stands between backticks."""
    yield from CALL.findall(text)
    yield from TICKED.findall(text)


def runs(code: str, scene: Scene) -> bool:
    """Return whether code can be typed at an exercise."""
    if code.startswith("."):
        return re.match(r"\.(\w+)", code)[1] in METHODS
    if not re.search(r"\w", code):  # an operator
        return True
    if code.isidentifier():
        return keyword.iskeyword(code) or hasattr(builtins, code) or scene.knows(code)
    try:
        scene.answer(f"{code}\n{scene.variable} = ...")
    except Exception:
        return False
    return True


def texts(name: str) -> Iterator[str]:
    """Yield all that the feedback of an exercise may say, but for what depends on an answer."""
    asked = find_question(name)
    yield from (hint(name, n).message for n in range(len(asked.hints) + 1))
    yield from (told for _, told in asked.answer().mistakes)
    yield from (asked.after, check(name, ...).message)


def names_in(code: str) -> set[str]:
    """Return the names that code uses, reads and makes."""
    tree = ast.parse(code)
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return used | {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}


def hint_works(text: str, scene: Scene) -> bool:
    """Return whether a hint that is code runs, or needs names that only the solution makes."""
    try:
        compile(text, "hint", "eval")
    except SyntaxError:  # words
        return True
    of_solution = names_in(reference_solutions()[scene.question])
    unknown = {n for n in names_in(text) if n not in scene.names and not hasattr(builtins, n)}
    if unknown:
        return all(name in of_solution or scene.knows(name) for name in unknown)
    return runs(text, scene)


def test_whatever_feedback_tells_to_type_runs_at_the_exercise(played, outcomes):
    broken = []
    for name, scene in played.scenes.items():
        said = [*texts(name), *(one.message for one in outcomes if one.attempt.question == name)]
        code = {*itertools.chain.from_iterable(map(told_to_type, said))}
        broken += [(name, typed) for typed in sorted(code) if not runs(typed, scene)]
        broken += [(name, h) for h in find_question(name).hints if not hint_works(h, scene)]
    assert broken == []


def test_answer_as_the_text_prints_it_is_never_called_wrong(word, played):
    prose = read_chapter(FILES[word]).prose
    printed = {float(n.replace(",", "")) for n in re.findall(r"(?<![\w.])\d[\d,]*\.?\d+", prose)}
    blamed = []
    for name in played.scenes:
        asked = find_question(name).answer()
        if not isinstance(asked, Number) or asked.unit.startswith("count of "):
            continue
        for given in sorted(printed | {-n for n in printed}):
            verdict = asked.judge(given)
            fair = verdict.right or "digit more" in verdict.message
            if digits_right(given, asked.expected) >= 2 and not fair:
                blamed.append((name, given, verdict.message))
    assert blamed == []
