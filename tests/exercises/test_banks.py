"""What holds for the questions and the quiz of every chapter."""

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from functools import cache

import pytest
import yaml

from crmlib import course_root
from crmlib.exercises import check, questions
from crmlib.exercises.forms import digits_right
from crmlib.exercises.judging import UNITS, Number, Verdict
from crmlib.exercises.judging_tables import Function
from crmlib.exercises.questions import FOLDER, find_question, known_ids, reference_solutions

IDS = known_ids()
ORDER = list(questions._REGISTER)
CHAPTERS = sorted((course_root() / "chapters").glob("[0-9][0-9]_*.md"))
WORDS = sorted(path.stem for path in FOLDER.glob("*.yml"))
MOST_ALIKE = 0.6  # of the right options of a bank of six or more at one place
KEYS = {"id", "sitting", "at", "idea", "recalls", "question", "options"}


@pytest.fixture(autouse=True, scope="module")
def _computed_once():
    """Every right answer is computed once for all tests: some take a second of receipts."""
    before = dict(questions._REGISTER)
    for name, asked in before.items():
        questions._REGISTER[name] = replace(asked, answer=cache(asked.answer))
    yield
    questions._REGISTER.update(before)


def right_answer(name: str):
    return find_question(name).answer()


def of_word(names: Iterable[str], word: str) -> list[str]:
    return [name for name in names if name.rpartition("-")[0] == word]


@cache
def bank(word: str) -> list[dict]:
    return yaml.safe_load((FOLDER / f"{word}.yml").read_text(encoding="utf-8"))


# Questions


@pytest.mark.parametrize("word", WORDS)
def test_a_chapter_has_questions_each_with_a_number_of_its_own(word):
    numbers = [name.rpartition("-")[2] for name in of_word(IDS, word)]
    assert numbers
    assert all(number.isdecimal() and number == str(int(number)) for number in numbers)


@pytest.mark.parametrize("word", WORDS)
def test_questions_stand_in_the_order_in_which_the_chapter_asks_them(word):
    assert of_word(reference_solutions(), word) == of_word(ORDER, word)


def test_every_question_belongs_to_a_chapter_with_a_quiz():
    assert {name.rpartition("-")[0] for name in IDS} == set(WORDS)


@pytest.mark.parametrize("name", IDS)
def test_question_has_two_hints_that_differ(name):
    hints = find_question(name).hints
    assert len(set(hints)) == len(hints) >= 2
    assert all(text.strip() and text.isprintable() for text in hints)


@pytest.mark.parametrize("name", IDS)
def test_question_has_two_mistakes_with_messages_that_differ(name):
    messages = [message for _, message in right_answer(name).mistakes]
    assert len(set(messages)) == len(messages) >= 2
    assert all(message.endswith((".", "?")) for message in messages)


@pytest.mark.parametrize("name", IDS)
def test_expected_answer_is_correct(name):
    said = check(name, right_answer(name).expected)
    assert (said.state, said.message) == ("Correct", find_question(name).after)


@pytest.mark.parametrize("name", IDS)
def test_blank_is_not_attempted(name):
    assert check(name, ...).state == check(name).state == "Not attempted"


@pytest.mark.parametrize("name", IDS)
def test_every_mistake_gets_its_own_message(name):
    for wrong, message in right_answer(name).mistakes:
        said = check(name, wrong)
        assert said.state == "Not yet"
        assert message in said.message


@pytest.mark.parametrize("name", IDS)
def test_mistakes_differ_from_the_answer_and_those_of_one_value_are_told_together(name):
    asked = right_answer(name)
    assert asked.same(asked.expected, asked.expected)
    for wrong, _ in asked.mistakes:
        assert asked.same(wrong, wrong)
        assert not asked.same(wrong, asked.expected)
        told = [message for other, message in asked.mistakes if asked.same(wrong, other)]
        assert all(message in asked.judge(wrong).message for message in told)


def numbers() -> list[str]:
    return [name for name in IDS if isinstance(right_answer(name), Number)]


@pytest.mark.parametrize("name", numbers())
def test_number_has_a_unit_and_a_count_has_no_tolerance(name):
    asked = right_answer(name)
    assert asked.unit in UNITS or re.fullmatch(r"(count of )?[a-z ]+", asked.unit)
    assert not asked.unit.startswith("number of")
    if asked.unit.startswith("count of "):
        assert asked.tolerance == Number(0).tolerance
        assert float(asked.expected) == round(asked.expected)


@pytest.mark.parametrize("digits", [1, 2, 3, 4])
@pytest.mark.parametrize("name", numbers())
def test_rounded_number_is_right_asked_back_or_not_yet_precise(name, digits):
    asked = right_answer(name)
    given = float(f"{asked.expected:.{digits}g}")
    verdict, shown = asked.judge(given), digits_right(given, asked.expected)
    if shown == math.inf:
        assert verdict == Verdict(True)
    elif asked.unit.startswith("count of "):
        assert not verdict.right
    elif "Which one is yours? Give one digit more." in verdict.message:
        assert any(digits_right(given, wrong) >= min(shown, 3) for wrong, _ in asked.mistakes)
    elif shown >= 3:
        assert verdict.right
        assert verdict.message.startswith("Unrounded it is ") or shown >= 4
    elif shown == 2:
        assert verdict == Verdict(False, "Right so far: give one digit more.")
    else:
        told = {message for wrong, message in asked.mistakes if digits_right(given, wrong) > 12}
        assert "is too few to tell" in verdict.message or verdict.message in told


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_every_name_that_a_message_tells_to_type_is_imported_in_every_chapter(path):
    line = "from crmlib.exercises import check, hint, predict, progress, quiz, solution"
    assert len(line) <= 79
    assert path.read_text(encoding="utf-8").splitlines().count(line) == 1


def functions() -> list[str]:
    return [name for name in IDS if isinstance(right_answer(name), Function)]


@pytest.mark.parametrize("digits", [2, 3, 4])
@pytest.mark.parametrize("name", functions())
def test_function_may_round_to_three_digits_and_is_told_of_two(name, digits):
    asked = right_answer(name)

    def rounds(*arguments):
        found = asked.expected(*arguments)
        return float(f"{found:.{digits}g}") if isinstance(found, float) else found

    verdict = asked.judge(rounds)
    assert verdict.right or (digits == 2 and "right, but rounded" in verdict.message)


@pytest.mark.parametrize("name", functions())
def test_function_is_judged_in_silence_and_by_its_own_error(name, capsys):
    def talks(*arguments):
        print(arguments)
        return asked.expected(*arguments)

    def raises(*arguments):
        raise LookupError("no such till")

    asked = right_answer(name)
    assert asked.judge(talks).right
    assert asked.judge(raises).message.endswith("your code raised LookupError: no such till.")
    assert capsys.readouterr().out == ""


# Quizzes


@pytest.mark.parametrize("word", WORDS)
def test_questions_of_a_quiz_have_ids_of_their_own(word):
    names = [asked["id"] for asked in bank(word)]
    assert len(set(names)) == len(names)
    assert all(name.startswith(f"{word}-") for name in names)


@pytest.mark.parametrize("word", WORDS)
def test_no_question_is_asked_twice(word):
    texts = [asked["question"] for asked in bank(word)]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("word", WORDS)
def test_entries_have_no_other_keys(word):
    for asked in bank(word):
        assert {"id", "question", "options"} <= set(asked) <= KEYS, asked["id"]
        assert all(set(option) - {"right"} == {"text", "why"} for option in asked["options"])


@pytest.mark.parametrize("word", WORDS)
def test_question_has_three_to_five_options_that_differ(word):
    for asked in bank(word):
        texts = [option["text"] for option in asked["options"]]
        assert 3 <= len(texts) <= 5, asked["id"]
        assert len({text.strip().casefold() for text in texts}) == len(texts), asked["id"]


@pytest.mark.parametrize("word", WORDS)
def test_every_option_has_a_text_and_an_explanation(word):
    for asked in bank(word):
        for option in asked["options"]:
            assert isinstance(option["text"], str), (asked["id"], option["text"])
            assert option["text"].strip()
            assert option["why"].strip().endswith((".", "?", "!")), (asked["id"], option["why"])


@pytest.mark.parametrize("word", WORDS)
def test_exactly_one_option_is_right(word):
    for asked in bank(word):
        right = [option["right"] for option in asked["options"] if "right" in option]
        assert right == [True], asked["id"]


@pytest.mark.parametrize("word", WORDS)
def test_right_options_do_not_mostly_stand_at_one_place(word):
    places = Counter(
        [option.get("right", False) for option in asked["options"]].index(True)
        for asked in bank(word)
    )
    assert len(places) > 1
    if places.total() >= 6:
        place, n_alike = places.most_common(1)[0]
        assert n_alike <= MOST_ALIKE * places.total(), f"{n_alike} at place {place + 1}"


@pytest.mark.parametrize("word", WORDS)
def test_longest_option_is_not_always_the_right_one(word):
    given_away = [
        max(asked["options"], key=lambda option: len(option["text"])).get("right", False)
        for asked in bank(word)
    ]
    assert not all(given_away)
