"""Slides: what a deck shows of a chapter, what it says beside it, and that nothing gets lost."""

import base64
import re
from html import unescape

import nbformat
import pytest

from crmlib import course_root
from tools.slides import blocks
from tools.slides import build as slides
from tools.slides import outputs as shown
from tools.slides.pack import Block, Unit, pack, room
from tools.slides.parts import all_items, parted, repeats_number
from tools.slides.prose import gist, items, render, run_in, sentences
from tools.slides.story import story

CHAPTERS = slides.notebooks(course_root())
PNG = base64.b64encode(
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (720).to_bytes(4, "big") + (384).to_bytes(4, "big")
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


@pytest.mark.parametrize(
    ("text", "n"),
    [
        ("One. Two! Three?", 3),
        ("Of 0.5 and 1.5 it says (see p. 3. Or not) nothing. Well.", 2),
        ("E. W. Anderson (1993) wrote it. So did others, e.g. Rocks.", 2),
        ('He asked "Really? Yes." and left. Then `a.b. C` ran.', 2),
        ("It costs \\$5. The *other* one. *Cheap?* No.", 4),
        ("The share is $p. Q$ of all.", 1),
    ],
)
def test_sentences_end_at_full_stops_only(text, n):
    assert len(sentences(text)) == n
    assert " ".join(sentences(text)) == text


def test_gist_takes_sentences_until_there_are_enough_words():
    assert gist("Short one. And a second, longer one. Third.", least=5) == (
        "Short one. And a second, longer one."
    )


def test_gist_keeps_the_sentence_that_leads_on():
    assert gist("One two three four. Left out. So compare:", least=4) == (
        "One two three four. So compare:"
    )


def test_a_bold_lead_is_a_heading_only_with_a_mark():
    assert run_in("**Why so?** because it is.") == ("Why so?", "Because it is.")
    assert run_in("**Tea** (茶): a leaf.") is None or run_in("**Tea** (茶): a leaf.")[0] == "Tea"
    assert run_in("**CSAT** is the share of fours.") is None
    assert run_in("**Exercise 1.1.** Count.") is None


def test_items_keep_list_points_apart_and_details_together():
    found = items(
        "Text.\n\n- a\n- b\n\n<details>\n<summary>More</summary>\n\nX.\n\n- y\n\n</details>"
    )
    assert [item.kind for item in found] == ["text", "list", "list", "details"]
    assert found[-1].label == "More"
    assert found[-1].source.startswith("X.")


def test_formulas_reach_mathjax_unchanged_and_dollars_stay():
    assert render(r"If $a<b$ pay \$5.") == (
        r'<p>If <span class="math inline">\(a&lt;b\)</span> pay $5.</p>'
    )


def test_a_table_is_cut_to_ten_rows():
    made = "<table><tbody>" + "<tr><th>a</th><td>1.5</td></tr>" * 12 + "</tbody></table>"
    cut = blocks.table(made, is_output=True)
    assert cut.html.count("<tr>") == 10
    assert "… 2 more rows in the notebook" in cut.html


def test_a_row_of_dots_counts_as_no_row():
    made = "<table>" + "<tr><td>1</td></tr>" * 10 + "<tr><td>...</td></tr></table>"
    rows = made.replace("<table>", "<table><tbody>").replace("</table>", "</tbody></table>")
    assert "more rows" not in blocks.table(rows).html


def test_a_wide_table_grows_in_height_not_in_width():
    row = f"<tr><td>a</td><td>{'word ' * 60}</td></tr>"
    tall = blocks.table(f"<table><tbody>{row}</tbody></table>").height
    assert tall > blocks.table("<table><tbody><tr><td>a</td></tr></tbody></table>").height + 29


def test_long_prints_are_split_and_long_lines_folded():
    found = blocks.printed("\n".join(["x " * 60] + ["Q"] * 20))
    assert len(found) == 2
    assert max(len(line) for line in found[0].html.splitlines()) < 140
    assert sum(block.html.count("Q") for block in found) == 20


def test_remarks_of_pandas_on_types_are_left_out():
    assert "dtype" not in blocks.printed("a 1\nName: x, dtype: datetime64[us]")[0].html


def test_the_one_title_of_a_figure_is_its_finding():
    assert shown.finding('ax.set(title="Tea wins", xlabel="x")') == "Tea wins"
    assert shown.finding('a.set_title("One")\nb.set_title("Two")') == ""
    assert shown.finding('ax.set_title(f"{n} left")') == ""


def test_a_figure_is_as_large_as_its_slide_allows_and_has_its_alt_text():
    drawn = {"data": {"image/png": PNG}, "metadata": {"image/png": {"alt": "A <pot>."}}}
    image, caption = shown.figure(drawn, "Tea wins", blocks.text("It does."))
    assert 'alt="A &lt;pot&gt;."' in image.html
    assert room("Tea wins") - 20 < image.height + caption.height <= room("Tea wins")


def test_a_claim_is_asked_before_it_is_judged():
    row = {"id": "NUM-1", "claim": "Tea *heals*.", "origin": "a slide", "verdict": "does not hold"}
    said, origin, verdict, found = shown.claim(row | {"found": "0 of 5", "scope": "", "why": ""})
    assert "fragment" not in said.html + origin.html
    assert "Tea *heals*." in said.html
    assert "✗ does not hold" in verdict.html
    assert all('data-fragment-index="0"' in block.html for block in (verdict, found))


def test_a_quiz_says_at_the_next_key_which_option_is_right():
    option = "<details><summary>{}</summary><p><strong>{}</strong> so</p></details>"
    options = option.format("no", "✗") + option.format("a", "✓")
    page = f"<div><p><strong>1.</strong> Tea?</p>{options}</div>"
    [[asked, wrong, right]] = shown.quiz_questions(page)
    assert "Tea?" in asked.html
    assert 'class="fragment wrong"' in wrong.html
    assert 'class="fragment right"' in right.html


def test_blocks_that_fit_share_a_slide_and_others_move_on():
    tall = Block("<p>x</p>", 200, words=10)
    [[first, second]] = pack([Unit((tall,), "Tea", "Tea") for _ in range(3)])
    assert (len(first.blocks), len(second.blocks)) == (2, 1)
    assert (second.title, second.part) == ("Tea", 2)


def test_a_slide_has_one_output_and_never_more_words_than_one_reads():
    table = Block("<table>", 50, is_output=True)
    text = Block("<p>", 50, words=60)
    [split] = pack([Unit((table,), "Tea", "Tea"), Unit((table,), "Tea", "Tea")])
    [wordy] = pack([Unit((text,), "Tea", "Tea"), Unit((text,), "Tea", "Tea")])
    assert len(split) == len(wordy) == 2


def test_a_finding_becomes_the_title_only_where_a_slide_begins_with_it():
    full, table = Block("<p>Tea wins.</p>", 300, words=9), Block("<table>", 250, is_output=True)
    unit = Unit((table, full), "Tea", "Tea", alone=("Tea wins", (table,)))
    [[first]] = pack([unit])
    [[_, second]] = pack([Unit((full,), "Tea", "Tea"), unit])
    assert (first.title, second.title, second.kicker) == ("Tea", "Tea wins", "Tea")


def test_what_leads_on_to_a_tall_output_stands_before_it():
    lead, table = Block("<p>", 200, words=9), Block("<table>", 450, is_output=True)
    [[first, second]] = pack([Unit((lead, table), "Tea", "Tea")])
    assert (first.blocks, second.blocks) == ([lead], [table])


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


def test_a_paragraph_reads_an_output_if_it_repeats_a_number():
    cell = code("x", output(**{"text/plain": "0.265"}))
    assert repeats_number("By contract it is 26.5 %.", [cell])
    assert not repeats_number("Now a desk with 41 complaints.", [cell])


def test_the_last_sentence_of_a_reading_leads_on():
    long = "It is 26.5 % of all the customers of this firm, a perfect hit."
    assert parted(f"{long} Now the next.") == (long, "Now the next.")
    assert parted("It is so.") == ("It is so.", "")


def test_links_lead_to_decks_that_stand():
    deck = slides.Deck("09_tea", "Tea", 20, [told("## X\n\n[a](01_a.ipynb#x) and [b](02_b.ipynb)")])
    page = slides.deck_page(deck, {"01_a"})
    assert '<a href="01_a.html">a</a> and b' in page


def test_mathjax_is_loaded_for_formulas_only():
    plain_deck = slides.Deck("a", "A", 1, [told("## X\n\nNone.")])
    formal = slides.Deck("a", "A", 1, [told("## X\n\nIt is $x$.")])
    assert "tex-svg" not in slides.deck_page(plain_deck, set())
    assert "tex-svg" in slides.deck_page(formal, set())


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_no_sentence_of_a_chapter_is_lost(path):
    page = words_of(slides.deck_page(slides.read_deck(path), set()))
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
