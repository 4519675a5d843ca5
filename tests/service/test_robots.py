"""The robot matches questions with prepared ones; it answers, offers directions, hands over."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer

from crmlib import datasets
from crmlib.core import share_interval
from crmlib.service.channels import channel_plan
from crmlib.service.robots import (
    ContactCosts,
    judged_answers,
    match_scores,
    robot_replies,
    threshold_costs,
)


@pytest.fixture
def prepared():
    """Money back and paying, in four characters each, with two in common beside 款."""
    return pd.DataFrame({"answer_id": ["back", "pay"], "wording": ["怎样退款", "怎样付款"]})


@pytest.fixture
def scores():
    """Three questions and three answers; in the second row A1 and A3 are equal."""
    return pd.DataFrame(
        {"A1": [0.9, 0.5, 0.1], "A2": [0.2, 0.1, 0.1], "A3": [0.3, 0.5, 0.0]}, index=list("xyz")
    )


@pytest.fixture
def judged(scores):
    """The first question is right, the second wrong but listed, the third has no answer."""
    return judged_answers(scores, ["A1", "A3", None], n_listed=2)


def ask(language, role):
    """Return the judged answers of one language and role of the course's wordings."""
    wordings = datasets.load_faq_wordings()
    own = wordings[wordings["language"] == language]
    faq, asked = own[own["role"] == "faq"], own[own["role"] == role]
    return judged_answers(match_scores(faq, asked["wording"]), asked["answer_id"])


def test_scores_by_hand_are_the_weighted_pieces_shared(prepared):
    # Pieces of the question that are known: 退, 退款 (one text), 款 (both). Smoothed weights.
    rare, common = 1 + np.log(3 / 2), 1.0
    length = np.sqrt(5 * rare**2 + 4 * common**2)  # 怎 样 怎样 款 stand in both texts
    asked = np.sqrt(2 * rare**2 + common**2)
    found = match_scores(prepared, ["能退款吗"]).iloc[0]
    assert found["back"] == pytest.approx((2 * rare**2 + common**2) / length / asked, abs=1e-6)
    assert found["pay"] == pytest.approx(common**2 / length / asked, abs=1e-6)


def test_scores_agree_with_weights_computed_from_counts():
    faq = datasets.load_faq_wordings().query("language == 'en' and role == 'faq'")
    asked = ["Where is my parcel?", "I forgot it", "zzz"]
    counts = CountVectorizer(analyzer="char", ngram_range=(1, 3)).fit(faq["wording"])
    known, new = (counts.transform(text).toarray() for text in (faq["wording"], asked))
    weights = 1 + np.log((1 + len(faq)) / (1 + (known > 0).sum(axis=0)))
    known, new = known * weights, new * weights
    lengths = np.linalg.norm(new, axis=1)[:, None] * np.linalg.norm(known, axis=1)
    cosines = np.divide(new @ known.T, lengths, out=np.zeros_like(lengths), where=lengths > 0)
    np.testing.assert_allclose(match_scores(faq, asked), cosines, atol=1e-6)


def test_an_answer_has_the_score_of_its_best_wording(prepared):
    more = pd.concat([prepared, pd.DataFrame({"answer_id": ["pay"], "wording": ["能退款吗"]})])
    assert match_scores(more, ["能退款吗"]).loc[0, "pay"] == 1


def test_a_sentence_matches_itself_and_a_stranger_nothing(prepared):
    found = match_scores(prepared, ["怎样付款", "xyz"])
    assert found["pay"].tolist() == [1, 0] and found.loc[1, "back"] == 0


def test_columns_are_sorted_and_rows_keep_their_names(prepared):
    questions = pd.Series(["退款", "付款"], index=["q7", "q3"])
    found = match_scores(prepared[::-1], questions)
    assert list(found) == ["back", "pay"] and list(found.index) == ["q7", "q3"]


def test_no_questions_give_an_empty_table(prepared):
    assert match_scores(prepared, []).shape == (0, 2)


@given(st.lists(st.text(max_size=12), max_size=5))
def test_scores_lie_between_0_and_1_whatever_is_asked(questions):
    faq = pd.DataFrame({"answer_id": ["A1", "A2"], "wording": ["abc d", "怎样退款"]})
    found = match_scores(faq, questions)
    assert found.shape == (len(questions), 2) and found.stack().between(0, 1).all()


def test_a_blank_wording_is_refused(prepared):
    with pytest.raises(ValueError, match="`prepared` must have no blank `wording`; got 1 of them"):
        match_scores(prepared.assign(wording=["  ", "x"]), ["x"])


def test_the_robot_answers_lists_or_hands_over(scores):
    replies = robot_replies(scores, answer_from=0.9, list_from=0.5, n_listed=2)
    assert replies["action"].tolist() == ["answer", "directions", "person"]
    assert replies["offered"].tolist() == ["A1", "A1, A3", "A1, A2"]


def test_equal_scores_stand_by_id(scores):
    turned = robot_replies(scores, answer_from=1.0, n_listed=3).loc["y", "offered"]
    assert turned == "A1, A3, A2"


def test_directions_may_not_begin_above_answers(scores):
    with pytest.raises(ValueError, match=r"`list_from` must be at most 0\.4; got 0\.5"):
        robot_replies(scores, answer_from=0.4, list_from=0.5)


def test_right_listed_and_without_answer_are_told_apart(judged):
    assert judged["best"].tolist() == ["A1", "A1", "A1"]
    assert judged["is_right"].tolist() == [True, False, False]
    assert judged["is_listed"].tolist() == [True, True, False]
    assert judged["has_answer"].tolist() == [True, True, False]


def test_a_longer_list_never_holds_fewer(scores):
    ids = ["A2", "A3", "A1"]
    held = [judged_answers(scores, ids, n_listed=n)["is_listed"].sum() for n in (1, 2, 3)]
    assert held == sorted(held) and held[-1] == 3


def test_a_list_of_one_is_right_where_the_answer_is(scores):
    one = judged_answers(scores, ["A2", "A1", "A3"], n_listed=1)
    assert (one["is_listed"] == one["is_right"]).all()


@pytest.mark.parametrize(
    ("ids", "words"), [(["A1"], "must have the 3 rows"), (["A1", "A9", None], "got 'A9'")]
)
def test_ids_that_do_not_fit_are_refused(scores, ids, words):
    with pytest.raises(ValueError, match=f"`answer_ids`.*{words}"):
        judged_answers(scores, ids)


def test_break_even_makes_an_answer_as_dear_as_a_person():
    costs = ContactCosts(right=0.4, wrong=5.5, person=4)
    p = costs.break_even
    assert p == pytest.approx(1.5 / 5.1)
    assert p * costs.right + (1 - p) * costs.wrong == pytest.approx(costs.person)


def test_break_even_of_a_harmless_mistake_is_not_defined():
    assert np.isnan(ContactCosts(right=1, wrong=1).break_even)


def test_costs_by_threshold_by_hand(judged):
    table = threshold_costs(judged, ContactCosts(), [0, 0.5, 0.95])
    answering = [(0.1 + 8 + 8) / 3, (0.1 + 8 + 3) / 3, 3]
    listing = [(0.5 + 0.5 + 3.5) / 3, (0.5 + 0.5 + 3) / 3, 3]
    np.testing.assert_allclose(table["answering"], answering)
    np.testing.assert_allclose(table["listing"], listing)
    assert table["spoken"].tolist() == [1, 2 / 3, 0] and np.isnan(table["right"].iloc[-1])


def test_at_the_threshold_the_robot_speaks(judged):
    assert threshold_costs(judged, ContactCosts(), [0.9])["spoken"].iloc[0] == 1 / 3


def test_small_talk_left_out_makes_the_robot_look_cheaper(judged):
    everything = threshold_costs(judged, ContactCosts(), [0.0])["answering"].iloc[0]
    known = threshold_costs(judged[judged["has_answer"]], ContactCosts(), [0.0])["answering"]
    assert known.iloc[0] < everything


def test_a_threshold_twice_is_refused(judged):
    with pytest.raises(ValueError, match=r"`thresholds` must differ; got 0\.5 twice"):
        threshold_costs(judged, ContactCosts(), [0.5, 0.5])


@pytest.mark.parametrize(("language", "right", "listed"), [("en", 21, 34), ("zh", 36, 49)])
def test_questions_of_the_other_writer_are_matched_as_the_chapter_says(language, right, listed):
    known = ask(language, "held_out").query("has_answer")
    assert (len(known), known["is_right"].sum(), known["is_listed"].sum()) == (80, right, listed)
    low, high = share_interval(right, 80)[["low", "high"]]
    assert low > 1 / 20 and high < ContactCosts().break_even


def test_words_cut_at_blanks_match_no_chinese_question():
    chinese = datasets.load_faq_wordings().query("language == 'zh'")
    faq, asked = chinese.query("role == 'faq'"), chinese.query("role == 'held_out'")
    words = CountVectorizer().fit(faq["wording"])
    assert words.transform(asked["wording"]).sum() == 0


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_robot_with_directions_and_people_behind_it_is_cheaper_than_people(language):
    """EXE-22: match, directions (first against three), hand-over, and what the mix costs."""
    held = ask(language, "held_out")
    assert held["is_listed"].mean() > held["is_right"].mean()
    robot = {"cost": 0.5, "solved": held["is_listed"].mean(), "minutes": 0, "all_night": True}
    chat = {"cost": 3, "solved": 0.8, "minutes": 1, "all_night": False}
    hours = {"day_share": 0.9, "night_minutes": 270}
    mixed, people = (channel_plan(pd.DataFrame(row), **hours) for row in ([robot, chat], [chat]))
    by_list = threshold_costs(held, ContactCosts(), [0.0])["listing"].iloc[0]
    assert mixed["cost"] == pytest.approx(by_list) and mixed["cost"] < people["cost"]
    assert mixed["solved"] > people["solved"] and mixed["until_morning"] < people["until_morning"]


def test_the_two_writers_come_as_near_as_the_dictionary_says():
    wordings = datasets.load_faq_wordings()
    same = wordings[wordings["answer_id"].notna()]["wording"].duplicated().sum()
    near = 0
    for _, own in wordings[wordings["answer_id"].notna()].groupby("language"):
        tried, held = own[own["role"] == "development"], own[own["role"] == "held_out"]
        near += (match_scores(tried, held["wording"]).max(axis=1) >= 0.6).sum()
    assert (same, near) == (4, 35)
