"""The reservoir: added to, linked, asked anew each time, closed, and deaf to what is typed."""

import duckdb
import numpy as np
import pandas as pd
import pytest

from crmlib.systems import Reservoir, toy_mall_events

EVIL = ["x' OR '1'='1", "'; DROP TABLE events; --", 'card 2" OR ""="', "%"]


@pytest.fixture
def store():
    """Mei has a card and a web account, Tao a card; three of eight events name nobody."""
    events, links = toy_mall_events()
    with Reservoir() as opened:
        opened.append(events)
        opened.link(links)
        yield opened


def test_a_profile_adds_up_what_both_names_did(store):
    mei = store.ask("SELECT * FROM profiles WHERE person_id = ?", "Mei").iloc[0]
    assert (mei["n_events"], mei["spend"]) == (4, 1_700)
    assert mei["last_seen"] == pd.Timestamp("2001-04-14 12:30")


def test_a_view_knows_a_new_event_at_once(store):
    events, _ = toy_mall_events()
    store.append(events.iloc[[7]].assign(seen_as="card 2", amount=200))
    spend = store.ask("SELECT spend FROM profiles ORDER BY person_id")["spend"]
    assert spend.tolist() == [1_900, 300]


def test_the_order_in_which_events_arrive_does_not_matter(store):
    events, links = toy_mall_events()
    with Reservoir() as late:
        late.link(links)
        late.append(events[::-1])
        pd.testing.assert_frame_equal(
            late.ask("SELECT * FROM profiles"), store.ask("SELECT * FROM profiles")
        )


def test_whom_nobody_named_has_no_profile(store):
    assert store.ask("SELECT person_id FROM profiles")["person_id"].tolist() == ["Mei", "Tao"]
    assert store.owner("card 9") is None


@pytest.mark.parametrize("typed", EVIL)
def test_what_a_customer_types_is_looked_up_and_never_run(store, typed):
    assert store.owner(typed) is None
    events, _ = toy_mall_events()
    store.append(events.iloc[[0]].assign(seen_as=typed, good=typed))
    store.link(pd.DataFrame({"seen_as": [typed], "person_id": [typed]}))
    assert store.owner(typed) == typed
    assert store.ask("SELECT count(*) AS n FROM events")["n"].tolist() == [9]


def test_one_card_cannot_belong_to_two(store):
    with pytest.raises(ValueError, match=r"`links` must name the owner .* once; got 'card 2' twi"):
        store.link(pd.DataFrame({"seen_as": ["card 2"], "person_id": ["Tao"]}))


def test_it_is_closed_at_the_end_also_after_an_error(tmp_path):
    path = str(tmp_path / "mall.duckdb")
    with pytest.raises(ValueError, match=r"`sql` must .* nowhere"), Reservoir(path) as store:
        store.ask("SELECT nothing FROM nowhere")
    with pytest.raises(ValueError, match=r"`sql` must be .* already closed"):
        store.ask("SELECT 1")
    with duckdb.connect(path) as again:
        assert again.execute("SELECT count(*) FROM events").fetchone() == (0,)


def test_what_is_in_a_file_is_there_again(tmp_path):
    events, links = toy_mall_events()
    path = str(tmp_path / "mall.duckdb")
    with Reservoir(path) as store:
        store.append(events)
        store.link(links)
    with Reservoir(path) as again:
        assert again.owner("web 5") == "Mei"
        assert len(again.ask("SELECT * FROM events")) == 8


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda s: s.append(pd.DataFrame({"source": ["till"]})), "`events` must have"),
        (lambda s: s.append(None), "`events` must be"),
        (lambda s: s.link(pd.DataFrame({"seen_as": [1], "person_id": ["Mei"]})), "`links` must"),
        (lambda s: s.owner(5), "`seen_as` must be"),
        (lambda s: s.ask(None), "`sql` must be"),
    ],
)
def test_what_is_no_event_no_link_and_no_question_is_refused(store, call, message):
    with pytest.raises((TypeError, ValueError), match=message):
        call(store)


def test_a_table_that_comes_backwards_is_read_as_well_and_left_alone(store):
    events, _ = toy_mall_events()
    before = events.copy()
    store.append(events[::-1])
    pd.testing.assert_frame_equal(events, before)


def test_times_with_a_zone_are_refused_and_not_shifted(store):
    events, _ = toy_mall_events()
    zoned = events.assign(event_time=events["event_time"].dt.tz_localize("Asia/Taipei"))
    with pytest.raises(ValueError, match="`events` must have times without a zone"):
        store.append(zoned)


@pytest.mark.parametrize("name", ["", " ", "\u3000", "Mei ", "\u200b", "a\0b"])
@pytest.mark.parametrize("column", ["seen_as", "person_id"])
def test_an_empty_name_owns_nothing(store, name, column):
    link = pd.DataFrame({"seen_as": ["card 8"], "person_id": ["Ann"]}).assign(**{column: name})
    with pytest.raises(ValueError, match="`links` must have only names that can be read"):
        store.link(link)


@pytest.mark.parametrize("name", ["mei", "MEI", "\uff2dei", "Me\u200bi"])
def test_a_name_that_only_looks_like_another_is_refused(store, name):
    with pytest.raises(ValueError, match="`links` must spell each name in one way"):
        store.link(pd.DataFrame({"seen_as": ["card 8"], "person_id": [name]}))
    events, _ = toy_mall_events()
    with pytest.raises(ValueError, match="`events` must spell each name in one way; got 'CARD  2'"):
        store.append(events[:1].assign(seen_as="CARD  2"))


def test_appending_tells_how_many_events_have_a_name():
    events, _ = toy_mall_events()
    with Reservoir() as store:
        assert (store.append(events), store.append(events[1:2])) == (5, 0)


FILES = ["SELECT * FROM read_csv('{}')", "COPY events TO '{}.csv'", "ATTACH '{}.db' AS other"]


@pytest.mark.parametrize("sql", [*FILES, "", "SELECT 1; SELECT 2", "BEGIN", "SELEC", "SELECT ?"])
def test_a_question_is_one_and_touches_no_other_file(store, tmp_path, sql):
    (tmp_path / "other").write_text("a\n1\n")
    with pytest.raises(ValueError, match=r"`sql` must be .* question.*; got"):
        store.ask(sql.format(tmp_path / "other"))
    assert [file.name for file in tmp_path.iterdir()] == ["other"]


@pytest.mark.parametrize("name", ["", "nowhere/mall.db", "text.txt", "a\0b", "foreign.db"])
def test_a_place_that_is_no_store_is_refused(tmp_path, name):
    (tmp_path / "text.txt").write_text("no store " * 2_000)
    with duckdb.connect(f"{tmp_path}/foreign.db") as foreign:
        foreign.execute("CREATE TABLE events (a INTEGER)")
    with pytest.raises(ValueError, match=r"`path` must be .*; got"):
        Reservoir(f"{tmp_path}/{name}")


def test_a_store_that_was_cut_short_when_it_was_made_is_finished(tmp_path):
    path = str(tmp_path / "mall.db")
    with Reservoir(path) as store:
        store.ask("DROP VIEW profiles")
        store.ask("DROP TABLE links")
    with Reservoir(path) as again:
        assert again.owner("card 2") is None and again.ask("SELECT * FROM profiles").empty


def test_times_and_amounts_that_the_store_cannot_hold_are_refused(store):
    events, _ = toy_mall_events()
    far = pd.Series(np.array(["300000-01-01"] * len(events), "datetime64[s]"))
    for column, values in {"event_time": far, "amount": 1e308}.items():
        with pytest.raises(ValueError, match=f"`events` must have only .* in `{column}`"):
            store.append(events.assign(**{column: values}))
