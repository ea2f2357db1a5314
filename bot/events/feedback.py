"""What happens to the feedback that a case gave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.case.feedback import FeedbackState


@dataclass(frozen=True, slots=True)
class FeedbackAsked:
    """It asks for a change, with a feedback item; `joined` where that is one of other cases."""

    item: int
    target: str
    root_cause: str
    joined: bool = False
    sort: Literal["feedback_asked"] = "feedback_asked"


@dataclass(frozen=True, slots=True)
class FeedbackMoved:
    """A feedback item that it asked for was accepted, rejected, done or verified."""

    item: int
    target: str
    state: FeedbackState
    sort: Literal["feedback_moved"] = "feedback_moved"
