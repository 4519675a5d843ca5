"""The mining system end to end, and its verdicts on patterns."""

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from crmlib.mining.system.answer import ask, ask_journey, judged_patterns, raw_patterns
from crmlib.mining.system.request import (
    Request,
    journey_knowledge,
    journey_repository,
    relevant_rows,
)

FAMILIES = {"kids_count": ["1", "2", "3+"]}
COMPONENTS = ["user interface", "knowledge base", "server", "repository", "engine"]
COMPONENTS += ["pattern evaluation", "user interface"]
POORER = {"income": ["Under 15K", "15-24K", "25-34K", "35-49K"]}
REQUESTS = [
    (Request("characterisation", FAMILIES), 0.1),
    (Request("association", departments=["MEAT", "GROCERY"]), 3.0),
    (Request("classification", POORER), 1.1),
    (Request("clustering", level="department"), 0.1),
    (Request("outliers"), 3.0),
    (Request("evolution"), 0.3),
]


@pytest.fixture(scope="module")
def store():
    """The real tables."""
    return journey_repository()


@pytest.fixture(scope="module")
def known():
    """The knowledge base as the course has it."""
    return journey_knowledge()


def taught(known, *rows):
    return pd.concat([known, pd.DataFrame(rows, columns=known.columns)], ignore_index=True)


@pytest.fixture
def found():
    """Six patterns: known, too few, weak, without strength, chance, and one to keep."""
    table = pd.DataFrame({"subject": ["BABY HBC", "B", "C", "D", "E", "F"], "object": "MILK"})
    table["n"] = [900, 99, 900, 900, 900, 900]
    table["strength"] = [9.0, 9.0, 2.9, np.nan, 9.0, 9.0]
    return table.assign(p_value=[1e-9, 1e-9, 1e-9, 1e-9, 0.5, 1e-9])


# The system of the source, end to end


@pytest.mark.parametrize(("request_", "least"), REQUESTS, ids=lambda value: str(value)[:40])
def test_a_request_passes_all_components_and_comes_back_with_patterns(
    store, known, request_, least
):
    """EXE-12: interface, knowledge, server, repository, engine, evaluation, for each function."""
    answer = ask(request_, store, known)
    assert answer.trace["component"].tolist() == COMPONENTS
    assert answer.trace["step"].tolist() == [1, 2, 3, 4, 5, 6, 7]
    n_rows = answer.trace["n_rows"].tolist()
    assert n_rows[3] == len(relevant_rows(request_, store, known))
    assert n_rows[4] == len(answer.judged) >= n_rows[5] == n_rows[6] == len(answer.patterns) >= 1
    assert answer.patterns["strength"].min() >= least
    assert answer.patterns["strength"].is_monotonic_decreasing
    assert not answer.patterns["pattern"].str.contains("nan|[{}]").any()


def test_what_families_buy_is_found_beyond_what_everybody_knows(store, known):
    answer = ask(REQUESTS[0][0], store, known)
    by_name = answer.judged.set_index("subject")
    assert by_name.loc["DIAPERS & DISPOSABLES", "verdict"] == "known"
    toys = answer.patterns.set_index("subject").loc["TOYS AND GAMES"]
    assert toys["target_mean"] > 1.5 * toys["other_mean"]
    assert "0.17% of spending where kids_count is 1, 2, 3+" in toys["pattern"]


def test_a_system_that_is_taught_a_pair_no_longer_tells_it(store, known):
    request = Request("association", departments=["MEAT", "MEAT-PCKGD"])
    more = taught(known, ("threshold", "association", "min_strength", 1.5))
    before = ask(request, store, more).patterns
    first = before.loc[0, ["subject", "object"]].tolist()
    after = ask(request, store, taught(more, ("known", *reversed(first), np.nan))).patterns
    assert_frame_equal(after, before.drop(index=0).reset_index(drop=True))


def test_patterns_do_not_depend_on_the_order_of_the_tables(store, known):
    homes = store["homes"].query("age == '65+'")
    part = store["baskets"][store["baskets"]["household_id"].isin(homes["household_id"])]
    mixed = {"baskets": part.sample(frac=1, random_state=7), "homes": homes.iloc[::-1]}
    for request in (Request("association"), Request("evolution"), Request("outliers")):
        plain = ask(request, {"baskets": part, "homes": homes}, known)
        assert_frame_equal(plain.judged, ask(request, mixed, known).judged)


def test_tables_and_knowledge_stay_as_they_are(store, known):
    kept = known.copy()
    ask(Request("evolution", level="department"), store, known)
    assert_frame_equal(known, kept)
    assert store["baskets"].columns.tolist()[-1] == "sales_value"


def test_a_wrong_request_is_refused_before_the_data_are_read(known):
    with pytest.raises(ValueError, match="`repository` must hold baskets and homes"):
        ask(Request("outliers"), {}, known)
    with pytest.raises(TypeError, match="`request` must be a Request; got str"):
        ask("outliers", {}, known)


# The engine by request


def test_the_engine_takes_its_settings_from_the_knowledge_base(store, known):
    request = Request("clustering", level="department")
    rows = relevant_rows(request, store, known)
    more = taught(known, ("threshold", "clustering", "n_clusters", 3.0))
    assert len(raw_patterns(request, rows, known)) == 4
    assert len(raw_patterns(request, rows, more)) == 3


def test_a_missing_or_a_broken_threshold_is_named(store, known):
    request = Request("classification", FAMILIES, level="department")
    rows = relevant_rows(request, store, known)
    less = known[known["object"] != "max_leaves"]
    with pytest.raises(ValueError, match="threshold 'max_leaves' of 'classification'; got none"):
        raw_patterns(request, rows, less)
    half = taught(known, ("threshold", "classification", "max_leaves", 3.5))
    with pytest.raises(ValueError, match="`knowledge` must have a whole max_leaves; got 3"):
        raw_patterns(request, rows, half)


# Pattern evaluation


def test_each_verdict_is_given_for_its_reason(found, known):
    verdicts = judged_patterns(found, "association", known)["verdict"]
    assert verdicts.tolist() == ["known", "too few", "weak", "weak", "chance", "kept"]


def test_p_values_are_adjusted_over_all_found_not_over_those_that_look_good(found, known):
    judged = judged_patterns(
        found.assign(p_value=[0.01, 0.02, 0.03, 0.04, 0.05, 0.06]), "association", known
    )
    # Benjamini and Hochberg: the least of p · 6 / rank over this rank and the later ones.
    assert judged["p_adjusted"].tolist() == pytest.approx([0.06] * 6)


def test_a_pattern_without_a_p_value_is_not_judged_by_chance(found, known):
    judged = judged_patterns(found.assign(p_value=np.nan), "association", known)
    assert judged["p_adjusted"].isna().all()
    assert (judged["verdict"] == "kept").sum() == 2


def test_luck_alone_is_seldom_kept(known):
    rng = np.random.default_rng(7)
    kept = 0
    for _ in range(100):
        luck = pd.DataFrame({"subject": [f"s{i}" for i in range(50)], "object": "o", "n": 900})
        luck = luck.assign(strength=9.0, p_value=rng.random(50))
        kept += (judged_patterns(luck, "association", known)["verdict"] == "kept").any()
    assert kept / 100 < 0.16  # at a false discovery rate of 0.1; unadjusted: nearly always


def test_no_pattern_gives_no_verdict(found, known):
    assert judged_patterns(found.head(0), "association", known).empty


def test_evaluation_refuses_other_functions_and_less_knowledge(found, known):
    with pytest.raises(ValueError, match="`function` must be one of 'characterisation'"):
        judged_patterns(found, "prediction", known)
    with pytest.raises(ValueError, match="threshold 'max_fdr' of 'all'; got none"):
        judged_patterns(found, "association", known[known["subject"] != "all"])


def test_the_dial_replaces_the_threshold_of_the_knowledge_base(store, known):
    request = Request("association", FAMILIES)
    plain = ask(request, store, known)
    assert_frame_equal(ask_journey("association").patterns, plain.patterns)
    strong = ask_journey("association", min_strength=6).patterns
    assert strong["strength"].min() >= 6
    assert len(strong) < len(plain.patterns)
