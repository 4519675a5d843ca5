"""The decks in a browser: every slide fits, nothing is asked elsewhere, the keys do their work."""

import base64
import io
import re
import shutil
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from crmlib import course_root
from tests.tools.slides.making import chapter_on_tea, data, printed, run
from tools.slides import build as slides
from tools.slides.bounds import FLOWING, LEAST_FILL
from tools.slides.sitting_deck import sitting_slides
from tools.text.sections import CLAIM, read_chapter

pytestmark = pytest.mark.browser

CHAPTERS = [
    read_chapter(course_root() / "chapters" / f"{path.stem}.md")
    for path in slides.notebooks(course_root())
]
CHAPTER = CHAPTERS[0].stem
STEMS = [name for chapter in CHAPTERS for name in slides.deck_names(chapter)]
DECK = "10_case_coca_cola_2"  # it has a slide of every look
CANVAS, PHONE = (1280, 720), (390, 844)
LEAST_SCALE, LEAST_TYPE = 0.75, 24  # pixels; a formula or a wide table may be a little smaller
LEAST_LISTED = 16  # on a phone
SHARP = 2  # pixels of a picture for one of the slide
EVERY_LOOK = (
    *("title", "lines", "pair", "statement", "picture", "claim", "quiz", "predict"),
    *("task", "break", "case", "terms"),
)
LOOKS = ("title", "lines", "picture", "task", "claim", "quiz", "terms")  # of any deck
FORMULAS = "vendor/mathjax/tex-svg.js"

# Goes through a deck as the lecturer does, and measures each slide with all that it reveals.
WALK = """async () => {
  await deckReady;
  const seen = [];
  const beyond = (element) => {
    const box = element.getBoundingClientRect();
    const spilt = element.clientWidth ? element.scrollWidth - element.clientWidth - 1 : 0;
    return Math.max(-box.left, -box.top, box.right - 1280, box.bottom - 720, spilt);
  };
  for (let steps = 0; steps < 999; steps++) {
    const slide = Reveal.getCurrentSlide();
    const shown = [...slide.querySelectorAll("h1, h2, .body, .body *")]
      .filter((element) => !element.closest("mjx-container") || element.matches("mjx-container"));
    document.querySelector(".reveal").classList.add("show-code");
    const behind = [...slide.querySelectorAll(".behind, .behind pre")];
    const words = shown.filter((element) => [...element.childNodes].some((n) => n.data?.trim()));
    seen.push({
      title: slide.querySelector("h1, h2").textContent,
      look: slide.className.split(" ")[0],
      fill: (slide.querySelector(".body").getBoundingClientRect().bottom - 24) / 652,
      over: Math.max(...[...shown, ...behind].map(beyond)),
      scale: Number(slide.querySelector(".body").dataset.fit),
      type: Math.min(...words.filter((e) => !e.closest("sub, sup"))
        .map((e) => parseFloat(getComputedStyle(e).fontSize) * (e.currentCSSZoom ?? 1))),
      alt: [...slide.querySelectorAll("img")].every((image) => image.alt.length > 10),
      sharp: Math.min(9, ...[...slide.querySelectorAll("img")]
        .map((image) => image.naturalWidth / image.getBoundingClientRect().width)),
    });
    document.querySelector(".reveal").classList.remove("show-code");
    const before = JSON.stringify(Reveal.getState());
    Reveal.next();
    if (JSON.stringify(Reveal.getState()) === before) break;
  }
  return {seen, total: Reveal.getTotalSlides(), isLast: Reveal.isLastSlide()};
}"""


def walk(visit: Callable, url: str) -> SimpleNamespace:
    """Step a deck to its end; return its slides, what it asked for and what it complained of."""
    window = visit(url, size=CANVAS)
    found = window.page.evaluate(WALK)
    return SimpleNamespace(seen=window.seen, slides=found.pop("seen"), **found)


def cut_off(deck: SimpleNamespace) -> list[str]:
    """Return the titles of the slides that something sticks out of."""
    return [slide["title"] for slide in deck.slides if slide["over"] > 1]


def shrunk(deck: SimpleNamespace) -> list[str]:
    """Return the titles of the slides that had to be made too small."""
    return [slide["title"] for slide in deck.slides if not slide["scale"] >= LEAST_SCALE]


@pytest.fixture(scope="module")
def address(decks, serve) -> str:
    """The address of the slides; the rest of the website may not stand yet."""
    return serve(decks)


@pytest.fixture(scope="module", params=STEMS)
def deck(request, visit, address) -> SimpleNamespace:
    """A deck, stepped from the first to the last slide."""
    return walk(visit, f"{address}/slides/{request.param}.html")


def too_small(deck: SimpleNamespace) -> dict[str, float]:
    """Return the slides whose smallest type can't be read from the last row."""
    return {s["title"]: s["type"] for s in deck.slides if s["type"] < LEAST_TYPE - 0.5}


def sparse(deck: SimpleNamespace) -> dict[str, float]:
    """Return the slides of written lines, figures and claims that are all but empty."""
    flowing = [slide for slide in deck.slides if slide["look"] in FLOWING]
    return {s["title"]: s["fill"] for s in flowing if s["fill"] < LEAST_FILL}


def blurred(deck: SimpleNamespace) -> dict[str, float]:
    """Return the slides whose picture has too few pixels for a screen of two per CSS pixel."""
    return {s["title"]: s["sharp"] for s in deck.slides if s["sharp"] < SHARP}


@pytest.fixture
def spoil(decks, visit, serve, tmp_path) -> Callable[..., SimpleNamespace]:
    """Return a function that walks the shortest deck with one thing replaced in its page."""

    def walk_spoilt(old: str, new: str) -> SimpleNamespace:
        copy = tmp_path / "slides"
        shutil.copytree(decks / "slides" / "vendor", copy / "vendor")
        path = copy / f"{STEMS[0]}.html"
        page = (decks / "slides" / path.name).read_text(encoding="utf-8")
        assert old in page
        path.write_text(page.replace(old, new, 1), encoding="utf-8")
        return walk(visit, f"{serve(tmp_path)}/slides/{path.name}")

    return walk_spoilt


QUESTION = (
    '<div class="crm-quiz"><p><strong>1.</strong> <em>Vote, discuss, vote again.</em><br/>Hot?</p>'
    "<details><summary>Yes.</summary><p><strong>✓ Right.</strong> So it is.</p></details></div>"
)
ROWS = "".join(f"<tr><th>day {n}</th><td>{n}</td></tr>" for n in range(12))
CARD = {"id": "NUM-01", "claim": "Most tea is hot.", "origin": "slide 1", "verdict": "holds"}
CARD |= {"found": "9 of 10 pots", "scope": "our street", "why": ""}
LONG = "A line of one hundred and forty characters has two rows on a slide. "
EXERCISE = """n = ...
### BEGIN SOLUTION
n = 3
### END SOLUTION
check("tea-1", n)"""
SAMPLE = f"""
> **Predict before you run.** How many of ten pots are hot?

<!-- slide: Tea is a leaf that has been brewed for four thousand years. -->

### Pots and cups
{run("pots()")}{run("cups()")}
<!-- slide: {LONG * 2} -->
<!-- slide: Three of `pots` are hot. -->
{run('quiz("tea", sitting=1, at="vote")')}
<!-- slide: First line. -->
<!-- slide: Second line. -->

$$h = \\frac{{c}}{{p}}$$

where $h$ is the share of hot cups $c$ among all pots $p$.

**Exercise 2.1 (alone, 4 minutes).** How many pots are hot?
{run(EXERCISE, "tea-1")}
<!-- slide: One. -->
<!-- slide: The other. -->

> **A safe stop.** You have counted pots. Save the notebook.

### A picture
{run("plot()")}
<!-- slide: Hot pots are more than cold ones. -->
{run('claim_check("NUM-01")')}
### Rest

**Terms learned:** pot (壶), cup (杯).

## Case discussion

**Why tea?** Say what else.

<details>
<summary>Points of a good answer</summary>

- Heat.

</details>
"""


@pytest.fixture(scope="module")
def sample_url(axe, serve, tmp_path_factory) -> str:
    """The address of a deck with a slide of every look."""
    picture = io.BytesIO()
    Image.new("RGB", (2400, 1280), "white").save(picture, "png")
    png = base64.b64encode(picture.getvalue()).decode()
    table = f"<table><thead><tr><th></th><th>n</th></tr></thead><tbody>{ROWS}</tbody></table>"
    card = data(plain="card") | {"data": {CLAIM: CARD}}
    shown = [data(html=table), printed("9 pots\n"), data(html=QUESTION), printed("")]
    told = chapter_on_tea(SAMPLE, *shown, data(png=png), card)
    deck = slides.Deck("02_tea_1", "2 Tea", 5, sitting_slides(told, told.sittings[0]))
    folder = tmp_path_factory.mktemp("sample")
    slides.copy_vendor(folder / "vendor")
    (folder / "02_tea_1.html").write_text(slides.deck_page(deck, {}), encoding="utf-8")
    return f"{serve(folder)}/02_tea_1.html"


@pytest.fixture(scope="module")
def sample_page(visit, sample_url) -> Page:
    """That deck before the audience."""
    page = visit(sample_url, size=CANVAS, number=2).page
    page.evaluate("deckReady")
    return page


@pytest.fixture(scope="module")
def listed(visit, sample_url) -> Page:
    """The same deck in the hand: on a phone."""
    page = visit(sample_url, size=PHONE, number=2).page
    page.evaluate("deckReady")
    return page


@pytest.fixture(scope="module")
def sample(sample_page) -> SimpleNamespace:
    """The same, stepped from the first to the last slide."""
    found = sample_page.evaluate(WALK)
    return SimpleNamespace(slides=found.pop("seen"), **found)


@pytest.fixture(scope="module")
def stage(visit, address) -> Page:
    """A deck before the audience, with formulas and all."""
    page = visit(f"{address}/slides/{DECK}.html", size=CANVAS, number=1).page
    page.evaluate("deckReady")
    return page


@pytest.fixture
def lecture(stage) -> Page:
    """The same deck at its first slide, with nothing revealed."""
    stage.evaluate("""() => {
      Reveal.toggleOverview(false);
      document.querySelector(".reveal").classList.remove("show-code");
      Reveal.slide(0, 0);
    }""")
    return stage


# Measures what a phone shows of a deck: where each slide stands, its smallest type, what it lacks.
LIST = """() => [...document.querySelectorAll(".sheet")].map((sheet) => {
  const box = sheet.getBoundingClientRect();
  const words = [...sheet.querySelectorAll("h1, h2, p, li, th, td, pre, code, b, strong, em")]
    .filter((e) => e.clientHeight && [...e.childNodes].some((n) => n.data?.trim()));
  return {
    top: box.top, bottom: box.bottom, right: box.right,
    type: Math.min(...words.map((e) => parseFloat(getComputedStyle(e).fontSize))),
    images: [...sheet.querySelectorAll("img")].map((i) => i.getBoundingClientRect().right),
    hasAnswer: sheet.querySelector(".fragment") !== null,
  };
})"""
AXE = """async () => {
  const found = await axe.run(document, {resultTypes: ["violations"]});
  return found.violations.map((violation) => violation.id);
}"""


def go_to(page, selector: str) -> None:
    """Show the first slide that holds something."""
    page.evaluate(
        """(selector) => {
          const slide = document.querySelector(selector).closest("section");
          const {h, v} = Reveal.getIndices(slide);
          Reveal.slide(h, v, -1);
        }""",
        selector,
    )


def test_a_deck_steps_to_its_end(deck):
    assert deck.isLast
    assert len({slide["title"] for slide in deck.slides}) > 0.8 * deck.total


def test_nothing_is_cut_off(deck):
    assert cut_off(deck) == []


def test_nothing_is_shrunk_below_three_quarters(deck):
    assert shrunk(deck) == []


def test_type_can_be_read_from_the_last_row(deck):
    assert too_small(deck) == {}


def test_no_slide_of_written_lines_is_all_but_empty(deck):
    assert sparse(deck) == {}


def test_every_picture_is_sharp_on_a_fine_screen(deck):
    assert blurred(deck) == {}


def test_every_picture_has_a_description(deck):
    assert all(slide["alt"] for slide in deck.slides)


def test_a_deck_has_no_complaint_and_asks_no_other_host(deck, address):
    assert deck.seen.errors == []
    assert deck.seen.outside(address) == []


def test_only_decks_with_formulas_load_mathjax(deck, decks):
    page = (decks / "slides" / deck.seen.asked[0].rsplit("/", 1)[1]).read_text(encoding="utf-8")
    assert any(url.endswith(FORMULAS) for url in deck.seen.asked) == ('class="math ' in page)


def test_a_slide_that_overflows_is_found(spoil):
    spoilt = spoil('<div class="body">', '<div class="body"><p style="height: 1200px">too tall</p>')
    assert cut_off(spoilt) == ["Start here"]


def test_a_slide_that_is_too_wide_is_found(spoil):
    spoilt = spoil('<div class="body">', '<div class="body"><pre>' + "wide " * 400 + "</pre>")
    assert cut_off(spoilt) == ["Start here"]


def test_a_slide_shrunk_too_far_is_found(spoil):
    spoilt = spoil("<body>", "<body><style>.body { zoom: .6 !important }</style>")
    assert too_small(spoilt)


def test_a_missing_description_is_found(spoil):
    spoilt = spoil('<img alt="', '<img alt="" title="')
    assert not all(slide["alt"] for slide in spoilt.slides)


def test_a_request_to_another_host_is_found(spoil):
    spoilt = spoil("</body>", '<img alt="" src="http://elsewhere.invalid/x.png"></body>')
    assert "http://elsewhere.invalid/x.png" in spoilt.seen.outside("http://127.0.0.1")


def test_an_error_of_a_script_is_found(spoil):
    assert spoil("</body>", "<script>missing();</script></body>").seen.errors


def test_a_deck_shows_everything_as_large_as_it_may(sample):
    assert cut_off(sample) == shrunk(sample) == []
    assert too_small(sample) == sparse(sample) == {}
    assert {slide["look"] for slide in sample.slides} == set(EVERY_LOOK)


def test_a_slide_that_is_all_but_empty_is_found(sample):
    short = [{**slide, "fill": 0.3} for slide in sample.slides]
    assert len(sparse(SimpleNamespace(slides=short))) >= 4


def test_a_picture_of_enough_pixels_is_shown_sharp_and_one_of_too_few_is_found(sample):
    assert blurred(sample) == {}
    few = [{**slide, "sharp": slide["sharp"] / 2} for slide in sample.slides]
    assert list(blurred(SimpleNamespace(slides=few))) == ["A picture"]


@pytest.mark.parametrize("look", EVERY_LOOK)
def test_axe_finds_no_barrier_in_a_slide_of_every_look(sample_page, axe, look):
    go_to(sample_page, f"section.{look}")
    sample_page.evaluate("Reveal.slide(...Object.values(Reveal.getIndices()).slice(0, 2), 99)")
    sample_page.add_script_tag(path=axe)
    assert sample_page.evaluate(AXE) == []


def test_the_lecturers_view_says_what_the_slide_does_not(lecture):
    go_to(lecture, ".lecturer")
    with lecture.context.expect_page() as opened:
        lecture.keyboard.press("s")
    notes = opened.value.locator(".speaker-controls-notes")
    expect(notes).to_contain_text("Lecturer,")
    opened.value.close()


def test_the_code_behind_an_output_comes_at_a_key(lecture):
    go_to(lecture, ".behind")
    code = lecture.locator(".present .present .behind")
    expect(code).to_be_hidden()
    lecture.keyboard.press("c")
    expect(code).to_be_visible()
    lecture.get_by_role("button", name="Code (C)").locator("visible=true").click()
    expect(code).to_be_hidden()


@pytest.mark.parametrize("stem", STEMS)
def test_all_code_behind_a_slide_comes_with_one_button(stem, decks):
    page = (decks / "slides" / f"{stem}.html").read_text(encoding="utf-8")
    sheets = page.split('<div class="sheet">')
    assert [sheet for sheet in sheets if sheet.count('<div class="behind">') > 1] == []


@pytest.mark.parametrize("kind", [".quiz .option .right", ".claim .verdict"])
def test_the_answer_comes_at_the_next_key(lecture, kind):
    go_to(lecture, kind)
    answer = lecture.locator(f".present .present {kind.split(' ', 1)[1]}").first
    expect(answer).to_have_css("opacity", "0")
    lecture.keyboard.press("Space")
    expect(answer).to_have_css("opacity", "1")


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_no_barrier_in_a_slide(lecture, axe, look):
    go_to(lecture, f"section.{look}")
    lecture.evaluate("Reveal.slide(...Object.values(Reveal.getIndices()).slice(0, 2), 99)")
    lecture.add_script_tag(path=axe)
    assert lecture.evaluate(AXE) == []


def test_axe_finds_no_barrier_in_the_index(visit, address, axe):
    page = visit(f"{address}/slides/index.html").page
    page.add_script_tag(path=axe)
    assert page.evaluate(AXE) == []


def test_the_overview_shows_the_deck(lecture):
    lecture.keyboard.press("o")
    expect(lecture.locator(".reveal")).to_have_class(re.compile("overview"))


def test_a_phone_shows_a_slide_across_its_width(visit, address):
    page = visit(f"{address}/slides/{DECK}.html", size=PHONE).page
    page.evaluate("deckReady")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    assert page.locator("h1").bounding_box()["width"] > 300


def test_on_a_phone_a_deck_reads_as_a_list(listed, sample):
    sheets = listed.evaluate(LIST)
    assert len(sheets) == sample.total
    assert all(b["top"] >= a["bottom"] for a, b in pairwise(sheets))
    assert all(sheet["bottom"] - sheet["top"] > 60 for sheet in sheets)
    assert listed.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    assert max(edge for sheet in sheets for edge in [*sheet["images"], sheet["right"]]) <= PHONE[0]
    assert min(sheet["type"] for sheet in sheets) >= LEAST_LISTED


def test_on_a_phone_an_answer_comes_at_a_tap(listed):
    quiz = listed.locator("section.quiz .sheet").first
    expect(quiz.locator(".why").first).to_be_hidden()
    quiz.get_by_role("button", name="Show the answer").click()
    expect(quiz.locator(".why").first).to_be_visible()
    quiz.get_by_role("button", name="Hide the answer").click()


def test_on_a_phone_the_solution_comes_at_a_tap(listed):
    task = listed.locator("section.task .sheet").first
    expect(task.locator(".behind")).to_be_hidden()
    task.locator(".code-key").click()
    expect(task.locator(".behind")).to_be_visible()
    task.locator(".code-key").click()


def test_axe_finds_no_barrier_in_the_list(listed, axe):
    listed.add_script_tag(path=axe)
    assert listed.evaluate(AXE) == []


def test_the_index_lists_every_deck_with_its_minutes(visit, address):
    page = visit(f"{address}/slides/index.html").page
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(len(STEMS))
    minutes = [int(text) for text in rows.locator("td:nth-child(2)").all_inner_texts()]
    assert sum(minutes) == int(page.locator("tfoot td").nth(1).inner_text())


def test_a_deck_on_paper_has_a_page_per_slide(deck, decks):
    stem = deck.seen.asked[0].rsplit("/", 1)[1].removesuffix(".html")
    data = (decks / "slides" / f"{stem}.pdf").read_bytes()
    assert len(re.findall(rb"/Type /Page\b", data)) == deck.total


def test_paper_knows_neither_the_clock_nor_the_machine(decks):
    for path in (decks / "slides").glob("*.pdf"):
        data = path.read_bytes()
        assert set(re.findall(rb"\(D:(\d{14})", data)) == {b"20000101000000"}
        assert b"file:" not in data
        assert str(Path.home()).encode() not in data


def test_chinese_is_printed_in_a_font_of_ours(decks):
    for page in (decks / "slides").glob("*_*.html"):
        if re.search("[\u4e00-\u9fff]", page.read_text(encoding="utf-8")):
            # Chromium embeds a font of variable weight in this form, and only such.
            assert b"/Type3" in page.with_suffix(".pdf").read_bytes(), page.name


@pytest.mark.parametrize(("new", "kept"), [("", True), ("vendor/deck.css", False)])
def test_a_pdf_is_kept_until_its_deck_or_the_look_changes(axe, tmp_path, new, kept):
    printed = [tmp_path / "slides" / f"{stem}.pdf" for stem in (STEMS[0], STEMS[-1])]
    slides.build(course_root(), tmp_path, [CHAPTER], pdf=False)
    for path in printed:
        path.write_bytes(b"")
    if new:
        (tmp_path / "slides" / new).write_text("", encoding="utf-8")
    slides.build(course_root(), tmp_path, [CHAPTER], pdf=False)
    assert [path.exists() for path in printed] == [kept, kept]


def test_decks_share_one_copy_of_everything(decks):
    names = {path.name for path in (decks / "slides").iterdir()}
    decks = {f"{stem}.{form}" for stem in STEMS for form in ("html", "pdf")}
    assert names == decks | {"index.html", "vendor"}
