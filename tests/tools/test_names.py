"""Who uses what: the list of public names is read from the code of its users."""

from pathlib import Path

import pytest

from tools import names
from tools.names import Package, used_names

HEADER = "---\nsittings: [{title: Tea, objective: count, ideas: [], discuss: 1}]\n---"
KNOWN = {
    "crmlib.mining": Package("Mining.", ("learn",)),
    "crmlib.mining.system": Package("A system.", ("ask",)),
    "crmlib.value": Package("Value.", ("gini", "lorenz_curve")),
}


@pytest.fixture
def root(tmp_path) -> Path:
    """A course: a chapter draws a curve, tells how to type `gini`, and a question learns."""
    files = {
        "crmlib/__init__.py": '"""All."""\n',
        "crmlib/value/__init__.py": '"""Value.\n\nMore."""\n__all__ = ["gini", "lorenz_curve"]\n',
        "crmlib/value/concentration.py": "from crmlib.value import lorenz_curve\n",
        "crmlib/mining/__init__.py": '"""Mining."""\n__all__ = ["learn"]\n',
        "crmlib/exercises/tea.py": "from crmlib import mining\n\nmining.learn()\n",
        "crmlib/exercises/tea.yml": "",
        "chapters/03_tea.md": f"{HEADER}\n\n# 3 Tea\n\n"
        "Type `from crmlib.value import gini`.\n\n```{code-cell} ipython3\nx = 1\n```\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("from crmlib.value import gini as g", {("crmlib.value", "gini")}),
        (
            "from crmlib import value\nvalue.gini(1)",
            {("crmlib.value", ""), ("crmlib.value", "gini")},
        ),
        ("import crmlib.value as v\nv.gini", {("crmlib.value", ""), ("crmlib.value", "gini")}),
        (
            "from crmlib.mining import system\nsystem.ask()",
            {("crmlib.mining.system", ""), ("crmlib.mining.system", "ask")},
        ),
        (
            "from crmlib import mining\nmining.system.ask()",
            {
                ("crmlib.mining", ""),
                ("crmlib.mining.system", ""),
                ("crmlib.mining.system", "ask"),
            },
        ),
        ("import pandas as value\nvalue.gini", set()),
        ("'''from crmlib.value import gini'''", set()),
    ],
)
def test_names_are_seen_however_they_are_imported(code, wanted):
    assert used_names(code, KNOWN) == wanted


def test_the_list_has_every_public_name_with_its_users_outside_its_package(root):
    assert names.table(root) == (
        "package,name,used_by\n"
        "crmlib.mining,learn,exercises/tea\n"
        "crmlib.value,gini,03\n"
        "crmlib.value,lorenz_curve,\n"
    )
    assert names.unused(names.table(root)) == ["crmlib.value.lorenz_curve"]


def test_a_package_is_told_by_the_first_line_of_its_docstring(root):
    assert names.packages(root)["crmlib.value"].about == "Value."


def test_writing_the_list_names_what_nobody_uses(root, capsys):
    assert names.write_list(root) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "called by chapters: 0 (bound 180)"
    assert said[-1] == "nobody uses crmlib.value.lorenz_curve"
    assert (root / names.LIST).read_text(encoding="utf-8") == names.table(root)


CELL = "\n```{code-cell} ipython3\nfrom crmlib import mining, value\n"


def add(root: Path, stem: str, *cells: str) -> None:
    """Write a chapter of code cells into a course."""
    text = "".join(f"{CELL}{cell}\n```\n" for cell in cells)
    (root / "chapters" / f"{stem}.md").write_text(f"{HEADER}\n\n# X\n{text}", encoding="utf-8")


def test_a_name_is_new_in_the_first_chapter_that_calls_it(root):
    add(root, "04_cups", "value.gini(1)")
    add(root, "05_pots", "value.gini(2)\nvalue.lorenz_curve(1)\nmining.learn()")
    assert names.call_lines(names.called_names(root, names.packages(root))) == [
        "called by chapters: 3 (bound 180)",
        "03_tea: 0, 0 of them new",
        "04_cups: 1, 1 of them new: gini",
        "05_pots: 3, 2 of them new: learn, lorenz_curve",
    ]


def test_what_only_the_lecturer_calls_is_used_and_not_counted(root):
    add(root, "04_cups", "value.gini(1)")
    path = root / "chapters" / "04_cups.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("ipython3\n", "ipython3\n:tags: [notes]\n\n"), encoding="utf-8")
    assert names.called_names(root, KNOWN)["04_cups"] == set()
    assert "crmlib.value,gini,03 04\n" in names.table(root)


def test_chapters_after_the_tenth_are_not_counted(root):
    add(root, "11_pots", "value.gini(1)")
    assert "11_pots" not in names.called_names(root, KNOWN)
