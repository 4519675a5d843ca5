"""A stored notebook holds nothing that differs from run to run."""

from pathlib import Path

import nbformat
import pytest

from tools.build.stabilise import STATE
from tools.text.sections import VIEW

STUDENT, SOLVED = "notebooks/01_lemonade.ipynb", "solutions/01_lemonade.ipynb"


def outputs(book: nbformat.NotebookNode, mime: str) -> list:
    """Return every output of a kind, as (cell, output)."""
    return [
        (cell, output)
        for cell in book.cells
        for output in cell.get("outputs", [])
        if mime in output.get("data", {})
    ]


def stored(root: Path, name: str = SOLVED) -> nbformat.NotebookNode:
    return nbformat.read(root / name, 4)


@pytest.mark.parametrize("name", [STUDENT, SOLVED])
def test_stored_notebook_is_valid_and_names_no_version_and_no_time(built, name):
    book = stored(built, name)
    nbformat.validate(book)
    assert book.metadata["language_info"] == {"name": "python"}
    assert '"execution"' not in (built / name).read_text(encoding="utf-8")


def test_every_picture_has_its_alt_text(built):
    alts = [
        output.metadata["image/png"]["alt"] for _, output in outputs(stored(built), "image/png")
    ]
    assert alts == ["Four points that rise from left to right.", "A line through twelve degrees."]


def test_widget_models_are_numbered_by_appearance(built):
    state = stored(built).metadata["widgets"][STATE]["state"]
    [(_, output)] = outputs(stored(built), VIEW)
    assert set(state) == {f"{number:032x}" for number in range(1, len(state) + 1)}
    assert output.data[VIEW]["model_id"] == f"{1:032x}"


def test_widget_models_refer_to_stored_models_only(built):
    state = stored(built).metadata["widgets"][STATE]["state"]
    for child in state[f"{1:032x}"]["state"]["children"]:
        assert child.removeprefix("IPY_MODEL_") in state
