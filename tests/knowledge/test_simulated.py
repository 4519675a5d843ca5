"""The invented readers: an agent learns, and what it does not show by lot is lost."""

import numpy as np
import pandas as pd
import pytest

from crmlib.knowledge import simulate_readers


@pytest.fixture(scope="module")
def runs() -> dict[int, pd.DataFrame]:
    """Two hundred readers, with none, one, two and three of three notes by lot."""
    return {n: simulate_readers(200, n_by_lot=n, rng=np.random.default_rng(5)) for n in range(4)}


def wanted(weeks: pd.DataFrame) -> float:
    return weeks[["first", "second"]].sum(axis=1).mean() / 3


def test_each_reader_has_ten_weeks_of_three_notes_at_most_wanted(runs):
    for weeks in runs.values():
        assert len(weeks) == 2_000
        assert (
            weeks.groupby("reader")["week"].agg(list).map(lambda w: w == list(range(1, 11))).all()
        )
        assert weeks[["first", "second"]].sum(axis=1).between(0, 3).all()


def test_by_lot_a_third_is_wanted_and_the_agent_doubles_that(runs):
    assert wanted(runs[3]) == pytest.approx(1 / 3, abs=0.03)
    assert wanted(runs[0]) > 0.7
    shares = [wanted(runs[n]) for n in range(4)]
    assert shares == sorted(shares, reverse=True)


def test_the_agent_begins_by_lot_and_learns(runs):
    first = runs[0][runs[0]["week"] == 1]
    last = runs[0][runs[0]["week"] == 10]
    assert wanted(first) == pytest.approx(1 / 3, abs=0.06)
    assert wanted(last) > 0.85


def test_less_by_lot_hides_more(runs):
    sums = [runs[n].groupby("reader")[["first", "second"]].sum().min(axis=1) for n in range(4)]
    missed = [(each <= 1).mean() for each in sums]
    assert missed == sorted(missed, reverse=True)
    assert missed[0] > 0.85


def test_the_same_generator_gives_the_same_readers():
    one, two = (simulate_readers(3, rng=np.random.default_rng(1)) for _ in range(2))
    pd.testing.assert_frame_equal(one, two)
