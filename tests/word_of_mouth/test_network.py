"""Word of mouth on a network: tellings, people reached, repeats, and two sides of the news."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from crmlib.word_of_mouth.network import (
    acquaintances,
    news_balance,
    reach_curve,
    reach_summary,
    spread_news,
)


def generator(seed=10):
    return np.random.default_rng(seed)


def tell(network, told, **options):
    return spread_news(network, pd.Series(told), rng=generator(), **options)


@pytest.fixture
def village():
    """Four friends who all know each other, and a hermit."""
    network = nx.complete_graph(4)
    network.add_node(4)
    return network


def test_network_without_rewiring_is_a_ring():
    street = acquaintances(12, 4, 0, rng=generator())
    assert sorted(street.neighbors(0)) == [1, 2, 10, 11]
    assert nx.average_clustering(street) == pytest.approx(0.5)


def test_a_little_rewiring_shortens_ways_and_keeps_circles():
    """Watts and Strogatz (1998), figure 2: lengths fall long before clustering does."""
    ring, small = (acquaintances(400, 10, r, rng=generator()) for r in (0, 0.05))
    length = nx.average_shortest_path_length
    assert length(small) < 0.3 * length(ring)
    assert nx.average_clustering(small) > 0.7 * nx.average_clustering(ring)


def test_same_seed_gives_the_same_network():
    one, two = (acquaintances(50, 4, 0.3, rng=generator()) for _ in range(2))
    assert sorted(one.edges) == sorted(two.edges)


def test_teller_reaches_each_friend_once_and_nobody_else(village):
    heard = tell(village, {0: 99})
    assert heard["n_heard"].tolist() == [0, 1, 1, 1, 0]
    assert heard["wave"].tolist() == [0, 1, 1, 1, -1]


def test_hermit_tells_nobody(village):
    assert tell(village, {4: 20})["n_heard"].sum() == 0


def test_tellings_are_what_was_told_up_to_the_number_of_friends():
    network = acquaintances(300, 6, 0.2, rng=generator())
    told = pd.Series(generator().integers(0, 12, 40), index=range(40))
    expected = sum(min(n, network.degree(person)) for person, n in told.items())
    assert reach_summary(tell(network, told))["tellings"] == expected


def test_everybody_who_can_be_reached_is_reached_when_all_pass_it_on():
    network = acquaintances(200, 4, 0.1, rng=generator())
    heard = tell(network, {7: 4}, retell_chance=1.0, n_retold=10)
    distance = nx.single_source_shortest_path_length(network, 7)
    assert heard["wave"].to_dict() == distance


def test_retelling_adds_what_a_branching_process_promises_where_circles_hardly_overlap():
    """R = 0.4 · 2 = 0.8 further tellings each; less, for some ears have heard it (and no more)."""
    network = acquaintances(20_000, 20, 1.0, rng=generator())
    found = reach_summary(tell(network, dict.fromkeys(range(20), 5), retell_chance=0.4, n_retold=2))
    assert 250 < found["tellings"] < 100 / (1 - 0.8)


def test_neighbours_tell_each_other_what_strangers_would_have_heard():
    street = acquaintances(1_000, 20, 0, rng=generator())
    near = reach_summary(tell(street, dict.fromkeys(range(40), 10)))
    far = reach_summary(tell(street, dict.fromkeys(range(0, 1_000, 25), 10)))
    assert near["tellings"] == far["tellings"] == 400
    assert near["reached"] <= 20 < 0.1 * far["reached"]
    assert near["among_tellers"] > 300 > 0 == far["among_tellers"]


def test_curve_of_reach_is_the_summary_at_each_size():
    network = acquaintances(300, 10, 0.1, rng=generator())
    told = pd.Series(4, index=range(0, 300, 10))
    curve = reach_curve(network, told, [0, 30], rng=generator())
    assert curve.to_dict() == {0: 0, 30: reach_summary(tell(network, told))["reached"]}


def test_curve_refuses_more_tellers_than_there_are(village):
    with pytest.raises(ValueError, match="`sizes` must not exceed the 1 tellers; got 2"):
        reach_curve(village, pd.Series({0: 3}), [1, 2], rng=generator())
    with pytest.raises(ValueError, match="`sizes` must have only whole numbers"):
        reach_curve(village, pd.Series({0: 3}), [0.5], rng=generator())


def test_news_that_nobody_spreads_reaches_nobody(village):
    found = reach_summary(tell(village, {0: 0}))
    assert found["tellings"] == found["among_tellers"] == found["reached"] == 0


def test_four_kinds_of_hearers_make_up_everybody(village):
    good, bad = tell(village, {0: 3}), tell(village, {1: 3})
    parts = news_balance(good, bad)
    assert parts.to_dict() == {"good only": 1, "bad only": 1, "both": 2, "neither": 1}
    assert news_balance(bad, good.assign(n_heard=0))["good only"] == 3


def test_inputs_stay_as_they_were(village):
    told = pd.Series({0: 3})
    spread_news(village, told, rng=generator())
    assert told.to_dict() == {0: 3}
    assert village.number_of_edges() == 6


def test_networks_that_cannot_be_are_refused():
    with pytest.raises(ValueError, match="`n_friends` must be even, half on either side; got 3"):
        acquaintances(10, 3, 0, rng=generator())
    with pytest.raises(ValueError, match="`n_people` must be at least 5; got 4"):
        acquaintances(4, 4, 0, rng=generator())
    with pytest.raises(ValueError, match="`n_friends` must make at most 2,000,000 ties; got 5,000"):
        acquaintances(100_000, 100, 0, rng=generator())


def test_tellers_who_are_not_there_are_refused(village):
    with pytest.raises(ValueError, match="each once; got 1 unknown and 0 named again"):
        tell(village, {9: 1})
    with pytest.raises(ValueError, match="each once; got 0 unknown and 1 named again"):
        spread_news(village, pd.Series([1, 2], index=[0, 0]), rng=generator())
    with pytest.raises(TypeError, match="`network` must be a networkx graph; got list"):
        tell([1, 2], {0: 1})
    village.add_node("Ann")
    with pytest.raises(TypeError, match="`network` must name people by only text or only numbers"):
        tell(village, {0: 1})


def test_news_of_other_people_is_refused(village):
    good = tell(village, {0: 2})
    with pytest.raises(ValueError, match="`bad` must have the 5 rows of `good`; got 3"):
        news_balance(good, good.head(3))
    with pytest.raises(ValueError, match="`bad` must have the index of `good`; got another"):
        news_balance(good, good.iloc[::-1])


def test_counts_written_as_text_are_refused_and_other_numbers_mean_the_same(village):
    heard = tell(village, {0: 2})
    with pytest.raises(TypeError, match="`heard` must have numbers in `n_heard`; got str"):
        reach_summary(heard.astype({"n_heard": "str"}))
    with pytest.raises(ValueError, match="`heard` must have whole numbers in `wave`"):
        reach_summary(heard.assign(wave=0.5))
    for dtype in ("uint8", "Int64", "float64", "int64[pyarrow]"):
        narrow = heard.astype({"n_heard": dtype})
        assert reach_summary(narrow).equals(reach_summary(heard))
