"""The mock exam: fair, the same everywhere, and explained once it is marked."""

from collections import Counter

import numpy as np
import pytest
import yaml
from scipy.stats import chi2

from crmlib.exercises import draw_exam, mark_exam
from crmlib.exercises.exam import _drawn
from crmlib.exercises.exam_bank import FULL, course_bank, own_bank
from tests.exercises.conftest import CAKE, CASE, TEA

DRAWN = {
    0: ["3-2", "4-1", "5-2", "6-0", "7-5"],
    7: ["3-1", "4-3", "5-2", "6-3", "7-0"],
    16: ["3-2", "4-0", "5-2", "6-3", "7-3"],
    10**100: ["3-1", "4-1", "5-3", "6-3", "7-6"],
}


def test_a_paper_has_one_question_per_chapter_in_their_order_and_a_case():
    paper = draw_exam(7)
    topics = [one["topic"] for one in paper.questions]
    assert topics == list(course_bank().topics)
    assert topics == sorted(topics)
    assert sum(n for n, _ in paper.case["points"]) == FULL
    assert paper.contents["minutes"].sum() == paper.minutes
    assert paper.contents["points"].sum() == len(topics) + FULL


def test_the_same_seed_gives_the_same_paper_and_another_seed_another():
    assert repr(draw_exam(7)) == repr(draw_exam(7))
    assert repr(draw_exam(7)) != repr(draw_exam(8))


@pytest.fixture
def wide(tmp_path):
    """A bank of our own that no chapter changes: five topics of 3 to 7 questions, four cases."""
    for number in range(3, 8):
        names = [f"topic{number}-{n}" for n in range(number)]
        asked = [TEA | {"id": name, "question": f"Which is {name}?"} for name in names]
        (tmp_path / f"topic{number}.yml").write_text(yaml.safe_dump(asked), encoding="utf-8")
    cases = [CASE | {"id": f"cases-{n}"} for n in range(4)]
    (tmp_path / "cases.yml").write_text(yaml.safe_dump(cases), encoding="utf-8")
    return own_bank(tmp_path)


def surprise(counts, ids):
    """The chi-square of how often each of some ids was drawn, and its degrees of freedom."""
    drawn = [counts[one] for one in ids]
    expected = sum(drawn) / len(drawn)
    return sum((n - expected) ** 2 / expected for n in drawn), len(drawn) - 1


def test_questions_and_cases_are_drawn_fairly(wide):
    papers = [_drawn(wide, seed) for seed in range(2_000)]
    asked = Counter(one["id"] for paper in papers for one in paper.questions)
    cases = Counter(paper.case["id"] for paper in papers)
    found = [surprise(asked, [one["id"] for one in topic]) for topic in wide.topics.values()]
    found.append(surprise(cases, [case["id"] for case in wide.cases]))
    statistic, freedom = (sum(part) for part in zip(*found, strict=True))
    assert (freedom, sum(asked.values())) == (23, 10_000)
    assert chi2.sf(statistic, freedom) > 0.001


def test_every_question_of_the_course_has_the_same_chance():
    """A new question changes the draw, so each topic has a wide limit of its own."""
    bank = course_bank()
    papers = [_drawn(bank, seed) for seed in range(2_000)]
    asked = Counter(one["id"] for paper in papers for one in paper.questions)
    for topic, questions in bank.topics.items():
        statistic, freedom = surprise(asked, [one["id"] for one in questions])
        assert chi2.sf(statistic, freedom) > 1e-6, topic


def test_a_seed_draws_what_it_drew_on_another_computer(wide):
    """The ids were drawn once, and depend on no process, no hash seed and no platform."""
    drawn = {seed: [one["id"][5:] for one in _drawn(wide, seed).questions] for seed in DRAWN}
    assert drawn == DRAWN


def test_a_topic_tells_nothing_of_another(wide):
    places = [
        tuple(int(one["id"][-1]) for one in _drawn(wide, seed).questions[:2])
        for seed in range(2_000)
    ]
    counts = Counter(places)
    statistic, freedom = surprise(counts, [(a, b) for a in range(3) for b in range(4)])
    assert chi2.sf(statistic, freedom) > 0.001


def test_a_new_question_changes_only_its_own_chapter_and_only_if_it_wins(folder):
    before = [draw_exam(seed, bank=folder) for seed in range(200)]
    entries = [CAKE, CAKE | {"id": "cake-2", "question": "Which cake has no flour?"}]
    (folder / "cake.yml").write_text(yaml.safe_dump(entries), encoding="utf-8")
    after = [draw_exam(seed, bank=folder) for seed in range(200)]
    assert all(a.questions[1] == b.questions[1] for a, b in zip(after, before, strict=True))
    assert {a.questions[0]["id"] for a in after} == {"cake-1", "cake-2"}


def test_a_paper_tells_no_answer_and_a_marked_one_explains_every_option(folder):
    paper = draw_exam(1, bank=folder)
    assert "steamed" not in repr(paper) + paper._repr_html_()
    marked = mark_exam(paper, "ab", case_points=7)
    assert marked.points == 1
    assert repr(marked).startswith("1 of 2 questions right, and 7 of 10 for the case")
    assert all(option["why"] in marked._repr_html_() for option in TEA["options"])
    assert "asks the staff" in repr(marked)


def test_answers_may_be_letters_or_a_dictionary_and_may_leave_out(folder):
    paper = draw_exam(1, bank=folder)
    assert mark_exam(paper, "B b").points == 2
    assert mark_exam(paper, {"tea-1": "b"}).table["given"].tolist() == ["-", "b"]


@pytest.mark.parametrize(
    "answers", ["bb", "BB", " b\tb\n", "\uff42\u3000\uff22", {"cake-1": "B ", "tea-1": "\uff42"}]
)
def test_letters_count_however_they_are_typed(folder, answers):
    assert mark_exam(draw_exam(1, bank=folder), answers).points == 2


@pytest.mark.parametrize("points", [0, 10, np.int64(7)])
def test_a_case_may_earn_nothing_or_all(folder, points):
    told = repr(mark_exam(draw_exam(1, bank=folder), "bb", case_points=points))
    assert f"and {points} of 10 for the case" in told


def test_what_is_left_out_is_not_called_wrong(folder):
    told = repr(mark_exam(draw_exam(1, bank=folder), "-b"))
    assert "Which cake has no egg? Left out." in told
    assert "Which tea is green? You: b. Right." in told


def test_marks_of_stress_and_dollars_are_not_printed(tmp_path):
    options = [{"text": "*A* costs \\$5", "why": "**No**, 2 * 3 * 4."}, *TEA["options"][1:]]
    (tmp_path / "tea.yml").write_text(yaml.safe_dump([TEA | {"options": options}]), "utf-8")
    paper = draw_exam(1, bank=tmp_path)
    assert "a) A costs $5" in repr(paper)
    assert "No, 2 * 3 * 4." in mark_exam(paper, "a")._repr_html_()


def test_the_case_stands_under_its_topic(folder):
    assert draw_exam(1, bank=folder).contents["topic"].tolist() == ["cake", "tea", "cases"]
    case = draw_exam(7).contents.iloc[-1]
    assert case["id"].startswith(case["topic"])


def test_dots_are_no_paper_and_no_answers(folder):
    assert repr(draw_exam(...)).startswith("No paper yet")
    for answers in (..., "abc"):
        assert repr(mark_exam(draw_exam(...), answers)).startswith("No paper yet")
    assert repr(mark_exam(draw_exam(1, bank=folder), ...)).startswith("Not marked yet")


def test_one_file_is_a_bank_without_a_case(folder):
    paper = draw_exam(1, bank=folder / "tea.yml")
    assert (paper.case, paper.minutes, len(paper.questions)) == (None, 2, 1)


@pytest.mark.parametrize("seed", [7, np.int64(7), np.uint8(7)])
def test_a_seed_may_be_a_number_of_numpy(folder, seed):
    assert repr(draw_exam(seed, bank=folder)) == repr(draw_exam(7, bank=folder))


@pytest.mark.parametrize(
    "seed", ["7", 7.0, None, True, [7], np.True_, np.float64(7), np.array([7])]
)
def test_a_seed_that_is_no_whole_number_is_refused(seed):
    with pytest.raises(TypeError, match="`seed` must be a whole number"):
        draw_exam(seed)


def test_other_bad_arguments_are_refused(folder):
    paper = draw_exam(1, bank=folder)
    with pytest.raises(ValueError, match="`seed` must be 0 or more"):
        draw_exam(-1)
    with pytest.raises(ValueError, match=r"at most 10\^100; got one of 16,610 bits"):
        draw_exam(10**5_000)
    with pytest.raises(TypeError, match="`bank` must be a path"):
        draw_exam(1, bank=5)
    with pytest.raises(ValueError, match=r"`bank` must be the path .* got an empty text"):
        draw_exam(1, bank=" ")
    with pytest.raises(TypeError, match="`paper` must be an exam"):
        mark_exam("paper", "ab")
    with pytest.raises(TypeError, match="`answers` must be letters"):
        mark_exam(paper, 5)
    with pytest.raises(ValueError, match="each of 2 questions; got 3"):
        mark_exam(paper, "abc")
    with pytest.raises(ValueError, match="`answers` must be one of a, b, c or -"):
        mark_exam(paper, "ad")
    with pytest.raises(ValueError, match="must use ids of the paper; got 'tea-9'"):
        mark_exam(paper, {"tea-9": "a"})
    with pytest.raises(TypeError, match="`answers` must hold letters; got None for tea-1"):
        mark_exam(paper, {"tea-1": None})
    with pytest.raises(ValueError, match="`case_points` must be left out without a case"):
        mark_exam(draw_exam(1, bank=folder / "tea.yml"), "b", case_points=5)
    for points in (11, -1, 7.0, True, "7"):
        with pytest.raises(ValueError, match="`case_points` must be whole"):
            mark_exam(paper, "ab", case_points=points)
        with pytest.raises(ValueError, match="`case_points` must be whole"):
            mark_exam(paper, ..., case_points=points)
