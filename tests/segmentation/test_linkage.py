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
    recognition_table,
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


def test_an_id_that_stands_twice_is_refused(contacts, pairs, four):
    twice = pd.concat([four, four.head(1)])
    none = pairs.head(0)
    for call in (lambda: linked_ids(twice, none, 0.5), lambda: rule_ids(twice, ["email"])):
        with pytest.raises(ValueError, match="different `contact_id` in every row; got 1 repeats"):
            call()
    with pytest.raises(ValueError, match="different `contact_id` in every row"):
        contact_pairs(contacts.assign(contact_id=1))


def test_model_minds_neither_the_order_nor_the_clothes_of_its_rows(contacts, pairs):
    turned = contacts.sample(frac=1, random_state=4)
    assert_frame_equal(contact_pairs(turned), pairs)
    named = contacts.assign(contact_id=contacts["contact_id"].map("{:04d}".format))
    for kind in ("category", "string[pyarrow]"):
        found = contact_pairs(named.astype({"contact_id": kind, "email": kind}))
        assert found["contact_a"].astype(int).equals(pairs["contact_a"])
        assert found["probability"].equals(pairs["probability"])


BLANK = ["", "  ", "n/a", "N/A", "None", "UNKNOWN", "-", "不详"]


def test_blank_text_is_missing_and_never_agreement(contacts, pairs, person):
    words = pd.Series(np.resize(BLANK, len(contacts)), contacts.index)
    typed = contacts.assign(
        email=contacts["email"].fillna(words), phone=contacts["phone"].fillna(words)
    )
    assert_frame_equal(contact_pairs(typed), pairs)
    rules = [["email"], ["phone"], ["email", "phone"]]
    for rule in rules:
        assert rule_ids(typed, rule).equals(rule_ids(contacts, rule))


def test_an_address_that_many_share_names_nobody(contacts, pairs):
    few = contacts["contact_id"] % 3 > 0
    typed = contacts.assign(email=contacts["email"].where(few, "info@x.example"))
    message = "no `email` that more than 5% of the rows share; got 'info@x.example' in 795 of"
    for call in (lambda: contact_pairs(typed), lambda: rule_ids(typed, ["email"])):
        with pytest.raises(ValueError, match=message):
            call()
    mended = typed.replace({"email": {"info@x.example": None}})
    assert_frame_equal(
        contact_pairs(mended), contact_pairs(contacts.assign(email=contacts["email"].where(few)))
    )


def test_a_small_table_may_share_an_address(four):
    assert rule_ids(four.assign(email="a@x"), ["email"]).tolist() == [0, 0, 0, 0]


@pytest.mark.parametrize("n_rows", [1, 2])
def test_model_refuses_what_it_cannot_learn_from(contacts, n_rows):
    with pytest.raises(
        ValueError, match="`contacts` must have rows to learn from, some that share"
    ):
        contact_pairs(contacts.head(n_rows))


@pytest.mark.parametrize(
    ("column", "blank"), [("email", None), ("email", "n/a"), ("last_name", ""), ("company", " ")]
)
def test_model_refuses_contacts_that_left_a_column_blank(contacts, column, blank):
    with pytest.raises(
        ValueError, match="`contacts` must have rows to learn from, some that share"
    ):
        contact_pairs(contacts.assign(**{column: blank}))


def test_links_chain_up(four):
    chain = pd.DataFrame({"contact_a": [3, 1], "contact_b": [1, 2], "probability": [0.9, 0.6]})
    assert linked_ids(four, chain, 0.6).tolist() == [0, 1, 1, 1]
    assert linked_ids(four, chain, 0.7).tolist() == [0, 1, 2, 1]


def test_without_pairs_everybody_stands_alone(four):
    none = pd.DataFrame({"contact_a": [], "contact_b": [], "probability": []})
    assert linked_ids(four, none, 0).tolist() == [0, 1, 2, 3]


def test_identities_refuse_strangers_and_probabilities_that_are_none(four):
    pairs = pd.DataFrame({"contact_a": [0], "contact_b": [9], "probability": [0.1]})
    with pytest.raises(ValueError, match="`contacts` must hold every name of `contact_b`; got 1"):
        linked_ids(four, pairs, 0.5)
    for odd in (np.nan, 1.1):
        with pytest.raises(ValueError, match=r"`pairs` must have .* `probability`"):
            linked_ids(four, pairs.assign(contact_b=1, probability=odd), 0.5)


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


def test_quality_refuses_strangers_and_repeats():
    with pytest.raises(ValueError, match="`truth` must have the names of `found`"):
        link_quality(pd.Series([1]), pd.Series([1], [5]))
    with pytest.raises(ValueError, match="`truth` must name each row once"):
        link_quality(pd.Series([1, 2]), pd.Series([1, 2], [0, 0]))


def test_recognition_table_has_a_row_for_each_rule_and_limit(contacts, pairs, person):
    table = recognition_table(contacts, [0.5])
    assert table.index.tolist() == ["same e-mail", "same telephone", "same name", "model, 0.5"]
    quality = link_quality(linked_ids(contacts, pairs, 0.5), person)
    assert table.loc["model, 0.5", ["precision", "recall"]].tolist() == pytest.approx(
        [quality["precision"], quality["recall"]]
    )
    same = link_quality(rule_ids(contacts, ["email"]), person)
    assert table.loc["same e-mail", ["links_found", "right"]].tolist() == [
        same["n_found"],
        same["n_right"],
    ]
