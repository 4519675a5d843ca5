"""Stored outputs of a code cell -> blocks: figures, claim cards, quiz questions, answers."""

import ast
import base64
import html
import re
import struct
from xml.etree import ElementTree

from tools.pictures import lighten
from tools.slides.blocks import TEXT_WIDTH, text
from tools.slides.pack import WIDTH, Block, n_lines

__all__ = ["claim", "escaped", "figure", "finding", "quiz_questions", "size_of_png"]

MARKS = {"holds only if": "◐", "holds": "✓", "cannot be tested": "?"}
SHARP = 2  # pixels of a picture for one of the slide
PICTURE_FORM = 1.5  # narrower pictures have their caption beside them


def figure(output: dict, caption: Block | None, most_high: int) -> list[Block]:
    """Return a picture as large as the room allows, with its caption below or, if slim, beside."""
    png = lighten(base64.b64decode(output["data"]["image/png"]))
    width, height = size_of_png(png)
    beside = bool(caption) and width / height < PICTURE_FORM
    most_high -= 12 + (caption.height if caption and not beside else 0)
    most_wide = 700 if beside else WIDTH
    scale = min(most_high / height, most_wide / width, 1 / SHARP)
    alt = html.escape(output["metadata"]["image/png"]["alt"])
    image = (
        f'<img alt="{alt}" width="{int(scale * width)}" height="{int(scale * height)}" '
        f'src="data:image/png;base64,{base64.b64encode(png).decode()}">'
    )
    high = int(scale * height) + 12
    if beside:
        made = f'<div class="beside">{image}<div>{caption.html}</div></div>'
        return [Block(made, high)]
    return [Block(image, high), *([caption] if caption else [])]


def finding(source: str) -> str:
    """Return the one title that a cell's code gives its figure; nothing if it isn't one."""
    titles = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            titles += [word.value for word in node.keywords if word.arg == "title"]
            if isinstance(node.func, ast.Attribute) and node.func.attr == "set_title":
                titles += node.args[:1]
    values = [getattr(title, "value", None) for title in titles]
    return values[0] if len(values) == 1 and isinstance(values[0], str) else ""


def size_of_png(data: bytes) -> tuple[int, int]:
    """Return the width and the height of a picture in pixels."""
    return struct.unpack(">II", data[16:24])


def claim(row: dict[str, str]) -> list[Block]:
    """Return what the source claims, then (at the next key) the verdict and what was found."""
    kind = next((kind for kind in MARKS if row["verdict"].startswith(kind)), "")
    lines = [f"{label}: {row[label]}" for label in ("found", "scope", "why") if row[label]]
    said = text(escaped(row["claim"]), size=34, look="claim")
    origin = text(f"The source: {escaped(row['origin'])}", size=22, look="origin")
    verdict = escaped(f"{MARKS.get(kind, '✗')} {row['verdict']}")
    judged = text(verdict, size=34, look=f"verdict fragment {_slug(kind)}")
    found = [text(escaped(line), size=26, look="fragment found") for line in lines]
    return [said, origin, *(_at_once(block) for block in (judged, *found))]


def quiz_questions(page: str) -> list[list[Block]]:
    """Return the blocks of each question; the next key shows which option is right, and why."""
    questions: list[list[Block]] = []
    for element in ElementTree.fromstring(page):
        if element.tag == "p":
            asked = _inner(element).split("</strong>", 1)[1].strip()
            questions.append([_html_text(asked, 32, "question")])
        else:
            questions[-1].append(_option(element, "abcdefgh"[len(questions[-1]) - 1]))
    return questions


def _option(element: ElementTree.Element, letter: str) -> Block:
    choice, why = _inner(element.find("summary")), _inner(element.find("p"))
    state = "right" if "✓" in why else "wrong"
    choice = _html_text(f"<b>{letter}</b> {choice}", 28, "choice")
    why = _html_text(why, 23, "why")
    made = (
        f'<div class="option">{choice.html}'
        f'<div class="fragment {state}" data-fragment-index="0">{why.html}</div></div>'
    )
    return Block(made, choice.height + why.height - 6)


def _html_text(page: str, size: int, look: str) -> Block:
    words = html.unescape(re.sub(r"<[^>]+>", "", page))
    height = round(1.36 * size) * n_lines(words, size, TEXT_WIDTH) + 12
    return Block(f'<p class="{look}">{page}</p>', height)


def _inner(element: ElementTree.Element) -> str:
    """Return the HTML inside an element."""
    parts = [html.escape(element.text or "", quote=False)]
    parts += [ElementTree.tostring(child, encoding="unicode", method="html") for child in element]
    return "".join(parts)


def _at_once(block: Block) -> Block:
    shown = block.html.replace("<p ", '<p data-fragment-index="0" ', 1)
    return Block(shown, block.height)


def _slug(kind: str) -> str:
    return {"holds": "right", "holds only if": "partly", "cannot be tested": "open"}.get(
        kind, "wrong"
    )


def escaped(words: str) -> str:
    """Return plain words as Markdown that shows them as they are."""
    return re.sub(r"([\\`*_$\[\]<>#])", r"\\\1", words)
