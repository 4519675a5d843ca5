"""The safety net holds: each small damage to a built chapter is caught, and no damage is not."""

import base64
import io
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from crmlib import course_root
from tools.build import build
from tools.rules import coverage
from tools.rules.nearest import nearest_problems
from tools.text.sections import parse_chapter
from tools.text.sittings import lesson_of

STEM = "05_stand"
CLAIM = "application/vnd.crm-claim+json"
CHAPTER = """\
---
sittings: [{title: Four days, objective: count cups, ideas: [], discuss: 1}]
---

# 5 Stand

## First sitting: four days

```{code-cell} ipython3
:tags: [imports]

import matplotlib.pyplot as plt
import pandas as pd

from crmlib.notebook.claims import claim_check
from crmlib.exercises import check
from crmlib.exercises.judging import Number
from crmlib.exercises.questions import question

@question("stand-1", hints=("Add.", "Then divide."))
def mean_cups():
    return Number(12.5, ((50.0, "That is the sum."), (11.5, "That is the median.")))
```

A lemonade stand has sold for four days.

```{code-cell} ipython3
sales = pd.DataFrame({"heat": [18, 24, 30, 36], "cups": [4, 10, 13, 23]})
sales
```

The last expression of a cell is shown, unless a semicolon silences it.

```{code-cell} ipython3
sales["cups"].sum();
```

On the hottest day it sold 23 cups.

```{code-cell} ipython3
---
mystnb:
  image:
    alt: A line that rises.
---
ax = plt.figure(figsize=(2, 2)).subplots()
ax.plot(sales["heat"], sales["cups"])
plt.show()
```

```{code-cell} ipython3
:name: stand-1
:tags: [exercise]

mean_day = ...
### BEGIN SOLUTION
mean_day = sales["cups"].mean()
### END SOLUTION
check("stand-1", mean_day)
```

```{code-cell} ipython3
growth = sales["cups"].corr(sales["heat"])
claim_check(
    "NUM-21b",
    found=f"correlation {growth:.2f}",
    verdict="holds" if growth > 0 else "does not hold",
)
```
"""


def replaced(text: str, old: str, new: str) -> str:
    """Return a text with its one occurrence of `old` replaced."""
    assert text.count(old) == 1
    return text.replace(old, new)


def written(root: Path, text: str) -> Path:
    """Write the only chapter of a course and return its path."""
    path = root / "chapters" / f"{STEM}.md"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    return path


def check(root: Path, book: nbformat.NotebookNode, folder: Path) -> list[str]:
    """Return what `python -m tools check` says when a notebook is put in place of the built one."""
    shutil.copytree(root / "chapters", folder / "chapters", dirs_exist_ok=True)
    (folder / "solutions").mkdir(exist_ok=True)
    nbformat.write(book, folder / "solutions" / f"{STEM}.ipynb")
    return build.problems(folder / "chapters" / f"{STEM}.md", "solutions", folder)


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    """Return a course whose only chapter, a lemonade stand's four days, is built."""
    root = tmp_path_factory.mktemp("course")
    build.build(written(root, CHAPTER), "solutions", root)
    return root


@pytest.fixture
def solved(root) -> nbformat.NotebookNode:
    """Return the built notebook, free to be damaged."""
    return nbformat.read(root / "solutions" / f"{STEM}.ipynb", as_version=4)


def cell_of(book: nbformat.NotebookNode, words: str) -> nbformat.NotebookNode:
    """Return the first cell with some words in its source."""
    return next(cell for cell in book.cells if words in cell.source)


def shown(book: nbformat.NotebookNode, mime: str) -> dict:
    """Return the first output data of a notebook with such a form."""
    outputs = (output for cell in book.cells for output in cell.get("outputs", []))
    return next(output["data"] for output in outputs if mime in output.get("data", {}))


def other_digit(book: nbformat.NotebookNode) -> None:
    """Change one digit of the table."""
    table = shown(book, "text/html")
    table["text/html"] = replaced(table["text/html"], "<td>23</td>", "<td>29</td>")


def other_plot(book: nbformat.NotebookNode) -> None:
    """Replace the picture by another one of the same size."""
    import matplotlib.pyplot as plt

    picture = io.BytesIO()
    plt.figure(figsize=(2, 2)).savefig(picture, format="png")
    shown(book, "image/png")["image/png"] = base64.b64encode(picture.getvalue()).decode()


FIGURE = """\
ax = plt.figure(figsize=(6, 3)).subplots()
ax.plot([18, 24, 30, 36], [4, 10, 13, 23], color="C0")
ax.axhline(12, color="0.40")
ax.set(title="Cups sold on 4 days", xlabel="heat (degrees)")
plt.show()
"""
OTHER_PICTURES = {
    "a line moved by half a cup": ("13, 23]", "13.5, 23]"),
    "a mark moved by a fifth of a cup": ("hline(12", "hline(12.2"),
    "another digit in the title": ("4 days", "5 days"),
    "another label": ("heat", "head"),
    "another colour": ("C0", "C1"),
    "a slightly other grey": ("0.40", "0.45"),
    "another style": ('color="C0"', 'color="C0", ls="--"'),
    "another figure": ("ax.plot([18, 24, 30, 36], [4, 10, 13, 23]", "ax.plot([18, 36], [4, 23]"),
    "another size": ("(6, 3)", "(6.05, 3)"),
}


def other_digits_of_the_processor(picture: str) -> str:
    """Return a picture of which ten pixels are one level darker, as another processor draws it."""
    from PIL import Image

    image = Image.open(io.BytesIO(base64.b64decode(picture)))
    for x in range(100, 110):
        image.putpixel((x, 60), tuple(max(level - 1, 0) for level in image.getpixel((x, 60))))
    changed = io.BytesIO()
    image.save(changed, format="png")
    return base64.b64encode(changed.getvalue()).decode()


@pytest.fixture(scope="module")
def pictures(tmp_path_factory) -> Path:
    """Return a folder with a notebook of one figure, drawn again and again, stored otherwise."""
    folder = tmp_path_factory.mktemp("pictures")
    shutil.copy(course_root() / "conftest.py", folder)
    drawn = [replaced(FIGURE, *other) for other in OTHER_PICTURES.values()] + [FIGURE] * 2
    sources = ["import matplotlib.pyplot as plt", *drawn]
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code) for code in sources])
    NotebookClient(book, kernel_name="python3", resources={"metadata": {"path": folder}}).execute()
    for cell in book.cells[1:]:
        cell.source = FIGURE
    data = book.cells[-1].outputs[0].data
    data["image/png"] = other_digits_of_the_processor(data["image/png"])
    nbformat.write(book, folder / "pictures.ipynb")
    return folder


def test_strict_nbval_sees_every_change_of_a_picture_but_not_the_last_digits(pictures):
    command = [sys.executable, "-m", "pytest", "--nbval", "-q", "-rf", "."]
    result = subprocess.run(command, cwd=pictures, capture_output=True, text=True)
    failed = re.findall(r"^FAILED \S+::Cell (\d+)", result.stdout, flags=re.M)
    assert failed == [str(1 + n) for n in range(len(OTHER_PICTURES))], result.stdout


def no_output(book: nbformat.NotebookNode) -> None:
    """Empty the outputs of the exercise, but keep the cell's number."""
    cell_of(book, "check(").outputs = []


def other_claim(book: nbformat.NotebookNode) -> None:
    """Change the finding in the data behind the claim's card, not on the card."""
    row = shown(book, CLAIM)[CLAIM]
    row["found"] = replaced(row["found"], "0.98", "0.89")


DAMAGES = {"Cell 1": other_digit, "Cell 3": other_plot, "Cell 4": no_output, "Cell 5": other_claim}


@pytest.fixture(scope="module")
def strict(root, tmp_path_factory) -> Path:
    """Return a folder with the course's test settings, the built notebook and a damaged one."""
    folder = tmp_path_factory.mktemp("strict")
    for name in ("conftest.py", "pyproject.toml"):
        shutil.copy(course_root() / name, folder)
    book = nbformat.read(root / "solutions" / f"{STEM}.ipynb", as_version=4)
    nbformat.write(book, folder / "whole.ipynb")
    for damage in DAMAGES.values():
        damage(book)
    nbformat.write(book, folder / "damaged.ipynb")
    return folder


def test_strict_nbval_fails_on_every_damaged_cell_and_on_no_other(strict):
    command = [sys.executable, "-m", "pytest", "--nbval", "-q", "-rf", "."]
    result = subprocess.run(command, cwd=strict, capture_output=True, text=True)
    failed = re.findall(r"^FAILED (\S+::Cell \d+)", result.stdout, flags=re.M)
    assert failed == [f"damaged.ipynb::{cell}" for cell in DAMAGES], result.stdout
    assert "4 failed, 8 passed" in result.stdout


def test_a_stripped_output_fails_the_build_check(root, solved, tmp_path):
    assert check(root, solved, tmp_path) == []
    cell = cell_of(solved, "check(")
    cell.outputs, cell.execution_count = [], None  # as JupyterLab's menu does
    assert any("was not run" in problem for problem in check(root, solved, tmp_path))


def test_a_solution_made_wrong_fails_the_build_check(root, tmp_path):
    wrong = replaced(CHAPTER, '["cups"].mean()', '["cups"].median()')
    path = written(tmp_path, wrong)
    shutil.copytree(root / "solutions", tmp_path / "solutions")
    stale = build.problems(path, "solutions", tmp_path)
    assert [problem for problem in stale if "not what the chapter generates" in problem]
    build.build(path, "solutions", tmp_path)
    rebuilt = build.problems(path, "solutions", tmp_path)
    assert rebuilt == [f"solutions/{STEM}.ipynb: cell stand-1 does not say 'Correct'"]


def test_a_number_changed_in_prose_fails_its_rule(solved):
    chapter = parse_chapter(STEM, CHAPTER)
    assert nearest_problems(lesson_of(chapter, solved), {}) == []
    sentence = cell_of(solved, "hottest")
    sentence.source = replaced(sentence.source, "23", "29")
    assert len(nearest_problems(lesson_of(chapter, solved), {})) == 1


def test_a_literal_verdict_fails_its_rule():
    literal = replaced(
        CHAPTER, 'verdict="holds" if growth > 0 else "does not hold"', 'verdict="holds"'
    )
    chapters = [parse_chapter(STEM, text) for text in (CHAPTER, literal)]
    before, after = (coverage.verdict_problems(chapter) for chapter in chapters)
    assert before == []
    assert after == ["NUM-21b: typed verdict 'holds'"]
