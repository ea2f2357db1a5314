"""The nouns of a case: what it is, its states, who may do what, how it can end."""
