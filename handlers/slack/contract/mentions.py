"""People as Slack writes them into a text: `<@U01>`, or with their name, `<@U01|heron>`."""

from __future__ import annotations

PERSON = r"<@([A-Z0-9]+)(?:\|[^>]*)?>"
"""A pattern; its group is the person's id."""


def names(text: str, user: str) -> bool:
    """Whether somebody is mentioned in a text."""
    return f"<@{user}" in text
