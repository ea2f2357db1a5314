"""What comes again and again, planned by the clock as it is now.

Each firing plans the next. One that was fired by a clock that was ahead has planned it too late.
"""

from __future__ import annotations

from datetime import datetime

from bot.casework.day_ends import plan_day_ends
from bot.casework.digests import plan_digests
from bot.casework.exchange import plan_gathered
from bot.casework.exposure import plan_look_at_all
from bot.policy import Policy
from bot.ports import Work


def plan_recurring(work: Work, policy: Policy, now: datetime) -> None:
    """Brings forward what is planned for later than its next time; what is planned right stays."""
    plan_day_ends(work, policy, now)
    plan_digests(work, policy, now)
    plan_look_at_all(work, policy, now)
    plan_gathered(work, now)
