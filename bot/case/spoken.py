"""What somebody has written about a case, to be quoted to somebody else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.case.identifiers import UserId
from bot.case.text import clean, cut

QUOTE_LIMIT = 1000
"""How much of a message is quoted; the whole is in the thread."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """Who wrote, and what. `ts` is Slack's of the message, which orders what is told together."""

    by: UserId
    text: str
    ts: str = ""


def spoken(by: UserId, text: str, ts: str = "") -> Spoken:
    """A message as it is quoted. One without words is a file."""
    return Spoken(by, cut(clean(text), QUOTE_LIMIT) or "(a file)", ts)


def in_order(words: Iterable[Spoken]) -> tuple[Spoken, ...]:
    """As they were written: Slack tells of two messages in any order."""
    return tuple(sorted(words, key=lambda one: one.ts))
