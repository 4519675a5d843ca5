"""The help site is read as described, and its judgements name what is there."""

import pandas as pd
import pytest

from crmlib.datasets import help_site
from crmlib.datasets.help_site import TABLES, load_help_site


@pytest.mark.parametrize("name", TABLES)
def test_a_table_cannot_be_spoilt_by_whoever_had_it_before(name):
    before, mine = load_help_site(name), load_help_site(name)
    mine.iloc[0, 0] = before.iloc[1, 0] + "!"
    pd.testing.assert_frame_equal(load_help_site(name), before)


def test_addresses_and_questions_are_named_once():
    assert load_help_site("pages")["address"].is_unique
    assert load_help_site("questions")["question_id"].is_unique
    assert not load_help_site("judgements").duplicated(["question_id", "address"]).any()


def test_judgements_name_checked_pages_and_questions_that_are_there():
    pages, judged = load_help_site("pages"), load_help_site("judgements")
    checked = pages.loc[pages["state"] == "checked", "address"]
    assert judged["address"].isin(checked).all()
    assert set(judged["question_id"]) == set(load_help_site("questions")["question_id"])
    best = judged.groupby("question_id")["grade"].max()
    assert (best == 2).all()  # every question has a page that answers it


def test_no_question_is_a_wording_of_the_service_robot():
    from crmlib.datasets import load_faq_wordings

    asked = load_help_site("questions")["question"]
    assert not asked.isin(load_faq_wordings()["wording"]).any()


def test_an_unknown_table_is_refused():
    with pytest.raises(ValueError, match=r"`name` must be one of 'pages', .*; got 'links'"):
        load_help_site("links")


def test_a_missing_file_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr(help_site, "course_root", lambda: tmp_path)
    help_site._read_help.cache_clear()
    with pytest.raises(FileNotFoundError, match=r"`help_pages\.csv` must lie in .*; got no such"):
        load_help_site("pages")
