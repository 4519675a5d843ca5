"""Cascades, greedy seeds and shortest paths, against other ways to compute the same."""

from itertools import combinations, pairwise

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from crmlib.datasets import toy_colleagues
from crmlib.trends import (
    reach,
    seeds_by_friends,
    seeds_by_greedy,
    shortest_path,
    simulate_cascades,
    simulate_friendships,
)


def rng(seed=15):
    return np.random.default_rng(seed)


def karate():
    """Zachary's club of 34, whose 78 friendships were observed."""
    return pd.DataFrame(nx.karate_club_graph().edges(), columns=["person", "friend"])


def spread_step_by_step(graph, start, chance, luck):
    """Friend by friend, as the model is told: each who hears tries once on each friend."""
    heard, news = {start}, [start]
    while news:
        teller = news.pop()
        for friend in sorted(set(graph[teller]) - heard):
            if luck.random() < chance:
                heard.add(friend)
                news.append(friend)
    return len(heard)


def test_exe_27_greedy_beats_the_popular_in_towns_and_not_in_a_village():
    """EXE-27: a social graph in; influencers out, judged in other worlds than they were chosen."""
    gains = {}
    for name, clubs in {"towns": (12, 8, 7, 6), "village": (8.75,)}.items():
        club = simulate_friendships(friends_in_club=clubs, rng=rng())
        worlds, new = (simulate_cascades(club, 0.06, 300, rng=rng(s)) for s in (1, 2))
        greedy, popular = seeds_by_greedy(worlds, 10).index, seeds_by_friends(club, 10).index
        gain = reach(new, greedy) - reach(new, popular)
        gains[name] = gain.mean() - 1.96 * gain.sem(), gain.mean() + 1.96 * gain.sem()
    assert gains["towns"][0] > 10
    assert gains["village"][0] < 0 < gains["village"][1]


def test_exe_27_the_expert_is_nearer_by_acquaintance():
    """EXE-27: ties among colleagues in, the way to an expert out."""
    ties = toy_colleagues()
    paths = {kind: shortest_path(some, "Ann", ["Flo"]) for kind, some in ties.groupby("tie")}
    assert paths["reports to"] == ["Ann", "Jo", "Ida", "Lee", "Flo"]
    assert paths["knows"] == ["Ann", "Bo", "Cy", "Flo"]


def test_circles_spread_as_friends_who_tell_friends_do():
    """The two descriptions of the model agree in the mean, within four standard errors."""
    graph, luck = nx.karate_club_graph(), rng(3)
    told = [spread_step_by_step(graph, 0, 0.15, luck) for _ in range(3_000)]
    counted = reach(simulate_cascades(karate(), 0.15, 3_000, rng=rng(4)), [0])
    error = np.hypot(np.std(told), counted.std()) / np.sqrt(3_000)
    assert abs(np.mean(told) - counted.mean()) < 4 * error


def test_with_certainty_all_who_are_connected_hear_and_with_none_only_the_seed():
    sure, never = (simulate_cascades(karate(), chance, 3, rng=rng()) for chance in (1, 0))
    assert reach(sure, [5]).tolist() == [34] * 3
    assert reach(never, [5, 6]).tolist() == [2] * 3


def test_greedy_keeps_its_promise_on_the_karate_club():
    """All 561 pairs: greedy reaches at least 75 % of the best one."""
    worlds = simulate_cascades(karate(), 0.1, 200, rng=rng())
    best = max(reach(worlds, pair).mean() for pair in combinations(range(34), 2))
    greedy = seeds_by_greedy(worlds, 2)
    assert 0.75 * best <= greedy.sum() <= best
    assert greedy.sum() == pytest.approx(reach(worlds, greedy.index).mean())


def test_what_each_seed_adds_gets_less_and_all_together_reach_everybody():
    worlds = simulate_cascades(karate(), 0.1, 50, rng=rng())
    added = seeds_by_greedy(worlds, 34)
    assert added.is_monotonic_decreasing
    assert added.sum() == 34
    assert added.index.is_unique


def test_most_friends_is_the_degree_of_the_graph():
    degrees = dict(nx.karate_club_graph().degree())
    ranked = sorted(degrees, key=lambda one: (-degrees[one], one))
    assert seeds_by_friends(karate(), 34).index.tolist() == ranked


def test_a_friendship_told_twice_or_to_oneself_counts_once_or_not():
    told = pd.DataFrame({"person": ["Ann", "Bo", "Cy"], "friend": ["Bo", "Ann", "Cy"]})
    assert seeds_by_friends(told, 3).to_dict() == {"Ann": 1, "Bo": 1, "Cy": 0}


def test_rows_in_another_order_make_the_same_worlds():
    shuffled = karate().sample(frac=1, random_state=2)
    worlds = [simulate_cascades(ties, 0.2, 5, rng=rng()) for ties in (karate(), shuffled)]
    pd.testing.assert_frame_equal(*worlds)


@pytest.mark.parametrize("goal", range(1, 34))
def test_a_path_is_as_short_as_networkx_finds(goal):
    ties, graph = karate().astype(str), nx.karate_club_graph()
    path = shortest_path(ties, "0", [str(goal)])
    assert len(path) - 1 == nx.shortest_path_length(graph, 0, goal)
    assert all(graph.has_edge(int(a), int(b)) for a, b in pairwise(path))


def test_the_nearest_expert_is_found_and_a_stranger_is_not_reached():
    ties = pd.DataFrame({"person": ["Ann", "Bo", "Di"], "friend": ["Bo", "Cy", "Ed"]})
    assert shortest_path(ties, "Ann", ["Cy", "Bo"]) == ["Ann", "Bo"]
    assert shortest_path(ties, "Ann", ["Ann"]) == ["Ann"]
    assert shortest_path(ties, "Ann", ["Ed"]) == []


def test_who_is_in_no_row_is_refused():
    ties = pd.DataFrame({"person": ["Ann"], "friend": ["Bo"]})
    worlds = simulate_cascades(ties, 0.5, 2, rng=rng())
    with pytest.raises(ValueError, match=r"`start` must be in `acquaintances`; got \['Zoe'\]"):
        shortest_path(ties, "Zoe", ["Ann"])
    with pytest.raises(ValueError, match=r"`goals` must be in `acquaintances`; got none"):
        shortest_path(ties, "Ann", [])
    with pytest.raises(ValueError, match=r"`seeds` must be people of `worlds`; got \['Zoe'\]"):
        reach(worlds, ["Zoe"])
    with pytest.raises(ValueError, match="`n_seeds` must be at most 2, all people; got 3"):
        seeds_by_greedy(worlds, 3)


@pytest.mark.parametrize("bad", [-1, 0.5, np.nan])
def test_worlds_that_hold_no_circles_are_refused(bad):
    with pytest.raises((ValueError, TypeError), match=r"`worlds` must .*; got"):
        reach(pd.DataFrame({"Ann": [bad, bad]}), ["Ann"])


def test_too_many_worlds_are_refused_before_they_are_drawn():
    with pytest.raises(ValueError, match="`n_worlds` must make at most 20,000,000"):
        simulate_cascades(karate(), 0.1, 1_000_000, rng=rng())
