"""What is due to a person, whatever cases it is about."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from bot.casework.exchange import tell_gathered
from bot.due.absence_over import absence_is_over
from bot.due.nudge import fire_nudge
from bot.policy import Policy
from bot.ports import Work
from bot.reminders.timers import AbsenceOver, PlannedNudge, WordsGathered


def fire_of_person(
    work: Work,
    policy: Policy,
    timer: PlannedNudge | AbsenceOver | WordsGathered,
    now: datetime,
) -> None:
    """Reminds somebody, tells them what was gathered, or has them back."""
    match timer:
        case PlannedNudge():
            fire_nudge(work, policy, timer, now)
        case AbsenceOver():
            absence_is_over(work, timer.user, now)
        case WordsGathered():
            tell_gathered(work, timer, now)
        case _:
            assert_never(timer)
