"""Every page of the website in a browser: quiet, light, sound, without barriers."""

import gzip
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import expect

from crmlib import course_root
from tools.site.checks import problems

pytestmark = pytest.mark.browser

CHAPTERS = sorted(path.stem for path in (course_root() / "notebooks").glob("*.ipynb"))
PHONE, DESK = (390, 844), (1280, 800)
AT_ONCE = 4  # windows that wait side by side until their pages are quiet
# One page of each kind; a chapter with sliders, formulas, claims and a quiz.
KINDS = [
    "index",
    "08_case_walmart",
    "ledger",
    "glossary",
    "bibliography",
    "syllabus",
    "systems",
    "teach",
    "guide/index",
    "guide/08_case_walmart",
    "how_it_was_run",
    "api",
    "api/crmlib.value",
    "search",
    "class",
    "it_does_not_work",
    "changelog",
    "404",
]
EVERY_KIND = sorted({*KINDS, *CHAPTERS})
FOUND = "search.html?q=lift"
PLAIN, WITH_FORMULAS, PER_CHAPTER = 1.0e6, 1.8e6, 3.6e6  # bytes; of the whole site the last
BEYOND = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# The barriers in a page, in our content or in the theme's frame: which rule, and what breaks it.
AXE = """async () => {
  const found = await axe.run({resultTypes: ["violations"]});
  return found.violations.flatMap((v) => v.nodes.map((n) => [v.id, n.html]));
}"""


def ours(folder: Path) -> list[Path]:
    """Return the pages that are no slides."""
    return [path for path in sorted(folder.rglob("*.html")) if "slides" not in path.parts]


@cache
def packed(path: Path) -> int:
    """Return the bytes of a file compressed by gzip."""
    return len(gzip.compress(path.read_bytes()))


def weight(asked: list[str], folder: Path) -> int:
    """Return the bytes of the files asked for, each compressed by gzip."""
    files = {
        folder / unquote(urlsplit(url).path).lstrip("/") for url in asked if "data:" not in url
    }
    return sum(map(packed, files))


def spoiled(built: Path, folder: Path, change: tuple[str, str]) -> Path:
    """Copy the start page with one change; return the copy."""
    for part in ("_static", "_images"):
        shutil.copytree(built / part, folder / part)
    text = (built / "index.html").read_text(encoding="utf-8")
    assert change[0] in text
    page = folder / "index.html"
    page.write_text(text.replace(*change), encoding="utf-8")
    return page


def visits(visit: Callable, urls: list[str], **look: object) -> Iterator[SimpleNamespace]:
    """Show each page, wait until it asks for nothing more, and say what was seen."""
    for start in range(0, len(urls), AT_ONCE):
        some = enumerate(urls[start : start + AT_ONCE])
        windows = [visit(url, "commit", number=number, **look) for number, url in some]
        for url, window in zip(urls[start:], windows, strict=False):
            window.page.wait_for_load_state("networkidle")
            beyond = window.page.evaluate(BEYOND)
            has_formulas = window.page.locator("span.math, div.math").count() > 0
            yield SimpleNamespace(
                url=url, seen=window.seen, beyond=beyond, has_formulas=has_formulas
            )


@pytest.fixture(scope="module", params=["desk", "phone"])
def tour(request, built, address, visit) -> list[SimpleNamespace]:
    """What was seen of all pages on a phone, of chapters and one page of each kind at a desk."""
    if request.param == "desk":
        urls = [f"{address}/{name}.html" for name in EVERY_KIND]
        return list(visits(visit, urls, size=DESK))
    urls = [f"{address}/{path.relative_to(built).as_posix()}" for path in ours(built)]
    return list(visits(visit, urls, size=PHONE))


def test_every_page_is_there(built):
    assert [name for name in EVERY_KIND if not (built / f"{name}.html").exists()] == []


def test_no_link_is_broken_and_no_picture_is_silent(built):
    assert problems(built, ours(built)) == []


def test_every_page_loads_without_an_error_and_fits_its_window(tour):
    wrong = [(stop.url, stop.beyond, stop.seen.errors) for stop in tour]
    assert [found for found in wrong if found[1:] != (0, [])] == []


def test_no_page_asks_another_host(tour, address):
    assert [url for stop in tour for url in stop.seen.outside(address)] == []


def test_only_pages_with_formulas_load_mathjax_and_none_the_search_index(tour):
    for stop in tour:
        assert any("mathjax" in url for url in stop.seen.asked) == stop.has_formulas, stop.url
        loads_index = any("searchindex" in url for url in stop.seen.asked)
        assert loads_index == stop.url.endswith("/search.html"), stop.url


def test_every_page_is_light(tour, built):
    heavy = {stop.url: weight(stop.seen.asked, built) for stop in tour}
    bounds = {stop.url: WITH_FORMULAS if stop.has_formulas else PLAIN for stop in tour}
    assert {url: size for url, size in heavy.items() if size > bounds[url]} == {}


def test_whole_site_is_small_enough(built):
    size = sum(path.stat().st_size for path in built.rglob("*") if path.is_file())
    assert size < PER_CHAPTER * len(CHAPTERS)


def test_files_name_no_place_on_this_machine(built):
    places = {str(course_root()), str(built.parent)}
    texts = [path for ending in ("html", "js") for path in built.rglob(f"*.{ending}")]
    found = [path.name for path in texts if any(p in path.read_text("utf-8") for p in places)]
    assert found == []


@pytest.mark.parametrize(
    ("name", "dark"),
    [*((name, False) for name in EVERY_KIND), *((name, True) for name in KINDS)],
)
def test_nothing_bars_a_reader(name, dark, axe, address, visit):
    size = PHONE if dark else DESK
    page = visit(f"{address}/{name}.html", size=size, dark=dark).page
    page.add_script_tag(path=axe)
    assert page.evaluate(AXE) == []


def test_nothing_bars_a_reader_from_what_a_search_found(axe, address, visit):
    page = visit(f"{address}/{FOUND}").page
    expect(page.locator("#search-results p.search-summary")).to_contain_text("found")
    page.add_script_tag(path=axe)
    assert page.evaluate(AXE) == []


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
    window = visit(f"{own}/index.html", "networkidle")
    assert len(window.seen.outside(own)) == 1


def test_a_page_with_a_script_error_is_found_in_the_browser(built, serve, visit, tmp_path):
    spoiled(built, tmp_path, ("</body>", "<script>nothing.here()</script></body>"))
    window = visit(f"{serve(tmp_path)}/index.html")
    assert window.seen.errors == ["nothing is not defined"]


def test_a_page_with_a_barrier_is_found(built, axe, serve, visit, tmp_path):
    spoiled(built, tmp_path, ('<p class="start">', '<p style="color: #999; background: #aaa">'))
    page = visit(f"{serve(tmp_path)}/index.html").page
    page.add_script_tag(path=axe)
    assert "color-contrast" in {rule for rule, _ in page.evaluate(AXE)}


def test_a_page_too_wide_for_a_phone_is_found(built, serve, visit, tmp_path):
    spoiled(built, tmp_path, ('<p class="start">', '<p style="width: 900px">'))
    page = visit(f"{serve(tmp_path)}/index.html", size=PHONE).page
    assert page.evaluate(BEYOND) > 0
