"""One step of relevance feedback, by hand and by the textbook's exercise."""

import pandas as pd
import pytest

from crmlib.knowledge import rocchio_step

WORDS = ["banana", "slug", "ariolimax", "columbianus", "santa", "cruz", "mountains"]


def note(*words: str, over: list[str]) -> list[int]:
    return [int(word in words) for word in over]


def test_the_exercise_of_introduction_to_information_retrieval():
    """Query *banana slug*; wanted two, unwanted one, all three weights 1."""
    words = [*WORDS, "campus", "mascot"]
    wanted = [
        note("banana", "slug", "ariolimax", "columbianus", over=words),
        note("santa", "cruz", "mountains", "banana", "slug", over=words),
    ]
    unwanted = [note("santa", "cruz", "campus", "mascot", over=words)]
    step = rocchio_step(
        note("banana", "slug", over=words),
        pd.DataFrame(wanted, columns=words),
        pd.DataFrame(unwanted, columns=words),
        dislike=1,
    )
    half = dict.fromkeys(["ariolimax", "columbianus", "mountains"], 0.5)
    gone = dict.fromkeys(["santa", "cruz", "campus", "mascot"], 0.0)
    assert step.to_dict() == {"banana": 2, "slug": 2, **half, **gone}


def test_no_click_yet_leaves_the_profile():
    none = pd.DataFrame({"tea": [], "law": []}, dtype=float)
    assert rocchio_step([1, 0], none, none).tolist() == [1, 0]


def test_refusals():
    one, other = pd.DataFrame({"tea": [1]}), pd.DataFrame({"law": [1]})
    with pytest.raises(ValueError, match="`unwanted` must have the columns"):
        rocchio_step([0], one, other)
    with pytest.raises(ValueError, match="`profile` must have 1 weights, one per word; got 2"):
        rocchio_step([0, 0], one, one)


def test_what_was_left_takes_away_a_quarter_of_its_mean_unless_told_otherwise():
    wanted = pd.DataFrame({"tea": [1, 1], "price": [0, 1]})
    left = pd.DataFrame({"tea": [0, 0], "price": [1, 0]})
    assert rocchio_step([0, 0], wanted, left).to_dict() == {"tea": 1, "price": 0.5 - 0.25 / 2}
    assert rocchio_step([0, 0], wanted, left, dislike=0).to_dict() == {"tea": 1, "price": 0.5}
