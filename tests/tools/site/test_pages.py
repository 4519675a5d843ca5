"""What is collected from the whole course: cards, terms, works, syllabus, systems, the run."""

import json
import re

import nbformat
import pytest

from crmlib import course_root
from tools.rules.references import Work
from tools.site import pages
from tools.text.course import Course, read_course
from tools.text.sections import read_chapter

ROOT = course_root()
STEM = "01_lemonade"


@pytest.fixture
def tea(tea_course) -> Course:
    """A course of one chapter of two sittings."""
    chapter = read_chapter(tea_course / "chapters" / "02_tea.md")
    book = nbformat.read(tea_course / "solutions" / "02_tea.ipynb", 4)
    return Course([chapter], {"02_tea": book}, {"02_tea": book}, [], [])


def test_card_of_a_chapter_says_minutes_and_exercises(course):
    card = pages.chapter_cards(course)
    assert f'<a href="{STEM}.html"><strong>1 Lemonade</strong><span>Who comes back?' in card
    assert "about 25 minutes, 1 exercise<" in card


def test_card_of_a_chapter_of_sittings_says_the_minutes_of_each(tea):
    assert "about 40 + 35 minutes, 8 exercises<" in pages.chapter_cards(tea)


def test_decks_are_linked_where_they_are_built(course):
    table = pages.decks(course, {f"{STEM}_1.html"})
    assert f"slides/{STEM}_1.html" in table
    assert ".pdf" not in table


def test_a_chapter_of_sittings_has_a_row_for_each_deck(tea):
    rows = pages.decks(tea, {"02_tea_1.html", "02_tea_2.html"}).splitlines()[2:]
    assert ["first sitting | 40 |" in rows[0], "second sitting | 35 |" in rows[1]] == [True] * 2
    assert ["slides/02_tea_1.html" in rows[0], "slides/02_tea_2.html" in rows[1]] == [True] * 2


def test_glossary_has_both_languages_as_terms(course):
    text = pages.glossary(course)
    assert "## C\n\n```{glossary}\ncustomer\n客户\n客戶\n    *kèhù*\n" in text
    assert f'href="{STEM}.html#two-stands-one-street"' in text


def test_glossary_makes_a_form_a_term_once(course):
    course.glossary.append(course.glossary[0] | {"english": "client", "id": "GLO-02"})
    text = pages.glossary(course)
    assert text.count("\n客户\n") == 1
    assert "    *kèhù*, 客户, 客戶\n" in text


def test_glossary_says_which_form_the_source_prints(course):
    word = {"id": "TRM-001", "english": "lift", "simplified": "提升度", "printed": "ours"}
    course.glossary.append(course.glossary[0] | word | {"traditional": "提升度"})
    text = pages.glossary(course)
    assert "who buys (the source prints both forms). *In* " in text
    assert "who buys (a word of the field, not of the source). *In* " in text


def test_bibliography_says_what_a_work_is_for_how_it_was_checked_and_where(course):
    work = Work("j", "Jaccard, P. (1912), The flora", "a *share*", "catalogue", "its abstract")
    text = pages.bibliography([work], {"j": [STEM, "crmlib.concepts"]}, course)
    assert "| catalogue | a catalogue, an abstract " in text
    assert (
        '## J\n\n- <span id="j"></span>Jaccard, P. (1912), The flora. *For:* a \\*share\\*. '
        in text
    )
    assert "*Checked:* catalogue: its abstract. *In* " in text
    assert f'<a href="{STEM}.html">1 Lemonade</a>, <a href="api/crmlib.concepts.html">' in text


def test_bibliography_counts_the_works_of_each_state(course):
    works = [Work(key, f"{key} (1912), x", "y", "memory", "") for key in "ba"]
    text = pages.bibliography(works, {"a": [STEM], "b": [STEM]}, course)
    assert "| memory | cited from memory, not checked | 2 |" in text
    assert text.index('id="a"') < text.index('id="b"')


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


def test_help_says_at_least_the_memory_of_the_largest_chapter():
    run = json.loads((ROOT / "site" / "how_it_was_run.json").read_text(encoding="utf-8"))
    told = (ROOT / "site" / "it_does_not_work.md").read_text(encoding="utf-8")
    [most] = re.findall(r"A chapter needs up to ([\d.]+) GiB", told)
    assert max(each["mib"] for each in run["chapters"].values()) / 1024 <= float(most)


def test_book_is_linked_where_it_was_made():
    assert pages.book(set()) == ""
    assert '<a href="book/tea.epub">EPUB</a>, <a href="book/tea.pdf">PDF</a>.' in pages.book(
        {"tea.pdf", "tea.epub"}
    )
