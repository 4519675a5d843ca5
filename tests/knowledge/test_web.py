"""The robot meets each address once, obeys, and does not find what nobody links."""

import pandas as pd
import pytest

from crmlib.datasets import load_help_site
from crmlib.knowledge import crawl


@pytest.fixture
def pages() -> pd.DataFrame:
    """A start page; /a and /b link each other; /copy says what /a says; nothing links /alone."""
    rows = [
        ("/", "start", "/a /copy /secret /gone", "allowed"),
        ("/a", "a page", "/b", "allowed"),
        ("/b", "another", "/a", "allowed"),
        ("/copy", "a page", "/deep", "allowed"),
        ("/secret", "wages", "/hidden", "forbidden"),
        ("/hidden", "behind", "/", "allowed"),
        ("/deep", "deep", None, "allowed"),
        ("/alone", "alone", "/", "allowed"),
    ]
    return pd.DataFrame(rows, columns=["address", "text", "links", "robots"])


def test_every_fault_gets_its_status(pages):
    assert crawl(pages).set_index("address")["status"].to_dict() == {
        "/": "stored",
        "/a": "stored",
        "/copy": "duplicate",
        "/secret": "forbidden",
        "/gone": "dead",
        "/b": "stored",
        "/deep": "stored",
    }


def test_depth_is_the_fewest_links_from_the_start(pages):
    met = crawl(pages).set_index("address")
    assert met["depth"].to_dict() == {
        "/": 0,
        "/a": 1,
        "/copy": 1,
        "/secret": 1,
        "/gone": 1,
        "/b": 2,
        "/deep": 2,
    }
    assert met.loc["/deep", "found_on"] == "/copy"


def test_a_loop_is_met_once(pages):
    assert crawl(pages, "/a")["address"].tolist() == ["/a", "/b"]


def test_behind_a_forbidden_page_nothing_is_found(pages):
    assert "/hidden" not in set(crawl(pages)["address"])


def test_the_help_site_has_the_five_faults_that_its_dictionary_tells():
    pages = load_help_site("pages")
    met = crawl(pages)
    assert set(pages["address"]) - set(met["address"]) == {"/answers/gift-cards"}
    rest = met[met["status"] != "stored"].set_index("address")["status"].to_dict()
    assert rest == {
        "/staff/commissions": "forbidden",
        "/answers/password": "duplicate",
        "/answers/returns": "dead",
    }
    links = pages.set_index("address")["links"]
    assert (links["/offers/today"], links["/offers/tomorrow"]) == (
        "/offers/tomorrow",
        "/offers/today",
    )


def test_refusals(pages):
    with pytest.raises(ValueError, match=r"`start` must be an address of `pages`; got '/x'"):
        crawl(pages, "/x")
    with pytest.raises(ValueError, match="`pages` must have each address once; got '/a'"):
        crawl(pd.concat([pages, pages.iloc[[1]]]))


def test_a_ban_in_other_letters_is_refused_and_not_overlooked(pages):
    with pytest.raises(ValueError, match="`pages` must have only 'allowed', 'forbidden'"):
        crawl(pages.assign(robots="Forbidden"))
