"""What a chapter says: one reader for all, and the course read from its files."""
