"""A quiz answers without a kernel: one fold per option, with the verdict and the reason inside."""

import html
import re

import pytest

import crmlib.exercises.quizzes as module
from crmlib.exercises import quiz
from crmlib.exercises.questions import FOLDER
from crmlib.exercises.quizzes import Quiz
from crmlib.exercises.record import RECORD

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


@pytest.mark.parametrize("word", ["value", "walmart"])
def test_sittings_of_a_bank_make_up_the_whole(word):
    first, second = quiz(word, sitting=1).questions, quiz(word, sitting=2).questions
    assert first + second == quiz(word).questions
    assert len(first) >= 5
    assert len(second) >= 5


@pytest.fixture
def new_bank(monkeypatch):
    """The bank of chapter 00 as if it had two sittings, ids a to g."""
    places = [(1, "start"), (1, "start"), (1, "vote"), (1, None), (2, "vote"), (2, None), (2, None)]
    bank = []
    for (sitting, at), name in zip(places, "abcdefg", strict=True):
        entry = {"id": name, "sitting": sitting, "question": f"{name}?", "options": []}
        bank.append(entry | ({"at": at} if at else {}))
    monkeypatch.setattr(module, "_bank", lambda word: tuple(bank))


@pytest.mark.parametrize(
    ("sitting", "at", "ids"),
    [
        (1, "start", "ab"),
        (1, "vote", "c"),
        (1, None, "d"),
        (2, None, "fg"),
        (None, None, "dfg"),
        (None, "vote", "ce"),
    ],
)
def test_a_quiz_is_chosen_by_sitting_and_by_where_it_is_asked(new_bank, sitting, at, ids):
    chosen = quiz("start", sitting=sitting, at=at).questions
    assert "".join(asked["id"] for asked in chosen) == ids


def test_the_question_to_vote_on_says_how_and_the_others_say_nothing(new_bank):
    lead = "Vote, discuss with your neighbour, vote again."
    vote = quiz("start", sitting=1, at="vote")
    assert repr(vote) == f"{lead}\n1. c?"
    assert f"<p><strong>1.</strong> <em>{lead}</em><br/>c?</p>" in vote._repr_html_()
    assert repr(quiz("start", sitting=1)) == "1. d?"


@pytest.mark.parametrize(
    ("word", "how", "said"),
    [
        ("value", {"sitting": 3}, "`sitting` must be one of 1, 2 for value; got 3."),
        ("value", {"sitting": "1"}, "`sitting` must be one of 1, 2 for value; got '1'."),
        ("value", {"sitting": True}, "`sitting` must be one of 1, 2 for value; got True."),
        ("value", {"sitting": [1]}, "`sitting` must be one of 1, 2 for value; got [1]."),
        ("start", {"sitting": 2}, "`sitting` must be one of 1 for start; got 2."),
        ("start", {"at": "vote"}, "`at` must be left out for start; got 'vote'."),
        ("value", {"at": "rest"}, "`at` must be one of start, vote for value; got 'rest'."),
    ],
)
def test_a_sitting_or_a_place_that_a_quiz_does_not_have_is_refused(word, how, said):
    with pytest.raises(ValueError, match=re.escape(said)):
        quiz(word, **how)


def test_a_place_that_a_sitting_does_not_have_is_refused(new_bank):
    with pytest.raises(ValueError, match="`at` must be one of start, vote for start; got 'end'"):
        quiz("start", sitting=1, at="end")
    with pytest.raises(ValueError, match="`at` must be one of vote for start; got 'start'"):
        quiz("start", sitting=2, at="start")


def test_a_refused_quiz_leaves_no_event(work):
    with pytest.raises(ValueError, match="`sitting` must be"):
        quiz("value", sitting=3)
    assert not (work / RECORD).exists()
