"""Hand-overs: counted by hand on a toy bank, and refused where no way leads."""

import pandas as pd
import pytest

from crmlib.projects import count_hand_overs

DEPARTMENTS = pd.DataFrame({"one": "reception", "other": ["loans", "savings", "cards"]})
IN_TEAM = pd.DataFrame(
    {"one": ["loans", "loans", "savings"], "other": ["savings", "cards", "cards"]}
)
TEAM = pd.concat([DEPARTMENTS, IN_TEAM])
WISHES = ["reception", "loans", "savings", "cards"]


@pytest.mark.parametrize(("n", "old", "new"), [(0, 0, 0), (1, 1, 1), (2, 3, 2), (3, 5, 3)])
def test_a_toy_bank_is_counted_by_hand(n, old, new):
    assert count_hand_overs(DEPARTMENTS, WISHES[: n + 1]) == old
    assert count_hand_overs(TEAM, WISHES[: n + 1]) == new


def test_links_go_both_ways_and_in_any_order():
    turned = TEAM.rename(columns={"one": "other", "other": "one"}).iloc[::-1]
    assert count_hand_overs(turned, WISHES) == count_hand_overs(TEAM, WISHES)


def test_a_stop_without_a_link_is_refused():
    with pytest.raises(ValueError, match=r"`stops` must be in `links`; got \['vault'\]"):
        count_hand_overs(DEPARTMENTS, ["reception", "vault"])


def test_no_stop_is_refused():
    with pytest.raises(ValueError, match="`stops` must be in `links`; got none"):
        count_hand_overs(DEPARTMENTS, [])


def test_islands_are_refused():
    islands = pd.DataFrame({"one": ["reception", "vault"], "other": ["loans", "cellar"]})
    with pytest.raises(ValueError, match="must lead from 'reception' to 'vault'"):
        count_hand_overs(islands, ["reception", "vault"])
