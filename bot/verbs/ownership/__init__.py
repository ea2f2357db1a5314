"""Who has a case."""
