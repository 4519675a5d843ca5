"""What the tests of the record, the quizzes and the predictions share."""

from pathlib import Path

import pytest

import crmlib.exercises.predictions as predictions
import crmlib.exercises.record as record
from crmlib import course_root


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
