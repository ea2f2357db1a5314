"""What is due of no case and no person: an office closes soon, the channels are looked at."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from bot.casework.exposure import look_at_all, plan_look_at_all
from bot.due.day_end import fire_day_end
from bot.policy import Policy
from bot.ports import Work
from bot.reminders.timers import ChannelLook, DayEnd


def fire_of_place(work: Work, policy: Policy, timer: DayEnd | ChannelLook, now: datetime) -> None:
    """Asks who is in an office that closes, or has Slack asked about each channel."""
    match timer:
        case DayEnd():
            fire_day_end(work, policy, timer, now)
        case ChannelLook():
            look_at_all(work, policy)
            plan_look_at_all(work, policy, now)
        case _:
            assert_never(timer)
