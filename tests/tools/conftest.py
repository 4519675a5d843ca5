"""A lemonade stand's notebook, a course of this one chapter, and one of two, built."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from crmlib import course_root
from crmlib.notebook.claims import MIME
from tools.site.chapter_page import VIEW, chapter_page
from tools.text.course import Course
from tools.text.sections import parse_chapter

STATE = "application/vnd.jupyter.widget-state+json"
STEM = "01_lemonade"
HEADER = """---
sittings: [{title: "Who comes back?", objective: tell who, ideas: [], discuss: 20}]
---
"""
TEXT = """
# 1 Lemonade: who comes back?

## First sitting: who comes back?

Hello.

+++ {"covers": ["CON-01"]}

### Two `stands`, one street

A customer (客户) comes back.

> **The source is silent (GAP-01).** Ours.

```{code-cell} ipython3
---
covers: [EXE-01]
---
stand = 1
```

```{code-cell} ipython3
---
covers: [EXE-01]
name: lemonade-1
tags: [exercise]
---
cups = ...
### BEGIN SOLUTION
cups = 3
### END SOLUTION
check("lemonade-1", cups)
```
"""
ABOUT = "*About 25 minutes.*"
CLAIM = {
    "id": "NUM-01",
    "chapter": STEM,
    "claim": "A *star* costs $5",
    "origin": "slide 1",
    "mode": "supposes",
    "verdict": "holds only if it rains",
    "found": "5 of 5",
    "scope": "our street",
    "why": "",
}
TABLE = (
    "<div>\n<style scoped>\n    .dataframe th { x: y }\n</style>\n"
    '<table border="1" class="dataframe">'
    "<thead><tr><th></th><th>cups</th></tr></thead>"
    "<tbody><tr><th>Ada</th><td>3</td></tr></tbody></table></div>"
)


def code(source: str, name: str, outputs: tuple = (), tags: tuple = ()) -> nbformat.NotebookNode:
    """Return a code cell with outputs."""
    cell = nbformat.v4.new_code_cell(source, id=name, outputs=list(outputs))
    cell.metadata["tags"] = list(tags)
    return cell


def shown(**data: object) -> nbformat.NotebookNode:
    """Return what a cell shows."""
    return nbformat.v4.new_output("display_data", data)


@pytest.fixture
def book() -> nbformat.NotebookNode:
    """A lemonade stand's notebook: a title, a section, a table beside sliders, one exercise."""
    sliders = nbformat.v4.new_output(
        "display_data", {VIEW: {"model_id": "1"}, "image/png": "aGk=", "text/plain": "picture"}
    )
    cells = [
        nbformat.v4.new_markdown_cell("# 1 Lemonade: who comes back?"),
        nbformat.v4.new_markdown_cell(f"## First sitting: who comes back?\n\n{ABOUT}\n\nHello."),
        nbformat.v4.new_markdown_cell("### Two `stands`, one street\n\nA customer (客户)."),
        code("stand = 1", "aaaa", [shown(**{"text/html": TABLE}), sliders]),
        code("cups = ...", "lemonade-1", tags=["exercise"]),
    ]
    about = {"language_info": {"name": "python"}, "widgets": {STATE: {"state": {}}}}
    return nbformat.v4.new_notebook(cells=cells, metadata=about)


@pytest.fixture
def course(book) -> Course:
    """A course of one chapter with one item of every kind, and one claim in its solved copy."""
    solved = nbformat.from_dict(book)
    solved.cells[3] = code("stand = 1", "aaaa", [shown(**{MIME: CLAIM, "text/plain": "card"})])
    kinds = {"CON-01": "content", "EXE-01": "EXE", "GAP-01": "GAP", "NUM-01": "NUM"}
    rows = [
        {"id": item, "kind": kind, "topic": f"about {item}", "chapter": STEM}
        for item, kind in [*kinds.items(), ("GLO-01", "GLO")]
    ]
    term = {"id": "GLO-01", "english": "customer", "simplified": "客户", "traditional": "客戶"}
    term |= {"printed": "S+T", "pinyin": "kèhù", "meaning": "who buys", "chapter": STEM}
    chapter = parse_chapter(STEM, HEADER + TEXT)
    return Course([chapter], {STEM: book}, {STEM: solved}, rows, [term])


@pytest.fixture
def page(book) -> nbformat.NotebookNode:
    """The stand's page, with one hint and slides."""
    hints, solved = {"lemonade-1": ("Count <cups>.",)}, {"lemonade-1": "cups = 3"}
    links = {"Slides of the first sitting": "slides/x.html"}
    return chapter_page(
        book,
        hints=hints,
        solutions=solved,
        links=links,
        more={"Guide for instructors": "guide/x.html"},
    )


@pytest.fixture(scope="session")
def tea_course(tmp_path_factory) -> Path:
    """A course of two chapters, of one and of two sittings, built; treat it as read only."""
    root, here = tmp_path_factory.mktemp("tea") / "course", course_root()
    fixtures = here / "tests" / "fixtures"
    for name in ("course", "sittings"):
        shutil.copytree(fixtures / name / "chapters", root / "chapters", dirs_exist_ok=True)
    shutil.copy(here / "chapters" / "python_moves.csv", root / "chapters")
    (root / "crmlib" / "exercises").mkdir(parents=True)
    shutil.copy(fixtures / "sittings" / "tea.yml", root / "crmlib" / "exercises")
    done = subprocess.run(
        [sys.executable, "-m", "tools", "--root", str(root), "notebooks"],
        cwd=here,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(fixtures / "sittings"), str(here)])},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "4 notebooks built." in done.stdout
    return root
