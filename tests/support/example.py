"""The example of a policy file, as somebody has filled it in."""

from __future__ import annotations

from pathlib import Path

from bot.policy.checks import PLACEHOLDERS

_EXAMPLE = Path(__file__).parents[2] / "escalations.toml"


def unfilled() -> str:
    """Its text as it comes, which is refused."""
    return _EXAMPLE.read_text(encoding="utf-8")


def filled_in() -> str:
    """Its text with ids of a workspace's own in the place of every placeholder."""
    text = unfilled()
    for placeholder in PLACEHOLDERS:
        text = text.replace(placeholder, f"{placeholder[:2]}{placeholder[:1:-1]}")
    return text
