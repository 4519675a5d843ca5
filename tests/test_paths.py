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
    with pytest.raises(
        RuntimeError,
        match=r"must run from a checkout .* or from its wheel; .* pip install .* -e \.",
    ):
        paths.course_root()


def test_checkout_anywhere_else_is_a_root_too(tmp_path, monkeypatch):
    for name in paths.MARKERS:
        (tmp_path / name).mkdir()
    monkeypatch.setattr(paths, "__file__", str(tmp_path / "crmlib" / "paths.py"))
    assert paths.course_root() == tmp_path.resolve()


def test_package_without_a_checkout_carries_the_course(tmp_path, monkeypatch):
    carried = tmp_path / "crmlib" / paths.CARRIED
    for name in paths.MARKERS:
        (carried / name).mkdir(parents=True)
    monkeypatch.setattr(paths, "__file__", str(tmp_path / "crmlib" / "paths.py"))
    assert paths.course_root() == carried.resolve()


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """Anna's checkout, and a home of hers with nothing in it."""
    monkeypatch.delenv(paths.CHOSEN, raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    (tmp_path / "course").mkdir()
    return tmp_path / "course"


def test_the_learner_s_folder_is_in_the_checkout(checkout):
    assert paths.work_folder(checkout) == checkout / "work"


def test_the_learner_s_folder_is_the_one_she_names(checkout, monkeypatch):
    monkeypatch.setenv(paths.CHOSEN, str(checkout.parent / "客户"))
    assert paths.work_folder(checkout) == checkout.parent / "客户"


def test_the_learner_s_folder_is_among_her_data_where_the_course_is_not_hers(checkout, monkeypatch):
    monkeypatch.setattr(paths.os, "access", lambda folder, mode: False)
    assert paths.work_folder(checkout) == checkout.parent / "data" / paths.COURSE / "work"


def test_the_learner_s_folder_is_never_in_the_package(checkout):
    carried = checkout / paths.CARRIED
    carried.mkdir()
    assert paths.work_folder(carried) == checkout.parent / "data" / paths.COURSE / "work"
