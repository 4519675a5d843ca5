"""Books that the audit is tried on."""

import numpy as np
import pandas as pd
import pytest

from crmlib.course.audit.report import audit_report, customer_audit
from crmlib.datasets import OrderBook, load_orders


@pytest.fixture(scope="session")
def facts():
    """CDNOW: all newcomers of one spring, followed for 18 months."""
    return customer_audit(load_orders("cdnow"), margin=0.3)


@pytest.fixture(scope="session")
def page(facts):
    return audit_report(facts, "cdnow.csv")


def book_of(customers, days, amounts):
    """Return a book of one order per row."""
    orders = pd.DataFrame({"customer_id": customers, "amount": np.asarray(amounts, float)})
    orders["order_id"] = [str(place) for place in range(len(orders))]
    return OrderBook(orders.assign(order_date=pd.to_datetime(days), n_rows=1))
