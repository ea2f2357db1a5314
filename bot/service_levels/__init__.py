"""Service levels: the clocks of a case, and whose hours they count."""
