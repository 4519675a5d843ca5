"""A chapter of one sitting on tea, its code cells and their outputs, short to write in a test."""

import base64
import io

import nbformat
from PIL import Image

from tools.text.sections import parse_chapter
from tools.text.sittings import Lesson, lesson_of

HEADER = """---
sittings:
  - {title: "Is it hot?", objective: brew tea., ideas: [{term: tea, core: true}], discuss: 2}
---
# 2 Tea: a leaf

## First sitting: is it hot?

**You will be able to** brew tea.

"""


def picture(width: int, height: int) -> str:
    """Return an empty picture as a notebook stores it."""
    png = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(png, "PNG")
    return base64.b64encode(png.getvalue()).decode()


PNG = picture(2232, 1190)


def run(source: str, name: str = "") -> str:
    """Return a code cell; with a name it is an exercise."""
    head = f":name: {name}\n:tags: [exercise]\n\n" if name else ""
    return f"\n\n```{{code-cell}} ipython3\n{head}{source}\n```\n\n"


def data(**shown: object) -> nbformat.NotebookNode:
    """Return what a cell shows, by kind; `png` and `html` are short for the long names."""
    names = {"png": "image/png", "html": "text/html", "plain": "text/plain"}
    made = nbformat.v4.new_output("display_data", {names[k]: v for k, v in shown.items()})
    if "png" in shown:
        made.metadata = nbformat.from_dict({"image/png": {"alt": "Two pots of tea."}})
    return made


def printed(text: str) -> nbformat.NotebookNode:
    """Return what a cell prints."""
    return nbformat.v4.new_output("stream", text=text)


def chapter_on_tea(text: str, *outputs: nbformat.NotebookNode) -> Lesson:
    """Return a chapter whose sitting goes on with a text; its code cells show the outputs."""
    told = lesson_of(parse_chapter("02_tea", HEADER + text))
    code = [p.cell for s in told.sections for p in s.parts if p.cell.cell_type == "code"]
    for cell, output in zip(code, outputs, strict=False):
        cell.outputs = [output]
    return told
