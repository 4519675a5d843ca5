"""Tests of crmlib.datasets.toys."""

import pandas as pd

from crmlib.datasets.toys import toy_contacts, toy_kano, toy_reach, toy_receipts, toy_seats


def test_narrow_and_wide_reading_count_differently():
    contacts = toy_contacts()
    assert contacts["contact"].is_unique
    assert [contacts["takes_offer"].sum(), contacts["has_stake"].sum()] == [6, 11]
    assert contacts.loc[contacts["takes_offer"], "has_stake"].all()


def test_four_roles_belong_to_a_kind_and_two_with_a_stake_do_not():
    contacts = toy_contacts()
    kinds = contacts["role"].isin(["consumer", "seller", "employee", "government"])
    assert kinds.sum() == 9
    assert (contacts["has_stake"] & ~kinds).sum() == 2


def test_toy_receipts_give_the_counts_of_the_docstring():
    receipts = toy_receipts()
    holds = pd.crosstab(receipts["basket_id"], receipts["item"]) > 0
    assert holds.sum().to_dict() == {"beer": 2, "bread": 3, "diapers": 1, "eggs": 2, "milk": 4}
    assert (holds["milk"] & holds["bread"]).sum() == 3
    assert (holds["milk"] & holds["eggs"]).sum() == 2
    assert (holds["milk"] & holds["beer"]).sum() == 1
    assert (holds["diapers"] & holds["beer"]).sum() == 1


def test_toy_receipts_are_sorted_and_of_the_documented_types():
    receipts = toy_receipts()
    assert receipts.equals(receipts.sort_values(["basket_id", "item"], ignore_index=True))
    assert receipts.dtypes.astype(str).to_dict() == {"basket_id": "int64", "item": "str"}


def test_toy_answers_name_each_guest_once_per_feature_and_use_every_answer():
    answers = toy_kano()
    assert len(answers) == 24
    assert not answers.duplicated(["respondent_id", "feature"]).any()
    assert {*answers["functional"], *answers["dysfunctional"]} == {
        "like", "expect", "neutral", "accept", "dislike"
    }  # fmt: skip


def test_four_people_have_five_seats():
    assert len(toy_seats()) == 5
    assert toy_seats()["user"].nunique() == 4


def test_two_reach_all_and_the_one_who_reaches_most_alone_overlaps_with_both():
    circles = toy_reach()
    assert (circles.loc["Eve"] ^ circles.loc["Finn"]).all()
    assert circles.sum(axis=1).idxmax() == "Gus"
