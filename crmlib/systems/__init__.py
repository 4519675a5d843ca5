"""Systems that hold customers: one reservoir of all events, and what a name in it may cost."""

from crmlib.systems.reservoir import Reservoir

__all__ = [
    # the mall: one reservoir (chapter 14, first sitting)
    "Reservoir",
    # the mall: discounts, consent (chapter 14, second sitting)
    # Pictures
    # Made up
]
