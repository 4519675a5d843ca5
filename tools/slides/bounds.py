"""Bounds of the slides of a chapter, as rules that name what breaks them."""

import html
import re
from collections.abc import Iterator

from tools.slides.arrange import FEW, LINE
from tools.slides.blocks import TEXT_WIDTH
from tools.slides.lines import TEXT, read_parts
from tools.slides.outputs import finding
from tools.slides.pack import HEIGHT, MARGINS, WIDTH, Block, Slide, n_lines, room
from tools.slides.prose import plain
from tools.slides.sitting_deck import sitting_slides
from tools.text.sections import ORDINALS, has_tag
from tools.text.sittings import Lesson, Sitting

__all__ = ["FLOWING", "LEAST_FILL", "fill", "slide_problems"]

MOST_SLIDES = 45  # of a sitting
MOST_PRINTED = 2  # lines of a cell
LONGEST = 140  # characters of a line
LEAST_FILL = 0.4  # of a slide's height, between its margins
FLOWING = ("lines", "pair", "statement", "picture", "claim")  # others may be short
UNSPOKEN = {"", "Quiz", "Rest"}  # sections that need no line
SCALES = (1.35, 1.25, 1.15, 1.05, 1)  # as deck.js enlarges
SIZES = {look: size for size, look in FEW.values()} | {"lines": LINE}
WORDED = re.compile(r"\\(?:text|mathrm|operatorname)\{[^}]*\}|\\[a-zA-Z]+")


def slide_problems(lesson: Lesson) -> list[str]:
    """Name the sittings, sections, lines, cells and slides that the decks cannot show well."""
    return [
        f"{ORDINALS[sitting.number - 1].lower()} sitting: {problem}"
        for sitting in lesson.sittings
        for problem in (
            *_line_problems(sitting),
            *_title_problems(sitting),
            *_formula_problems(sitting),
            *_print_problems(sitting),
            *_slide_problems(lesson, sitting),
        )
    ]


def fill(slide: Slide) -> float:
    """Estimate how far down a slide is filled, once its words are enlarged to what it holds."""
    space = room(slide.title)
    heights = [sum(_height(b, slide.look, scale) for b in slide.blocks) for scale in SCALES]
    shown = next((height for height in heights if height <= space), space)
    whole = HEIGHT - MARGINS
    return (whole - space + shown) / whole


def _line_problems(sitting: Sitting) -> Iterator[str]:
    for section in sitting.main:
        if section.title not in UNSPOKEN and not section.slides:
            yield f"“{section.title}” has no line for the slides"
        lost = [line for part in section.parts if part.is_note for line in part.slides]
        for line in section.slides:
            if line in lost:
                yield f"a slide line beside a lecturer's note: put it beside its paragraph: {line}"
            if len(plain(line)) > LONGEST:
                yield f"a slide line of {len(plain(line))} characters (at most {LONGEST}): {line}"


def _title_problems(sitting: Sitting) -> Iterator[str]:
    """Name what says the title of a figure again: it stands in the picture."""
    for section in sitting.main:
        code = [part.cell.source for part in section.parts if part.is_code]
        titles = {_bare(title) for source in code if (title := finding(source))}
        for said in (section.title, *section.slides):
            if _bare(said) in titles:
                yield f"a figure has this title already: {said}"


def _bare(text: str) -> str:
    """Return the words of a text alone."""
    return " ".join(re.findall(r"\w+", plain(text).casefold()))


def _formula_problems(sitting: Sitting) -> Iterator[str]:
    for section in sitting.main:
        for shown in read_parts(section.parts)[0]:
            if shown.look == "formula" and len(shown.blocks) == 1 and _has_symbols(shown.source):
                yield f"a formula without “where … is …” in the next paragraph: {shown.source}"


def _has_symbols(formula: str) -> bool:
    return bool(re.search(r"[A-Za-z]", WORDED.sub("", formula)))


def _print_problems(sitting: Sitting) -> Iterator[str]:
    for part in sitting.parts:
        if not part.is_code or has_tag(part.cell, "exercise"):
            continue
        printed = "".join(o.text for o in part.cell.outputs if o.output_type == "stream")
        if (n_printed := len(printed.splitlines())) > MOST_PRINTED:
            first = printed.partition("\n")[0]
            yield (
                f"a cell prints {n_printed} lines (at most {MOST_PRINTED}): show a frame: {first} …"
            )


def _slide_problems(lesson: Lesson, sitting: Sitting) -> Iterator[str]:
    slides = [slide for section in sitting_slides(lesson, sitting) for slide in section]
    if len(slides) > MOST_SLIDES:
        yield f"{len(slides)} slides (at most {MOST_SLIDES})"
    for slide in slides:
        if slide.look in FLOWING and fill(slide) < LEAST_FILL:
            yield (
                f"a slide of “{slide.section}” is {fill(slide):.0%} filled (at least "
                f"{LEAST_FILL:.0%}): {_words(slide.blocks[0])}"
            )


def _height(block: Block, look: str, scale: float) -> float:
    """Return a block's height at a scale; a line takes more rows the larger it is."""
    line = re.match(r'<p class="(line|printed)">', block.html)
    if not line:
        return scale * block.height
    size = scale * (SIZES[look] if line[1] == "line" else TEXT)
    width = min(scale * TEXT_WIDTH, WIDTH)
    return round(1.36 * size) * n_lines(_words(block), size, width) + 16 * scale


def _words(block: Block) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", block.html))
