"""What is kept of a learner's answers, and that nothing of it is ever lost."""

import subprocess
import sys
from pathlib import Path

import pytest

import crmlib.exercises.record as module
from crmlib import course_root
from crmlib.exercises import check
from crmlib.exercises.questions import find_question, reference_solutions
from crmlib.exercises.record import RECORD, Progress, progress, progress_of, record_answer

WALMART = "08_case_walmart"


@pytest.fixture
def work(tmp_path: Path, monkeypatch) -> Path:
    """Ben has opened a notebook of his work/, in a checkout whose chapters are the course's."""
    root = tmp_path / "course"
    (root / "work").mkdir(parents=True)
    (root / "notebooks").symlink_to(course_root() / "notebooks")
    monkeypatch.setattr(module, "course_root", lambda: root)
    monkeypatch.chdir(root / "work")
    return root / "work"


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
    check("walmart-2", find_question("walmart-2").answer().expected)
    assert states(work)["walmart-1"] == "tried"
    assert states(work)["walmart-2"] == "right"


def test_the_blank_is_not_recorded(work):
    check("walmart-1", ...)
    assert not (work / RECORD).exists()


def test_a_right_answer_stays_right(work):
    for right in (False, True, False):
        assert record_answer("walmart-1", right) == ""
    assert states(work)["walmart-1"] == "right"
    assert len((work / RECORD).read_text().split()) == 2 * 4  # two lines of four words


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


@pytest.mark.parametrize("damage", [b"{", b"\xff\xfe", b"[1]", b'{"exercise": 1, "right": true}'])
def test_a_damaged_record_is_set_aside_and_what_can_be_read_is_kept(work, damage):
    record_answer("walmart-1", True)
    before = (work / RECORD).read_bytes() + damage
    (work / RECORD).write_bytes(before)
    assert states(work)["walmart-1"] == "right"
    assert (work / ".progress.damaged-1.jsonl").read_bytes() == before
    assert states(work)["walmart-1"] == "right"
    assert not (work / ".progress.damaged-2.jsonl").exists()


def test_a_second_damaged_record_does_not_replace_the_first(work):
    for _ in range(2):
        (work / RECORD).write_bytes(b"?")
        progress_of(work)
    assert (work / ".progress.damaged-2.jsonl").read_bytes() == b"?"


def test_a_line_that_was_cut_off_spoils_only_itself(work):
    (work / RECORD).write_bytes(b'{"exercise": "walmart-3", "ri')
    module._append(work, {"walmart-1": True})
    assert states(work)["walmart-1"] == "right"


def test_an_unknown_exercise_in_the_record_is_kept_and_not_shown(work):
    record_answer("walmart-99", True)
    assert "walmart-99" not in states(work)
    assert "walmart-99" in (work / RECORD).read_text()


def test_a_record_that_cannot_be_written_is_said_and_does_not_stop_the_check(work):
    (work / RECORD).mkdir()
    said = check("walmart-1", 12345.0)
    assert said.state == "Not yet"
    assert "(Your progress could not be kept: " in said.message


def test_two_notebooks_that_write_at_once_lose_nothing(work):
    program = (
        "import sys; from pathlib import Path; from crmlib.exercises.record import _append\n"
        "for n in range(300): _append(Path(sys.argv[1]), {f'{sys.argv[2]}-{n}': True})"
    )
    writers = [
        subprocess.Popen([sys.executable, "-c", program, str(work), word], cwd=course_root())
        for word in ("one", "two")
    ]
    assert [writer.wait() for writer in writers] == [0, 0]
    known, damaged = module._parsed((work / RECORD).read_bytes())
    assert (len(known), damaged) == (600, False)


def test_the_bar_says_in_text_and_html_what_is_right_tried_and_open():
    shown = Progress({"03_value": {"value-1": "right", "value-2": "tried", "value-3": "open"}})
    assert repr(shown) == "03_value  █▒░  1 of 3 right; tried: 2; open: 3"
    assert 'title="value-2: tried"' in shown._repr_html_()
    assert "1 of 3 right; tried: 2; open: 3" in shown._repr_html_()


def test_a_chapter_not_begun_is_told_in_few_words():
    assert repr(Progress({"03_value": {"value-1": "open", "value-2": "open"}})).endswith("2 right")
