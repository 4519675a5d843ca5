"""The mock exam: fair, the same everywhere, and explained once it is marked."""

from collections import Counter

import pytest
import yaml
from scipy.stats import chi2

from crmlib.exercises import draw_exam, mark_exam
from crmlib.exercises.exam_bank import FULL, course_bank

TEA = {
    "id": "tea-1",
    "question": "Which tea is green?",
    "options": [
        {"text": "Assam", "why": "It is black."},
        {"text": "Sencha", "why": "Its leaves are steamed.", "right": True},
        {"text": "Rooibos", "why": "It is no tea."},
    ],
}
CAKE = TEA | {"id": "cake-1", "question": "Which cake has no egg?"}
CASE = {
    "id": "cases-1",
    "question": "Should the stall open on Sundays?",
    "points": [{"points": 6, "text": "counts guests"}, {"points": 4, "text": "asks the staff"}],
}


@pytest.fixture
def folder(tmp_path):
    """An instructor's folder: two topics with a question each, and one case."""
    for name, entries in {"tea": [TEA], "cake": [CAKE], "cases": [CASE]}.items():
        (tmp_path / f"{name}.yml").write_text(yaml.safe_dump(entries), encoding="utf-8")
    return tmp_path


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


def test_the_draw_is_fair():
    topics = course_bank().topics
    n_papers = 2_000
    counts = Counter(one["id"] for seed in range(n_papers) for one in draw_exam(seed).questions)
    statistic, freedom = 0.0, 0
    for asked in topics.values():
        expected = n_papers / len(asked)
        statistic += sum((counts[one["id"]] - expected) ** 2 / expected for one in asked)
        freedom += len(asked) - 1
    assert chi2.sf(statistic, freedom) > 0.001


def test_cases_are_drawn_fairly():
    cases = course_bank().cases
    counts = Counter(draw_exam(seed).case["id"] for seed in range(2_000))
    expected = 2_000 / len(cases)
    statistic = sum((counts[case["id"]] - expected) ** 2 / expected for case in cases)
    assert chi2.sf(statistic, len(cases) - 1) > 0.001


def test_a_new_question_changes_only_its_own_chapter_and_only_if_it_wins(folder):
    before = [draw_exam(seed, bank=folder) for seed in range(200)]
    entries = [CAKE, CAKE | {"id": "cake-2"}]
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


def test_dots_are_no_paper_and_no_answers(folder):
    assert repr(draw_exam(...)).startswith("No paper yet")
    assert repr(mark_exam(draw_exam(...), ...)).startswith("Not marked yet")
    assert repr(mark_exam(draw_exam(1, bank=folder), ...)).startswith("Not marked yet")


def test_one_file_is_a_bank_without_a_case(folder):
    paper = draw_exam(1, bank=folder / "tea.yml")
    assert (paper.case, paper.minutes, len(paper.questions)) == (None, 2, 1)


@pytest.mark.parametrize("seed", ["7", 7.0, None, True, [7]])
def test_a_seed_that_is_no_whole_number_is_refused(seed):
    with pytest.raises(TypeError, match="`seed` must be a whole number"):
        draw_exam(seed)


def test_other_bad_arguments_are_refused(folder):
    paper = draw_exam(1, bank=folder)
    with pytest.raises(ValueError, match="`seed` must be 0 or more"):
        draw_exam(-1)
    with pytest.raises(TypeError, match="`bank` must be a path"):
        draw_exam(1, bank=5)
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
    for points in (11, -1, 7.0, True, "7"):
        with pytest.raises(ValueError, match="`case_points` must be whole"):
            mark_exam(paper, "ab", case_points=points)
