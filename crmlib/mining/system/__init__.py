"""A mining system in six components: a request's way to patterns and back."""

from crmlib.mining.system.answer import ask
from crmlib.mining.system.request import Request, journey_knowledge, journey_repository

__all__ = [
    # answer
    "ask",
    # request
    "Request",
    "journey_repository",
    "journey_knowledge",
]
