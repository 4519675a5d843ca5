"""The instructor's guide, and the minutes of a lecture."""
