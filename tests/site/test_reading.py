"""The website as readers use it: search, chapters, ledger, glossary, dark mode, paper."""

import json
import re
from itertools import groupby
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote, urlsplit

import nbformat
import pytest
from playwright.sync_api import expect

from crmlib import course_root

pytestmark = pytest.mark.browser

BOOKS = sorted((course_root() / "notebooks").glob("*.ipynb"))
CHAPTERS = [path.stem for path in BOOKS]
PAPER = (718, 1047)  # pixels between the margins of a sheet of A4
# Pictures that are shown wider or higher than they are, by more than a pixel's rounding.
STRETCHED = """[...document.querySelectorAll("article img")]
  .map((e) => [e.width * e.naturalHeight / e.naturalWidth - e.height, e.alt])
  .filter(([by]) => Math.abs(by) > 1)"""
# What sticks out of the sheet, or out of a frame that would scroll on a screen.
CUT_OFF = """[...document.querySelectorAll("article *")]
  .filter((e) => (e.matches("table, img") && e.getBoundingClientRect().right > innerWidth)
    || (e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX === "auto"))
  .map((e) => e.textContent.slice(0, 60))"""

NOT_TEXT = re.compile(r"<(pre|script|style)\b.*?</\1>|<[^>]+>", re.S)
MARKUP = re.compile(r"^: |\]\(|^#{1,6} |```|\{\w+\}`|^\|.*\|$", re.M)


@pytest.fixture(scope="module", params=CHAPTERS)
def chapter(request, address, visit) -> SimpleNamespace:
    """A chapter's page in a window of its own, and the cells of its notebook."""
    book = course_root() / "notebooks" / f"{request.param}.ipynb"
    window = visit(f"{address}/{request.param}.html", number=1)
    return SimpleNamespace(page=window.page, cells=nbformat.read(book, 4).cells)


def prose(book: Path) -> str:
    """Return the text of a notebook."""
    return "\n".join(c.source for c in nbformat.read(book, 4).cells if c.cell_type == "markdown")


@pytest.mark.parametrize("query", ["客户满意", "数据挖掘", "啤酒加尿布", "lift", "retention"])
def test_search_finds_the_chapters_that_say_a_word(query, address, visit):
    word = re.compile(rf"\b{query}\b" if query.isascii() else query)  # not *uplift*
    wanted = {f"{book.stem}.html" for book in BOOKS if word.search(prose(book))}
    page = visit(f"{address}/search.html?q={quote(query)}").page
    summary = page.locator("#search-results p.search-summary")
    expect(summary).to_contain_text("found" if wanted else "No page matches")
    links = page.locator("#search-results ul.search li a").all()
    found = {urlsplit(link.get_attribute("href")).path for link in links}
    assert wanted - found == set()


@pytest.mark.parametrize("query", ["客户满意", "客戶滿意", "customer satisfaction"])
def test_search_leads_to_the_definition_and_to_the_term_itself(query, address, visit):
    page = visit(f"{address}/search.html?q={quote(query)}").page
    links = page.locator("#search-results ul.search li a")
    expect(links.nth(0)).to_have_attribute("href", re.compile(r"^05_satisfaction\.html.*#"))
    expect(links.nth(1)).to_have_attribute("href", re.compile(r"^glossary\.html.*#term-"))


def test_search_puts_the_chapters_before_the_package(address, visit):
    page = visit(f"{address}/search.html?q=lift").page
    expect(page.locator("#search-results p.search-summary")).to_contain_text("found")
    links = page.locator("#search-results ul.search li a").all()
    is_api = [link.get_attribute("href").startswith("api/") for link in links]
    assert is_api == sorted(is_api)
    assert True in is_api


def test_search_finds_nothing_for_chinese_that_no_page_has(address, visit):
    page = visit(f"{address}/search.html?q={quote('满户客意')}").page
    expect(page.locator("#search-results p.search-summary")).to_contain_text("No page matches")


def test_a_chapter_is_two_clicks_away(address, visit):
    page = visit(f"{address}/index.html").page
    page.get_by_role("link", name="or choose a chapter").click()
    page.get_by_role("link", name="8 Walmart").last.click()
    expect(page.locator("article h1")).to_contain_text("8 Walmart")


def test_quiz_answers_when_an_option_is_opened(address, visit):
    page = visit(f"{address}/08_case_walmart.html").page
    option = page.locator(".crm-quiz details").first
    expect(option.locator("p")).not_to_be_visible()
    option.locator("summary").click()
    expect(option.locator("p")).to_be_visible()
    expect(option.locator("p strong")).to_have_text(re.compile("Right|Not this one"))


def test_sliders_are_a_picture_and_a_note(chapter):
    moving = [c.id for c in chapter.cells if "widget" in c.metadata.get("tags", [])]
    for cell in moving:
        picture = chapter.page.locator(f"[id='cell-{cell}'] img")
        assert picture.evaluate("image => image.naturalWidth") > 300
    expect(chapter.page.get_by_text("The sliders move in JupyterLab")).to_have_count(len(moving))


def test_every_exercise_has_its_solution_behind_a_fold(chapter):
    n_exercises = sum("exercise" in cell.metadata.get("tags", []) for cell in chapter.cells)
    folds = chapter.page.locator("details.help", has_text="One way to solve Exercise")
    expect(folds).to_have_count(n_exercises)
    expect(chapter.page.locator("details.help[open]")).to_have_count(0)
    folds.first.locator("summary").click()
    expect(folds.first.locator("pre")).to_be_visible()


@pytest.mark.parametrize("stem", CHAPTERS)
def test_paper_shows_the_chapter_only_and_cuts_nothing_off(stem, address, visit):
    page = visit(f"{address}/{stem}.html", size=PAPER).page
    page.emulate_media(media="print")
    for hidden in ("details.help", ".chapter-links", "#pst-primary-sidebar", "#pst-header"):
        assert page.locator(f"{hidden}:visible").count() == 0
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("article img").first).to_be_visible()
    assert page.evaluate(CUT_OFF) == []


def test_a_formula_that_paper_would_cut_off_is_found(address, visit):
    page = visit(f"{address}/03_value.html", size=PAPER).page
    page.emulate_media(media="print")
    page.add_style_tag(content="mjx-container > svg { min-width: 1000px !important }")
    assert page.evaluate(CUT_OFF) != []


def test_every_claim_of_the_ledger_leads_to_its_card(address, visit):
    page = visit(f"{address}/ledger.html").page
    links: dict[str, list[str]] = {}
    for claim in page.locator("div.claim").all():
        name = claim.get_attribute("id").replace("num", "NUM")
        links.setdefault(claim.locator("a").get_attribute("href"), []).append(name)
    for chapter, hrefs in groupby(links, key=lambda href: urlsplit(href).path):
        page.goto(f"{address}/{chapter}")
        for href in hrefs:
            cards = page.locator(f"[id='{urlsplit(href).fragment}'] .crm-claim")
            for name in links[href]:
                expect(cards.filter(has_text=name)).to_have_count(1)
    assert sum(map(len, links.values())) >= 20


def test_ledger_shows_the_claims_of_one_verdict(address, visit):
    page = visit(f"{address}/ledger.html").page
    every = page.locator("div.claim").count()
    button = page.get_by_role("button", name="holds only if")
    button.click()
    expect(page.locator("div.claim:visible")).to_have_count(int(button.inner_text().split(": ")[1]))
    expect(button).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="all").click()
    expect(page.locator("div.claim:visible")).to_have_count(every)


def test_ledger_filters_by_keyboard(address, visit):
    page = visit(f"{address}/ledger.html").page
    page.get_by_role("button", name="all").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    kinds = page.locator("div.claim:visible").evaluate_all("all => all.map((e) => e.className)")
    assert kinds
    assert all("holds" in kind.split() for kind in kinds)
    expect(page.locator(".filter button:focus")).to_have_attribute("aria-pressed", "true")


def test_every_system_leads_to_a_cell(address, visit):
    page = visit(f"{address}/systems.html").page
    rows = page.locator("article tbody tr").all()
    for row in rows:
        assert "#" in row.locator("td").last.locator("a").first.get_attribute("href")
    assert len(rows) >= 12


def test_glossary_names_the_language_of_its_chinese(address, visit):
    page = visit(f"{address}/glossary.html#term-customer-satisfaction").page
    assert "客户满意" in page.locator("dl.glossary [lang='zh']").all_inner_texts()
    expect(page.locator("#term-customer-satisfaction")).to_be_in_viewport()


@pytest.mark.parametrize("name", ["index", "08_case_walmart", "ledger"])
def test_dark_mode_is_dark_and_keeps_figures_on_white(name, address, visit):
    page = visit(f"{address}/{name}.html", dark=True).page
    colour = "node => getComputedStyle(node).backgroundColor"
    assert max(map(int, re.findall(r"\d+", page.locator("body").evaluate(colour))[:3])) < 60
    for figure in page.locator("article img").all():
        assert figure.evaluate(colour) == "rgb(255, 255, 255)"


def test_what_was_run_is_told_for_every_chapter(address, visit):
    page = visit(f"{address}/how_it_was_run.html").page
    run = json.loads((course_root() / "site" / "how_it_was_run.json").read_text("utf-8"))
    rows = page.locator("table").first.locator("tbody tr")
    expect(rows).to_have_count(len(run["chapters"]) + 1)


@pytest.mark.parametrize("stem", CHAPTERS)
def test_pictures_keep_their_proportions_on_a_phone(stem, address, visit):
    page = visit(f"{address}/{stem}.html", size=(390, 844)).page
    assert page.evaluate(STRETCHED) == []


def test_no_page_shows_the_markup_of_its_source(built):
    pages = [path for path in built.rglob("*.html") if "slides" not in path.parts]
    texts = {path.name: path.read_text(encoding="utf-8") for path in pages}
    articles = {name: text.partition("<article")[2] for name, text in texts.items()}
    assert {
        name for name, text in articles.items() if MARKUP.search(NOT_TEXT.sub("", text))
    } == set()
