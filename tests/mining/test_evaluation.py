"""The confusion table: by hand and against scikit-learn."""

import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import confusion_matrix
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from crmlib.datasets.real import load_german_credit
from crmlib.mining.evaluation import confusion_table


@pytest.fixture(scope="module")
def bad_chance():
    """Ten-fold chance of being bad, by logistic regression, of the German applicants."""
    applicants = load_german_credit()
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))
    folds = StratifiedKFold(10, shuffle=True, random_state=0)
    features = applicants.drop(columns=["applicant_id", "good"])
    target = applicants["good"]
    return cross_val_predict(model, features, target, cv=folds, method="predict_proba")[:, 0]


@pytest.fixture(scope="module")
def bad():
    """Which of the German applicants did not repay."""
    return 1 - load_german_credit()["good"]


def test_confusion_table_is_scikit_learn_s(bad, bad_chance):
    table = confusion_table(bad, bad_chance > 0.5, labels=("good", "bad"))
    assert table.to_numpy().tolist() == confusion_matrix(bad, bad_chance > 0.5).tolist()
    assert table.index.tolist() == table.columns.tolist() == ["good", "bad"]
    assert (table.index.name, table.columns.name) == ("actual", "predicted")


def test_confusion_of_five_customers_is_counted_by_hand():
    table = confusion_table([True, True, False, False, False], [1, 0, 1, 0, 0])
    assert table.loc["positive", "negative"] == 1
    assert table.loc["negative"].tolist() == [2, 1]


@pytest.mark.parametrize("outcome", [[0, 2], ["yes", "no"], [1, 0j]])
def test_outcomes_other_than_0_and_1_are_refused(outcome):
    with pytest.raises((ValueError, TypeError), match="`outcome` must h"):
        confusion_table(outcome, [0, 1])
    with pytest.raises((ValueError, TypeError), match="`predicted` must h"):
        confusion_table([0, 1], outcome)


def test_rows_of_other_customers_are_never_paired_by_position():
    outcome = pd.Series([1, 1, 0, 0], index=list("abcd"))
    with pytest.raises(ValueError, match="`predicted` must have the index of `outcome`"):
        confusion_table(outcome, outcome.loc[list("cdab")])


def test_inputs_stay_as_they_are():
    outcome, predicted = pd.Series([1, 0, 1]), pd.Series([0, 1, 1])
    copies = outcome.copy(), predicted.copy()
    confusion_table(outcome, predicted)
    assert outcome.equals(copies[0]) and predicted.equals(copies[1])


def test_nobody_has_no_table():
    with pytest.raises(ValueError, match="`outcome` must hold at least one customer; got none"):
        confusion_table([], [])


def test_impossible_requests_are_refused():
    with pytest.raises(ValueError, match="`predicted` must have the 2 rows of `outcome`; got 1"):
        confusion_table([1, 0], [1])
    for labels in (("a", "b", "c"), ("a", "a")):
        with pytest.raises(ValueError, match="`labels` must be two different words; got"):
            confusion_table([1], [1], labels=labels)
