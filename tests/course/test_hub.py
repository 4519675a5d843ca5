"""A learner's server on a hub: copies at home, a first page, idle kernels ended."""

import os
from pathlib import Path

import pytest
from traitlets.config import Config

import crmlib.course.hub as module
from crmlib import course_root
from crmlib.course import open_on_hub

ROOT = course_root()
RECIPE = ROOT / "benchmarks" / "hub" / "jupyter_server_config.py"


@pytest.fixture
def home(tmp_path: Path, monkeypatch) -> Path:
    """Li's home on the class's server, empty; the course is one install for all."""
    shared, home = tmp_path / "shared", tmp_path / "home" / "li"
    (shared / "notebooks").mkdir(parents=True)
    (shared / "notebooks" / "00_start.ipynb").write_text('{"cells": []}', encoding="utf-8")
    home.mkdir(parents=True)
    monkeypatch.setattr(module, "course_root", lambda: shared)
    monkeypatch.setattr(Path, "home", lambda: home)
    for name in ("CRMLIB_WORK", "JUPYTER_CONFIG_PATH", "MPLBACKEND", "PYTHONUTF8"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    return home


def test_copies_are_made_at_home_and_the_first_one_opens(home):
    settings = Config()
    assert open_on_hub(settings) == [f"Copied to {home / 'crm'}{os.sep}: 00_start."]
    assert (home / "crm" / "00_start.ipynb").exists()
    assert settings.ServerApp.default_url == "/lab/tree/crm/00_start.ipynb"


def test_kernels_that_the_server_starts_find_the_learner_s_folder_and_show_figures(
    home, monkeypatch
):
    monkeypatch.setenv("MPLBACKEND", "pdf")
    open_on_hub(Config())
    assert os.environ["CRMLIB_WORK"] == str(home / "crm")
    assert "MPLBACKEND" not in os.environ


def test_a_folder_that_the_host_chose_is_kept(home, monkeypatch, tmp_path):
    monkeypatch.setenv("CRMLIB_WORK", str(tmp_path / "elsewhere"))
    settings = Config()
    open_on_hub(settings)
    assert (tmp_path / "elsewhere" / "00_start.ipynb").exists()
    assert "default_url" not in settings.ServerApp


def test_idle_kernels_are_ended_though_their_page_is_open(home):
    settings = Config()
    open_on_hub(settings)
    assert settings.MappingKernelManager.cull_idle_timeout == 30 * 60
    assert settings.MappingKernelManager.cull_connected is True


def test_a_home_that_cannot_be_written_is_told_and_the_server_starts(home):
    (home / "crm").touch()
    [told] = open_on_hub(Config())
    assert told.startswith(f"No copies of the course in {home / 'crm'}: ")


def test_the_page_for_the_host_shows_the_file_that_the_benchmark_ran():
    lines = RECIPE.read_text(encoding="utf-8").splitlines()
    code = [line.partition("  #")[0] for line in lines if line and not line.startswith('"""')]
    page = (ROOT / "site" / "class.md").read_text(encoding="utf-8")
    assert [line for line in code if line not in page] == []
