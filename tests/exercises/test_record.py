"""What is kept of a learner's answers, and that nothing of it is ever lost."""

import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import crmlib.exercises.record as module
from crmlib import course_root
from crmlib.exercises import check, predict, quiz
from crmlib.exercises.minutes import Sitting
from crmlib.exercises.questions import find_question, reference_solutions
from crmlib.exercises.record import (
    RECORD,
    Progress,
    kept_entries,
    progress,
    progress_of,
    record_answer,
)

WALMART = "08_case_walmart"
DAMAGES = (
    b"{",
    b"\xff\xfe",
    b"[1]",
    b'{"exercise": 1, "right": true}',
    b'{"right": true}',
    b'{"exercise": "walmart-3", "right": "yes"}',
    b'{"quiz": "walmart", "sitting": 1, "time": "noon"}',
    b'{"quiz": "walmart", "sitting": 1, "time": 1e999}',
    b'{"prediction": "walmart", "values": {"beer": [1]}}',
    b'{"prediction": "walmart", "values": 1, "time": ' + b"9" * 400 + b"}",
)


def states(work: Path) -> dict[str, str]:
    return progress_of(work).chapters[WALMART]


def test_without_a_record_everything_is_open(work):
    assert set(states(work).values()) == {"open"}


def test_every_exercise_belongs_to_one_chapter_in_reading_order(work):
    chapters = progress_of(work).chapters
    assert list(chapters) == sorted(chapters)
    assert [name for names in chapters.values() for name in names] == list(reference_solutions())


def test_a_wrong_answer_is_tried_and_a_right_one_is_right(work):
    check("walmart-1", 12345.0)
    check("walmart-3", find_question("walmart-3").answer().expected)
    assert states(work)["walmart-1"] == "tried"
    assert states(work)["walmart-3"] == "right"


def test_of_the_blank_only_the_time_is_kept(work):
    check("walmart-1", ...)
    assert [sorted(entry) for entry in kept_entries(work)] == [["exercise", "time"]]
    assert states(work)["walmart-1"] == "open"


def test_a_right_answer_stays_right(work):
    for right in (False, True, False):
        assert record_answer("walmart-1", right) == ""
    assert states(work)["walmart-1"] == "right"
    assert [entry["right"] for entry in kept_entries(work)] == [False, True, False]


def test_a_notebook_in_a_folder_of_work_counts_too(work, monkeypatch):
    (work / "mine").mkdir()
    monkeypatch.chdir(work / "mine")
    record_answer("walmart-1", True)
    assert states(work)["walmart-1"] == "right"


def test_outside_work_nothing_is_kept_and_the_text_says_so(work, monkeypatch):
    monkeypatch.chdir(work.parent)
    assert record_answer("walmart-1", True) == ""
    assert not (work / RECORD).exists()
    assert repr(progress()).startswith("Progress is kept with your copies")
    assert "<p>Progress is kept" in progress()._repr_html_()


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_record_is_set_aside_and_what_can_be_read_is_kept(work, damage):
    record_answer("walmart-1", True)
    before = (work / RECORD).read_bytes() + damage
    (work / RECORD).write_bytes(before)
    assert states(work)["walmart-1"] == "right"
    assert (work / ".progress.damaged-1.jsonl").read_bytes() == before
    assert states(work)["walmart-1"] == "right"
    assert not (work / ".progress.damaged-2.jsonl").exists()


def test_of_a_line_with_a_damaged_time_the_answer_is_kept(work):
    (work / RECORD).write_bytes(b'{"exercise": "walmart-1", "right": true, "time": NaN}')
    assert kept_entries(work) == [{"exercise": "walmart-1", "right": True}]
    assert (work / ".progress.damaged-1.jsonl").exists()


def test_a_second_damaged_record_does_not_replace_the_first(work):
    for _ in range(2):
        (work / RECORD).write_bytes(b"?")
        progress_of(work)
    assert (work / ".progress.damaged-2.jsonl").read_bytes() == b"?"


def test_a_line_that_was_cut_off_spoils_only_itself(work):
    (work / RECORD).write_bytes(b'{"exercise": "walmart-3", "ri')
    record_answer("walmart-1", True)
    assert states(work)["walmart-1"] == "right"


def test_an_unknown_exercise_in_the_record_is_kept_and_not_shown(work):
    record_answer("walmart-99", True)
    assert "walmart-99" not in states(work)
    assert "walmart-99" in (work / RECORD).read_text()


def test_a_record_of_before_times_were_kept_is_read(work):
    lines = b'\n{"exercise": "walmart-1", "right": true}\n\n{"exercise": "x", "right": false}\n'
    (work / RECORD).write_bytes(lines)
    assert states(work)["walmart-1"] == "right"
    assert (work / RECORD).read_bytes() == lines
    assert progress_of(work).minutes.get(WALMART, {}) == {}


def test_a_record_that_cannot_be_written_is_said_and_does_not_stop_the_check(work):
    (work / RECORD).mkdir()
    said = check("walmart-1", 12345.0)
    assert said.state == "Not yet"
    assert "(Your progress could not be kept: " in said.message


def test_two_notebooks_that_write_at_once_lose_nothing(work):
    program = (
        "import sys; from pathlib import Path; from crmlib.exercises.record import _append\n"
        "for n in range(300): _append(Path(sys.argv[1]), [{'quiz': f'{sys.argv[2]}-{n}'}])"
    )
    writers = [
        subprocess.Popen([sys.executable, "-c", program, str(work), word], cwd=course_root())
        for word in ("one", "two")
    ]
    assert [writer.wait() for writer in writers] == [0, 0]
    assert len({entry["quiz"] for entry in kept_entries(work)}) == 600
    assert not (work / ".progress.damaged-1.jsonl").exists()


def test_a_line_added_while_the_record_is_set_aside_is_not_lost(work, monkeypatch):
    really, aside = module._is_at, work / ".progress.damaged-1.jsonl"

    def set_aside_before(path, file):
        if not aside.exists():
            path.rename(aside)
        return really(path, file)

    monkeypatch.setattr(module, "_is_at", set_aside_before)
    assert record_answer("walmart-1", True) == ""
    assert states(work)["walmart-1"] == "right"


def test_the_bar_says_in_text_and_html_what_is_right_tried_and_open():
    shown = Progress({"03_value": {"value-1": "right", "value-2": "tried", "value-3": "open"}})
    assert repr(shown) == "03_value  █▒░  1 of 3 right; tried: 2; open: 3"
    assert 'title="value-2: tried"' in shown._repr_html_()
    assert "1 of 3 right; tried: 2; open: 3" in shown._repr_html_()


def test_a_chapter_not_begun_is_told_in_few_words():
    assert repr(Progress({"03_value": {"value-1": "open", "value-2": "open"}})).endswith("2 right")


def test_own_minutes_stand_beside_ours_in_text_and_html_with_a_legend():
    shown = Progress({"01_tea": {"tea-1": "right"}}, {"01_tea": {1: (71, 80), 2: (9, 85)}})
    times = (
        "; sitting 1: yours 71 minutes, ours about 80; sitting 2: yours 9 minutes, ours about 85"
    )
    assert repr(shown) == f"01_tea  █  1 of 1 right{times}\n{module.LEGEND}"
    assert f"1 of 1 right{times}</td>" in shown._repr_html_()
    assert shown._repr_html_().endswith(f"<p>{module.LEGEND}</p>")


def test_check_quiz_and_predict_leave_the_time_they_were_called(work, monkeypatch):
    moments = iter([100, 160, 90])
    monkeypatch.setattr(module, "_now", lambda: next(moments))
    check("walmart-1", 12345.0)
    quiz("value", sitting=2)
    predict("walmart", beer=...)
    assert kept_entries(work) == [
        {"exercise": "walmart-1", "right": False, "time": 100},
        {"quiz": "value", "sitting": 2, "time": 160},
        {"prediction": "walmart", "values": {"beer": None}, "time": 90},
    ]


def test_progress_counts_the_minutes_of_a_sitting_and_none_without(work, monkeypatch):
    sittings = {WALMART: [Sitting(1, 80, frozenset({"walmart-1"}))]}
    monkeypatch.setattr(module, "sittings_of", lambda path: sittings.get(path.stem, []))
    moments = iter([0, 300, 300, 900])
    monkeypatch.setattr(module, "_now", lambda: next(moments))
    for name in ("walmart-1", "walmart-1", "value-1", "value-1"):
        record_answer(name, False)
    assert progress().minutes == {WALMART: {1: (5, 80)}}
    assert repr(progress()).count("ours about") == 1


def test_outside_work_no_clock_is_read(work, monkeypatch):
    monkeypatch.chdir(work.parent)
    monkeypatch.setattr(module, "_now", lambda: pytest.fail("the clock was read"))
    check("walmart-1", ...)
    quiz("walmart")
    predict("walmart", beer=40)


def test_the_clock_is_read_in_one_place():
    reads = re.compile(r"\btime\.time|\b(?:now|today|utcnow|perf_counter|monotonic)\(")
    texts = {
        p.name: p.read_text(encoding="utf-8") for p in Path(module.__file__).parent.glob("*.py")
    }
    assert [name for name, text in texts.items() if reads.search(text)] == ["record.py"]
    assert len(reads.findall(texts["record.py"])) == 1


# Whose notebook it is


@pytest.fixture
def kernel(monkeypatch, work) -> SimpleNamespace:
    """A kernel that an editor has started somewhere else, at home."""
    shell = SimpleNamespace(kernel=True, user_ns={})
    monkeypatch.setattr(module, "_shell", lambda: shell)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    monkeypatch.delenv("CRMLIB_WORK", raising=False)
    monkeypatch.chdir(work.parent.parent)
    return shell


def test_a_kernel_anywhere_keeps_the_learner_s_progress(kernel, work):
    assert module.learners_folder() == work


def test_a_process_without_a_kernel_keeps_nothing_elsewhere(kernel, monkeypatch):
    monkeypatch.setattr(module, "_shell", lambda: None)
    assert module.learners_folder() is None


@pytest.mark.parametrize("folder", ["notebooks", "solutions"])
@pytest.mark.parametrize("how", ["cwd", "jupyter", "editor"])
def test_the_course_s_own_notebooks_keep_nothing(kernel, work, monkeypatch, folder, how):
    place = work.parent / folder
    if folder == "solutions":
        place.mkdir()
    notebook = str(place / "00_start_here.ipynb")
    if how == "cwd":
        monkeypatch.chdir(place)
    elif how == "jupyter":
        monkeypatch.setenv("JPY_SESSION_NAME", notebook)
    else:
        kernel.user_ns["__vsc_ipynb_file__"] = notebook
    assert module.learners_folder() is None


@pytest.mark.skipif(os.name == "nt", reason="symbolic links need a right of their own there")
def test_a_folder_is_known_by_any_of_its_names(kernel, work, monkeypatch):
    other = work.parent.parent / "drive H"
    other.symlink_to(work.parent)
    monkeypatch.setenv("JPY_SESSION_NAME", str(other / "notebooks" / "00_start_here.ipynb"))
    assert module.learners_folder() is None
    monkeypatch.setenv("JPY_SESSION_NAME", str(other / "work" / "00_start_here.ipynb"))
    assert module.learners_folder() == work


def test_an_own_notebook_is_told_once_that_nothing_is_kept(kernel, work, monkeypatch):
    monkeypatch.setattr(module, "_SAID", set())
    monkeypatch.setenv("JPY_SESSION_NAME", str(work.parent / "notebooks" / "x.ipynb"))
    assert module.record_answer("walmart-1", None) == ""
    assert module.record_answer("walmart-1", True) == f"({module.UNKEPT})"
    assert module.record_answer("walmart-1", True) == ""
