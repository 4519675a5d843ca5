"""The course's bank holds its own ideas; an instructor's bank is read, or refused by entry."""

from pathlib import Path

import pytest
import yaml

from crmlib.exercises import draw_exam, mark_exam
from crmlib.exercises.exam_bank import course_bank

TEA = {
    "id": "tea-1",
    "question": "Which tea is green?",
    "options": [
        {"text": "Assam", "why": "It is black."},
        {"text": "Sencha", "why": "Its leaves are steamed.", "right": True},
        {"text": "Rooibos", "why": "It is no tea."},
    ],
}
GREEN = {"text": "Gyokuro", "why": "It grows in the shade.", "right": True}
BLACK = {"text": "Ceylon", "why": "It is black."}
WORD = {"text": "Assam", "why": "It is black.", "right": "no, black"}
CAKE = TEA | {"id": "cake-1", "question": "Which cake has no egg?"}
CASE = {
    "id": "cases-1",
    "question": "Should the stall open on Sundays?",
    "points": [{"points": 6, "text": "counts guests"}, {"points": 4, "text": "asks the staff"}],
}


@pytest.fixture
def folder(tmp_path):
    """An instructor's folder: two topics with a question each, and one case."""
    for name, entries in {"tea": [TEA], "cake": [CAKE], "cases": [CASE]}.items():
        (tmp_path / f"{name}.yml").write_text(yaml.safe_dump(entries), encoding="utf-8")
    return tmp_path


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
        ([], "at least one question"),
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


def test_both_endings_are_read_and_a_topic_has_one_file(folder):
    (folder / "milk.yaml").write_text(yaml.safe_dump([TEA | {"id": "milk-1"}]), "utf-8")
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
