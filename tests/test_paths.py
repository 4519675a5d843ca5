"""The course is found from the package's own place, whatever folder one works in."""

import pytest

from crmlib import paths


def test_root_holds_the_course_s_folders():
    root = paths.course_root()
    assert all((root / name).exists() for name in ("datasets", "notebooks", "crmlib", "chapters"))
    assert root.is_absolute()


def test_root_does_not_depend_on_the_working_folder(tmp_path, monkeypatch):
    before = paths.course_root()
    monkeypatch.chdir(tmp_path)
    assert paths.course_root() == before


@pytest.mark.parametrize("missing", paths.MARKERS)
def test_copy_without_the_course_is_refused_with_the_way_out(tmp_path, monkeypatch, missing):
    for name in paths.MARKERS:
        if name != missing:
            (tmp_path / name).mkdir()
    monkeypatch.setattr(paths, "__file__", str(tmp_path / "crmlib" / "paths.py"))
    with pytest.raises(RuntimeError, match=r"must run from a checkout .* pip install .* -e \."):
        paths.course_root()


def test_checkout_anywhere_else_is_a_root_too(tmp_path, monkeypatch):
    for name in paths.MARKERS:
        (tmp_path / name).mkdir()
    monkeypatch.setattr(paths, "__file__", str(tmp_path / "crmlib" / "paths.py"))
    assert paths.course_root() == tmp_path.resolve()
