"""The search: of 60 queries the wanted page stands at the top, and its excerpt is a sentence."""

import re
from urllib.parse import quote, unquote

import pytest
from playwright.sync_api import expect

from crmlib import course_root
from tools.text.course import read_course

pytestmark = pytest.mark.browser

TOP = 3
# A query, and the page that it has to find among the first; terms find the page that defines them.
WANTED = {
    "A/B test": "09_case_cosmetics",
    "RCT": "09_case_cosmetics",
    "lift": "08_case_walmart",
    "lift confidence": "07_data_mining",
    "churn": "02_lifecycle",
    "churn retention": "02_lifecycle",
    "retention rate": "02_lifecycle",
    "control groups": "02_lifecycle",
    "randomised controlled trial": "02_lifecycle",
    "Kaplan-Meier": "02_lifecycle",
    "NPS": "05_satisfaction",
    "net promoter score": "05_satisfaction",
    "complaint recovery": "05_satisfaction",
    "CLV": "03_value",
    "customer lifetime value": "03_value",
    "RFM": "03_value",
    "BG/NBD": "03_value",
    "80/20 rule": "03_value",
    "k-means": "04_segmentation",
    "regression to the mean": "04_segmentation",
    "power": "04_segmentation",
    "confidence interval": "01_concepts",
    "switching costs": "01_concepts",
    "word of mouth": "06_loyalty",
    "double jeopardy": "06_loyalty",
    "loyalty programme": "06_loyalty",
    "overfitting": "07_data_mining",
    "decision trees": "07_data_mining",
    "beer diapers": "08_case_walmart",
    "bullwhip effect": "08_case_walmart",
    "RFID shelf": "08_case_walmart",
    "uplift": "09_case_cosmetics",
    "parallel trends": "09_case_cosmetics",
    "what-if table": "10_case_coca_cola",
    "data warehouse": "11_crm_systems",
    "slowly changing dimension": "11_crm_systems",
    "pipeline": "11_crm_systems",
    "knowledge management": "12_knowledge",
    "role matrix": "12_knowledge",
    "Erlang": "13_service",
    "contact centre": "13_service",
    "waiting time": "13_service",
    "data reservoir": "14_case_mall",
    "consent": "14_case_mall",
    "right to be forgotten": "14_case_mall",
    "big data": "15_trends",
    "SaaS": "15_trends",
    "Spark": "15_trends",
    "J-curve": "16_implementation",
    "mock exam": "16_implementation",
    "customer-base audit": "17_your_customers",
    "数据仓库": "11_crm_systems",
    "知识管理": "12_knowledge",
    "呼叫中心": "13_service",
    "流失率": "02_lifecycle",
    "客户终生价值": "03_value",
    "净推荐值": "05_satisfaction",
    "口碑": "06_loyalty",
    "关联规则 置信度": "07_data_mining",
    "啤酒 尿布": "08_case_walmart",
}


@pytest.fixture(scope="module")
def find(address, visit):
    """Return a function that searches, and returns the addresses found and the first excerpt."""

    def search(query: str) -> tuple[list[str], str]:
        page = visit(f"{address}/search.html?q={quote(query)}").page
        expect(page.locator("p.search-summary")).to_contain_text("Search finished")
        items = page.locator("#search-results ul.search > li")
        expect(items.first.locator("p.context")).to_have_text(re.compile(r"\S"))
        links = items.locator("> a").evaluate_all("all => all.map((a) => a.getAttribute('href'))")
        places = [re.sub(r"\?[^#]*", "", unquote(link)) for link in links]
        return places, items.first.locator("p.context").inner_text()

    return search


def test_there_are_sixty_queries_and_every_chapter_is_wanted():
    assert len(WANTED) == 60
    assert {*WANTED.values()} == set(read_course(course_root()).stems) - {"00_start_here"}


@pytest.mark.parametrize("query", WANTED)
def test_the_wanted_page_is_among_the_first(query, find):
    found, _ = find(query)
    assert f"{WANTED[query]}.html" in [place.partition("#")[0] for place in found[:TOP]]


@pytest.mark.parametrize("query", ["churn", "NPS", "对照组", "bullwhip effect", "decision trees"])
def test_the_page_that_defines_a_term_comes_first_and_its_entry_second(query, find):
    found, _ = find(query)
    assert re.fullmatch(r"\d\d_\w+\.html#.+", found[0])
    assert found[1].startswith("glossary.html#term-")


@pytest.mark.parametrize("query", ["lift", "loyalty", "coupon campaign", "客户满意"])
def test_an_excerpt_is_a_found_sentence_and_nothing_of_the_theme(query, find):
    _, said = find(query)
    assert any(word[:6] in said.lower() for word in query.split())
    assert not re.search(r"System Settings|Copy to clipboard|\n\s*\n|  ", said)
    assert len(said) <= 250


def test_who_finds_nothing_is_led_to_the_glossary(address, visit):
    page = visit(f"{address}/search.html?q=xyzzy").page
    expect(page.locator("p.search-summary")).to_contain_text("the glossary has every term")


def test_a_page_is_listed_whole_only_if_none_of_its_places_stands_before(find):
    found, _ = find("churn")
    whole = [place for place in found if "#" not in place]
    before = {place.partition("#")[0] for place in found if "#" in place}
    assert before.isdisjoint(whole)
