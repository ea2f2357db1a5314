"""How long anything is waited for, and what is raised where it never comes."""

LONG_ENOUGH = 30.0
"""Seconds anything may take on a busy machine; what comes is waited for no longer than it takes."""


class NotSeen(AssertionError):
    """What a story waited for didn't appear in time."""
