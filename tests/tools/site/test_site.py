"""The pure steps of the website: from notebooks and tables to the sources of its pages."""

import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType

import nbformat
import pytest

from crmlib import course_root
from crmlib.notebook.claims import MIME, VERDICTS
from tools.rules.form import parse_chapter
from tools.site import build as site
from tools.site import pages
from tools.site.api_pages import api_index, api_modules, api_page
from tools.site.assets import trim_icons, used_icons, without_icon_fonts
from tools.site.chapter_page import VIEW, chapter_page, readable_table
from tools.site.checks import problems
from tools.site.ledger import ORDER, ledger, verdict_kind
from tools.text.course import (
    Course,
    Place,
    first_mention,
    heading_anchor,
    places,
    read_course,
    title,
)

ROOT = course_root()
STATE = "application/vnd.jupyter.widget-state+json"
STEM = "01_lemonade"
HEADER = "---\nminutes: {read: 20, exercises: 10, discuss: 5}\n---\n"
TEXT = """
# 1 Lemonade: who comes back?

*35 minutes.*

+++ {"covers": ["CON-01"]}

## Two `stands`, one street

A customer (客户) comes back.

> **The source is silent (GAP-01).** Ours.

```{code-cell} ipython3
---
covers: [EXE-01]
---
stand = 1
```

```{code-cell} ipython3
---
covers: [EXE-01]
tags: [exercise]
---
cups = ...
```
"""
CLAIM = {
    "id": "NUM-01",
    "chapter": STEM,
    "claim": "A *star* costs $5",
    "origin": "slide 1",
    "verdict": "holds only if it rains",
    "found": "5 of 5",
    "scope": "our street",
    "why": "",
}
TABLE = (
    "<div>\n<style scoped>\n    .dataframe th { x: y }\n</style>\n"
    '<table border="1" class="dataframe">'
    "<thead><tr><th></th><th>cups</th></tr></thead>"
    "<tbody><tr><th>Ada</th><td>3</td></tr></tbody></table></div>"
)


def module(path: Path) -> ModuleType:
    """Return one of the modules that Sphinx loads from site/, which is no package."""
    spec = importlib.util.spec_from_file_location(f"course_{path.stem}", path)
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


def code(source: str, name: str, outputs: tuple = (), tags: tuple = ()) -> nbformat.NotebookNode:
    """Return a code cell with outputs."""
    cell = nbformat.v4.new_code_cell(source, id=name, outputs=list(outputs))
    cell.metadata["tags"] = list(tags)
    return cell


def shown(**data: object) -> nbformat.NotebookNode:
    """Return what a cell shows."""
    return nbformat.v4.new_output("display_data", data)


@pytest.fixture
def book() -> nbformat.NotebookNode:
    """A lemonade stand's notebook: a title, a section, a table beside sliders, one exercise."""
    sliders = nbformat.v4.new_output(
        "display_data", {VIEW: {"model_id": "1"}, "image/png": "aGk=", "text/plain": "picture"}
    )
    cells = [
        nbformat.v4.new_markdown_cell("# 1 Lemonade: who comes back?\n\n*35 minutes.*\n\nHello."),
        nbformat.v4.new_markdown_cell("## Two `stands`, one street\n\nA customer (客户)."),
        code("stand = 1", "aaaa", [shown(**{"text/html": TABLE}), sliders]),
        code("cups = ...", "lemonade-1", tags=["exercise"]),
    ]
    about = {"language_info": {"name": "python"}, "widgets": {STATE: {"state": {}}}}
    return nbformat.v4.new_notebook(cells=cells, metadata=about)


@pytest.fixture
def course(book) -> Course:
    """A course of one chapter with one item of every kind, and one claim in its solved copy."""
    solved = nbformat.from_dict(book)
    solved.cells[2] = code("stand = 1", "aaaa", [shown(**{MIME: CLAIM, "text/plain": "card"})])
    kinds = {"CON-01": "content", "EXE-01": "EXE", "GAP-01": "GAP", "NUM-01": "NUM"}
    rows = [
        {"id": item, "kind": kind, "topic": f"about {item}", "chapter": STEM}
        for item, kind in [*kinds.items(), ("GLO-01", "GLO")]
    ]
    term = {"id": "GLO-01", "english": "customer", "simplified": "客户", "traditional": "客戶"}
    term |= {"pinyin": "kèhù", "meaning": "who buys", "chapter": STEM}
    chapter = parse_chapter(STEM, HEADER + TEXT)
    return Course([chapter], {STEM: book}, {STEM: solved}, rows, [term])


@pytest.fixture
def page(book) -> nbformat.NotebookNode:
    """The stand's page, with one hint and slides."""
    hints, solved = {"lemonade-1": ("Count <cups>.",)}, {"lemonade-1": "cups = 3"}
    return chapter_page(book, hints=hints, solutions=solved, links={"Slides": "slides/x.html"})


def test_page_leaves_the_notebook_as_it_is(book):
    before = nbformat.writes(book)
    chapter_page(book, hints={"lemonade-1": ()}, solutions={"lemonade-1": ""}, links={})
    assert nbformat.writes(book) == before


def test_page_has_links_below_title_and_minutes(page):
    parts = page.cells[0].source.split("\n\n")
    assert [parts[0][:3], parts[1], parts[3]] == ["# 1", "*35 minutes.*", "Hello."]
    assert '<a href="slides/x.html">Slides</a>' in parts[2]


def test_page_shows_a_picture_in_place_of_sliders(page):
    assert set(page.cells[2].outputs[1].data) == {"image/png", "text/plain"}
    assert "sliders move in JupyterLab" in page.cells[3].source
    assert "widgets" not in page.metadata


def test_page_folds_hints_and_solution_below_the_exercise(page):
    text = page.cells[5].source
    assert text.index("Hint 1") < text.index("Count &lt;cups&gt;.")
    assert "```python\ncups = 3\n```" in text
    assert text.count("<details") == text.count("</details>") == 2


def test_cells_have_anchors_that_stay(page):
    assert [c.metadata.get("anchor") for c in page.cells if c.cell_type == "code"] == [
        "cell-aaaa",
        "lemonade-1",
    ]


def test_page_is_a_valid_notebook(page):
    nbformat.validate(page)


def test_heads_of_a_table_say_what_they_head():
    table = readable_table(TABLE)
    assert '<th scope="col">cups</th>' in table
    assert '<th scope="row">Ada</th>' in table
    assert "<td></td>" in table
    assert "<style" not in table
    assert "border=" not in table


def test_places_name_section_and_cell(course):
    found = places(course.chapters[0], course.solutions[STEM])
    section = "Two `stands`, one street"
    assert found["CON-01"] == [Place(STEM, section)]
    assert found["GAP-01"] == [Place(STEM, section)]
    assert [place.cell for place in found["EXE-01"]] == ["cell-aaaa", "lemonade-1"]
    assert found["EXE-01"][0].address == f"{STEM}.html#two-stands-one-street"


def test_a_chapter_that_was_edited_since_is_refused(course, book):
    book.cells.pop()
    with pytest.raises(ValueError, match=f"{STEM} has changed since its notebooks were built"):
        places(course.chapters[0], book)


def test_notes_are_no_place():
    text = '+++ {"tags": ["notes"], "covers": ["CON-01"]}\n\n## For the lecturer\n'
    chapter = parse_chapter(STEM, HEADER + "\n# 1 Lemonade\n\n" + text)
    title_only = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# 1 Lemonade")])
    assert places(chapter, title_only) == {}


def test_first_mention_is_the_section_that_says_it_first(book):
    assert first_mention(STEM, book, ["客户"]).section == "Two `stands`, one street"
    assert first_mention(STEM, book, ["钱"]).section == title(book)


@pytest.mark.parametrize(
    ("heading", "wanted"),
    [
        ("A world, in *which* `x` holds", "a-world-in-which-x-holds"),
        ("An 80/20 rule", "an-80-20-rule"),
    ],
)
def test_anchor_of_a_heading(heading, wanted):
    assert heading_anchor(heading) == wanted


def test_card_of_a_chapter_says_minutes_and_exercises(course):
    card = pages.chapter_cards(course)
    assert f'<a href="{STEM}.html"><strong>1 Lemonade</strong><span>Who comes back?' in card
    assert "35 minutes, 1 exercise<" in card


def test_decks_are_linked_where_they_are_built(course):
    table = pages.decks(course, {f"{STEM}.html"})
    assert f"slides/{STEM}.html" in table
    assert ".pdf" not in table


def test_ledger_shows_claims_as_they_are_and_leads_to_their_cells(course):
    text = ledger(course)
    assert "A \\*star\\* costs \\$5" in text
    assert f'href="{STEM}.html#cell-aaaa"' in text
    assert "container} claim holds-only-if\n:name: num-01" in text
    assert "holds only if: 1<" in text


@pytest.mark.parametrize("kind", VERDICTS)
def test_verdict_is_of_the_kind_that_it_begins_with(kind):
    assert verdict_kind(f"{kind} or so") == kind


def test_ledger_filters_by_every_verdict_there_is():
    assert set(ORDER) == set(VERDICTS)


def test_glossary_has_both_languages_as_terms(course):
    text = pages.glossary(course)
    assert "## C\n\n```{glossary}\ncustomer\n客户\n客戶\n    *kèhù*\n" in text
    assert f'href="{STEM}.html#two-stands-one-street"' in text


def test_glossary_makes_a_form_a_term_once(course):
    course.glossary.append(course.glossary[0] | {"english": "client", "id": "GLO-02"})
    text = pages.glossary(course)
    assert text.count("\n客户\n") == 1
    assert "    *kèhù*, 客户, 客戶\n" in text


def test_syllabus_leads_each_item_to_its_place(course):
    text = pages.syllabus(course)
    place = f'<a href="{STEM}.html#two-stands-one-street">'
    assert re.search(rf"\| CON-01 \| content \| about CON-01 \| {place}", text)
    assert re.search(rf"\| GAP-01 \| gap \| about GAP-01 \| {place}", text)
    assert 'href="ledger.html#num-01"' in text
    assert "And 1 of the terms in the [glossary](glossary.md)." in text


def test_systems_lead_to_the_first_cell_of_each_section(course):
    text = pages.systems(course)
    assert text.startswith("## 1 Lemonade\n")
    assert f'href="{STEM}.html#cell-aaaa"' in text
    assert "lemonade-1" not in text


def test_run_is_told_with_its_sum(course):
    run = {"machine": {"system": "Linux", "cores": "2 cores"}, "versions": {"numpy": "2.4.6"}}
    run["chapters"] = {STEM: {"seconds": 1.25, "mib": 1234}, "99_gone": {"seconds": 2, "mib": 1}}
    text = pages.run_table(run, course)
    assert "| 1.2 | 1,234 |" in text
    assert "| all | 3.2 | |" in text
    assert "Measured on: Linux, 2 cores." in text


def test_stored_run_is_of_the_chapters_and_versions_that_stand():
    run = json.loads((ROOT / "site" / "how_it_was_run.json").read_text(encoding="utf-8"))
    assert list(run["chapters"]) == read_course(ROOT).stems, "make bench, with --store"
    locked = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    pins = dict(re.findall(r"^([\w.-]+)==([\w.]+)", locked, flags=re.M))
    assert {name: pins[name] for name in run["versions"]} == run["versions"]


def test_api_has_the_modules_with_public_names_and_their_users(course):
    modules = api_modules(ROOT)
    assert modules["crmlib.notebook.claims"].startswith("The claims ledger")
    assert "crmlib.exercises.walmart" not in modules
    course.chapters[0].cells.append(code("from crmlib import claims, plots", "bbbb"))
    index = api_index({"crmlib.notebook.claims": "Claims.", "crmlib.value.rfm": "RFM."}, course)
    user = f'<a href="{STEM}.html">ch.&nbsp;1</a>'
    assert f"| [claims](api/crmlib.claims.md) | Claims. | {user} |" in index
    assert "| [rfm](api/crmlib.rfm.md) | RFM. |  |" in index
    assert ".. automodule:: crmlib.value.rfm\n" in api_page("crmlib.value.rfm")


def icon_script(n: int) -> str:
    """Return a script with so many icons, and one that has an alias."""
    many = "".join(f'"icon-{i}":[512,512,[],"f00","M0 {i}z"],' for i in range(n))
    return f'var a={{{many}house:[576,512,[127968,"home"],"f015","M2z"]}};run(a)'


def test_icons_that_are_shown_stay_by_name_or_alias():
    used = used_icons(['<i class="fa-solid fa-icon-7 fa-lg"></i>', "x.className='fa-home'"])
    assert trim_icons(icon_script(1200), used) == (
        'var a={"icon-7":[512,512,[],"f00","M0 7z"],house:[576,512,[127968,"home"],"f015","M2z"]}'
        ";run(a)"
    )


def test_another_icon_script_is_refused():
    with pytest.raises(ValueError, match="must hold its icons as a table; got 3 icons"):
        trim_icons(icon_script(2), set())


def test_icon_fonts_are_left_out_and_others_stay():
    font = "@font-face{font-family:%s;src:url(../vendor/%s)}"
    icons, own = font % ("Awesome", "fontawesome/webfonts/a.woff2"), font % ("Own", "own.woff2")
    assert without_icon_fonts(f"a{{}}{icons}{own}b{{}}") == f"a{{}}{own}b{{}}"


@pytest.mark.parametrize(
    ("html", "problem"),
    [
        ('<img src="a.png">', "picture without alt text: a.png"),
        ('<img src="a.png" alt=" ">', "picture without alt text: a.png"),
        ('<a href="b.html">b</a>', "broken link: b.html"),
        ('<a href="#there">b</a>', "link to a missing place: #there"),
        ('<a href="other.html#there">b</a>', "link to a missing place: other.html#there"),
        ('<a href="../../x.html">b</a>', "link leads out of the site: ../../x.html"),
        ('<script src="https://cdn.org/x.js"></script>', "asks another host: https://cdn.org/x.js"),
        ('<link rel="stylesheet" href="//cdn.org/x.css">', "asks another host: //cdn.org/x.css"),
        ('<link rel="icon" href="gone.svg">', "loads what is not there: gone.svg"),
    ],
)
def test_what_is_wrong_with_a_page_is_named(html, problem, tmp_path):
    site = tmp_path / "site"
    site.mkdir()
    (site / "other.html").write_text("<p id='here'>x</p>", encoding="utf-8")
    (site / "a.png").touch()
    (site / "page.html").write_text(html, encoding="utf-8")
    assert problems(site) == [f"page.html: {problem}"]


@pytest.mark.parametrize(
    "html",
    [
        '<a href="other.html?q=1#here">b</a><a href="https://example.org/#x">c</a>',
        '<img src="data:image/png;base64,aGk=" alt="Two lines."><a href="mailto:a@b.org">d</a>',
        '<link rel="next" href="nowhere.html"><p id="up"></p><a href="#up">e</a>',
    ],
)
def test_a_sound_page_has_no_problem(html, tmp_path):
    (tmp_path / "other.html").write_text("<p id='here'>x</p>", encoding="utf-8")
    (tmp_path / "page.html").write_text(html, encoding="utf-8")
    assert problems(tmp_path) == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("客户满意 lift", ["客", "户", "满", "意", "客户", "户满", "满意", "lift"]),
        ("RFM模型", ["RFM", "模", "型", "模型"]),
        ("意", ["意"]),
        ("top_share, 80/20", ["top_share", "80", "20"]),
    ],
)
def test_text_is_cut_into_words_and_pairs_of_signs(text, wanted):
    assert module(ROOT / "site" / "mixed_search.py").pieces(text) == wanted


def test_bars_of_a_formula_stand_for_themselves_and_examples_stay():
    conf = module(ROOT / "site" / "conf.py")
    lines = ["|x| is ``a | b``", "mean |x|", ">>> f(1)", "| 1 |", "", "|y|"]
    conf.keep_bars(None, "", "", None, None, lines)
    assert lines == ["|x| is ``a | b``", r"mean \|x\|", ">>> f(1)", "| 1 |", "", r"\|y\|"]


@pytest.mark.parametrize(
    ("urls", "wanted"),
    [
        ("", ""),
        ('[project.urls]\nRepository = "https://example.org/a/b"', "https://example.org/a/b"),
    ],
)
def test_repository_comes_from_the_project_file(urls, wanted, tmp_path):
    (tmp_path / "pyproject.toml").write_text(f'[project]\nname = "x"\n{urls}\n', encoding="utf-8")
    assert site.repository(tmp_path) == wanted


@pytest.mark.parametrize("address", ["", "https://github.com/anna/crm"])
def test_binder_buttons_stand_where_the_address_is_known(address, book, tmp_path):
    source, out = tmp_path / "source", tmp_path / "out"
    (source / "_static").mkdir(parents=True)
    nbformat.write(book, source / f"{STEM}.ipynb")
    start = f"# Start\n\n```{{only}} binder\nIn Binder.\n```\n\n```{{toctree}}\n{STEM}\n```\n"
    (source / "index.md").write_text(start, encoding="utf-8")
    assert site.run_sphinx(ROOT / "site", source, out, repository=address) == ""
    texts = [(out / f"{name}.html").read_text(encoding="utf-8") for name in ("index", STEM)]
    link = f"https://mybinder.org/v2/gh/anna/crm/HEAD?urlpath=lab/tree/work/{STEM}.ipynb"
    assert [("In Binder." in texts[0]), link in texts[1]] == [bool(address)] * 2
    assert any("binder" in text for text in texts) == bool(address)


def test_command_says_what_is_missing(capsys, tmp_path):
    assert site.make_site(tmp_path, tmp_path / "html") == 1
    assert capsys.readouterr().out == "MathJax is not here; run: npm ci --prefix site\n"
