"""Retail."""
