"""The course's bank holds its own ideas; an instructor's bank is read, or refused by entry."""

from pathlib import Path

import pytest
import yaml

from crmlib.exercises import draw_exam, mark_exam
from crmlib.exercises.exam_bank import course_bank
from tests.exercises.conftest import CAKE, CASE, TEA

MILK = {"id": "milk-1", "question": "Which milk is of oats?"}
GREEN = {"text": "Gyokuro", "why": "It grows in the shade.", "right": True}
BLACK = {"text": "Ceylon", "why": "It is black."}
WORD = {"text": "Assam", "why": "It is black.", "right": "no, black"}


def test_every_question_of_the_bank_has_one_right_option_and_explains_each():
    for asked in course_bank().topics.values():
        for one in asked:
            assert sum(option.get("right", False) for option in one["options"]) == 1, one["id"]
            assert all(option["why"].strip() for option in one["options"]), one["id"]


def test_case_questions_are_those_of_the_chapters_before():
    cases = course_bank().cases
    assert cases
    assert all(case["topic"] < "16" for case in cases)


def test_recall_questions_are_asked_under_the_chapter_that_taught_the_idea():
    assert not any("recalls" in one for asked in course_bank().topics.values() for one in asked)


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ([TEA | {"options": TEA["options"][:2]}], "3 to 6 options; got 2"),
        ([TEA | {"options": [*TEA["options"][:2], GREEN]}], "mark one option"),
        ([TEA | {"options": [*TEA["options"][::2], BLACK]}], "mark one option"),
        ([TEA | {"options": [*TEA["options"][:2], {"text": "Chai"}]}], "text under `why`"),
        (
            [TEA | {"options": [*TEA["options"][:2], TEA["options"][0]]}],
            "not offer an option twice",
        ),
        (
            [TEA | {"options": [{"text": 5, "why": "No."}, *TEA["options"][1:]]}],
            "got 5 for 'tea-1'",
        ),
        ([TEA | {"options": [WORD, *TEA["options"][1:]]}], "mark one option"),
        ([TEA | {"options": "none"}], "list the options"),
        ([TEA | {"question": " "}], "text under `question`"),
        ([{"question": "Which?"}], "text under `id`"),
        ([TEA, TEA], "'tea-1' more than once"),
        ([TEA, CAKE | {"id": "tea-1 "}], "'tea-1' more than once"),
        ([TEA, TEA | {"id": "tea-2"}], "use a question with its options once"),
        ([TEA | {"topic": "cake"}], "have only .*; got 'topic' for 'tea-1'"),
        ([TEA | {"idea": 5}], "text under `idea`; got 5"),
        ([TEA | {"id": "\ud800"}], "whole characters under `id`"),
        ([TEA | {"options": [BLACK | {"Right": True}, *TEA["options"][1:]]}], "got 'Right'"),
        ([TEA | {"options": [BLACK | {"text": None}, *TEA["options"][1:]]}], "got None for"),
        ([TEA | {"options": [BLACK | {"why": True}, *TEA["options"][1:]]}], "got True for"),
        ([TEA | {"options": [BLACK | {"right": 1}, *TEA["options"][1:]]}], "mark one option"),
        ([TEA | {"options": None}], "list the options"),
        ([], "at least one question"),
        (None, "at least one question"),
        ({}, "lists of questions"),
        (0, "lists of questions"),
        ("Which tea?", "lists of questions"),
        (["Which tea?"], "lists of questions"),
    ],
)
def test_a_malformed_bank_is_refused(tmp_path, entries, said):
    path = tmp_path / "tea.yml"
    path.write_text(yaml.safe_dump(entries), encoding="utf-8")
    with pytest.raises(ValueError, match=f"`bank` must .*{said}"):
        draw_exam(1, bank=path)


@pytest.mark.parametrize(
    "points",
    [
        None,
        [],
        ["6"],
        [{"points": 6, "text": "counts"}],
        [{"points": 10, "text": ""}],
        [{"points": 11, "text": "all"}],
        [{"points": 10.0, "text": "all"}],
        [{"points": True, "text": "counts"}, {"points": 9, "text": "asks"}],
        [{"points": 10, "text": "all", "of": 10}],
    ],
)
def test_a_malformed_case_is_refused(folder, points):
    (folder / "cases.yml").write_text(yaml.safe_dump([CASE | {"points": points}]), "utf-8")
    with pytest.raises(ValueError, match="`bank` must"):
        draw_exam(1, bank=folder)


def test_what_is_no_yaml_or_not_there_is_refused(tmp_path):
    (tmp_path / "tea.yml").write_text("- id: [", encoding="utf-8")
    with pytest.raises(ValueError, match=r"must hold YAML; got tea\.yml"):
        draw_exam(1, bank=tmp_path)
    with pytest.raises(ValueError, match="a YAML file or a folder"):
        draw_exam(1, bank=tmp_path / "none")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- {id: a, id: b}", "line 1, 'id' twice"),
        ("- id: a\n  options:\n  - {text: b, right: true, right: false}", "line 3, 'right' twice"),
        ("- id: a\n---\n- id: b", "line 2, but found another document"),
        ("- !!python/object/apply:os.getcwd []", "line 1, could not determine"),
    ],
)
def test_a_fault_of_yaml_is_told_with_its_line(tmp_path, text, said):
    (tmp_path / "tea.yml").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=f"must hold YAML; got tea.yml, which is none: {said}"):
        draw_exam(1, bank=tmp_path)


@pytest.mark.parametrize("encoding", ["gbk", "utf-16"])
def test_a_file_in_another_encoding_is_refused(tmp_path, encoding):
    text = yaml.safe_dump([TEA | {"question": "哪种茶是绿茶"}], allow_unicode=True)
    (tmp_path / "tea.yml").write_bytes(text.encode(encoding))
    with pytest.raises(ValueError, match=r"must hold YAML; got tea\.yml, .* Save it as UTF-8"):
        draw_exam(1, bank=tmp_path)


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_ends_of_lines_and_a_mark_at_the_start_do_not_matter(tmp_path, ends, mark):
    text = mark + yaml.safe_dump([TEA | {"question": "哪种茶是绿茶"}], allow_unicode=True)
    (tmp_path / "茶.yml").write_bytes(text.replace("\n", ends).encode())
    paper = draw_exam(1, bank=tmp_path)
    assert [(one["topic"], one["question"]) for one in paper.questions] == [("茶", "哪种茶是绿茶")]


def test_no_file_of_a_folder_is_left_out_in_silence(folder):
    (folder / "milk.YML").write_text(yaml.safe_dump([TEA | MILK]), "utf-8")
    (folder / "._tea.yml").write_bytes(b"\x00\x05")  # as a Mac leaves on a stick
    assert [one["topic"] for one in draw_exam(1, bank=folder).questions] == ["cake", "milk", "tea"]
    (folder / "more").mkdir()
    (folder / "more" / "bread.yml").touch()
    with pytest.raises(ValueError, match=r"YAML in files of one folder; got .*bread\.yml"):
        draw_exam(1, bank=folder)


def test_an_empty_file_beside_others_is_refused(folder):
    (folder / "milk.yml").touch()
    with pytest.raises(ValueError, match=r"one question in a file; got none in .*milk\.yml"):
        draw_exam(1, bank=folder)


def test_cases_alone_and_folders_without_yaml_are_refused(folder):
    for name in ("tea.yml", "cake.yml"):
        (folder / name).unlink()
    with pytest.raises(ValueError, match="at least one question; got none"):
        draw_exam(1, bank=folder)
    (folder / "cases.yml").rename(folder / "cases.txt")
    with pytest.raises(ValueError, match="a YAML file or a folder with some"):
        draw_exam(1, bank=folder)


def test_a_link_to_a_folder_is_read_and_a_broken_one_refused(folder, tmp_path_factory):
    link = tmp_path_factory.mktemp("other") / "bank"
    link.symlink_to(folder)
    assert len(draw_exam(1, bank=link).questions) == 2
    (folder / "milk.yml").symlink_to(folder / "none.yml")
    with pytest.raises(ValueError, match=r"files of one folder; got .*milk\.yml"):
        draw_exam(1, bank=folder)


def test_both_endings_are_read_and_a_topic_has_one_file(folder):
    (folder / "milk.yaml").write_text(yaml.safe_dump([TEA | MILK]), "utf-8")
    assert [one["topic"] for one in draw_exam(1, bank=folder).questions] == ["cake", "milk", "tea"]
    (folder / "tea.yaml").write_text(yaml.safe_dump([TEA | {"id": "tea-2"}]), "utf-8")
    with pytest.raises(ValueError, match="one file for each topic; got two for 'tea'"):
        draw_exam(1, bank=folder)


def test_wrong_options_may_say_so(tmp_path):
    options = [{"right": False} | option for option in TEA["options"]]
    (tmp_path / "tea.yml").write_text(yaml.safe_dump([TEA | {"options": options}]), "utf-8")
    assert mark_exam(draw_exam(1, bank=tmp_path), "b").points == 1


def test_a_folder_that_one_may_not_open_is_refused(folder, monkeypatch):
    """What a learner meets who has the name of the folder, and no access to it."""

    def denied(*args, **kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_text", denied)
    with pytest.raises(ValueError, match="`bank` must be readable"):
        draw_exam(1, bank=folder)
    monkeypatch.setattr(Path, "iterdir", denied)
    with pytest.raises(ValueError, match="`bank` must be readable"):
        draw_exam(1, bank=folder)
