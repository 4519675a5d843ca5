"""The website in a browser: quiet, findable, readable on a phone, in the dark and by ear."""

import gzip
import json
import re
import shutil
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import nbformat
import pytest
from playwright.sync_api import expect
from site_checks import problems

from crmlib.paths import course_root

pytestmark = pytest.mark.browser

BOOKS = sorted((course_root() / "notebooks").glob("*.ipynb"))
CHAPTERS = [path.stem for path in BOOKS]
PHONE, DESK = 390, 1280
# One page of each kind; a chapter with sliders, formulas, claims and a quiz.
KINDS = [
    "index",
    "08_case_walmart",
    "ledger",
    "glossary",
    "syllabus",
    "systems",
    "teach",
    "guide/08_case_walmart",
    "how_it_was_run",
    "api",
    "api/crmlib.value",
    "search",
]
CONTENT = "article.bd-article, .bd-search-container"
# What axe finds in the theme's own frame: the logo and the folds of the sidebar.
THEMES_OWN = {"region", "summary-name"}
PLAIN, WITH_FORMULAS, WHOLE_SITE = 1.0e6, 1.8e6, 40e6
# The barriers in a page: which rule, and whether it stands in our content or the theme's frame.
AXE = """async (content) => {
  const found = await axe.run({resultTypes: ["violations"]});
  return found.violations.flatMap((v) => v.nodes.map(
    (n) => [v.id, Boolean(document.querySelector(n.target[0]).closest(content)), n.html]));
}"""


def ours(folder: Path) -> list[Path]:
    """Return the pages that are no slides."""
    return [path for path in sorted(folder.rglob("*.html")) if "slides" not in path.parts]


def prose(book: Path) -> str:
    """Return the text of a notebook."""
    return "\n".join(c.source for c in nbformat.read(book, 4).cells if c.cell_type == "markdown")


def outside(asked: list[str], address: str) -> list[str]:
    """Return what was asked of another host."""
    return [url for url in asked if not url.startswith((address, "data:", "blob:"))]


def weight(asked: list[str], folder: Path) -> int:
    """Return the bytes of the files asked for, each compressed by gzip."""
    files = {
        folder / unquote(urlsplit(url).path).lstrip("/") for url in asked if "data:" not in url
    }
    return sum(len(gzip.compress(path.read_bytes())) for path in files)


def spoiled(built: Path, folder: Path, change: tuple[str, str]) -> Path:
    """Copy the start page with one change; return the copy."""
    for part in ("_static", "_images"):
        shutil.copytree(built / part, folder / part)
    text = (built / "index.html").read_text(encoding="utf-8")
    assert change[0] in text
    page = folder / "index.html"
    page.write_text(text.replace(*change), encoding="utf-8")
    return page


def test_every_page_is_there(built):
    assert [name for name in [*KINDS, *CHAPTERS] if not (built / f"{name}.html").exists()] == []


def test_no_link_is_broken_and_no_picture_is_silent(built):
    assert problems(built, ours(built)) == []


def test_every_page_loads_quietly_and_fits_a_phone(built, address, visit):
    seen = visit(width=PHONE)
    for path in ours(built):
        seen.page.goto(f"{address}/{path.relative_to(built)}", wait_until="networkidle")
        root = "document.documentElement"
        beyond = seen.page.evaluate(f"{root}.scrollWidth - {root}.clientWidth")
        assert (path.name, beyond, seen.errors) == (path.name, 0, [])
    assert outside(seen.asked, address) == []


@pytest.mark.parametrize("name", KINDS)
def test_page_fits_a_desk_without_errors(name, address, visit):
    seen = visit(f"{address}/{name}.html", width=DESK)
    assert seen.errors == []
    assert outside(seen.asked, address) == []


@pytest.mark.parametrize("name", [*CHAPTERS, "index", "ledger", "glossary", "api/crmlib.value"])
def test_page_is_light_and_loads_mathjax_for_formulas_only(name, built, address, visit):
    seen = visit(f"{address}/{name}.html")
    has_formulas = seen.page.locator("span.math, div.math").count() > 0
    assert any("mathjax" in url for url in seen.asked) == has_formulas
    assert not any("searchindex" in url for url in seen.asked)
    assert weight(seen.asked, built) <= (WITH_FORMULAS if has_formulas else PLAIN)


def test_whole_site_is_small_enough(built):
    assert sum(path.stat().st_size for path in built.rglob("*") if path.is_file()) < WHOLE_SITE


def test_files_name_no_place_on_this_machine(built):
    places = {str(course_root()), str(built.parent)}
    texts = [path for ending in ("html", "js") for path in built.rglob(f"*.{ending}")]
    found = [path.name for path in texts if any(p in path.read_text("utf-8") for p in places)]
    assert found == []


@pytest.mark.parametrize("query", ["客户满意", "数据挖掘", "啤酒加尿布", "lift", "retention"])
def test_search_finds_the_chapters_that_say_a_word(query, address, visit):
    wanted = {f"{book.stem}.html" for book in BOOKS if query in prose(book)}
    page = visit(f"{address}/search.html?q={quote(query)}").page
    summary = page.locator("#search-results p.search-summary")
    expect(summary).to_contain_text("found" if wanted else "did not match")
    links = page.locator("#search-results ul.search li a").all()
    found = {urlsplit(link.get_attribute("href")).path for link in links}
    assert wanted - found == set()


@pytest.mark.parametrize("query", ["客户满意", "customer satisfaction"])
def test_search_leads_to_the_term_itself(query, address, visit):
    page = visit(f"{address}/search.html?q={quote(query)}").page
    first = page.locator("#search-results ul.search li a").first
    expect(first).to_have_attribute("href", re.compile(r"^glossary\.html.*#term-"))


def test_search_puts_the_chapters_before_the_package(address, visit):
    page = visit(f"{address}/search.html?q=lift").page
    links = page.locator("#search-results ul.search li a").all()
    is_api = [link.get_attribute("href").startswith("api/") for link in links]
    assert is_api == sorted(is_api)
    assert True in is_api


def test_search_finds_nothing_for_chinese_that_no_page_has(address, visit):
    page = visit(f"{address}/search.html?q={quote('满户客意')}").page
    expect(page.locator("#search-results p.search-summary")).to_contain_text("did not match")


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


@pytest.mark.parametrize("stem", CHAPTERS)
def test_sliders_are_a_picture_and_a_note(stem, address, visit):
    cells = nbformat.read(course_root() / "notebooks" / f"{stem}.ipynb", 4).cells
    moving = [c.id for c in cells if "widget" in c.metadata.get("tags", [])]
    page = visit(f"{address}/{stem}.html").page
    for cell in moving:
        picture = page.locator(f"[id='cell-{cell}'] img")
        assert picture.evaluate("image => image.naturalWidth") > 300
    expect(page.get_by_text("The sliders move in JupyterLab")).to_have_count(len(moving))


@pytest.mark.parametrize("stem", CHAPTERS)
def test_every_exercise_has_its_solution_behind_a_fold(stem, address, visit):
    cells = nbformat.read(course_root() / "notebooks" / f"{stem}.ipynb", 4).cells
    n_exercises = sum("exercise" in cell.metadata.get("tags", []) for cell in cells)
    page = visit(f"{address}/{stem}.html").page
    folds = page.locator("details.help", has_text="One way to solve it")
    expect(folds).to_have_count(n_exercises)
    expect(page.locator("details.help[open]")).to_have_count(0)
    folds.first.locator("summary").click()
    expect(folds.first.locator("pre")).to_be_visible()


def test_every_claim_of_the_ledger_leads_to_its_card(address, visit):
    page = visit(f"{address}/ledger.html").page
    links = {
        claim.get_attribute("id"): claim.locator("a").get_attribute("href")
        for claim in page.locator("div.claim").all()
    }
    for name, href in links.items():
        page.goto(f"{address}/{href}")
        anchor = urlsplit(href).fragment
        expect(page.locator(f"[id='{anchor}'] .crm-claim")).to_contain_text(name.upper())
    assert len(links) >= 20


def test_ledger_shows_the_claims_of_one_verdict(address, visit):
    page = visit(f"{address}/ledger.html").page
    every = page.locator("div.claim").count()
    button = page.get_by_role("button", name="holds only if")
    button.click()
    expect(page.locator("div.claim:visible")).to_have_count(int(button.inner_text().split(": ")[1]))
    expect(button).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="all").click()
    expect(page.locator("div.claim:visible")).to_have_count(every)


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


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", KINDS)
def test_nothing_of_ours_bars_a_reader(name, dark, axe, address, visit):
    width = PHONE if dark else DESK
    page = visit(f"{address}/{name}.html", width=width, dark=dark).page
    page.add_script_tag(path=axe)
    found = page.evaluate(AXE, CONTENT)
    assert [(rule, node) for rule, is_ours, node in found if is_ours] == []
    assert {rule for rule, _, _ in found} <= THEMES_OWN


def test_print_shows_the_chapter_only(address, visit):
    page = visit(f"{address}/08_case_walmart.html").page
    page.emulate_media(media="print")
    for hidden in ("details.help", ".chapter-links", "#pst-primary-sidebar", "#pst-header"):
        assert page.locator(f"{hidden}:visible").count() == 0
    expect(page.get_by_role("heading", name="8 Walmart")).to_be_visible()
    expect(page.locator("article img").first).to_be_visible()


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (('alt="A figure of chapter 8', 'title="A figure of chapter 8'), "without alt text"),
        (('href="ledger.html"', 'href="leger.html"'), "broken link: leger.html"),
        (('href="#chapters"', 'href="#chapter"'), "missing place: #chapter"),
        (('src="_images/', 'src="https://example.org/'), "asks another host"),
    ],
    ids=["alt", "link", "place", "host"],
)
def test_a_spoiled_page_is_found_in_its_file(change, problem, built, tmp_path):
    page = spoiled(built, tmp_path, change)
    assert problem in "\n".join(problems(tmp_path, [page]))
    assert problem not in "\n".join(problems(built, [built / "index.html"]))


@pytest.mark.parametrize(
    "script", ["fetch('http://127.0.0.2:9/x')", "new Image().src = 'http://127.0.0.2:9/x.png'"]
)
def test_a_page_that_asks_another_host_is_found_in_the_browser(
    script, built, serve, visit, tmp_path
):
    spoiled(built, tmp_path, ("</body>", f"<script>{script}</script></body>"))
    own = serve(tmp_path)
    seen = visit(f"{own}/index.html")
    assert len(outside(seen.asked, own)) == 1


def test_a_page_with_a_script_error_is_found_in_the_browser(built, serve, visit, tmp_path):
    spoiled(built, tmp_path, ("</body>", "<script>nothing.here()</script></body>"))
    seen = visit(f"{serve(tmp_path)}/index.html")
    assert seen.errors == ["nothing is not defined"]


def test_a_page_with_a_barrier_is_found(built, axe, serve, visit, tmp_path):
    spoiled(built, tmp_path, ('<p class="start">', '<p style="color: #999; background: #aaa">'))
    page = visit(f"{serve(tmp_path)}/index.html").page
    page.add_script_tag(path=axe)
    assert ("color-contrast", True) in {
        (rule, ours) for rule, ours, _ in page.evaluate(AXE, CONTENT)
    }


def test_a_page_too_wide_for_a_phone_is_found(built, serve, visit, tmp_path):
    spoiled(built, tmp_path, ('<p class="start">', '<p style="width: 900px">'))
    page = visit(f"{serve(tmp_path)}/index.html", width=PHONE).page
    assert page.evaluate("document.documentElement.scrollWidth") > PHONE


def test_what_was_run_is_told_for_every_chapter(address, visit):
    page = visit(f"{address}/how_it_was_run.html").page
    run = json.loads((course_root() / "site" / "how_it_was_run.json").read_text("utf-8"))
    rows = page.locator("table").first.locator("tbody tr")
    expect(rows).to_have_count(len(run["chapters"]) + 1)
