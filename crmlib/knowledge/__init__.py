"""Knowledge: a small search engine and its judges, what sellers take along, and who may read what."""

__all__ = []
