"""Tests of crmlib.datasets.toys."""

from crmlib.datasets.toys import toy_contacts


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
