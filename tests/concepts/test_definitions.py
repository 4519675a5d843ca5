"""Tests of crmlib.concepts.definitions."""

import itertools
import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score, jaccard_score
from statsmodels.stats.inter_rater import cohens_kappa

from crmlib.concepts.definitions import (
    KEYWORDS,
    LAYERS,
    TAGS,
    _cohen_kappa,
    agreement_table,
    definition_statements,
    definition_tags,
    jaccard_matrix,
    keyword_tags,
)
from crmlib.concepts.switching import best_price_rise

# Kundel and Polansky (2003), Radiology 228, 303-308, table A1; Altman (1991), page 403.
PUBLISHED = {
    0.3713: [[34, 10, 2, 0], [6, 8, 8, 2], [2, 5, 4, 12], [0, 1, 2, 14]],
    0.4728: [[21, 12, 0, 0], [4, 17, 1, 0], [3, 9, 15, 2], [0, 0, 0, 1]],
}
labels = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=30)
marks = st.lists(st.lists(st.booleans(), min_size=4, max_size=4), min_size=1, max_size=6)

FEW = {"rng": np.random.default_rng(1), "n_resamples": 20}


def luck() -> np.random.Generator:
    """Return the same luck every time."""
    return np.random.default_rng(1)


@pytest.fixture
def patients():
    """Jack, Mary and Jim: fever, cough and two positive tests, as in a textbook on mining."""
    rows = {"Jack": [1, 0, 1, 0], "Mary": [1, 0, 1, 1], "Jim": [1, 1, 0, 0]}
    columns = ["fever", "cough", "test_1", "test_3"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).astype(bool)


# The system of the chapter


def test_matrix_agreement_and_churn_curve_run_from_end_to_end():
    """EXE-30: eleven statements tagged, compared and tagged again; then leaving gets cheaper."""
    ours, statements = definition_tags(), definition_statements()
    likeness = jaccard_matrix(ours)
    assert likeness.shape == (11, 11)
    assert likeness.loc["Hurwitz", "exam"] == 7 / 8
    machine = keyword_tags(statements["statement"])
    agreed = agreement_table(ours, machine, rng=luck())
    assert agreed.loc["value", "kappa"] == 1 > agreed.loc["strategy", "kappa"] > 0
    power = best_price_rise([8, 4, 0], margin=3, spread=2, n_months=12)
    assert power["churn_rate"].is_monotonic_increasing
    assert power["price_rise"].is_monotonic_decreasing


# definition_statements, definition_tags


def test_eleven_statements_fill_twelve_items_of_the_source():
    items = definition_statements()["items"].str.split(", ").explode()
    assert items.tolist() == [f"CON-{n:02}" for n in range(5, 17)]


def test_five_sources_are_named_one_of_them_twice_and_five_statements_have_none():
    credit = definition_statements()["credit"].value_counts()
    assert credit["none given"] == 5
    assert credit["Gartner Group"] == 2
    assert len(credit) - 1 == 5


def test_tags_have_the_rows_of_the_statements_and_three_layers_first():
    tags = definition_tags()
    assert tags.index.tolist() == definition_statements().index.tolist()
    assert tuple(tags.columns) == TAGS == tuple(KEYWORDS)
    assert TAGS[:3] == LAYERS
    assert set(tags.dtypes.astype(str)) == {"bool"}


def test_every_statement_has_a_layer():
    assert definition_tags()[[*LAYERS]].any(axis=1).all()


# keyword_tags


def test_keyword_is_found_at_the_beginning_of_a_word_in_any_case():
    said = pd.Series(["Software", "middle-soft", "unsoftened"])
    found = keyword_tags(said, {"technology": ["SOFT"]})
    assert found["technology"].tolist() == [True, True, False]


def test_keyword_is_text_and_not_a_pattern():
    assert not keyword_tags(pd.Series(["abc"]), {"tag": ["a.c"]}).loc[0, "tag"]


def test_keyword_tags_keep_labels_and_leave_the_input_alone():
    said = definition_statements()["statement"]
    before = said.copy()
    turned = keyword_tags(said[::-1])
    pd.testing.assert_frame_equal(turned[::-1], keyword_tags(said))
    pd.testing.assert_series_equal(said, before)


def test_wrong_keywords_are_refused():
    with pytest.raises(TypeError, match=r"`keywords` must map 'tag' to a list of words"):
        keyword_tags(pd.Series(["text"]), {"tag": "text"})
    with pytest.raises(ValueError, match=r"got none for 'tag'"):
        keyword_tags(pd.Series(["text"]), {"tag": []})
    with pytest.raises(TypeError, match=r"`keywords` must map 'tag' to words of text; got int"):
        keyword_tags(pd.Series(["text"]), {"tag": [5]})


# jaccard_matrix


def test_likeness_of_patients_is_as_published(patients):
    """Han, Kamber and Pei (2012), Data Mining, section 2.4.3: distances .67, .33 and .75."""
    likeness = jaccard_matrix(patients)
    assert 1 - likeness.loc["Jack", "Jim"] == pytest.approx(0.67, abs=0.005)
    assert 1 - likeness.loc["Jack", "Mary"] == pytest.approx(0.33, abs=0.005)
    assert 1 - likeness.loc["Jim", "Mary"] == pytest.approx(0.75, abs=0.005)


def test_likeness_agrees_with_scikit_learn():
    tags = definition_tags()
    likeness = jaccard_matrix(tags)
    for one, other in itertools.combinations(tags.index, 2):
        theirs = jaccard_score(tags.loc[one], tags.loc[other])
        assert likeness.loc[one, other] == pytest.approx(theirs)


@given(marks)
def test_likeness_is_symmetric_and_a_fraction_or_undefined(rows):
    tags = pd.DataFrame(rows, columns=[*"abcd"], dtype=bool)
    likeness = jaccard_matrix(tags).to_numpy()
    assert np.array_equal(likeness, likeness.T, equal_nan=True)
    assert ((likeness >= 0) & (likeness <= 1) | np.isnan(likeness)).all()
    assert np.array_equal(np.isnan(np.diag(likeness)), ~tags.any(axis=1).to_numpy())


def test_likeness_ignores_the_order_of_rows_and_leaves_the_input_alone(patients):
    before = patients.copy(deep=True)
    turned = jaccard_matrix(patients[::-1]).loc[patients.index, patients.index]
    pd.testing.assert_frame_equal(turned, jaccard_matrix(patients))
    pd.testing.assert_frame_equal(patients, before)


def test_rows_with_one_label_are_refused(patients):
    with pytest.raises(ValueError, match=r"each row's label once; got 3 more, the first 'Jack'"):
        jaccard_matrix(pd.concat([patients, patients]))


# _cohen_kappa


@pytest.mark.parametrize("kappa", PUBLISHED)
def test_kappa_of_two_readers_of_mammograms_is_as_published(kappa):
    cells = np.array(PUBLISHED[kappa])
    first, second = np.indices(cells.shape).reshape(2, -1)
    n = cells.ravel()
    found = _cohen_kappa(np.repeat(first, n), np.repeat(second, n), rng=luck())
    assert found["kappa"] == pytest.approx(kappa, abs=0.00005)


def test_kappa_by_hand():
    """Three of four alike; chance gives .5 · .25 + .5 · .75 = .5; so .25 of .5."""
    found = _cohen_kappa(["y", "y", "n", "n"], ["y", "n", "n", "n"], rng=luck())
    assert found["kappa"] == pytest.approx(0.5)


@given(labels)
def test_kappa_agrees_with_scikit_learn_and_is_symmetric(pairs):
    first, second = zip(*pairs, strict=True)
    found = _cohen_kappa(first, second, **FEW)
    turned = _cohen_kappa(second, first, **FEW)
    assert found["kappa"] == pytest.approx(turned["kappa"], nan_ok=True)
    if len({*first, *second}) > 1:
        assert found["kappa"] == pytest.approx(cohen_kappa_score(first, second))
        assert found.isna()["low":].all() or -1 <= found["low"] <= found["high"] <= 1


@given(labels, st.randoms(use_true_random=False))
def test_kappa_ignores_the_order_of_things(pairs, random):
    shuffled = random.sample(pairs, len(pairs))
    found = [_cohen_kappa(*zip(*rows, strict=True), **FEW) for rows in (pairs, shuffled)]
    assert found[0]["kappa"] == pytest.approx(found[1]["kappa"], nan_ok=True)


def test_kappa_is_undefined_where_both_readers_say_always_the_same():
    assert _cohen_kappa([True, True], [True, True], rng=luck()).isna().all()


def test_kappa_of_labels_that_do_not_match_is_refused():
    with pytest.raises(ValueError, match=r"`second` must have the 2 rows of `first`; got 1"):
        _cohen_kappa([1, 2], [1], rng=luck())
    with pytest.raises(ValueError, match=r"`first` must label at least one thing; got none"):
        _cohen_kappa([], [], rng=luck())


def test_kappa_of_readers_whose_things_stand_in_another_order_is_refused():
    first = pd.Series(["y", "n"], index=["a", "b"])
    with pytest.raises(ValueError, match=r"`second` must have the index of `first`; got another"):
        _cohen_kappa(first, first[::-1], rng=luck())


def test_kappa_s_interval_is_that_of_fleiss_s_hundred_patients():
    """Psychosis, neurosis or organic, said by two: .68 ± 1.96 · .087 (Fleiss 1981; memory)."""
    cells = np.array([[75, 1, 4], [5, 4, 1], [0, 0, 10]])
    first, second = (np.repeat(said.ravel(), cells.ravel()) for said in np.indices(cells.shape))
    found = _cohen_kappa(first, second, rng=luck(), n_resamples=4000)
    assert found["kappa"] == pytest.approx(0.68, abs=0.005)
    theirs = cohens_kappa(cells)
    assert theirs.std_kappa == pytest.approx(0.087, abs=0.001)
    assert found[["low", "high"]].tolist() == pytest.approx([0.51, 0.85], abs=0.03)


def test_kappa_s_interval_agrees_with_all_resamples_of_four_things():
    first, second = np.array(list("yynn")), np.array(list("ynnn"))
    with warnings.catch_warnings(action="ignore"):
        every = [
            cohen_kappa_score(first[[*rows]], second[[*rows]])
            for rows in itertools.product(range(4), repeat=4)
        ]
    found = _cohen_kappa(first, second, rng=luck(), n_resamples=4000, level=0.5)
    assert found[["low", "high"]].tolist() == np.nanquantile(every, [0.25, 0.75]).tolist()


def test_readers_who_always_agree_leave_the_interval_open():
    found = _cohen_kappa(list("ynyn"), list("ynyn"), rng=luck())
    assert found["kappa"] == 1
    assert found[["low", "high"]].isna().all()


def test_a_higher_level_makes_a_wider_interval_and_a_seed_repeats_it():
    pairs = list("yyynnnyn"), list("yynnnnyy")
    narrow, wide, again = (_cohen_kappa(*pairs, rng=luck(), level=x) for x in (0.5, 0.95, 0.95))
    assert wide["low"] < narrow["low"] <= narrow["high"] < wide["high"]
    pd.testing.assert_series_equal(wide, again)


def test_more_draws_than_can_be_kept_are_refused():
    many = list(range(1_000))
    with pytest.raises(ValueError, match=r"`n_resamples` must be at most 20,000 for 1,000 differ"):
        _cohen_kappa(many, many[::-1], rng=luck(), n_resamples=30_000)


# agreement_table


def test_strategy_is_agreed_on_by_0_3125_or_anything_from_nothing_to_four_fifths():
    machine = keyword_tags(definition_statements()["statement"])
    row = agreement_table(definition_tags(), machine, rng=luck()).loc["strategy"]
    assert row["kappa"] == 0.3125
    assert row[["low", "high"]].tolist() == pytest.approx([0, 0.79], abs=0.02)


def test_agreement_by_hand(patients):
    other = patients.assign(cough=[True, False, True])
    table = agreement_table(patients, other, rng=luck())
    assert table.index.tolist() == patients.columns.tolist()
    assert table.loc["cough", ["n_first", "n_second"]].tolist() == [1, 2]
    assert table.loc["cough", "agreement"] == pytest.approx(2 / 3)
    assert table.loc["cough", "kappa"] == pytest.approx((2 / 3 - 4 / 9) / (5 / 9))
    assert table.loc["test_1", "kappa"] == 1
    assert np.isnan(table.loc["fever", "kappa"])


def test_agreement_matches_rows_and_columns_by_label(patients):
    turned = patients.loc[::-1, patients.columns[::-1]]
    pd.testing.assert_frame_equal(
        agreement_table(patients, turned, rng=luck()),
        agreement_table(patients, patients, rng=luck()),
    )


def test_agreement_on_other_rows_or_columns_is_refused(patients):
    with pytest.raises(ValueError, match=r"`second` must have the rows and columns of `first`"):
        agreement_table(patients, patients.iloc[:2], rng=luck())
    with pytest.raises(ValueError, match=r"`second` must have the rows and columns of `first`"):
        agreement_table(patients, patients.assign(more=True), rng=luck())
    with pytest.raises(ValueError, match=r"missing: 'cough'"):
        agreement_table(patients, patients.drop(columns="cough"), rng=luck())
