"""The front end loses nothing to a second writer, and its trigger opens each task once."""

import sqlite3
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from crmlib.systems import front_end
from crmlib.systems.front_end import FrontEnd

WRITER = """
import sys
from datetime import datetime
import pandas as pd
from crmlib.systems.front_end import FrontEnd

path, writer = sys.argv[1:]
with FrontEnd(path) as front:
    for number in range(100):
        event = {"event_id": [f"{writer}-{number}"], "system": ["till"], "customer_id": ["Ann"]}
        event |= {"event_date": [datetime(2026, 3, 1)], "points": [1]}
        front.record(pd.DataFrame(event))
"""


def events(names, customer="Ann", points=1):
    """Return an event of a till for each name, all of one customer and day."""
    frame = pd.DataFrame({"event_id": list(names), "system": "till", "customer_id": customer})
    return frame.assign(event_date=pd.Timestamp("2026-03-01"), points=points)


def scores(**silent_days):
    return pd.DataFrame({"customer_id": silent_days.keys(), "silent_days": silent_days.values()})


def test_points_of_new_events_are_added_and_repeats_passed_over():
    with FrontEnd() as front:
        assert front.record(events(["a", "b"], points=10)) == 2
        assert front.record(events(["b", "c"], points=10)) == 1
        assert front.points().to_dict() == {"Ann": 30}
        assert front.events()["event_id"].tolist() == ["a", "b", "c"]


def test_two_processes_that_write_at_once_lose_nothing(tmp_path):
    path = str(tmp_path / "front.sqlite")
    with FrontEnd(path) as front:
        writers = [subprocess.Popen([sys.executable, "-c", WRITER, path, name]) for name in "xy"]
        assert [writer.wait(60) for writer in writers] == [0, 0]
        assert len(front.events()) == front.points()["Ann"] == 200


def test_reading_before_the_right_to_write_would_lose_an_update(tmp_path):
    """Two tills read 100 points, add 10 and 5, and write: 105 stay, and nobody sees an error."""
    path = str(tmp_path / "front.sqlite")
    with FrontEnd(path) as front:
        front.record(events(["start"], points=100))
    tills = [sqlite3.connect(path, isolation_level=None) for _ in range(2)]
    read = [till.execute("SELECT points FROM customer").fetchone()[0] for till in tills]
    for till, old, new in zip(tills, read, [10, 5], strict=True):
        till.execute("UPDATE customer SET points = ?", (old + new,))
        till.close()
    with FrontEnd(path) as front:
        assert front.points()["Ann"] == 105
        front.record(events(["ten"], points=10))
        front.record(events(["five"], points=5))
        assert front.points()["Ann"] == 120


def test_events_broken_half_way_leave_nothing_half(monkeypatch):
    record_one = front_end._record_one

    def broken(database, row):
        if row[0] == "c":
            raise OSError("the till is dead")
        return record_one(database, row)

    monkeypatch.setattr(front_end, "_record_one", broken)
    with FrontEnd() as front:
        with pytest.raises(OSError, match="dead"):
            front.record(events(["a", "b", "c"]))
        assert len(front.events()) == len(front.points()) == 0


def test_trigger_opens_a_task_once_for_scores_written_and_overwritten():
    with FrontEnd() as front:
        for days in (28, 29, 29, 99):  # 28 is not yet silent; then an overwrite, twice again
            front.write_scores(scores(Ann=days, Ben=3))
        assert front.tasks().to_numpy().tolist() == [["Ann", "silent for more than 28 days"]]


def test_customer_with_two_scores_is_refused_and_no_score_is_written():
    with FrontEnd() as front:
        with pytest.raises(ValueError, match="each customer once; got 'Ann' again"):
            front.write_scores(pd.concat([scores(Ann=50), scores(Ann=1)]))
        assert len(front.tasks()) == 0


@pytest.mark.parametrize("name", ["'); DROP TABLE task; --", '"; DELETE FROM event', "?", "陳"])
def test_text_of_a_customer_is_data_and_no_statement(name):
    with FrontEnd() as front:
        front.record(events([name], customer=name))
        front.write_scores(pd.DataFrame({"customer_id": [name], "silent_days": [50]}))
        assert front.tasks()["customer_id"].tolist() == [name] == front.points().index.tolist()


def test_whole_number_is_one_customer_also_as_a_float():
    with FrontEnd() as front:
        front.record(events(["a"], customer=7))
        front.record(events(["b"], customer=7.0))
        assert front.points().to_dict() == {"7": 2}


def test_store_in_a_file_is_there_again(tmp_path):
    path = str(tmp_path / "front.sqlite")
    with FrontEnd(path) as front:
        front.record(events(["a"]))
        front.write_scores(scores(Ann=40))
    with FrontEnd(path) as front:
        assert (len(front.events()), len(front.tasks())) == (1, 1)
    front.close()


def test_one_id_for_two_events_is_refused_and_none_is_kept():
    with FrontEnd() as front:
        front.record(events(["a"], points=10))
        for batch in (
            events(["new", "a"], points=50),
            pd.concat([events("b"), events("b", "Ben")]),
        ):
            with pytest.raises(ValueError, match=r"an id of its own; got '[ab]' for another one"):
                front.record(batch)
        assert front.points().to_dict() == {"Ann": 10}


@pytest.mark.parametrize("name", ["", " ", "\u3000", "Ann ", " Ann", "\u200b", "a\0b", "a\nb"])
@pytest.mark.parametrize("column", ["event_id", "system", "customer_id"])
def test_name_that_nobody_could_read_is_refused(name, column):
    with FrontEnd() as front, pytest.raises(ValueError, match="`events` must have only names that"):
        front.record(events(["a"]).assign(**{column: name}))


def test_first_day_of_all_years_comes_back_as_it_went_in():
    days = pd.Series(np.array(["0001-01-01", "0987-06-05", "9998-12-31"], "datetime64[s]"))
    with FrontEnd() as front:
        front.record(events("abc").assign(event_date=days))
        assert front.events()["event_date"].tolist() == days.tolist()
        with pytest.raises(ValueError, match="dates from the year 1 to 9998 in `event_date`"):
            front.record(events("d").assign(event_date=np.array(["-001-01-01"], "datetime64[s]")))


def test_points_that_could_not_be_summed_are_refused():
    with (
        FrontEnd() as front,
        pytest.raises(ValueError, match="at most 1,000,000,000,000 in `points`"),
    ):
        front.record(events("a", points=2**53))


@pytest.mark.parametrize("name", ["", "nowhere/front.sqlite", "text.txt", "a\0b"])
def test_place_that_is_no_store_is_refused(tmp_path, name):
    (tmp_path / "text.txt").write_text("no store " * 200)
    with pytest.raises(ValueError, match=r"`path` must be .*; got"):
        FrontEnd(f"{tmp_path}/{name}")


def test_what_is_given_is_left_alone_whatever_its_clothes():
    given = events("ab").astype({"event_id": "category"}).set_axis([0, 0])[::-1].assign(beside=1)
    before = given.copy()
    with FrontEnd() as front:
        assert front.record(given[given.columns[::-1]]) == 2
    pd.testing.assert_frame_equal(given, before)
