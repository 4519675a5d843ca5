"""The deck of a sitting: title, plan, notes, and the terms last."""

import re

import pytest

from tests.tools.slides.making import printed, run
from tools.guide.lecture import lectures
from tools.slides.build import deck_files, deck_names, read_decks
from tools.slides.sitting_deck import sitting_slides
from tools.text.sections import read_chapter
from tools.text.sittings import lesson

NOTE = '\n\n+++ {"tags": ["notes"]}\n\n**Lecturer, 3 minutes.** Ask.\n\n+++\n\n'
CASE = "<details>\n<summary>Points of a good answer</summary>\n\n- Heat.\n\n</details>"


def heard(slide):
    return " ".join(block.note for block in slide.blocks)


def seen(slide):
    return " ".join(block.html for block in slide.blocks)


def test_the_title_says_chapter_sitting_objective_and_minutes(slides_of):
    title = slides_of("### Green\n\n<!-- slide: A leaf. -->")[0]
    assert (title.look, title.title) == ("title", "2 Tea: a leaf")
    for words in ("First sitting: is it hot?", "brew tea.", "About 5 minutes."):
        assert words in seen(title)
    assert "minute 3: Green" in heard(title)  # the opening has all the words


def test_notes_and_minutes_stand_on_the_first_slide_of_their_section(slides_of):
    text = "### Green\n\n<!-- slide: A leaf. -->" + " word" * 320 + run("1") + NOTE
    _, green, black = slides_of(text + "### Black\n\n<!-- slide: Dark. -->")
    assert '<p class="plan">Minute 0 to 3 of 5.</p>' in heard(green)
    assert "Ask." in heard(green)
    assert "Minute 3 to 5 of 5." in heard(black)  # with the discussion


def test_the_notes_say_the_minutes_of_the_guide(tea_course):
    told = lesson(tea_course, "02_tea")
    [lecture] = [each for each in lectures(tea_course) if each.stem == "02_tea"]
    for sitting, sections in zip(told.sittings, lecture.sittings, strict=True):
        deck = " ".join(heard(s) for own in sitting_slides(told, sitting) for s in own)
        length = sum(section.minutes for section in sections)
        for section, start in lecture.starts:
            if section.sitting == sitting.number and section.spent:
                end = start + section.minutes
                assert f">Minute {start} to {end} of {length}.<" in deck
                assert f"<li>minute {start}: {section.title}</li>".casefold() in deck.casefold()


def test_code_for_the_lecturer_is_said_and_not_shown(slides_of):
    cell = run(":tags: [notes]\n\nbrew = 1")
    _, green = slides_of(f"### Green\n\n<!-- slide: A leaf. -->{NOTE}{cell}", printed("hot"))
    assert "brew = 1" in re.sub(r"<[^>]+>", "", heard(green))
    assert "hot" not in seen(green)
    assert [block.code for block in green.blocks] == [""]


def test_an_optional_section_has_no_slide(slides_of):
    found = slides_of("### Green\n\n<!-- slide: A. -->\n\n### Further: x\n\n<!-- slide: B. -->")
    assert [slide.section for slide in found] == ["Is it hot?", "Green"]


def test_the_case_stands_before_the_rest_and_its_points_in_the_notes(slides_of):
    text = "### Rest\n\n**Terms learned:** tea.\n\n## Case discussion\n\n**Why tea?** Say it.\n\n"
    _, case, terms = slides_of(f"{text}{CASE}\n\n## Sources\n\n- Ours.")
    assert (case.title, case.look, terms.title) == ("Why tea?", "case", "Terms learned")
    assert "Heat." in heard(case)
    assert "Heat." not in seen(case)


def test_lines_for_the_learner_s_own_words_are_no_slide(slides_of):
    text = f"### Green\n\n<!-- slide: A leaf. -->\n\nYour two sentences: …\n\n{CASE}"
    assert [slide.title for slide in slides_of(text)] == ["2 Tea: a leaf", "Green"]


def test_decks_are_named_after_their_sittings(tea_course):
    chapter = read_chapter(tea_course / "chapters" / "02_tea.md")
    assert deck_names(chapter) == ["02_tea_1", "02_tea_2"]
    assert deck_files(chapter)["slides of the second sitting to print (PDF)"] == "02_tea_2.pdf"
    decks = read_decks(tea_course, "02_tea")
    assert [(deck.stem, deck.title) for deck in decks] == [
        ("02_tea_1", "2 Tea, first sitting: how many good days?"),
        ("02_tea_2", "2 Tea, second sitting: how sure is a mean?"),
    ]
    assert [deck.minutes for deck in decks] == lesson(tea_course, "02_tea").about


@pytest.mark.parametrize("number", [0, 1])
def test_no_paragraph_of_a_sitting_is_lost_or_cut(tea_course, number):
    told = lesson(tea_course, "02_tea")
    sitting = told.sittings[number]
    slides = [slide for own in sitting_slides(told, sitting) for slide in own]
    deck = _letters(" ".join(seen(slide) + heard(slide) for slide in slides))
    prose = [part.cell.source for part in sitting.parts if part.cell.cell_type == "markdown"]
    texts = [text for cell in prose for text in re.split(r"\n\s*\n", cell)]
    leads = r"#.*|\*\*(?:Exercise|Terms|You)[^*]*\*\*|> \*\*[^*]*\*\*"
    said = [_letters(re.sub(rf"^(?:{leads})", "", text)) for text in texts]
    assert [words for words in said if words not in deck] == []


def _letters(text):
    return re.sub(r"\W+", "", re.sub(r"<[^>]+>|&\w+;", " ", text))
