"""What is to be said of a feedback item: its message, and private notes about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.case.identifiers import UserId


@dataclass(frozen=True, slots=True)
class FeedbackChanged:
    """The message of an item in its target's channel is stale. Its first delivery posts it."""

    item: int
    sort: Literal["feedback_changed"] = "feedback_changed"


@dataclass(frozen=True, slots=True)
class FeedbackNews:
    """To who asked for an item: its target has rejected it, or has done it. `in_place_of`: who
    asked isn't there."""

    to: UserId
    item: int
    state: str
    in_place_of: UserId | None = None
    sort: Literal["feedback_news"] = "feedback_news"


@dataclass(frozen=True, slots=True)
class FeedbackReminder:
    """To who is to act on an item: that it's still to be done, or to be verified. `number` tells
    one reminder from the next."""

    to: UserId
    item: int
    state: str
    number: int
    in_place_of: UserId | None = None
    sort: Literal["feedback_reminder"] = "feedback_reminder"
