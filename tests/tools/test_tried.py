"""Answers are tried where the chapter asks, and every wrong verdict is seen."""

import numpy as np
import pytest

from crmlib.exercises import questions
from crmlib.exercises.judging import Number
from crmlib.exercises.judging_tables import Function
from tools import tried
from tools.tried import (
    Attempt,
    Scene,
    read_tried,
    report,
    say_report,
    stage,
    try_out,
    unmade,
    word_files,
)

CHAPTER = '''---
sittings: [{title: Cups, objective: count, ideas: [], discuss: 1}]
---

# 1 Lemonade

```{code-cell} ipython3
from crmlib.exercises import check, quiz

cups = [4, 9]
print("never seen")
```

```{code-cell} ipython3
:tags: [notes]

cups = "the lecturer's"
```

```{code-cell} ipython3
:name: lemonade-1
:tags: [exercise]

n_days = len(cups)
mean = ...
### BEGIN SOLUTION
mean = sum(cups) / n_days
### END SOLUTION
check("lemonade-1", mean)
```

```{code-cell} ipython3
:name: lemonade-2
:tags: [exercise]

def double(x):
    """Return the double."""
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION


check("lemonade-2", double)
```

```{code-cell} ipython3
# quiz("lemonade") comes later
```
'''
TRIED = """
lemonade-1:
  right: [sum(cups) / n_days, 6.5, "mean = 13 / 2"]
  named: {sum(cups): the sum}
  unnamed: {8: too large, cups: a list of 2 numbers}
  asked back: {6.: never}
lemonade-2:
  right: ["lambda x: x + x"]
  named:
    ? |
      def double(x):
          return x
    : Twice
"""


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course of one chapter with two exercises, and what was tried at them."""
    (tmp_path / "chapters").mkdir()
    (tmp_path / "chapters" / "01_lemonade.md").write_text(CHAPTER, encoding="utf-8")
    (tmp_path / tried.FOLDER).mkdir(parents=True)
    (tmp_path / tried.FOLDER / "lemonade.yml").write_text(TRIED, encoding="utf-8")
    questions.known_ids()
    mean = Number(6.5, ((13, "That is the sum."),), unit="cups")
    twice = Function(lambda x: 2 * x, ((1,), (3,)), ((lambda x: x, "Twice is asked."),))
    asked = {"lemonade-1": mean, "lemonade-2": twice}
    register = {n: questions.Question(n, ("a", "b"), lambda a=a: a, "") for n, a in asked.items()}
    monkeypatch.setattr(questions, "_REGISTER", questions._REGISTER | register)
    return tmp_path


@pytest.fixture
def played(course):
    return stage(course / "chapters" / "01_lemonade.md")


def tries(course, played):
    attempts = read_tried(course / tried.FOLDER / "lemonade.yml")
    return [try_out(one, played.scenes[one.question]) for one in attempts]


def test_scene_knows_what_stands_above_the_dots_and_no_solution(played, capsys):
    assert played.errors == []
    first, second = played.scenes.values()
    assert (first.variable, first.names["n_days"], first.names["mean"]) == ("mean", 2, ...)
    assert second.names["mean"] == 6.5
    assert capsys.readouterr().out == ""


def test_code_is_a_value_or_leaves_one_in_the_variable(played):
    scene = played.scenes["lemonade-1"]
    assert scene.answer("max(cups)") == scene.answer("top = 9\nmean = top") == 9
    assert scene.answer("cups") is scene.names["cups"]
    assert scene.names["mean"] is ...


def test_cell_that_raises_is_told_and_the_rest_goes_on(course):
    path = course / "chapters" / "01_lemonade.md"
    path.write_text(CHAPTER.replace('print("never seen")', "1 / 0"), encoding="utf-8")
    played = stage(path)
    assert len(played.errors) == 1
    assert played.errors[0].startswith("ZeroDivisionError: division by zero in “from crmlib")
    assert len(played.scenes) == 2


def test_verdicts_are_held_against_the_wanted_ones(course, played):
    found = {one.attempt.code: (one.problem, one.named) for one in tries(course, played)}
    assert found.pop("6.0") == ("wrongly diagnosed", False)
    assert {problem for problem, _ in found.values()} == {""}
    assert [code for code, (_, named) in found.items() if named] == [
        "sum(cups)",
        "def double(x):\n    return x\n",
    ]


@pytest.mark.parametrize(
    ("kind", "code", "wanted", "problem"),
    [
        ("right", "7", "", "right refused"),
        ("right", "1 / 0", "", "right refused"),
        ("named", "6.5", "the sum", "wrong passed"),
        ("named", "sum(cups)", "the mean", "wrongly diagnosed"),
        ("named", "8", "too large", "wrongly diagnosed"),
        ("unnamed", "sum(cups)", "the sum", "wrongly diagnosed"),
        ("unnamed", "...", "Replace the dots", ""),
        ("asked back", "8", "too large", "wrongly diagnosed"),
    ],
)
def test_wrong_verdict_is_seen(played, kind, code, wanted, problem):
    attempt = Attempt("lemonade-1", kind, code, wanted)
    assert try_out(attempt, played.scenes["lemonade-1"]).problem == problem


def test_mistake_that_no_code_makes_is_named(course, played):
    found = tries(course, played)
    assert unmade(found) == []
    assert unmade([one for one in found if one.attempt.code != "sum(cups)"]) == [
        ("lemonade-1", "That is the sum.")
    ]


def test_report_counts_by_chapter(course, played):
    row = report(tries(course, played)).loc["lemonade"]
    assert row.to_dict() == {
        "tried": 9,
        "right refused": 0,
        "wrong passed": 0,
        "wrongly diagnosed": 1,
        "named": 2,
        "generic": 3,
    }


def test_command_names_the_wrong_verdicts(course, capsys, monkeypatch):
    assert say_report(course, ["tea"]) == 0
    assert say_report(course, []) == 1
    said = capsys.readouterr().out
    assert "lemonade-1: wrongly diagnosed: 6.0" in said
    assert said.count("wanted:") == 1


def test_unknown_kind_of_attempt_is_refused(course):
    path = course / tried.FOLDER / "lemonade.yml"
    path.write_text("lemonade-1: {wrong: {7: no}}", encoding="utf-8")
    with pytest.raises(ValueError, match=r"lemonade.yml: lemonade-1 has \['wrong'\]; known: "):
        read_tried(path)


def test_chapters_are_found_by_their_word(course):
    assert list(word_files(course)) == ["lemonade"]


def test_every_attempt_draws_from_a_fresh_generator():
    scene = Scene("lemonade-1", "mean", {"rng": np.random.default_rng(9)})
    assert scene.answer("rng.random()") == scene.answer("rng.random()")
