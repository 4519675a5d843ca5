"""What the tests of the record, the quizzes, the predictions and the mock exam share."""

from pathlib import Path

import pytest
import yaml

import crmlib.exercises.predictions as predictions
import crmlib.exercises.record as record
from crmlib import course_root

TEA = {
    "id": "tea-1",
    "question": "Which tea is green?",
    "options": [
        {"text": "Assam", "why": "It is black."},
        {"text": "Sencha", "why": "Its leaves are steamed.", "right": True},
        {"text": "Rooibos", "why": "It is no tea."},
    ],
}
CAKE = TEA | {"id": "cake-1", "question": "Which cake has no egg?"}
CASE = {
    "id": "cases-1",
    "question": "Should the stall open on Sundays?",
    "points": [{"points": 6, "text": "counts guests"}, {"points": 4, "text": "asks the staff"}],
}


@pytest.fixture
def work(tmp_path: Path, monkeypatch) -> Path:
    """Ben has opened a notebook of his work/, in a checkout whose chapters are the course's."""
    root = tmp_path / "course"
    (root / "work").mkdir(parents=True)
    (root / "notebooks").symlink_to(course_root() / "notebooks")
    monkeypatch.setattr(record, "course_root", lambda: root)
    monkeypatch.setattr(predictions, "_SESSION", [])
    monkeypatch.chdir(root / "work")
    return root / "work"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An instructor's folder: two topics with a question each, and one case."""
    for name, entries in {"tea": [TEA], "cake": [CAKE], "cases": [CASE]}.items():
        (tmp_path / f"{name}.yml").write_text(yaml.safe_dump(entries), encoding="utf-8")
    return tmp_path
