"""Questions are entered once, found by their id, and carry their hints and solutions."""

import pytest

from crmlib.exercises import questions
from crmlib.exercises.judging import Number
from crmlib.exercises.questions import (
    Question,
    find_question,
    known_ids,
    question,
    reference_solutions,
)

HINTS = ("A nudge.", "Nearly the answer.")


@pytest.fixture(autouse=True)
def _own_register(monkeypatch):
    """A register of its own, so that questions made up here are forgotten again."""
    known_ids()
    monkeypatch.setattr(questions, "_REGISTER", dict(questions._REGISTER))


def test_question_is_found_by_its_id_with_all_it_was_given():
    @question("stand-1", hints=HINTS, after="Well done.")
    def cups():
        return Number(12)

    found = find_question("stand-1")
    assert found == Question("stand-1", HINTS, found.answer, "Well done.")
    assert found.answer() == cups()


def test_decorated_function_stays_as_it_is():
    def cups():
        return Number(12)

    assert question("stand-1", hints=HINTS)(cups) is cups


def test_nothing_is_computed_before_it_is_asked_for():
    @question("stand-1", hints=HINTS)
    def cups():
        raise AssertionError

    assert find_question("stand-1").hints == HINTS


def test_question_with_one_hint_is_refused():
    with pytest.raises(ValueError, match=r"`hints` must hold at least two; got 1 for stand-1\."):
        question("stand-1", hints=HINTS[:1])


def test_id_that_is_taken_is_refused():
    with pytest.raises(ValueError, match=r"`name` must be new; got 'start-1', which is taken\."):
        question("start-1", hints=HINTS)


@pytest.mark.parametrize("name", ["", "start", "start-99", "start-1 ", "os.path-1", "../x-1"])
def test_unknown_id_is_refused(name):
    with pytest.raises(KeyError, match=name or "''"):
        find_question(name)


@pytest.mark.parametrize("name", [None, 1, ["start-1"], b"start-1"])
def test_id_that_is_not_text_is_refused(name):
    with pytest.raises(KeyError):
        find_question(name)


def test_known_ids_are_sorted_and_grow_with_the_register():
    before = known_ids()
    question("aaa-1", hints=HINTS)(lambda: Number(1))
    assert known_ids() == ["aaa-1", *before]
    assert before == sorted(before)


def test_reference_solutions_are_program_text_by_id():
    assert reference_solutions()["start-1"].startswith("share_of_top = ")
    for name, text in reference_solutions().items():
        compile(text, name, "exec")


def test_a_copy_without_solutions_has_none(monkeypatch, tmp_path):
    monkeypatch.setattr(questions, "FOLDER", tmp_path)
    assert reference_solutions.__wrapped__() == {}


def test_an_answer_is_computed_once_per_session(monkeypatch):
    monkeypatch.setattr(questions, "_REGISTER", {})
    asked = []

    @questions.question("sum-1", hints=("Add.", "Add all."))
    def total():
        asked.append(1)
        return Number(6)

    find = questions._REGISTER["sum-1"].answer
    assert find() is find()
    assert len(asked) == 1


def test_an_answer_that_failed_is_computed_again(monkeypatch):
    monkeypatch.setattr(questions, "_REGISTER", {})
    outcomes = [OSError("no file yet"), Number(6)]

    @questions.question("sum-1", hints=("Add.", "Add all."))
    def total():
        if isinstance(found := outcomes.pop(0), OSError):
            raise found
        return found

    with pytest.raises(OSError, match="no file yet"):
        questions._REGISTER["sum-1"].answer()
    assert questions._REGISTER["sum-1"].answer().expected == 6
