"""The website by keys alone: from its start page to a chapter and its notebook, focus in sight."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser

AT_MOST = 60  # presses of Tab that a reader may need
KINDS = ["index", "00_start_here", "ledger", "glossary", "search", "it_does_not_work", "api"]
PHONE, DESK = (390, 844), (1280, 800)
STILL = "* { transition: none !important; }"
# Whether the focus shows in the window: a ring or a frame, of a fold in the sidebar on its sign.
IN_SIGHT = """element => {
  const marked = [element, element.querySelector(".toctree-toggle")].some((part) => {
    const style = part && getComputedStyle(part);
    return part && (style.boxShadow !== "none"
      || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1));
  });
  const {top, bottom, width} = element.getBoundingClientRect();
  return marked && width > 0 && bottom > 0 && top < innerHeight;
}"""
HTML = "element => element.outerHTML.slice(0, 200)"


def shown(visit: Callable, url: str, size: tuple[int, int] = DESK) -> Page:
    """Show a page whose focus is where it is at once."""
    page = visit(url, size=size).page
    page.add_style_tag(content=STILL)
    return page


def focused(page: Page) -> Locator:
    """Press Tab; return what has the focus, which must show."""
    page.keyboard.press("Tab")
    element = page.locator("*:focus")
    assert element.evaluate(IN_SIGHT), element.evaluate(HTML)
    return element


def tab_to(page: Page, text: str) -> None:
    """Press Tab until the focus is on what has a text."""
    said = []
    for _ in range(AT_MOST):
        said.append(focused(page).inner_text().strip())
        if said[-1] == text:
            return
    pytest.fail(f"{text} is not among {said}")


def skip_to_content(page: Page) -> None:
    """Follow the first link of a page, which leads over the sidebar."""
    assert focused(page).inner_text().strip() == "Skip to main content"
    page.keyboard.press("Enter")


def test_a_reader_comes_from_the_start_page_to_a_notebook_by_keys(address, visit):
    page = shown(visit, f"{address}/index.html")
    skip_to_content(page)
    tab_to(page, "Start here")
    page.keyboard.press("Enter")
    page.wait_for_url("**/00_start_here.html")
    page.add_style_tag(content=STILL)
    skip_to_content(page)
    tab_to(page, "Download the notebook")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename == "00_start_here.ipynb"


def test_a_fold_and_an_option_of_a_quiz_open_by_keys(address, visit):
    page = shown(visit, f"{address}/00_start_here.html")
    for kind in ("details.help", ".crm-quiz details"):
        fold = page.locator(kind).first
        fold.locator("summary").focus()
        assert fold.locator("summary").evaluate(IN_SIGHT)
        page.keyboard.press("Enter")
        expect(fold).to_have_attribute("open", "")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("name", KINDS)
def test_every_step_through_a_page_shows(name, size, address, visit):
    page = shown(visit, f"{address}/{name}.html", size)
    for _ in range(AT_MOST):
        page.keyboard.press("Tab")
        element = page.locator("*:focus")
        if not element.count():  # the end of the page: the next is the browser's own
            break
        assert element.evaluate(IN_SIGHT), element.evaluate(HTML)


def test_a_focus_that_does_not_show_is_found(address, visit):
    page = shown(visit, f"{address}/index.html")
    page.add_style_tag(content="a:focus { outline: none !important; box-shadow: none !important; }")
    page.keyboard.press("Tab")
    assert not page.locator("*:focus").evaluate(IN_SIGHT)
