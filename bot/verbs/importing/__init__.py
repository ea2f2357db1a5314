"""Taking over what other systems decided before."""
