"""A quiz answers without a kernel: one fold per option, with the verdict and the reason inside."""

import html
import re

import pytest

from crmlib.exercises import quiz
from crmlib.exercises.questions import FOLDER
from crmlib.exercises.quizzes import Quiz

WORDS = sorted(path.stem for path in FOLDER.glob("*.yml"))
TWO = Quiz(
    (
        {
            "id": "stand-a",
            "question": "Is `1 < 2` & true?",
            "options": [
                {"text": "Yes, `<b>`", "why": "One is *less* & <i>smaller</i>.", "right": True},
                {"text": "No", "why": "Count."},
            ],
        },
        {
            "id": "stand-b",
            "question": "Which day?",
            "options": [
                {"text": "Monday", "why": "Closed."},
                {"text": "Tuesday", "why": "Open.", "right": True},
                {"text": "Sunday", "why": "Closed too."},
            ],
        },
    )
)


def test_every_option_is_a_fold_with_its_text_outside_and_its_reason_inside():
    folds = re.findall(r"<details[^>]*>.*?</details>", TWO._repr_html_())
    assert len(folds) == 5
    assert folds[3] == (
        '<details style="margin-left: 1.5em"><summary>Tuesday</summary>'
        "<p><strong>✓ Right.</strong> Open.</p></details>"
    )


def test_right_and_wrong_are_told_in_words_and_only_inside_the_folds():
    shown = TWO._repr_html_()
    assert shown.count("✓ Right.") == 2
    assert shown.count("✗ Not this one.") == 3
    summaries = "".join(re.findall(r"<summary>.*?</summary>", shown))
    assert "Right" not in summaries


def test_text_is_escaped_and_code_is_shown_as_code():
    shown = TWO._repr_html_()
    assert "Is <code>1 &lt; 2</code> &amp; true?" in shown
    assert "<code>&lt;b&gt;</code>" in shown
    assert "<i>" not in shown


def test_plain_form_lists_questions_and_options_and_tells_no_answer():
    assert repr(TWO) == (
        "1. Is `1 < 2` & true?\n   a) Yes, `<b>`\n   b) No\n"
        "2. Which day?\n   a) Monday\n   b) Tuesday\n   c) Sunday"
    )


def test_quiz_needs_no_script():
    shown = TWO._repr_html_()
    assert "<script" not in shown
    assert " on" not in re.sub(r">[^<]*<", "><", shown)


@pytest.mark.parametrize("word", WORDS)
def test_every_bank_loads_and_shows_the_same_each_time(word):
    assert quiz(word)._repr_html_() == quiz(word)._repr_html_()
    assert repr(quiz(word)) == repr(quiz(word))


@pytest.mark.parametrize("word", WORDS)
def test_every_text_of_a_bank_is_shown(word):
    shown = html.unescape(re.sub(r"</?code>", "`", quiz(word)._repr_html_()))
    for asked in quiz(word).questions:
        assert asked["question"] in shown
        assert all(option["text"] in shown for option in asked["options"])
        assert all(option["why"] in shown for option in asked["options"])


@pytest.mark.parametrize("word", ["", "starts", "../start", None, ["start"]])
def test_unknown_word_is_refused(word):
    with pytest.raises(ValueError, match=r"`word` must be one of .*start.*; got"):
        quiz(word)


@pytest.mark.parametrize("word", WORDS)
def test_parts_of_a_bank_count_from_one_and_make_up_the_whole(word):
    asked = quiz(word).questions
    parts = [question.get("part") for question in asked]
    if set(parts) != {None}:
        assert parts == sorted(parts)
        assert set(parts) == set(range(1, len(set(parts)) + 1))
        assert sum((quiz(word, part=part).questions for part in sorted(set(parts))), ()) == asked


@pytest.mark.parametrize(
    ("word", "part", "said"),
    [
        ("value", 3, "`part` must be one of 1, 2 for value; got 3"),
        ("value", "1", "`part` must be one of 1, 2 for value; got '1'"),
        ("start", 1, "`part` must be left out for start; got 1"),
    ],
)
def test_part_that_a_quiz_does_not_have_is_refused(word, part, said):
    with pytest.raises(ValueError, match=said):
        quiz(word, part=part)
