"""Two good chapters, and the same with some of their text replaced."""

from collections.abc import Callable
from types import SimpleNamespace

import nbformat
import pytest
import yaml

from crmlib import course_root
from tools.rules.moves import MOVES
from tools.rules.sitting_rules import Surroundings
from tools.text.chapter import notebook
from tools.text.sections import Chapter, parse_chapter
from tools.text.sittings import Lesson, lesson, lesson_of

HEADER = "---\nsittings: [{title: Heat, objective: tell, ideas: [], discuss: 1}]\n---\n"
GOOD = """
# 8 Lemonade

**You will be able to** tell heat from thirst.

> **Predict before you run.** How many cups on a hot day?

+++ {"covers": ["CAS-W-01", "EXM-07"]}

## Four days

A stand sells everyday low price (天天低价) lemonade.

> **The source is silent (GAP-27).** It gives no dates.

**Exercise 8.1.** How many cups?

```{code-cell} ipython3
:name: lemonade-1
:tags: [exercise]

cups = ...
### BEGIN SOLUTION
cups = 12
### END SOLUTION
check("lemonade-1", cups)
```

```{code-cell} ipython3
lift = load_sales().lift
claim_check("NUM-21", found=f"lift {lift}", verdict="holds" if lift > 1 else "does not hold")
```

## Case discussion

Open the stand?

## Quiz

```{code-cell} ipython3
quiz("lemonade")
```

## Summary

Heat sells.

## Sources

Our own stand.
"""


@pytest.fixture(scope="session")
def lemonade() -> Callable[..., Chapter]:
    """Return a function that returns the good chapter with some of its text replaced."""

    def changed(*changes: tuple[str, str], stem: str = "08_lemonade") -> Chapter:
        text = HEADER + GOOD
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        return parse_chapter(stem, text)

    return changed


SITTINGS = course_root() / "tests" / "fixtures" / "sittings"
ANSWERS = {
    "tea-1": 485 / 3,
    "tea-2": 3,
    "tea-4": 57.0,
    "tea-6": 107.5,
    "tea-7": 1,
    "tea-8": 2431 / 7,
}
LABELS = {"tea-3": ["Mon", "Wed", "Fri", "Sat", "Sun"], "tea-5": ["Tue", "Thu"]}


@pytest.fixture(scope="session")
def tea_text() -> str:
    """The text of a chapter on a week at a tea stall, in two short sittings."""
    return (SITTINGS / "chapters" / "02_tea.md").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def tea_bank() -> list[dict]:
    """The questions of its quiz."""
    return yaml.safe_load((SITTINGS / "tea.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def tea_outputs(tea_course) -> dict[str, list]:
    """What its cells show, by their source."""
    book = nbformat.read(tea_course / "solutions" / "02_tea.ipynb", 4)
    return {cell.source: cell.outputs for cell in book.cells if cell.cell_type == "code"}


@pytest.fixture(scope="session")
def lemonade_lesson(tea_course) -> Lesson:
    """The chapter before it."""
    return lesson(tea_course, "01_lemonade")


@pytest.fixture
def tea(tea_outputs, lemonade_lesson, tea_text, tea_bank, tmp_path) -> Callable[..., Surroundings]:
    """Return a function that returns the chapter with some of its text replaced, and its outputs.

    A cell keeps its output as long as its source stands; by keyword the bank, the answers and the
    moves may be others.
    """

    def changed(*changes: tuple[str, str], answers: dict | None = None, **more) -> Surroundings:
        text = tea_text
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        path = tmp_path / "02_tea.md"
        path.write_text(text, encoding="utf-8")
        chapter = parse_chapter("02_tea", text)
        book = notebook(path, "solution")
        for cell in book.cells:
            if cell.cell_type == "code":
                cell.outputs = tea_outputs.get(cell.source, [])
        expected = {**ANSWERS, **LABELS, **(answers or {})}
        given = {
            "bank": tea_bank,
            "taught": dict.fromkeys(MOVES, "01") | {"walrus": "", "cumulate": "03"},
            "asked": sorted(expected),
            "before": {"lemonade": lemonade_lesson},
        }
        return Surroundings(
            chapter=chapter,
            lesson=lesson_of(chapter, book),
            answer_of=lambda name: SimpleNamespace(expected=expected[name]),
            **(given | more),
        )

    return changed
