"""Every chapter that stands keeps the rules of the course."""

from functools import cache

import nbformat
import pytest
import yaml

from crmlib import course_root
from crmlib.exercises.questions import FOLDER
from tools.pace import course_surroundings
from tools.rules import coverage, form, numbers, quantifiers, references, terms
from tools.rules.quizzes import recall_problems
from tools.rules.sitting_rules import RULES, Surroundings
from tools.rules.threads import next_problems
from tools.text.course import read_rows
from tools.text.sections import Chapter, read_chapter
from tools.text.terms import is_field_term

ROOT = course_root()
STEMS = sorted(path.stem for path in (ROOT / "chapters").glob("[0-9][0-9]_*.md"))
BRIEFS = ROOT.parent / "shared" / "source"
WITHOUT_ITEMS = {"00_start_here", "17_your_customers"}  # ours: they teach nothing of the source's
each_chapter = pytest.mark.parametrize("stem", STEMS)
with_briefs = pytest.mark.skipif(not BRIEFS.is_dir(), reason="the source briefs are not here")


@cache
def chapter(stem: str) -> Chapter:
    """Return the text source of a chapter."""
    return read_chapter(ROOT / "chapters" / f"{stem}.md")


@cache
def solved(stem: str) -> nbformat.NotebookNode:
    """Return the executed notebook with solutions and lecturer's notes."""
    path = ROOT / "solutions" / f"{stem}.ipynb"
    assert path.exists(), f"{path.name} is not built: make notebooks"
    return nbformat.read(path, as_version=4)


@cache
def surroundings() -> dict[str, Surroundings]:
    """Return every chapter with all that its rules hold it against."""
    return course_surroundings(ROOT)


def rows(name: str, stem: str | None = None) -> list[dict[str, str]]:
    """Return the rows of one of the tables beside the chapters."""
    return read_rows(ROOT / "chapters" / f"{name}.csv", stem)


def bank(word: str) -> list[dict]:
    """Return the questions of a quiz."""
    return yaml.safe_load((FOLDER / f"{word}.yml").read_text(encoding="utf-8"))


def brief(stem: str) -> str:
    """Return the source brief of a chapter; empty if the source has none for it."""
    path = BRIEFS / f"{stem}.md"
    return path.read_text(encoding="utf-8") if path.exists() else ""


def accept(problems: list[str]) -> None:
    """Fail with one line per problem."""
    if problems:
        pytest.fail("\n".join(problems), pytrace=False)


@each_chapter
@pytest.mark.parametrize("rule", RULES)
def test_a_sitting_keeps(rule, stem):
    accept(RULES[rule](surroundings()[stem]))


def test_core_ideas_come_back_in_later_chapters():
    every = surroundings().values()
    lessons = {around.chapter.word: around.lesson for around in every}
    banks = {around.chapter.word: around.bank for around in every}
    accept(recall_problems(lessons, banks))


def test_each_chapter_leads_to_the_next():
    accept(next_problems([around.lesson for around in surroundings().values()]))


@each_chapter
def test_code_cells_are_short_narrow_and_honest(stem):
    accept(form.code_problems(solved(stem)))


@each_chapter
def test_figures_have_alt_text_and_english_labels(stem):
    accept(form.figure_problems(solved(stem)))


@each_chapter
def test_imports_come_first_and_text_before_code(stem):
    accept(form.rhythm_problems(solved(stem)))


@each_chapter
def test_one_minute_is_no_minutes(stem):
    accept(form.unit_problems(solved(stem)))


@each_chapter
def test_the_quiz_explains_every_option(stem):
    accept(form.quiz_problems(chapter(stem).word, bank(chapter(stem).word)))


@each_chapter
def test_every_item_of_the_syllabus_is_covered(stem):
    accept(coverage.coverage_problems(chapter(stem), rows("syllabus", stem)))


@each_chapter
def test_every_term_stands_in_english_and_chinese(stem):
    accept(coverage.term_problems(chapter(stem), rows("glossary", stem)))


@each_chapter
def test_every_core_idea_and_every_term_learned_has_a_row(stem):
    around = surroundings()[stem]
    topics = [row["topic"] for row in rows("syllabus", stem)]
    accept(terms.row_problems(around.lesson, rows("glossary"), around.taught, topics))


@each_chapter
def test_a_quotation_keeps_the_script_of_its_document(stem):
    accept(terms.script_problems(chapter(stem), rows("glossary")))


@each_chapter
def test_every_citation_agrees_with_its_entry_and_says_if_it_is_from_memory(stem):
    works = references.read_works(rows("references"))
    sources = references.source_lines(chapter(stem).prose)
    accept([found for line in sources for found in references.citation_problems(line, works)])
    accept(references.mark_problems(sources, works))


@each_chapter
def test_every_work_that_the_text_names_is_among_its_sources(stem):
    works, prose = references.read_works(rows("references")), chapter(stem).prose
    text, sources = prose.partition("## Sources")[0], references.source_lines(prose)
    accept(references.prose_problems(text, sources, works))


@each_chapter
def test_every_claim_has_one_check(stem):
    claims = rows("claims", stem)
    accept(coverage.claim_problems(chapter(stem), rows("syllabus", stem), claims))


@each_chapter
def test_verdicts_and_findings_are_computed(stem):
    accept(coverage.verdict_problems(chapter(stem)))


@each_chapter
def test_verdicts_say_what_their_claims_allow(stem):
    accept(quantifiers.sense_problems(chapter(stem), rows("claims", stem)))


@each_chapter
def test_a_title_with_most_half_only_all_or_none_is_asserted(stem):
    accept(quantifiers.title_problems(chapter(stem)))


@each_chapter
def test_numbers_and_quantifiers_of_topics_and_claims_are_backed(stem):
    tables = rows("syllabus", stem), rows("claims", stem)
    accept(quantifiers.topic_problems(chapter(stem), *tables))


def test_modes_quantifiers_and_letters_of_the_claims_fit_their_words():
    accept(quantifiers.claim_text_problems(rows("claims")))


@each_chapter
def test_no_dollar_starts_a_formula(stem):
    accept(numbers.dollar_problems(solved(stem)))


@each_chapter
def test_outputs_show_no_digits_that_differ_between_systems(stem):
    accept(numbers.precision_problems(solved(stem)))


def test_every_system_of_the_syllabus_has_its_test():
    files = (ROOT / "tests").rglob("test_*.py")
    sources = [path.read_text(encoding="utf-8") for path in files]
    accept(coverage.system_problems(rows("syllabus"), sources))


def test_the_syllabus_names_every_item_once():
    accept(coverage.syllabus_problems(rows("syllabus")))


def test_glossary_and_syllabus_hold_the_same_terms_of_the_source():
    wanted = [row["id"] for row in rows("syllabus") if row["kind"] == "GLO"]
    assert [row["id"] for row in rows("glossary") if not is_field_term(row)] == wanted


def test_the_glossary_says_what_the_source_prints_and_how_each_form_sounds():
    accept(terms.glossary_problems(rows("glossary")))
    accept(terms.pinyin_problems(rows("glossary")))


def test_every_work_in_the_references_is_well_described_and_cited():
    works = references.read_works(rows("references"))
    accept(references.works_problems(works))
    places = references.places_of(ROOT, works)
    accept([f"nobody cites {work.key}" for work in works if not places[work.key]])


def test_a_chapter_without_items_of_the_source_is_listed():
    taught = {row["chapter"] for row in rows("syllabus")}
    assert set(STEMS) - taught == WITHOUT_ITEMS


@with_briefs
@each_chapter
def test_the_syllabus_holds_exactly_what_the_source_has(stem):
    taught = [row["id"] for row in rows("syllabus", stem)]
    assert sorted(taught) == sorted(coverage.brief_ids(brief(stem)))


@with_briefs
@each_chapter
def test_the_glossary_has_the_terms_of_the_source(stem):
    own = [row for row in rows("glossary", stem) if not is_field_term(row)]
    named = {row["id"]: (row["english"], row["simplified"]) for row in own}
    assert named == coverage.brief_terms(brief(stem))
