"""The slides: decks from executed notebooks."""
