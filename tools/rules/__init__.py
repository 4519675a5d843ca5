"""What the course asks of a chapter: its form, what it covers, the numbers it states."""
