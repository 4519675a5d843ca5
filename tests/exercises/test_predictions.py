"""A prediction is kept before the answer, shown beside it, and never lost or made up."""

import html
import json
import re
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

import crmlib.exercises.predictions as module
from crmlib.exercises import predict, progress
from crmlib.exercises.predictions import EMPTY, NONE_KEPT
from crmlib.exercises.record import RECORD, kept_entries


@pytest.fixture
def outside(work, monkeypatch):
    """The lecturer runs the course's own notebook: nothing stands in work/."""
    monkeypatch.chdir(work.parent)
    return work


def said(word: str, **values) -> str:
    return repr(predict(word, **values))


def test_a_prediction_is_kept_and_shown_where_the_answer_stands(work):
    assert said("concepts", customers_of_100=40) == "Kept: customers_of_100 = 40."
    assert said("concepts") == "You predicted: customers_of_100 = 40."


def test_the_latest_prediction_wins_and_the_first_one_is_told(work):
    for share in (40, 30, 25):
        predict("concepts", share=share)
    assert said("concepts") == "You predicted: share = 25 (first 40)."
    assert said("concepts", share=40) == "Kept: share = 40."


def test_several_predictions_of_a_chapter_are_shown_in_the_order_in_which_they_were_made(work):
    predict("walmart", times=1.5, why="habit")
    predict("walmart", beer=40, times=2)
    assert said("walmart") == 'You predicted: times = 2 (first 1.5); why = "habit"; beer = 40.'


def test_dots_record_no_prediction(work):
    assert said("concepts", share=...) == EMPTY
    assert said("concepts", share=None, why="...") == EMPTY
    assert said("concepts") == NONE_KEPT


def test_dots_beside_values_are_named(work):
    assert said("concepts", a=1, b=..., c="") == "Kept: a = 1. No prediction yet for `b`, `c`."


def test_dots_in_a_fresh_copy_leave_the_prediction_that_is_kept(work):
    predict("concepts", share=40)
    assert said("concepts", share=...) == "Kept before: share = 40."
    assert said("concepts") == "You predicted: share = 40."


def test_with_none_kept_it_is_one_sentence(work):
    predict("concepts", share=40)
    assert said("lifecycle") == NONE_KEPT
    assert len(re.findall(r"[.?!]( |$)", NONE_KEPT)) == 1


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (np.float64(0.3), 0.3),
        (0.1 + 0.2, 0.1 + 0.2),
        (np.int8(3), 3),
        (-2, -2),
        (Decimal("2.5"), 2.5),
        (Fraction(1, 4), 0.25),
        (" two\n words ", "two words"),
        ("\ud800", "?"),
        (np.str_("40"), "40"),
    ],
)
def test_numbers_and_texts_of_every_kind_are_kept_as_they_are_read(work, value, kept):
    predict("concepts", guess=value)
    assert kept_entries(work)[0]["values"] == {"guess": kept}
    assert said("concepts") == f"You predicted: guess = {module._shown(kept)}."


def test_a_number_is_shown_without_the_noise_of_its_last_digits():
    shown = [module._shown(value) for value in (0.1 + 0.2, 1234567.5, 40.0, 10**14, "40")]
    assert shown == ["0.3", "1234567.5", "40", "100000000000000", '"40"']


NEITHER = [
    True,
    np.True_,
    [40],
    {"a": 1},
    np.arange(3),
    pd.Series([1, 2]),
    1j,
    pd.NA,
    pd.NaT,
    print,
]
UNREADABLE = [float("nan"), float("inf"), 10**15, 10**5000, Decimal("NaN"), Decimal("sNaN")]


@pytest.mark.parametrize("value", NEITHER, ids=repr)
def test_what_is_neither_a_number_nor_a_text_is_refused_in_a_sentence(work, value):
    shown = said("concepts", guess=value, share=40)
    start = "Kept: share = 40. `guess` was not kept: it must be a number, or a text in quotes; got "
    assert shown.startswith(start)
    assert said("concepts") == "You predicted: share = 40."


@pytest.mark.parametrize("value", UNREADABLE, ids=lambda value: type(value).__name__)
def test_a_number_without_a_size_that_can_be_read_is_refused(work, value):
    assert said("concepts", guess=value).endswith("at most 15 digits before the point.")
    assert said("concepts") == NONE_KEPT


def test_a_text_of_more_than_200_characters_is_refused(work):
    assert said("concepts", why="x" * 200).startswith("Kept: ")
    assert said("concepts", why="x" * 201).endswith("at most 200 characters; got 201.")


@pytest.mark.parametrize("word", ["concept", "", "../start", None, 3, ["start"]])
def test_an_unknown_word_is_refused_in_a_sentence_and_not_recorded(work, word):
    assert re.fullmatch(r"`word` must be one of .*start.*; got .*\.", said(word, share=40))
    assert not (work / RECORD).exists()


def test_predictions_of_chapters_stay_apart(work):
    predict("concepts", share=40)
    predict("value", share=80)
    assert said("value") == "You predicted: share = 80."


def test_plain_and_html_say_the_same_and_html_is_escaped(work):
    shown = predict("concepts", why="<b> & more")
    bare = re.sub(r"</?div[^>]*>", "", shown._repr_html_())
    assert "<" not in bare
    assert html.unescape(bare) == repr(shown)


def test_outside_work_predictions_are_held_for_the_session(outside):
    assert said("concepts", share=40) == "Kept for this session: share = 40."
    assert said("concepts") == "You predicted: share = 40."
    assert not (outside / RECORD).exists()


def test_a_course_notebook_says_the_same_each_time_it_runs(outside):
    for _ in range(2):
        assert said("concepts", share=..., why=...) == EMPTY
        assert said("concepts") == NONE_KEPT


def test_a_record_that_cannot_be_written_is_said_and_the_session_keeps_the_prediction(work):
    (work / RECORD).mkdir()
    assert re.fullmatch(r"Kept for this session \(.+\): share = 40\.", said("concepts", share=40))
    assert said("concepts") == "You predicted: share = 40."


def test_of_a_damaged_record_the_predictions_that_can_be_read_are_shown(work):
    predict("concepts", share=40)
    with (work / RECORD).open("ab") as file:
        file.write(b'{"prediction": "concepts", "values": {"share": [1]}}\n{"prediction": "conc')
    assert said("concepts") == "You predicted: share = 40."
    assert (work / ".progress.damaged-1.jsonl").exists()
    assert json.loads((work / RECORD).read_text().split("\n")[1])["values"] == {"share": 40}


def test_predictions_do_not_disturb_the_bars(work):
    before = progress().chapters
    predict("walmart", beer=40)
    assert progress().chapters == before


def test_in_a_notebook_a_prediction_is_shown_in_any_line_of_its_cell(work, monkeypatch, capsys):
    import IPython

    monkeypatch.setattr(IPython, "get_ipython", object)
    assert predict("concepts", share=40) is None
    assert "Kept: share = 40." in capsys.readouterr().out
