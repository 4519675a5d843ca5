"""A mining system in six components: a request's way to patterns and back."""

from crmlib.mining.system.answer import ask, ask_journey
from crmlib.mining.system.request import Request, journey_knowledge, journey_repository

__all__ = [
    # answer
    "ask",
    "ask_journey",
    # request
    "Request",
    "journey_repository",
    "journey_knowledge",
]
