"""Terms tell their meaning where they stand: to the mouse, to the keyboard, to a finger."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

PHONE = (390, 844)
# The pseudo-element that shows the meaning: its text, how it stands, whether it is there.
SHOWN = """term => {
  const style = getComputedStyle(term, "::after");
  return style.content === "none" || style.display === "none" ? "" : style.position;
}"""


@pytest.fixture
def page(address, visit):
    """A chapter's page at a desk."""
    return visit(f"{address}/08_case_walmart.html").page


def test_a_term_shows_its_meaning_to_mouse_and_keyboard(page):
    term = page.locator("a.term").first
    assert term.evaluate(SHOWN) == ""
    term.hover()
    assert term.evaluate(SHOWN) == "absolute"
    page.mouse.move(0, 0)
    term.focus()
    assert term.evaluate(SHOWN) == "absolute"


def test_escape_closes_a_meaning(page):
    term = page.locator("a.term").first
    term.focus()
    page.keyboard.press("Escape")
    assert term.evaluate(SHOWN) == ""


def test_paper_shows_no_meaning(page):
    term = page.locator("a.term").first
    term.focus()
    page.emulate_media(media="print")
    assert term.evaluate(SHOWN) == ""


def test_on_a_phone_a_meaning_stands_between_the_lines_and_fits(address, visit):
    page = visit(f"{address}/08_case_walmart.html", size=PHONE).page
    term = page.locator("a.term").first
    height = "article => article.offsetHeight"
    before = page.locator("article").evaluate(height)
    term.focus()
    assert term.evaluate(SHOWN) == "static"
    assert page.locator("article").evaluate(height) > before
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_finger_sees_the_meaning_before_it_follows_the_link(address, browser):
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page = context.new_page()
    page.goto(f"{address}/08_case_walmart.html")
    term = page.locator("a.term").first
    term.tap()
    expect(term).to_be_focused()
    term.tap()
    page.wait_for_url("**/glossary.html#term-*")
    context.close()


def test_a_citation_leads_to_its_work(page, address):
    page.locator("a.cited", has_text="Robinson (1950)").first.click()
    page.wait_for_url("**/bibliography.html#robinson1950ecological")
    expect(page.locator("#robinson1950ecological")).to_be_attached()


def test_a_citation_of_a_docstring_leads_to_its_work(address, visit):
    page = visit(f"{address}/api/crmlib.value.html").page
    page.locator("a.cited", has_text="Zeithaml, V. A., Rust").click()
    page.wait_for_url("**/bibliography.html#zeithaml2001pyramid")
