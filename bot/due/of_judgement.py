"""What is due of how good decisions are: a feedback item, a second look."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from bot.due.feedback import fire_feedback
from bot.due.second_look import fire_second_look
from bot.policy import Policy
from bot.ports import Work
from bot.reminders.timers import FeedbackLook, SecondLookStep


def fire_of_judgement(
    work: Work, policy: Policy, timer: FeedbackLook | SecondLookStep, now: datetime
) -> None:
    """Brings it back to who is to act on it, or puts it before the next person."""
    match timer:
        case FeedbackLook():
            fire_feedback(work, policy, timer, now)
        case SecondLookStep():
            fire_second_look(work, policy, timer, now)
        case _:
            assert_never(timer)
