"""Satisfaction."""
