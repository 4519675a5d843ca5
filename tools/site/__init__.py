"""The website: pages from executed notebooks, tables and docstrings."""
