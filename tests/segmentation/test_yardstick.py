"""The yardstick for segments: what is planted is found, what is not there is not."""

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from sklearn.metrics import silhouette_score
from sklearn.preprocessing import PowerTransformer, StandardScaler

from crmlib.concepts.definitions import definition_tags
from crmlib.datasets.real import load_products, load_transactions
from crmlib.segmentation import yardstick
from crmlib.segmentation.clusters import customer_table, need_shares, segment_labels
from crmlib.segmentation.simulated import simulate_segments
from crmlib.segmentation.yardstick import MIN_SHARE, MIN_STABILITY, segment_checks

NEEDS = ["DRUG GM", "PRODUCE", "FUEL", "MEAT", "MEAT-PCKGD"]


def generator(seed=4):
    return np.random.default_rng(seed)


def evened(table, scaler=PowerTransformer):
    """Return the table scaled, its tails bent, as the chapter does."""
    return scaler().set_output(transform="pandas").fit_transform(table)


def planted(n_customers, distance, seed=4, n_segments=3):
    """Return the features of planted segments, without the truth."""
    world = simulate_segments(
        n_customers, distance=distance, n_segments=n_segments, rng=generator(seed)
    )
    return world.drop(columns="segment")


def segment_count(checks):
    """Return the best separated k that passes all checks, or 1."""
    passes = checks["silhouette"] > checks["reference"]
    passes &= (checks["stability"] >= MIN_STABILITY) & (checks["smallest_share"] >= MIN_SHARE)
    kept = checks.loc[passes, "silhouette"]
    return 1 if kept.empty else kept.idxmax()


def noise(kind, rng):
    """Return 250 rows of four features without any segment."""
    draws = {
        "normal": lambda: rng.normal(size=(250, 4)),
        "uniform": lambda: rng.random((250, 4)),
        "correlated": lambda: rng.multivariate_normal(np.zeros(4), np.eye(4) / 5 + 0.8, 250),
        "skewed": lambda: rng.lognormal(0, 1, (250, 4)),
    }
    return pd.DataFrame(draws[kind]()).add_prefix("feature_")


@pytest.mark.parametrize("kind", ["normal", "uniform", "correlated", "skewed"])
def test_no_segments_are_found_in_noise(kind):
    found = []
    for seed in range(5):
        scaled = evened(noise(kind, generator(seed)))
        checks = segment_checks(scaled, range(2, 5), n_draws=6, rng=generator(seed))
        found.append(segment_count(checks))
    assert found.count(1) >= 4  # one false alarm in five is bad luck, two are a fault


def test_the_verdict_does_not_hang_on_the_seed():
    there, nothing = evened(planted(250, 6)), evened(planted(250, 0))
    for seed in range(10):
        counts = [
            segment_count(segment_checks(t, n_draws=8, rng=generator(seed)))
            for t in (there, nothing)
        ]
        assert counts == [3, 1]


@pytest.mark.parametrize("scaler", [StandardScaler, PowerTransformer])
def test_two_groups_in_one_of_four_columns_are_found_after_scaling(scaler):
    found = []
    for seed in range(5):
        scaled = evened(planted(400, 6, seed, n_segments=2), scaler)
        found.append(segment_count(segment_checks(scaled, n_draws=8, rng=generator(seed))))
    assert found.count(2) >= 4


def test_a_column_with_a_spike_at_zero_makes_segments_and_without_it_none_is_left():
    """All homes with ten visits or more; over half of them never buy fuel."""
    lines = load_transactions().merge(load_products()[["product_id", "department"]], how="left")
    before = lines[lines["sold_at"] < "2017-07-01"]
    homes = customer_table(lines, "2017-07-01").query("n_visits >= 10")
    homes = homes[["n_visits", "usd_per_visit"]].join(need_shares(before, NEEDS))
    assert (homes["FUEL"] == 0).mean() == pytest.approx(0.553, abs=0.001)
    for table, n_segments in [(homes, 3), (homes.drop(columns="FUEL"), 1)]:
        checks = segment_checks(evened(table), rng=generator())
        assert checks["n_rows"].eq(1_793).all()
        assert segment_count(checks) == n_segments


def test_eleven_definitions_bear_no_schools():
    tags = definition_tags().astype(float)
    checks = segment_checks(tags, rng=generator())
    assert len(tags) == 11
    assert segment_count(checks) == 1


def test_a_quick_look_says_what_the_whole_table_says():
    for seed, distance in enumerate([0, 4, 5, 5, 6, 6]):
        points = evened(planted(200, distance, seed, n_segments=2), StandardScaler)
        checks = segment_checks(points, [2], n_draws=5, rng=generator(seed))
        quick = yardstick._seems_cut(points.to_numpy(), [2], 5, generator(seed))
        assert quick == (segment_count(checks) > 1)


def test_a_quick_look_ends_at_the_first_number_that_passes(monkeypatch):
    cut, tried = yardstick._k_means, []
    monkeypatch.setattr(yardstick, "_k_means", lambda x, k, *a: tried.append(k) or cut(x, k, *a))
    points = planted(200, 9, n_segments=2).to_numpy()
    assert yardstick._seems_cut(points, [2, 3], 5, generator())
    assert set(tried) == {2}


def test_flat_clouds_have_the_covariance_of_the_table_and_no_peak():
    table = planted(4_000, 3).to_numpy() @ np.triu(np.ones((4, 4)))
    cloud = next(yardstick._flat_clouds(table, 1, generator()))
    spread = np.sqrt(np.linalg.eigvalsh(np.cov(table.T)))[::-1]
    assert cloud.std(axis=0) == pytest.approx(spread, rel=0.03)
    assert np.abs(cloud).max(axis=0) == pytest.approx(np.sqrt(3) * spread, rel=0.01)


def test_checks_are_the_same_for_the_same_generator():
    first, again = (
        segment_checks(planted(60, 4), [2], n_draws=2, rng=generator(1)) for _ in range(2)
    )
    assert_frame_equal(first, again)


def test_all_rows_are_judged_unless_a_sample_is_asked_for_and_the_result_says_which():
    table = planted(500, 8)
    for max_rows, n_rows in [(None, 500), (500, 500), (50, 50)]:
        checks = segment_checks(table, [3], n_draws=2, max_rows=max_rows, rng=generator())
        assert checks["n_rows"].tolist() == [n_rows]
        n_smallest = checks.loc[3, "smallest_share"] * n_rows
        assert n_smallest == pytest.approx(round(n_smallest))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"numbers": [1]}, "`numbers` must lie from 2 to 5, below the 12 rows .* got 1"),
        ({"numbers": [6]}, "not above the 5 different ones; got 6"),
        ({"numbers": []}, "`numbers` must be one or more, each once; got"),
        ({"numbers": [2, 2]}, "`numbers` must be one or more, each once; got"),
        ({"n_draws": 1}, "`n_draws` must be at least 2"),
        ({"max_rows": 5}, "`max_rows` must be at least 10"),
    ],
)
def test_checks_refuse_what_cannot_be_checked(options, message):
    table = pd.DataFrame({"x": np.minimum(np.arange(12.0), 4)})
    with pytest.raises(ValueError, match=message):
        segment_checks(table, **{"rng": generator(), **options})


def test_checks_refuse_to_run_for_ever():
    with pytest.raises(ValueError, match="`n_draws` must be at most 2500 for 2,000 rows; got 2501"):
        segment_checks(planted(2_000, 4), n_draws=2501, rng=generator())


@pytest.mark.parametrize("n_at_once", [10**7, 600])
def test_silhouettes_are_those_of_scikit_learn_however_many_rows_go_at_once(n_at_once, monkeypatch):
    monkeypatch.setattr(yardstick, "N_AT_ONCE", n_at_once)
    table = planted(60, 4).round(0)
    labels = segment_labels(table, 3)
    checks = segment_checks(table, [2.0, 3.0], n_draws=2, rng=generator(1))
    assert checks.loc[3, "silhouette"] == pytest.approx(silhouette_score(table, labels))


def test_one_alone_and_points_on_one_spot_lie_on_the_border():
    table = pd.DataFrame({"x": [0.0, 0.0, 1.0, 1.0, 9.0]})
    labels = segment_labels(table, 3)
    found = segment_checks(table, [3], n_draws=2, rng=generator()).loc[3, "silhouette"]
    assert found == pytest.approx(silhouette_score(table, labels)) == pytest.approx(4 / 5)
