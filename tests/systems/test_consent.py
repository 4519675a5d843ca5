"""Consent is a switch; who is forgotten is in no table, view, summary or file."""

from contextlib import closing

import numpy as np
import pandas as pd
import pytest

from crmlib.systems import consent
from crmlib.systems.consent import ConsentReservoir, erasure_steps
from crmlib.systems.simulated import simulate_mall, toy_mall_events

EVIL = "'; DROP TABLE links; --"


def filled_store(path=":memory:"):
    """Mei has a card and an account, Tao a card; both agree to everything."""
    store = ConsentReservoir(path)
    events, links = toy_mall_events()
    store.link(links)
    store.append(events)
    for person in ("Mei", "Tao"):
        for purpose in ("suggestions", "statistics"):
            store.consent(person, purpose, True)
    return store


def planted(n=3_000):
    """A mall in which one shopper has a name, and a card, that nobody else could have."""
    events, links, _ = simulate_mall(n, rng=np.random.default_rng(14))
    owner = links["person_id"].iloc[1_000]
    own = {
        name: f"Quartermain {i}"
        for i, name in enumerate(links.query("person_id == @owner")["seen_as"])
    }
    events["seen_as"] = events["seen_as"].replace(own)
    links = links.replace({"seen_as": own, "person_id": {owner: "Melusine"}})
    return events, links


def bytes_of(folder):
    return b"".join(file.read_bytes() for file in folder.iterdir())


def everything(store):
    """Every row of every table and view, as one text."""
    tables = store.ask("SELECT table_name AS name FROM information_schema.tables")["name"]
    return " ".join(store.ask(f"SELECT * FROM {name}").to_csv() for name in tables)


def test_who_said_nothing_is_not_visible():
    with closing(filled_store()) as store:
        store.consent("Tao", "suggestions", False)
        assert store.visible("suggestions")["person_id"].tolist() == ["Mei"]
        assert store.visible("statistics")["person_id"].tolist() == ["Mei", "Tao"]


def test_the_switch_can_be_thrown_twice_and_back():
    with closing(filled_store()) as store:
        for agrees in (True, True, False, False, True):
            store.consent("Mei", "suggestions", agrees)
            assert ("Mei" in set(store.visible("suggestions")["person_id"])) == agrees
        assert len(store.visible("suggestions")) == 2


def test_a_stored_summary_keeps_whom_the_view_has_lost():
    with closing(filled_store()) as store:
        assert store.publish().iloc[0].tolist() == [2, 2_000]
        store.consent("Mei", "statistics", False)
        assert store.ask("SELECT n_people FROM totals")["n_people"].tolist() == [2]
        assert store.publish().iloc[0].tolist() == [1, 300]


def test_a_receipt_stays_without_a_name_and_all_else_goes():
    with closing(filled_store()) as store:
        before = store.ask("SELECT sum(amount) AS s FROM events")["s"].iloc[0]
        store.forget("Mei")
        left = store.ask("SELECT source, seen_as, amount FROM events")
        assert left["amount"].sum() == before
        assert set(left["seen_as"].dropna()) == {"card 3"}
        assert not left["source"].isin(["web", "kiosk"]).any()


def test_who_is_forgotten_is_nowhere(tmp_path):
    """EXE-23: who withdraws is in no table, view, summary or file; the others stay."""
    events, links = planted()
    with ConsentReservoir(str(tmp_path / "mall.db")) as store:
        store.link(links)
        store.append(events)
        store.consent("Melusine", "statistics", True)
        store.publish()
    assert b"Melusine" in bytes_of(tmp_path) and b"Quartermain" in bytes_of(tmp_path)
    with ConsentReservoir(str(tmp_path / "mall.db")) as store:
        store.forget("Melusine")
        assert not any(name in everything(store) for name in ("Melusine", "Quartermain"))
        assert store.ask("SELECT n_people FROM totals")["n_people"].tolist() == [0]
        assert store.ask("SELECT count(*) AS n FROM links")["n"].iloc[0] == len(links) - 2
    left = bytes_of(tmp_path)
    assert b"Melusine" not in left and b"Quartermain" not in left
    assert links["person_id"].iloc[0].encode() in left  # searching finds who is there


def test_a_deletion_alone_leaves_the_name_in_the_file(tmp_path):
    events, links = planted(300 + 1_000)
    with ConsentReservoir(str(tmp_path / "mall.db")) as store:
        store.link(links)
        store.append(events)
        store.ask("CHECKPOINT")
        store.ask("DELETE FROM links WHERE person_id = 'Melusine'")
        store.ask("CHECKPOINT")
        store.ask("VACUUM")
    assert b"Melusine" in bytes_of(tmp_path)


def test_each_step_takes_the_person_out_of_one_place_more():
    steps = erasure_steps(*toy_mall_events(), "Mei")
    n_there = (steps == "there").sum(axis=1).tolist()
    assert n_there == [4, 3, 2, 2, 1, 0]
    assert steps.loc["CHECKPOINT, VACUUM", "file"] == "there"


def test_steps_of_nobody_are_refused():
    with pytest.raises(ValueError, match="`person_id` must be one of `links`; got 'Zoe'"):
        erasure_steps(*toy_mall_events(), "Zoe")


@pytest.mark.parametrize("name", [EVIL, 'a" OR ""="', "100 %", "Zoë 美"])
def test_what_somebody_types_is_a_name_and_no_command(tmp_path, name):
    path = tmp_path / "it's a mall.db"
    with closing(filled_store(str(path))) as store:
        store.link(pd.DataFrame({"seen_as": [name], "person_id": [name]}))
        store.consent(name, "statistics", True)
        store.forget(name)
        assert store.ask("SELECT person_id FROM links")["person_id"].nunique() == 2
        assert len(store.visible("statistics")) == 2


def test_the_store_works_on_after_somebody_was_forgotten(tmp_path):
    with closing(filled_store(str(tmp_path / "mall.db"))) as store:
        store.forget("Mei")
        events, _ = toy_mall_events()
        store.append(events[events["seen_as"] == "card 3"])
        assert store.ask("SELECT n_events FROM profiles")["n_events"].tolist() == [2]
    assert [file.name for file in tmp_path.iterdir()] == ["mall.db"]


def test_a_purpose_that_nobody_was_asked_about_is_refused():
    with closing(filled_store()) as store, pytest.raises(ValueError, match="`purpose` must be"):
        store.visible("advertising")


def test_a_closed_store_refuses():
    store = filled_store()
    store.close()
    with pytest.raises(ValueError, match=r"`sql` must be .* already closed"):
        store.visible("suggestions")


@pytest.mark.parametrize("name", ["mei", "Mei ", "M", "%", EVIL])
def test_a_name_that_is_not_there_is_refused_and_changes_nobody(name):
    with closing(filled_store()) as store:
        for act in (lambda: store.consent(name, "statistics", False), lambda: store.forget(name)):
            with pytest.raises(ValueError, match="`person_id` must own a card or an account"):
                act()
        assert len(store.visible("statistics")) == 2


def test_a_second_card_and_a_second_account_go_as_well():
    with closing(filled_store()) as store:
        events, _ = toy_mall_events()
        store.link(pd.DataFrame({"seen_as": ["card 77", "web 77"], "person_id": "Mei"}))
        store.append(events[:1].assign(seen_as="web 77"))
        store.append(events[2:3].assign(seen_as="card 77"))
        store.forget("Mei")
        assert not any(name in everything(store) for name in ("Mei", "web 5", "card 2", "77"))


def test_who_comes_back_is_asked_anew_and_has_no_past():
    with closing(filled_store()) as store:
        store.forget("Mei")
        store.link(pd.DataFrame({"seen_as": ["card 2"], "person_id": ["Mei"]}))
        assert store.visible("suggestions")["person_id"].tolist() == ["Tao"]
        assert store.ask("SELECT person_id FROM profiles")["person_id"].tolist() == ["Tao"]


@pytest.mark.parametrize("name", ["王小美", "O'Neil", 'a "b" c', EVIL])
def test_a_name_in_any_letters_leaves_every_file(tmp_path, name):
    with closing(filled_store(str(tmp_path / "mall.db"))) as store:
        store.link(pd.DataFrame({"seen_as": [f"card of {name}"], "person_id": [name]}))
        store.consent(name, "statistics", True)
        store.ask("CHECKPOINT")
        assert name.encode() in bytes_of(tmp_path)
        store.forget(name)
        assert "Mei" in everything(store)
    assert name.encode() not in bytes_of(tmp_path)


def test_who_bears_a_part_of_the_name_stays(tmp_path):
    with closing(filled_store(str(tmp_path / "mall.db"))) as store:
        store.link(pd.DataFrame({"seen_as": ["card 22"], "person_id": ["Meiling"]}))
        store.consent("Meiling", "statistics", True)
        store.forget("Mei")
        left = store.ask("SELECT person_id FROM links")["person_id"]
        assert sorted(left) == ["Meiling", "Tao"]
        assert store.ask("SELECT * FROM consents WHERE person_id = 'Meiling'").size > 0


@pytest.mark.parametrize("other", ["Meiling", "Tao-Mei"])
def test_steps_refuse_a_name_that_is_a_part_of_another(other):
    events, links = toy_mall_events()
    links = links.replace("Tao", other)
    with pytest.raises(ValueError, match="must be no part of other text in the store"):
        erasure_steps(events, links, "Mei")


@pytest.mark.parametrize("name", ["fresh_copy.db", "mall.db afresh", "plain", 'a;b "c".db'])
def test_a_person_can_be_forgotten_in_a_file_of_any_name(tmp_path, name):
    with closing(filled_store(str(tmp_path / name))) as store:
        store.forget("Mei")
    assert [file.name for file in tmp_path.iterdir()] == [name]
    assert b"Mei" not in bytes_of(tmp_path)


def test_the_rest_of_a_copy_that_was_cut_short_is_removed(tmp_path):
    with closing(filled_store(str(tmp_path / "mall.db.fresh"))):
        pass
    with closing(filled_store(str(tmp_path / "mall.db"))) as store:
        store.forget("Mei")
    assert [file.name for file in tmp_path.iterdir()] == ["mall.db"]
    assert b"Mei" not in bytes_of(tmp_path)


def test_a_store_in_memory_with_a_name_writes_no_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for path in (":memory:", ":memory:mall", ""):
        with closing(filled_store(path)) as store:
            store.forget("Mei")
    assert not list(tmp_path.iterdir())


def test_a_late_event_of_who_is_forgotten_stays_without_the_name(tmp_path):
    events, _ = toy_mall_events()
    with closing(filled_store(str(tmp_path / "mall.db"))) as store:
        store.forget("Mei")
        assert store.append(events) == 1  # Tao's
        assert store.ask("SELECT count(*) AS n FROM events")["n"].tolist() == [6 + 8]
        assert not any(name in everything(store) for name in ("Mei", "card 2", "web 5"))
    assert not any(name in bytes_of(tmp_path) for name in (b"Mei", b"card 2", b"web 5"))


def test_nothing_is_done_while_another_connection_has_the_file_open(tmp_path):
    """Whoever wrote after the files were changed would have written into the old one."""
    path = str(tmp_path / "mall.db")
    with closing(filled_store(path)) as store:
        with closing(ConsentReservoir(path)) as other:
            with pytest.raises(
                ValueError, match="while nobody else has the store open; got 2 conn"
            ):
                store.forget("Mei")
            assert "Mei" in everything(store) and "Mei" in everything(other)
        store.forget("Mei")
        store.link(pd.DataFrame({"seen_as": ["card 9"], "person_id": ["Ann"]}))
    with closing(ConsentReservoir(path)) as again:
        assert sorted(again.ask("SELECT person_id FROM links")["person_id"]) == ["Ann", "Tao"]


def test_the_last_person_and_nobody_twice(tmp_path):
    with closing(filled_store(str(tmp_path / "mall.db"))) as store:
        for person in ("Mei", "Tao"):
            store.forget(person)
            with pytest.raises(ValueError, match="must own a card or an account"):
                store.forget(person)
        assert store.ask("SELECT * FROM links").empty and len(store.visible("statistics")) == 0
        assert store.ask("SELECT * FROM totals").iloc[0].tolist() == [0, 0]
    assert not any(name in bytes_of(tmp_path) for name in (b"Mei", b"Tao", b"card", b"web 5"))


def test_a_file_behind_a_link_and_what_was_spilled_go_as_well(tmp_path, monkeypatch):
    (tmp_path / "real").mkdir()
    (tmp_path / "mall.db").symlink_to(tmp_path / "real" / "mall.db")
    monkeypatch.chdir(tmp_path)
    with closing(filled_store("mall.db")) as store:
        (tmp_path / "real" / "mall.db.tmp").mkdir()
        (tmp_path / "real" / "mall.db.tmp" / "spilled").write_bytes(b"Mei")
        monkeypatch.chdir("/")
        store.forget("Mei")
    assert [file.name for file in (tmp_path / "real").iterdir()] == ["mall.db"]
    assert b"Mei" not in (tmp_path / "mall.db").read_bytes()


@pytest.mark.parametrize("statement", range(4))
def test_a_person_forgotten_half_way_is_all_there_and_can_be_forgotten_again(tmp_path, statement):
    path = str(tmp_path / "mall.db")
    with closing(filled_store(path)) as store:
        before, own = everything(store), iter([*consent.FORGET[:statement], "SELEC"])
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(consent, "FORGET", [sql + " -- ?" * ("?" not in sql) for sql in own])
            with pytest.raises(ValueError, match="`sql` must be"):
                store._delete("Mei")
        assert everything(store) == before
        store.forget("Mei")
    assert b"Mei" not in bytes_of(tmp_path)


def test_a_copy_that_fails_leaves_the_store_open_and_to_be_repeated(tmp_path, monkeypatch):
    with closing(filled_store(str(tmp_path / "mall.db"))) as store:
        with monkeypatch.context() as patch:
            patch.setattr(consent, "_copied", lambda old, fresh: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                store.forget("Mei")
        with pytest.raises(ValueError, match="must own a card or an account"):
            store.forget("Mei")
        assert store.visible("statistics")["person_id"].tolist() == ["Tao"]
    assert b"Mei" not in bytes_of(tmp_path)
