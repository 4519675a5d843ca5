"""What a learner keeps in work/ when the course is opened again and when it changes."""

import json
from pathlib import Path

import pytest

from crmlib.course.workspace import DAMAGED_ORIGIN, ORIGIN, fresh_copy, make_copies

VALUE = "03_value.ipynb"
WALMART = "08_case_walmart.ipynb"


def notebook_bytes(*sources: str, output: str = "stored") -> bytes:
    """Return a notebook of code cells, each with one line of stored output."""
    cells = [
        {
            "cell_type": "code",
            "execution_count": 1,
            "metadata": {},
            "outputs": [{"name": "stdout", "output_type": "stream", "text": [output]}],
            "source": source.splitlines(keepends=True),
        }
        for source in sources
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4}).encode()


ORIGINAL = notebook_bytes("import pandas\nlift = ...")
EDITED = notebook_bytes("import pandas\nlift = 0.999", "# my notes")
UPDATE = notebook_bytes("import pandas\nlift = ...", "print(lift)")
SECOND_UPDATE = notebook_bytes("import pandas\nlift = ...", "lift")


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """Anna has opened the course once: she has a copy of each of its two chapters."""
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / VALUE).write_bytes(notebook_bytes("clv = ..."))
    pull(tmp_path, ORIGINAL)
    make_copies(tmp_path)
    return tmp_path


def pull(course: Path, content: bytes) -> None:
    (course / "notebooks" / WALMART).write_bytes(content)


def files(course: Path) -> dict[str, bytes]:
    """Return every notebook in work/ with its content."""
    return {path.name: path.read_bytes() for path in (course / "work").glob("*.ipynb")}


def beside(course: Path) -> list[bytes]:
    """Return the new versions that stand beside Anna's copies."""
    return sorted(content for name, content in files(course).items() if ".new-" in name)


def test_first_start_copies_every_chapter_with_its_stored_outputs(course):
    assert set(files(course)) == {VALUE, WALMART}
    assert files(course)[WALMART] == ORIGINAL


def test_first_start_says_in_one_line_what_was_copied(tmp_path):
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / VALUE).write_bytes(ORIGINAL)
    pull(tmp_path, ORIGINAL)
    assert make_copies(tmp_path) == ["Copied to work/: 03_value, 08_case_walmart."]


def test_second_start_changes_nothing_and_says_nothing(course):
    (course / "work" / WALMART).write_bytes(EDITED)
    before = {path: path.stat().st_mtime_ns for path in (course / "work").iterdir()}
    assert make_copies(course) == []
    assert {path: path.stat().st_mtime_ns for path in (course / "work").iterdir()} == before


def test_pulling_a_changed_chapter_over_an_edited_copy_loses_nothing(course):
    (course / "work" / WALMART).write_bytes(EDITED)
    pull(course, UPDATE)
    [said] = make_copies(course)
    assert files(course)[WALMART] == EDITED
    assert beside(course) == [UPDATE]
    [new] = set(files(course)) - {VALUE, WALMART}
    assert said == f"08_case_walmart has a new version, put beside your copy: work/{new}."


def test_name_of_a_new_version_ends_in_its_hash(course):
    pull(course, UPDATE)
    make_copies(course)
    [new] = (course / "work").glob("*.new-*")
    recorded = json.loads((course / "work" / ORIGIN).read_text())["08_case_walmart"]
    assert new.name == f"08_case_walmart.new-{recorded[-1]}.ipynb"
    assert len(recorded) == 2


def test_untouched_copy_is_not_overwritten_either(course):
    pull(course, UPDATE)
    make_copies(course)
    assert files(course)[WALMART] == ORIGINAL
    assert beside(course) == [UPDATE]


def test_an_update_is_announced_once(course):
    pull(course, UPDATE)
    assert len(make_copies(course)) == 1
    assert make_copies(course) == []


def test_a_new_version_that_was_deleted_does_not_come_back(course):
    pull(course, UPDATE)
    make_copies(course)
    next((course / "work").glob("*.new-*")).unlink()
    assert make_copies(course) == []
    assert beside(course) == []


def test_two_updates_in_a_row_stand_both_beside_the_copy(course):
    (course / "work" / WALMART).write_bytes(EDITED)
    for update in (UPDATE, SECOND_UPDATE):
        pull(course, update)
        assert len(make_copies(course)) == 1
    assert files(course)[WALMART] == EDITED
    assert beside(course) == sorted([UPDATE, SECOND_UPDATE])


def test_an_update_taken_back_is_nothing_new(course):
    pull(course, UPDATE)
    make_copies(course)
    pull(course, ORIGINAL)
    assert make_copies(course) == []
    assert beside(course) == [UPDATE]


def test_a_new_version_edited_by_the_learner_stays(course):
    pull(course, UPDATE)
    make_copies(course)
    next((course / "work").glob("*.new-*")).write_bytes(EDITED)
    (course / "work" / ORIGIN).unlink()
    make_copies(course)
    assert beside(course) == [EDITED]


def test_new_outputs_alone_are_no_new_version(course):
    pull(course, notebook_bytes("import pandas\nlift = ...", output="other digits"))
    assert make_copies(course) == []
    assert files(course)[WALMART] == ORIGINAL


def test_source_stored_as_text_or_as_lines_is_the_same_version(course):
    cells = json.loads(ORIGINAL)
    cells["cells"][0]["source"] = "".join(cells["cells"][0]["source"])
    pull(course, json.dumps(cells).encode())
    assert make_copies(course) == []


def test_cell_that_turns_from_code_to_text_is_a_new_version(course):
    pull(course, ORIGINAL.replace(b'"cell_type": "code"', b'"cell_type": "markdown"'))
    assert len(make_copies(course)) == 1


def test_deleted_copy_is_made_again_from_the_chapter_as_it_is_now(course):
    (course / "work" / WALMART).unlink()
    pull(course, UPDATE)
    assert make_copies(course) == ["Copied to work/: 08_case_walmart."]
    assert files(course)[WALMART] == UPDATE
    assert make_copies(course) == []


def test_removed_chapter_leaves_the_copy_and_its_origin(course):
    (course / "notebooks" / WALMART).unlink()
    assert make_copies(course) == []
    pull(course, ORIGINAL)
    assert make_copies(course) == []
    assert files(course)[WALMART] == ORIGINAL


def test_new_chapter_is_copied_at_the_next_start(course):
    (course / "notebooks" / "09_case_cosmetics.ipynb").write_bytes(ORIGINAL)
    assert make_copies(course) == ["Copied to work/: 09_case_cosmetics."]


@pytest.mark.parametrize(
    "damage", [b"", b"{", b"\xff\xfe", b"[]", b'{"03_value": "a1"}', b'{"03_value": [1]}']
)
def test_damaged_origin_is_set_aside_and_made_again(course, damage):
    (course / "work" / ORIGIN).write_bytes(damage)
    before = files(course)
    [said] = make_copies(course)
    assert said.startswith("work/.origin.json was damaged")
    assert (course / "work" / DAMAGED_ORIGIN).read_bytes() == damage
    assert files(course) == before
    assert make_copies(course) == []


def test_lost_origin_of_untouched_copies_is_found_again(course):
    recorded = (course / "work" / ORIGIN).read_bytes()
    (course / "work" / ORIGIN).unlink()
    assert make_copies(course) == []
    assert (course / "work" / ORIGIN).read_bytes() == recorded


def test_lost_origin_of_an_edited_copy_puts_the_chapter_beside_it_once(course):
    (course / "work" / WALMART).write_bytes(EDITED)
    (course / "work" / ORIGIN).unlink()
    assert len(make_copies(course)) == 1
    assert files(course)[WALMART] == EDITED
    assert beside(course) == [ORIGINAL]
    assert make_copies(course) == []


def test_damaged_copy_is_left_to_the_learner(course):
    (course / "work" / WALMART).write_bytes(b"half a note")
    (course / "work" / ORIGIN).unlink()
    make_copies(course)
    assert files(course)[WALMART] == b"half a note"
    assert beside(course) == [ORIGINAL]


@pytest.mark.parametrize("content", [b"<<<<<<< HEAD", b"[]", b'{"cells": [{}]}', b"\xff"])
def test_unreadable_chapter_is_left_out_and_named(course, content):
    pull(course, content)
    said = ["notebooks/08_case_walmart.ipynb is not a readable notebook: left out."]
    assert make_copies(course) == said
    assert files(course)[WALMART] == ORIGINAL


def test_learners_own_notebooks_stay_as_they_are(course):
    (course / "work" / "my_shop.ipynb").write_bytes(EDITED)
    pull(course, UPDATE)
    make_copies(course)
    assert files(course)["my_shop.ipynb"] == EDITED


def test_broken_link_in_place_of_a_copy_is_not_replaced(course):
    (course / "work" / WALMART).unlink()
    (course / "work" / WALMART).symlink_to("gone.ipynb")
    make_copies(course)
    assert (course / "work" / WALMART).is_symlink()


def test_failed_write_leaves_no_half_made_copy(course, monkeypatch):
    (course / "work" / WALMART).unlink()
    before = sorted((course / "work").iterdir())

    def fail(draft, target):
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        make_copies(course)
    assert sorted((course / "work").iterdir()) == before


def test_copies_can_be_written_when_the_chapters_cannot(course):
    (course / "notebooks" / WALMART).chmod(0o444)
    (course / "work" / WALMART).unlink()
    make_copies(course)
    assert (course / "work" / WALMART).stat().st_mode & 0o200


def test_folder_without_notebooks_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"`root` must hold the folder notebooks/; got .+"):
        make_copies(tmp_path)
    assert not (tmp_path / "work").exists()


def test_every_fresh_copy_gets_a_free_name(course):
    (course / "work" / "08_case_walmart.fresh.ipynb").symlink_to("nowhere")
    assert [fresh_copy(course, "08").name for _ in range(2)] == [
        "08_case_walmart.fresh-2.ipynb",
        "08_case_walmart.fresh-3.ipynb",
    ]


def test_a_fresh_copy_is_the_chapter_as_it_is_now(course):
    pull(course, UPDATE)
    assert fresh_copy(course, "08").read_bytes() == UPDATE


@pytest.mark.parametrize("chapter", ["", "0", "99", "value"])
def test_a_fresh_copy_needs_the_beginning_of_one_chapters_name(course, chapter):
    with pytest.raises(ValueError, match=r"`chapter` must begin one chapter's name \(03_value"):
        fresh_copy(course, chapter)


def test_messages_name_the_folder_where_the_copies_are(course, tmp_path, monkeypatch):
    mine = tmp_path / "mine"
    monkeypatch.setenv("CRMLIB_WORK", str(mine))
    make_copies(course)
    (mine / ORIGIN).write_text("damaged")
    [said] = make_copies(course)
    assert said.startswith(f"{mine / ORIGIN} was damaged")
    assert str(mine / DAMAGED_ORIGIN) in said
