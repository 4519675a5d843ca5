"""The synthetic bank: a tree finds the planted rules, nothing else, and a leak betrays itself."""

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from sklearn.metrics import roc_auc_score
from sklearn.tree import DecisionTreeClassifier

from crmlib.mining.evaluation import confusion_table
from crmlib.mining.simulated import (
    VISITORS,
    add_leak,
    campaign_calendar,
    planted_chance,
    planted_rules,
    simulate_bank_events,
    simulate_campaign_trials,
    simulate_clicks,
    simulate_credit,
    simulate_orders,
    web_shop_tables,
)
from crmlib.mining.trees import tree_rules
from crmlib.mining.web_visits import session_features, sessions


def generator(seed=7):
    return np.random.default_rng(seed)


def grown(customers, n_leaves=7):
    tree = DecisionTreeClassifier(max_leaf_nodes=n_leaves, min_samples_leaf=250, random_state=0)
    return tree.fit(customers.drop(columns="good"), customers["good"])


@pytest.fixture(scope="module")
def customers():
    """Fifty thousand of the bank's customers."""
    return simulate_credit(50_000, rng=generator())


@pytest.fixture(scope="module")
def tree(customers):
    """The tree grown on them, as large as the planted one."""
    return grown(customers)


@pytest.fixture
def applicants():
    """Two apply: one earns well and owes little; one is late, rents, and has always been late."""
    return pd.DataFrame(
        {
            "age_years": [30, 30],
            "account_digit": [7, 7],
            "income_thousand": [2.5, 2.5],
            "employed_years": [1.0, 1.0],
            "n_arrears": [0, 6],
            "debt_ratio": [0.1, 0.1],
            "owns_home": [False, False],
        },
        index=["Ann", "Bo"],
    )


@pytest.fixture(scope="module")
def events():
    """Twenty thousand openings over two years, with the plan as declared."""
    return simulate_bank_events(20_000, rng=generator())


@pytest.fixture(scope="module")
def clicks():
    """Two thousand visitors of three types, 40 % of them logged in."""
    return simulate_clicks(2_000, rng=generator())


@pytest.fixture(scope="module")
def features(clicks):
    """Their sessions."""
    return session_features(sessions(clicks))


def test_exe_11_the_bank_from_the_customers_to_a_new_applicant(customers, tree, applicants):
    """EXE-11: tree, rules, confusion matrix, cost of errors, age, a new applicant."""
    others = simulate_credit(50_000, rng=generator(8))
    features, repaid = others.drop(columns="good"), others["good"]
    costs, chance = np.array([[0, 5], [1, 0]]), tree.predict_proba(features)[:, 1]
    careful, even = (confusion_table(repaid, chance > cutoff) for cutoff in (5 / 6, 0.5))
    counts = tree_rules(tree, features)["n_customers"]
    assert counts.sum() == careful.to_numpy().sum() == 50_000
    assert (costs * careful).to_numpy().sum() < (costs * even).to_numpy().sum()
    ages = pd.cut(others["age_years"], [19, 29, 75])
    assert (
        pd.Series(chance > 5 / 6, ages.index)
        .groupby(ages, observed=True)
        .mean()
        .is_monotonic_increasing
    )
    assert tree.predict(applicants[list(features)]).tolist() == [True, False]


@pytest.mark.parametrize("seed", [7, 8, 9])
def test_a_tree_of_seven_leaves_finds_the_planted_thresholds(seed):
    nodes = (tree := grown(simulate_credit(50_000, rng=generator(seed)))).tree_
    inner = nodes.feature >= 0
    names = tree.feature_names_in_[nodes.feature[inner]]
    found = sorted(zip(names, nodes.threshold[inner], strict=True))
    truth = [("debt_ratio", 0.4), ("employed_years", 3), ("income_thousand", 2)]
    truth += [("income_thousand", 3), ("n_arrears", 1.5), ("owns_home", 0.5)]
    assert [name for name, _ in found] == [name for name, _ in truth]
    assert [at for _, at in found] == pytest.approx([at for _, at in truth], rel=0.01)


def test_learned_shares_are_near_the_planted_ones(customers, tree):
    learned = tree_rules(tree, customers.drop(columns="good"), labels=("bad", "good"))
    truth = planted_rules()
    error = 4 * np.sqrt(
        truth["good_share"] * (1 - truth["good_share"]) / learned["n_customers"].to_numpy()
    )
    assert (abs(learned["positive_share"].to_numpy() - truth["good_share"]) < error).all()
    assert learned["predicted"].tolist() == truth["predicted"].tolist()


def test_useless_digit_and_age_stand_in_no_rule_though_age_goes_with_the_outcome(customers, tree):
    weights = dict(zip(tree.feature_names_in_, tree.feature_importances_, strict=True))
    assert weights["account_digit"] == weights["age_years"] == 0
    assert customers["good"].corr(customers["age_years"]) > 0.1
    assert abs(customers["good"].corr(customers["account_digit"])) < 0.02


def test_planted_shares_are_those_of_a_large_population():
    large = simulate_credit(400_000, rng=generator())
    found = planted_chance(large).value_counts(normalize=True)
    truth = planted_rules().set_index("good_share")["customer_share"]
    assert truth.sum() == pytest.approx(1)
    assert found.to_dict() == pytest.approx(truth.to_dict(), abs=0.003)
    assert large["good"].mean() == pytest.approx((truth * truth.index).sum(), abs=0.003)


def test_planted_rules_read_as_rules():
    rules = planted_rules()
    assert rules["good_share"].is_monotonic_decreasing
    assert rules["rule"].iloc[-1] == "IF n_arrears > 1 AND NOT owns_home THEN bad"
    assert rules["rule"].iloc[1].count(" AND ") == 3


def test_no_model_beats_the_planted_chance(customers):
    others = simulate_credit(50_000, rng=generator(8))
    score = grown(customers, n_leaves=50).predict_proba(others.drop(columns="good"))[:, 1]
    best = roc_auc_score(others["good"], planted_chance(others))
    assert best - 0.01 < roc_auc_score(others["good"], score) < best


def test_chance_of_two_applicants_is_read_off_the_rules(applicants):
    assert planted_chance(applicants).to_dict() == {"Ann": 0.96, "Bo": 0.22}


def test_thresholds_belong_to_the_lower_side(applicants):
    edge = applicants.assign(n_arrears=1, debt_ratio=0.4, income_thousand=2.0, employed_years=3.0)
    assert planted_chance(edge).tolist() == [0.62, 0.62]


def test_customers_are_of_the_documented_types_and_ranges(customers):
    assert customers.index.name == "customer_id" and customers.index[0] == 1
    kinds = ["int16", "float32", "float32", "int16", "float32", "bool", "int16", "bool"]
    assert customers.dtypes.astype(str).tolist() == kinds
    assert customers["age_years"].min() == 20 and customers["age_years"].max() == 75
    assert (customers["employed_years"] <= customers["age_years"] - 18).all()
    assert customers["debt_ratio"].between(0, 1).all() and (customers["income_thousand"] > 0).all()


def test_income_has_the_declared_median_at_forty(customers):
    forty = customers.query("39 <= age_years <= 41")["income_thousand"]
    assert forty.median() == pytest.approx(2.6, rel=0.03)


def test_same_seed_gives_the_same_customers(customers):
    assert customers.equals(simulate_credit(50_000, rng=generator()))
    assert not customers.equals(simulate_credit(50_000, rng=generator(8)))


def test_a_leak_looks_like_a_perfect_model(customers):
    leaky = add_leak(customers, rng=generator())
    assert list(customers) == [*leaky.drop(columns="n_reminders")]
    means = leaky.groupby("good")["n_reminders"].mean().to_dict()
    assert means == pytest.approx({True: 0.05, False: 3.0}, abs=0.05)
    assert roc_auc_score(~leaky["good"], leaky["n_reminders"]) > 0.98
    root = (tree := grown(leaky, n_leaves=2)).tree_.feature[0]
    assert tree.feature_names_in_[root] == "n_reminders"


def test_empty_tables_stay_empty(applicants):
    assert planted_chance(applicants.iloc[:0]).empty


def test_applicants_that_cannot_be_are_refused(applicants):
    with pytest.raises(TypeError, match="`customers` must have True or False in `owns_home`"):
        planted_chance(applicants.assign(owns_home=["yes", "no"]))
    with pytest.raises(ValueError, match="`customers` must have only whole numbers in `n_arrears`"):
        planted_chance(applicants.assign(n_arrears=[0, 1.5]))


def test_the_cash_card_comes_on_the_visit_that_opens_the_account(events):
    days = events.pivot(index="customer_id", columns="product", values="event_date")
    holders = days.dropna(subset=["cash card"])
    assert (holders["cash card"] == holders["account"]).all()
    assert (days["credit card"].dropna() > days["account"][days["credit card"].notna()]).all()


def test_the_same_seed_gives_the_same_events():
    again = [simulate_bank_events(50, rng=generator()) for _ in range(2)]
    assert_frame_equal(*again)


def test_clicks_have_the_declared_types_pages_and_pauses(clicks):
    plain = clicks[clicks["page"].isin(["browse", "search", "product"])]
    shares = plain.groupby("visitor_type")["page"].value_counts(normalize=True).unstack()
    planted = VISITORS[["browse", "search", "product"]]
    assert_frame_equal(shares[list(planted)], planted.sort_index(), check_names=False, atol=0.02)
    types = clicks.groupby("visitor_id")["visitor_type"].first().value_counts(normalize=True)
    assert types[planted.index].tolist() == pytest.approx([0.4, 0.35, 0.25], abs=0.03)


def test_sessions_have_the_declared_length_and_orders(clicks, features):
    truth = clicks.groupby("visitor_id")["visitor_type"].first()
    by_type = features.groupby(features["visitor_id"].map(truth))
    planted = VISITORS
    rates = by_type["ordered"].mean()[planted.index]
    assert rates.tolist() == pytest.approx(planted["order_rate"].tolist(), abs=0.04)
    # A basket comes with twice the order rate, an order with once.
    expected = planted["mean_clicks"] + 3 * planted["order_rate"]
    length = by_type["n_clicks"].mean()[planted.index]
    assert length.tolist() == pytest.approx(expected.tolist(), rel=0.05)
    pause = by_type["seconds_per_click"].mean()[planted.index] - 0.5  # rounded up
    assert pause.tolist() == pytest.approx(planted["seconds_per_page"].tolist(), rel=0.05)


def test_every_order_follows_a_basket(clicks):
    before = clicks.groupby("visitor_id")["page"].shift()
    assert set(before[clicks["page"] == "order"]) == {"basket"}


def test_a_visitor_is_logged_in_always_or_never(clicks):
    accounts = clicks.groupby("visitor_id")["account_id"].nunique(dropna=False)
    assert (accounts == 1).all()
    assert clicks.groupby("visitor_id")["account_id"].first().notna().mean() == pytest.approx(
        0.4, abs=0.04
    )


def test_the_same_seed_gives_the_same_clicks_and_sorted(clicks):
    assert_frame_equal(clicks, simulate_clicks(2_000, rng=generator()))
    order = ["visitor_id", "clicked_at"]
    assert_frame_equal(clicks, clicks.sort_values(order, kind="stable", ignore_index=True))


def test_everybody_or_nobody_can_be_registered():
    for share, expected in [(0.0, 0), (1.0, 20)]:
        table = simulate_clicks(20, registered_share=share, rng=generator())
        assert table["account_id"].nunique() == expected


def test_what_would_run_for_ever_is_refused():
    calls = [simulate_credit, simulate_clicks, simulate_orders, simulate_bank_events]
    for simulate in calls:
        with pytest.raises(ValueError, match=r"must be at most .*; got 1000000000"):
            simulate(10**9, rng=generator())
    with pytest.raises(ValueError, match="`n_customers` must be at most 10000000 for 2 campaigns"):
        simulate_campaign_trials(15_000_000, campaign_calendar(), rng=generator())


def test_orders_are_as_declared():
    orders = simulate_orders(2_000, rng=generator())
    by_type = orders.groupby("shopper_type")
    n_orders = by_type.size() / by_type["customer_id"].nunique()
    order = ["regular", "bulk", "lapsed"]
    assert n_orders[order].tolist() == pytest.approx([12, 4, 1.5], rel=0.05)
    assert by_type["amount"].mean()[order].tolist() == pytest.approx([30, 150, 40], rel=0.05)
    assert by_type["order_date"].max()["lapsed"] < pd.Timestamp("2024-06-01")
    assert orders["order_date"].between("2024-01-01", "2024-12-31").all()


def test_half_are_offered_in_each_campaign_by_a_fresh_draw():
    trials = simulate_campaign_trials(100, campaign_calendar(), rng=generator())
    offered = trials.pivot(index="customer_id", columns="campaign", values="offered")
    assert offered.sum().tolist() == [50, 50]
    assert not (offered["advertisement"] == offered["discount"]).all()


def test_no_campaign_of_a_calendar_is_lost():
    calendar = campaign_calendar().rename(index={"discount": "advertisement"})
    with pytest.raises(ValueError, match="`calendar` must have each campaign once; got 'adv"):
        simulate_campaign_trials(10, calendar, rng=generator())


def test_the_web_shop_shows_its_three_tasks():
    tables = web_shop_tables(rng=np.random.default_rng(7))
    assert tables["accounts"]["n_accounts"].sum() == 1_000
    assert tables["visits"]["ordered"].between(0, 1).all()
    assert tables["campaigns"].loc[("discount", "ordered"), "low"] > 0
