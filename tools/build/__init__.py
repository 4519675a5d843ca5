"""Chapters -> executed notebooks that come out the same at every build."""
