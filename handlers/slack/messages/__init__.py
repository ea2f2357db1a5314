"""A notice and the state at delivery become blocks and fallback text."""
