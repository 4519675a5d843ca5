"""The plan of a sitting: whole minutes that sum, and discussion where there is something to say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.text.plan import Planned, plan_sitting, share_out
from tools.text.sections import parse_chapter
from tools.text.sittings import lesson, lesson_of

SITTING = "{title: hot, objective: o, ideas: [], discuss: 2}"
TEXT = f"""---
sittings: [{SITTING}, {SITTING}]
---
# 2 Tea

## First sitting: hot

### Green

```{{code-cell}} ipython3
quiz("tea", sitting=1, at="vote")
```

### Rest

## Second sitting: hot

### Black

### Rest
"""


@pytest.fixture(scope="module")
def tea(tea_course) -> list[list[Planned]]:
    """The plans of both sittings of a chapter."""
    told = lesson(tea_course, "02_tea")
    return [list(plan_sitting(told, sitting)) for sitting in told.sittings]


def test_the_minutes_of_a_sitting_sum_to_what_learners_are_told(tea):
    assert [sum(each.minutes for each in plan) for plan in tea] == [40, 35]


def test_exercises_and_discussion_keep_their_minutes(tea):
    spent = {each.section.title: each.spent for each in tea[0] if each.spent}
    assert [own["exercises"] for own in spent.values()] == [0, 11, 14, 0, 0]
    assert spent["What a bad day costs"]["discuss"] == 2  # there is the question to vote on
    assert "Further: the mean by hand" not in spent


def test_the_case_is_discussed_in_the_last_sitting_before_its_rest(tea):
    titles = [each.section.title for each in tea[1]]
    assert titles[-5:] == ["Quiz", "Case discussion", "Mini-project", "Rest", "Sources"]
    assert tea[1][-4].spent["discuss"] == 1


def test_discussion_goes_to_the_vote_and_without_one_to_the_end():
    told = lesson_of(parse_chapter("02_tea", TEXT))
    plans = [plan_sitting(told, sitting) for sitting in told.sittings]
    talked = [[each.section.title for each in plan if each.spent["discuss"]] for plan in plans]
    assert talked == [["Green"], ["Rest"]]


def test_what_opens_the_chapter_stands_in_its_first_section(tea):
    assert [part.head for part in tea[0][0].section.parts][:2] == [
        "# 2 Tea: how many cups?",
        "## First sitting: how many good days?",
    ]
    assert tea[1][0].section.parts[0].head == "## Second sitting: how sure is a mean?"


@given(st.integers(0, 200), st.lists(st.integers(0, 500), min_size=1, max_size=20))
def test_shares_sum_to_the_total_and_follow_the_weights(total, weights):
    parts = share_out(total, weights)
    assert sum(parts) == (total if any(weights) else 0)
    exact = [total * weight / (sum(weights) or 1) for weight in weights]
    assert all(abs(part - wanted) < 1 for part, wanted in zip(parts, exact, strict=True))
