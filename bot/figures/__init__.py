"""The key figures: which there are, what they are over, and how a measure becomes one."""
