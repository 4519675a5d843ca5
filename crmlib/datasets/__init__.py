"""The course's tables: real ones and the source's are loaded, toy ones typed in."""

from crmlib.datasets.help_site import load_help_site
from crmlib.datasets.orders import OrderBook, load_orders
from crmlib.datasets.real import (
    load_bank_calls,
    load_baskets,
    load_campaign_descriptions,
    load_campaigns,
    load_coupon_redemptions,
    load_coupons,
    load_demographics,
    load_faq_answers,
    load_faq_wordings,
    load_german_credit,
    load_products,
    load_scale_runs,
    load_telco,
    load_transactions,
    vcr_sales,
)
from crmlib.datasets.source import load_source
from crmlib.datasets.tea_shop import load_tea_shop
from crmlib.datasets.toys import (
    toy_attitudes,
    toy_colleagues,
    toy_contacts,
    toy_homes,
    toy_kano,
    toy_next_baskets,
    toy_reach,
    toy_seats,
)

__all__ = [
    # orders
    "OrderBook",
    "load_orders",
    # real
    "load_baskets",
    "load_transactions",
    "load_products",
    "load_demographics",
    "load_campaigns",
    "load_campaign_descriptions",
    "load_coupons",
    "load_coupon_redemptions",
    "load_telco",
    "load_german_credit",
    "load_faq_answers",
    "load_faq_wordings",
    "load_bank_calls",
    "load_scale_runs",
    "vcr_sales",
    # source
    "load_source",
    # invented
    "load_help_site",
    "load_tea_shop",
    # toys
    "toy_attitudes",
    "toy_contacts",
    "toy_kano",
    "toy_homes",
    "toy_next_baskets",
    "toy_seats",
    "toy_reach",
    "toy_colleagues",
]
