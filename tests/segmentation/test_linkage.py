"""One person in three address books: links counted by hand, and against a planted truth."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from crmlib.segmentation.linkage import (
    TOUCHPOINTS,
    contact_pairs,
    link_quality,
    linked_ids,
    rule_ids,
)
from crmlib.segmentation.simulated import simulate_answers, simulate_contacts, simulate_needs
from crmlib.segmentation.tailoring import message_effects, message_trial, own_offers

IDS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=12)


def generator(seed=4):
    return np.random.default_rng(seed)


@pytest.fixture(scope="module")
def contacts():
    """A thousand people in three address books."""
    return simulate_contacts(1_000, rng=generator())


@pytest.fixture(scope="module")
def pairs(contacts):
    """Its pairs, scored."""
    return contact_pairs(contacts)


@pytest.fixture(scope="module")
def person(contacts):
    """The truth."""
    return contacts.set_index("contact_id")["person_id"]


@pytest.fixture
def four():
    """Ann is 0 and 1, Bob is 2 and leaves no address, Cem shares Ann's telephone."""
    rows = [(0, "a@x", "1"), (1, "a@x", None), (2, None, None), (3, "c@x", "1")]
    return pd.DataFrame(rows, columns=["contact_id", "email", "phone"])


def test_exe_07_recognition_across_touchpoints_and_the_uplift_of_tailoring():
    """EXE-07: identify, differentiate, interact, customise; then a trial with a control arm."""
    contacts = simulate_contacts(3_000, rng=generator())
    linked = linked_ids(contacts, contact_pairs(contacts), 0.95)
    person = contacts.set_index("contact_id")["person_id"]
    quality = link_quality(linked, person)
    assert min(quality["precision"], quality["recall"]) > 0.9
    needs = simulate_needs(pd.RangeIndex(3_000), rng=generator())["need"]
    said = simulate_answers(contacts, needs, rng=generator())
    prior, hand = said.value_counts(normalize=True), contacts.groupby("person_id")["contact_id"]
    own = own_offers(said, linked, hand.max(), prior=prior)
    offers = pd.DataFrame({"same": prior.idxmax(), "own": own}, index=needs.index)
    effects = message_effects(message_trial(needs, offers, rng=generator()), "same")
    assert effects.loc["own", "low"] > 0
    assert effects.loc["own", "matched"] > effects.loc["same", "matched"] + 0.2


def test_every_person_is_seen_at_least_once_and_at_most_once_per_touchpoint(contacts):
    assert contacts["person_id"].nunique() == 1_000
    assert not contacts.duplicated(["person_id", "touchpoint"]).any()
    assert set(contacts["touchpoint"]) == set(TOUCHPOINTS)


def test_model_beats_every_plain_rule_on_planted_contacts(contacts, pairs, person):
    model = link_quality(linked_ids(contacts, pairs, 0.95), person)
    assert model["precision"] > 0.9
    assert model["recall"] > 0.9
    for rule in (["email"], ["phone"], ["first_name", "last_name"]):
        plain = link_quality(rule_ids(contacts, rule), person)
        assert model["recall"] > plain["recall"] + 0.2


def test_pairs_are_sorted_different_and_scored_from_0_to_1(pairs):
    assert (pairs["contact_a"] < pairs["contact_b"]).all()
    assert not pairs.duplicated(["contact_a", "contact_b"]).any()
    assert pairs["probability"].between(0, 1).all()
    assert pairs.set_index(["contact_a", "contact_b"]).index.is_monotonic_increasing


def test_model_gives_the_same_answer_twice_and_leaves_its_input_alone(contacts, pairs):
    before = contacts.copy()
    assert_frame_equal(contact_pairs(contacts).round(9), pairs.round(9))
    assert_frame_equal(contacts, before)


def test_model_never_sees_the_truth(contacts, pairs):
    assert_frame_equal(contact_pairs(contacts.drop(columns="person_id")), pairs)


def test_lower_limit_finds_more_and_is_wrong_more_often(contacts, pairs, person):
    low, high = (link_quality(linked_ids(contacts, pairs, t), person) for t in (0.01, 0.99))
    assert low["recall"] > high["recall"]
    assert low["precision"] < high["precision"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"contact_id": 1}, "`contact_id` must differ in every row; got"),
        ({"contact_id": None}, "no missing `contact_id`"),
    ],
)
def test_model_refuses_contacts_without_a_name_of_their_own(contacts, change, message):
    with pytest.raises(ValueError, match=message):
        contact_pairs(contacts.assign(**change))


def test_model_refuses_contacts_without_a_column(contacts):
    with pytest.raises(ValueError, match="missing: 'phone'"):
        contact_pairs(contacts.drop(columns="phone"))


def test_links_chain_up(four):
    chain = pd.DataFrame({"contact_a": [3, 1], "contact_b": [1, 2], "probability": [0.9, 0.6]})
    assert linked_ids(four, chain, 0.6).tolist() == [0, 1, 1, 1]
    assert linked_ids(four, chain, 0.7).tolist() == [0, 1, 2, 1]


def test_without_pairs_everybody_stands_alone(four):
    none = pd.DataFrame({"contact_a": [], "contact_b": [], "probability": []})
    assert linked_ids(four, none, 0).tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("end", "threshold", "message"),
    [(9, 0.5, "`pairs` must name contacts of `contacts` only"), (1, 5, "`threshold` must lie")],
)
def test_identities_refuse_strangers_and_percentages(four, end, threshold, message):
    pairs = pd.DataFrame({"contact_a": [0], "contact_b": [end], "probability": [0.9]})
    with pytest.raises(ValueError, match=message):
        linked_ids(four, pairs, threshold)


def test_rule_links_what_agrees_and_leaves_gaps_alone(four):
    assert rule_ids(four, ["email"]).tolist() == [0, 0, 2, 3]
    assert rule_ids(four, ["phone"]).tolist() == [0, 1, 2, 0]
    assert rule_ids(four, ["email", "phone"]).tolist() == [0, 1, 2, 3]


def test_rule_refuses_no_column_and_an_unknown_one(four):
    with pytest.raises(ValueError, match="`columns` must name at least one column; got none"):
        rule_ids(four, [])
    with pytest.raises(ValueError, match="missing: 'fax'"):
        rule_ids(four, ["fax"])


def test_quality_is_what_the_hand_counts():
    quality = link_quality(pd.Series([1, 1, 1, 2]), pd.Series([7, 7, 8, 8]))
    assert quality == {
        "n_found": 3,
        "n_true": 2,
        "n_right": 1,
        "precision": pytest.approx(1 / 3),
        "recall": 0.5,
    }


@given(IDS)
def test_quality_counts_the_pairs_that_brute_force_counts(rows):
    table = pd.DataFrame(rows, columns=["found", "truth"])
    quality = link_quality(table["found"], table["truth"])
    pairs = list(itertools.combinations(rows, 2))
    assert quality["n_found"] == sum(a[0] == b[0] for a, b in pairs)
    assert quality["n_true"] == sum(a[1] == b[1] for a, b in pairs)
    assert quality["n_right"] == sum(a == b for a, b in pairs)


def test_nothing_found_has_no_precision():
    quality = link_quality(pd.Series([1, 2]), pd.Series([7, 7]))
    assert np.isnan(quality["precision"])
    assert quality["recall"] == 0


@pytest.mark.parametrize(
    ("found", "truth", "error", "message"),
    [
        ([1], pd.Series([1]), TypeError, "`found` must be a Series; got list"),
        (pd.Series([1.0]), pd.Series([np.nan]), ValueError, "`truth` .* got 1"),
        (pd.Series([1]), pd.Series([1], [5]), ValueError, "hold the contacts of `found`"),
    ],
)
def test_quality_refuses_gaps_and_strangers(found, truth, error, message):
    with pytest.raises(error, match=message):
        link_quality(found, truth)
