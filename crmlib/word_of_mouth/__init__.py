"""What customers tell each other: recommendation, news, complaints."""

from crmlib.word_of_mouth.bass import fit_bass
from crmlib.word_of_mouth.network import (
    acquaintances,
    news_balance,
    reach_curve,
    reach_summary,
    spread_news,
)
from crmlib.word_of_mouth.plots import (
    plot_adoption,
    plot_balance,
    plot_growth,
    plot_growth_twice,
    plot_referrals,
)
from crmlib.word_of_mouth.referral import (
    ReferralPlan,
    compare_plans,
    critical_rate,
    extinction_chance,
    referral_growth,
)
from crmlib.word_of_mouth.simulated import (
    simulate_balances,
    simulate_complainers,
    simulate_generations,
    simulate_problems,
    simulate_scorecard,
    simulate_tellings,
    toy_complainers,
    toy_referrals,
    toy_tellings,
)
from crmlib.word_of_mouth.tellers import (
    least_unresolved_share,
    means_if_medians,
    tail_table,
    tellers_with_mean,
    tellers_with_median,
    telling_shapes,
)
from crmlib.word_of_mouth.tellings import (
    PurchaseResponses,
    net_tellings,
    revenue_break_even,
    revenue_change,
    tellings_balance,
    tellings_break_even,
)

__all__ = [
    # bass
    "fit_bass",
    # network
    "acquaintances",
    "spread_news",
    "reach_summary",
    "reach_curve",
    "news_balance",
    # referral
    "ReferralPlan",
    "referral_growth",
    "critical_rate",
    "compare_plans",
    "extinction_chance",
    # tellers
    "tellers_with_mean",
    "tellers_with_median",
    "telling_shapes",
    "means_if_medians",
    "least_unresolved_share",
    "tail_table",
    # tellings
    "PurchaseResponses",
    "net_tellings",
    "tellings_break_even",
    "revenue_change",
    "revenue_break_even",
    "tellings_balance",
    # Pictures
    "plot_balance",
    "plot_growth_twice",
    "plot_growth",
    "plot_adoption",
    "plot_referrals",
    # Made up
    "simulate_problems",
    "simulate_scorecard",
    "simulate_complainers",
    "simulate_balances",
    "simulate_generations",
    "simulate_tellings",
    "toy_complainers",
    "toy_tellings",
    "toy_referrals",
]
