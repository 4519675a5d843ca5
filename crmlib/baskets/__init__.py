"""Baskets."""
