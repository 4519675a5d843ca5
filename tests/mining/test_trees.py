"""Rules of a tree say in words what the tree does."""

import numpy as np
import pandas as pd
import pytest
from sklearn.dummy import DummyClassifier
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from crmlib.mining.trees import tree_rules


@pytest.fixture
def people():
    """Six people: four who rent, with no to three late payments, and two who own."""
    return pd.DataFrame(
        {
            "n_arrears": [0, 1, 2, 3, 1, 2],
            "owns_home": [False, False, False, False, True, True],
            "income": [1.5, 2.5, 2.5, 1.5, 2.5, 1.5],
        }
    )


@pytest.fixture(scope="module")
def crowd():
    """Two thousand customers of four kinds of attribute, and an outcome that hangs on all."""
    rng = np.random.default_rng(7)
    crowd = pd.DataFrame(
        {
            "n_arrears": rng.integers(0, 9, 2000),
            "owns_home": rng.random(2000) < 0.5,
            "income": rng.integers(5, 60, 2000) / 10,
            "balance": rng.integers(-30, 30, 2000) / 10,
        }
    )
    score = crowd["income"] + crowd["balance"] - crowd["n_arrears"] + 2 * crowd["owns_home"]
    return crowd, score + rng.normal(size=2000) > 1


def in_pandas(rule):
    """Return the condition of a rule as pandas.DataFrame.query reads it."""
    for word, sign in {
        "IF ": "",
        " = ": " == ",
        "≤": "<=",
        "≥": ">=",
        "AND NOT": "and not",
    }.items():
        rule = rule.replace(word, sign)
    return rule.split(" THEN ")[0].replace("AND", "and").replace("NOT", "not")


@pytest.mark.parametrize("n_leaves", [2, 5, 40])
def test_each_rule_selects_the_customers_of_its_leaf_and_no_other(crowd, n_leaves):
    features, outcome = crowd
    tree = DecisionTreeClassifier(max_leaf_nodes=n_leaves, random_state=0).fit(features, outcome)
    rules = tree_rules(tree, features, digits=6)
    leaves = pd.Series(tree.apply(features), index=features.index)
    chance = tree.predict_proba(features)[:, 1]
    for rule in rules.itertuples():
        chosen = features.query(in_pandas(rule.rule)).index
        assert chosen.equals(leaves.index[leaves == rule.Index])
        assert chance[chosen] == pytest.approx(rule.positive_share)
        assert len(chosen) == rule.n_customers == tree.tree_.n_node_samples[rule.Index]


def test_rules_count_every_customer_once_and_predict_as_the_tree_does(crowd):
    features, outcome = crowd
    tree = DecisionTreeClassifier(max_leaf_nodes=12, random_state=0).fit(
        features[:1000], outcome[:1000]
    )
    rules = tree_rules(tree, features[1000:], labels=("bad", "good"))
    assert rules["n_customers"].sum() == 1000 and len(rules) == 12
    assert rules["positive_share"].is_monotonic_decreasing
    foretold = rules["predicted"].loc[tree.apply(features)] == "good"
    assert foretold.tolist() == tree.predict(features).tolist()


def test_an_attribute_stands_once_in_a_rule(crowd):
    tree = DecisionTreeClassifier(max_depth=7, random_state=0).fit(*crowd)
    for rule in tree_rules(tree, crowd[0])["rule"]:
        assert max(rule.count(name) for name in crowd[0]) <= 1


@pytest.mark.parametrize(
    ("column", "outcome", "rules"),
    [
        ("n_arrears", [0, 1, 1, 0, 1, 1], ["1 ≤ n_arrears ≤ 2", "n_arrears ≤ 0", "n_arrears ≥ 3"]),
        ("n_arrears", [0, 0, 1, 0, 0, 1], ["n_arrears = 2", "n_arrears ≤ 1", "n_arrears ≥ 3"]),
        ("owns_home", [0, 0, 0, 0, 1, 1], ["owns_home", "NOT owns_home"]),
        ("income", [0, 1, 1, 0, 1, 0], ["income > 2", "income ≤ 2"]),
    ],
)
def test_intervals_and_flags_read_as_a_person_would_say_them(people, column, outcome, rules):
    tree = DecisionTreeClassifier(random_state=0).fit(people[[column]], outcome)
    found = tree_rules(tree, people[[column]])["rule"]
    assert sorted(rule[3:].split(" THEN ")[0] for rule in found) == sorted(rules)


def test_thresholds_are_rounded_to_the_digits_asked_for(people):
    tree = DecisionTreeClassifier().fit(people[["income"]] * 1.11111, people["income"] > 2)
    rules = tree_rules(tree, people[["income"]] * 1.11111, digits=2)["rule"].tolist()
    assert rules == ["IF income > 2.2 THEN positive", "IF income ≤ 2.2 THEN negative"]


def test_a_tree_without_a_split_has_one_rule_for_all(people):
    tree = DecisionTreeClassifier(max_depth=1, min_samples_leaf=4).fit(people, [1, 1, 1, 1, 0, 0])
    rules = tree_rules(tree, people)
    assert rules["rule"].tolist() == ["ALWAYS positive"]
    assert rules.loc[0, "positive_share"] == pytest.approx(2 / 3)


def test_features_stay_as_they_are(people):
    tree = DecisionTreeClassifier().fit(people, people["owns_home"])
    copy = people.copy()
    tree_rules(tree, people)
    pd.testing.assert_frame_equal(people, copy)


def test_what_is_no_tree_fitted_to_a_table_is_refused(people):
    unnamed = DecisionTreeClassifier().fit(people.to_numpy(), people["owns_home"])
    dummy = DummyClassifier().fit(people, people["owns_home"])
    for wrong in (unnamed, dummy, DecisionTreeClassifier()):
        with pytest.raises(ValueError, match="`tree` must be a classifier fitted to a DataFrame"):
            tree_rules(wrong, people)


def test_a_tree_of_three_classes_is_refused(people):
    three = DecisionTreeClassifier().fit(people, [0, 1, 2, 0, 1, 2])
    with pytest.raises(ValueError, match="`tree` must know two classes; got 3"):
        tree_rules(three, people)


def test_other_columns_and_another_order_are_refused(people):
    tree = DecisionTreeClassifier().fit(people, people["owns_home"])
    with pytest.raises(ValueError, match=r"`features` must have the columns .*missing: 'income'"):
        tree_rules(tree, people.drop(columns="income"))
    with pytest.raises(ValueError, match="`features` must have the tree's columns in their order"):
        tree_rules(tree, people[["income", "owns_home", "n_arrears"]])


def test_labels_must_tell_the_classes_apart(people):
    tree = DecisionTreeClassifier().fit(people, people["owns_home"])
    for labels in (["good"], ["good", "good"]):
        with pytest.raises(ValueError, match="`labels` must be two different words; got"):
            tree_rules(tree, people, labels=labels)


def test_a_tree_of_numbers_is_refused(people):
    tree = DecisionTreeRegressor().fit(people, people["income"])
    with pytest.raises(ValueError, match="`tree` must know two classes; got 0"):
        tree_rules(tree, people)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"income": None}, "`features` must have no missing `income`; got 6 such rows"),
        ({"income": 1e39}, "`features` must have only numbers from -3.40282e.38 to 3.40"),
        ({"income": "high"}, "`features` must have numbers in `income`; got str"),
    ],
)
def test_attributes_that_a_tree_cannot_compare_are_refused(people, change, words):
    tree = DecisionTreeClassifier().fit(people, people["owns_home"])
    with pytest.raises((ValueError, TypeError), match=words):
        tree_rules(tree, people.assign(**change))
    with pytest.raises(ValueError, match="`features` must have at least one row; got none"):
        tree_rules(tree, people.head(0))


def test_attributes_in_other_clothes_read_the_same(people):
    tree = DecisionTreeClassifier(random_state=0).fit(people, people["owns_home"])
    rules = tree_rules(tree, people)
    for backend in ("numpy_nullable", "pyarrow"):
        dressed = people.convert_dtypes(dtype_backend=backend)
        pd.testing.assert_frame_equal(tree_rules(tree, dressed), rules)
