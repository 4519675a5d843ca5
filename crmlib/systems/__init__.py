"""Systems: a warehouse with history, the customer card, contact rules, one order, the pipeline."""

__all__ = []
