"""What a deck shows of a chapter, what it says beside it, and that nothing gets lost."""

import base64
import re
from html import unescape

import nbformat
import pytest

from crmlib import course_root
from tools.slides import build as slides
from tools.slides.chapter_to_slides import story
from tools.slides.pack import pack
from tools.slides.parts import all_items
from tools.slides.prose import render, run_in, sentences
from tools.text.sittings import OLD_GRAMMAR

CHAPTERS = [path for path in slides.notebooks(course_root()) if path.stem in OLD_GRAMMAR]
PNG = base64.b64encode(
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (2232).to_bytes(4, "big") + (1190).to_bytes(4, "big")
).decode()
TITLE = "# 9 Tea\n\n*20 minutes: 10 to read.*\n\n**You will be able to** brew tea.\n\nWhy hurry?"


def output(**data):
    return nbformat.v4.new_output("execute_result", data, execution_count=1)


def told(*cells):
    """The slides of a chapter on tea with these cells: code with its output, else prose."""
    book = nbformat.v4.new_notebook()
    book.cells = [nbformat.v4.new_markdown_cell(TITLE)]
    for cell in cells:
        made = nbformat.v4.new_markdown_cell(cell) if isinstance(cell, str) else cell
        book.cells.append(made)
    return [slide for section in pack(story(book).units) for slide in section]


def code(source, *outputs, **metadata):
    cell = nbformat.v4.new_code_cell(source, outputs=list(outputs), metadata=metadata)
    cell.id = "tea-1"
    return cell


def seen(slide):
    return " ".join(block.html for block in slide.blocks)


def heard(slide):
    return " ".join(block.note for block in slide.blocks)


def words_of(page):
    """The words of a page without their markup, for comparing."""
    return re.sub(r"\W+", " ", unescape(re.sub(r"<[^>]+>", " ", page))).casefold()


def test_the_title_slide_has_minutes_and_objective():
    title, hook = told()
    assert (title.look, title.title) == ("title", "9 Tea")
    assert "20 minutes" in seen(title)
    assert "brew tea" in seen(title)
    assert (hook.title, "Why hurry?" in seen(hook)) == ("The question", True)


def test_headings_start_slides_and_sections():
    slides_of = told("## Green\n\nA leaf.", "### Steam\n\nHot.", "## Black\n\nDark.")
    assert [(s.section, s.title) for s in slides_of[2:]] == [
        ("Green", "Green"),
        ("Green", "Steam"),
        ("Black", "Black"),
    ]


def test_long_prose_is_spoken_and_its_beginning_shown():
    first = "Tea is a plant that people have been drinking for a very long time indeed."
    *_, slide = told(
        f"## Tea\n\n{first}\n\nIt is hot.", "## X\n\n" + f"{first} It has leaves. " * 3
    )
    assert seen(slide).count("leaves") < 3
    assert heard(slide).count("leaves") == 3


def test_lecturers_notes_belong_to_the_slide_before_them():
    note = nbformat.v4.new_markdown_cell(
        "**Lecturer, 3 minutes.** Vote.", metadata={"tags": ["notes"]}
    )
    *_, slide = told("## Green\n\nA leaf.", note, "## Black\n\nDark.")[:-1]
    assert (slide.title, "Vote." in heard(slide)) == ("Green", True)


def test_code_for_the_lecturer_is_said_and_not_shown():
    shown = code("brew = 1", output(**{"text/plain": "hot"}), tags=["notes"])
    *_, slide = told("## Green\n\nA leaf.", shown)
    assert "brew = 1" in re.sub(r"<[^>]+>", "", heard(slide))
    assert "hot" not in seen(slide)


def test_an_exercise_is_shown_in_full_and_solved_on_the_next_slide():
    asked = "## Green\n\n**Exercise 9.1.** " + "Count the leaves of a pot. " * 4
    done = output(**{"text/html": "<div><strong>✓ Correct.</strong></div>"})
    *_, question, answer = told(asked, code("n = 3\ncheck('tea-1', n)", done, tags=["exercise"]))
    assert (question.title, answer.title) == ("Exercise 9.1", "Exercise 9.1: one solution")
    assert seen(question).count("leaves") == 4
    assert "hint(&quot;tea-1&quot;)" in seen(question)
    assert "Correct" in seen(answer)


def test_an_output_is_read_below_and_its_code_waits_behind_a_key():
    run = code("a = 1\n" * 8 + "a", output(**{"text/plain": "2.75 cups"}))
    *_, slide = told("## Green\n\nWe pour.", run, "It is 2.75 cups, a good cup each. And more.")
    assert "2.75 cups, a good cup" in seen(slide)
    assert slide.blocks[1].code


def test_a_figure_has_a_slide_with_its_finding_as_title():
    drawn = output(**{"image/png": PNG})
    drawn.metadata = nbformat.from_dict({"image/png": {"alt": "Pots."}})
    *_, before, slide = told("## Green\n\nLook.", code('ax.set_title("Tea wins")', drawn))
    assert (before.title, slide.title, slide.look) == ("Green", "Tea wins", "figure")


def test_a_case_question_is_asked_before_its_points():
    points = (
        "<details>\n<summary>Points of a good answer</summary>\n\n- Heat.\n- Time.\n\n</details>"
    )
    *_, asked, answer = told(
        f"## Case discussion\n\nOpen it.\n\n**1. Why tea?** (3 points)\n\n{points}"
    )
    assert (asked.title, "Why tea?" in seen(asked)) == ("Question 1", True)
    assert "Heat." in heard(asked)
    assert answer.title == "Question 1: points of a good answer"


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_no_sentence_of_a_chapter_is_lost(path):
    page = words_of(slides.deck_page(slides.read_deck(path), {}))
    prose = [i.source for i in all_items(nbformat.read(path, 4)) if i.kind in ("text", "notes")]
    prose = [re.sub(r"^\*\*(Exercise [\d.]+|\d+\.)", "**", text) for text in prose]
    prose = [run_in(text)[1] if run_in(text) else text for text in prose]
    said = [words_of(render(part)).strip() for text in prose for part in sentences(text)]
    assert [sentence for sentence in said if sentence not in page] == []


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_no_slide_is_a_wall_of_text(path):
    deck = slides.read_deck(path)
    flowing = [slide for section in deck.sections for slide in section if not slide.look]
    wordy = {s.title: sum(b.words for b in s.blocks) for s in flowing}
    assert {title: n for title, n in wordy.items() if n > 90} == {}
