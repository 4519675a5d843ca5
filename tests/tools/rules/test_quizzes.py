"""A quiz has enough questions, each for an idea, and core ideas come back."""

import copy

import pytest

from tools.rules.quizzes import recall_problems
from tools.rules.sitting_rules import RULES


def without(bank: list[dict], name: str) -> list[dict]:
    """Return a bank without one question."""
    return [asked for asked in bank if asked["id"] != name]


def with_keys(bank: list[dict], name: str, **keys: object) -> list[dict]:
    """Return a bank with other keys in one question; None takes one out."""
    changed = copy.deepcopy(bank)
    for asked in changed:
        if asked["id"] == name:
            asked.update(keys)
            for key in [key for key, value in keys.items() if value is None]:
                del asked[key]
    return changed


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda bank: without(bank, "tea-r2"), "sitting 1: 1 quiz questions at start; just 2"),
        (lambda bank: without(bank, "tea-v2"), "sitting 2: 0 quiz questions at vote; just 1"),
        (lambda bank: without(bank, "tea-a"), "sitting 1: 4 quiz questions at end; at least 5"),
        (
            lambda bank: with_keys(bank, "tea-a", at="vote"),
            "sitting 1: 2 quiz questions at vote; just 1",
        ),
        (
            lambda bank: with_keys(bank, "tea-a", sitting=3),
            "tea-a: `sitting` must be one of [1, 2]",
        ),
        (lambda bank: with_keys(bank, "tea-a", at="rest"), "tea-a: `at` must be start or vote"),
        (
            lambda bank: with_keys(bank, "tea-r1", recalls=None),
            "tea-r1: a question at the start must recall",
        ),
        (
            lambda bank: with_keys(bank, "tea-v2", recalls="tea"),
            "tea-v2: the vote is about an idea",
        ),
        (
            lambda bank: with_keys(bank, "tea-a", recalls="lemonade"),
            "sitting 1: 4 quiz questions at end; at least 5",
        ),
        (lambda bank: with_keys(bank, "tea-a", idea="milk"), "tea-a: `idea` must be one of ['good"),
        (lambda bank: with_keys(bank, "tea-r3", idea="mean"), "tea-r3: `idea` must be one of"),
        (lambda bank: with_keys(bank, "tea-r1", recalls="milk"), "the word of an earlier chapter"),
        (lambda bank: with_keys(bank, "tea-r1", recalls="tea"), "the word of an earlier chapter"),
    ],
)
def test_a_breach_of_the_quiz_is_named(tea, tea_bank, change, said):
    problems = RULES["quiz"](tea(bank=change(tea_bank)))
    assert [problem for problem in problems if said in problem], problems


def test_a_question_at_the_end_may_recall_on_top_of_the_sittings_own(tea, tea_bank):
    again = {"id": "tea-x", "sitting": 2, "idea": "good day", "recalls": "tea"}
    assert RULES["quiz"](tea(bank=[*tea_bank, again])) == []


def test_core_ideas_come_back_twice_once_they_are_due(tea, tea_bank):
    new = tea().lesson
    again = [{"recalls": "tea", "idea": idea} for idea in ("good day", "good day", "mean")]
    banks = {"tea": tea_bank, "milk": again, "juice": [], "water": []}
    later = {"milk": new, "juice": new, "water": new}
    assert recall_problems({"tea": new, **later}, banks) == [
        "02_tea: the core idea “mean” is recalled 1 times in later chapters; at least 2"
    ]
    assert recall_problems({"tea": new, "milk": new, "juice": new}, banks) == []
