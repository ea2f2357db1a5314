"""Service levels: the clocks of a case, whose hours they count, what pauses and moves them."""
