"""A mining system in six components: a request's way to patterns and back."""

from crmlib.mining.system.answer import ask_journey

__all__ = [
    # answer
    "ask_journey",
]
