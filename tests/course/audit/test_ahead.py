"""Ranks, forecast, silence."""

from crmlib.course.audit.ahead import _forecast, _ranks, _silent


def test_ranks_count_every_customer_once(facts):
    cells = [cell for row in _ranks(facts).tables[0].rows for cell in row[1:]]
    assert sum(int(cell.replace(",", "")) for cell in cells) == 2357


def test_forecast_tells_that_the_season_is_not_known(facts):
    assert any("two years" in sentence for sentence in _forecast(facts).sentences)


def test_the_silent_are_ranked_by_what_they_spent(facts):
    rows = _silent(facts).tables[0].rows
    spent = [float(row[3].split("\u00a0")[0].replace(",", "")) for row in rows]
    assert spent == sorted(spent, reverse=True)
