"""What is collected from the whole course: cards, glossary, syllabus, systems, the run."""

import json
import re

from crmlib import course_root
from tools.site import pages
from tools.text.course import (
    read_course,
)

ROOT = course_root()
STEM = "01_lemonade"


def test_card_of_a_chapter_says_minutes_and_exercises(course):
    card = pages.chapter_cards(course)
    assert f'<a href="{STEM}.html"><strong>1 Lemonade</strong><span>Who comes back?' in card
    assert "35 minutes, 1 exercise<" in card


def test_decks_are_linked_where_they_are_built(course):
    table = pages.decks(course, {f"{STEM}.html"})
    assert f"slides/{STEM}.html" in table
    assert ".pdf" not in table


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
