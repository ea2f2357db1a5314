"""What ends with a case that is closed without a decision."""

from __future__ import annotations

from datetime import datetime

from bot.case.escalation import Escalation
from bot.case.people import Actor
from bot.casework.consults import cancel_consults
from bot.casework.reviews import drop_review
from bot.casework.service_clocks import stop_clocks
from bot.ports import Work


def end(work: Work, escalation: Escalation, by: Actor, now: datetime) -> None:
    """Stops its clocks, calls off what teams were asked, and drops its timers."""
    drop_review(work, escalation, by.user, now)
    stop_clocks(work, escalation, now)
    cancel_consults(work, escalation, now, by)
    work.timers.cancel_all(escalation.id)
