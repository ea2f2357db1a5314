"""What follows for others once a case is decided."""

from __future__ import annotations

from datetime import datetime

from bot.case.escalation import Escalation
from bot.case.identifiers import UserId
from bot.casework.advice import keep_answer
from bot.casework.assignment import no_longer_asked
from bot.casework.offers import wake_unoffered
from bot.ports import Work


def after_decision(
    work: Work, before: Escalation, after: Escalation, by: UserId, queue: str, now: datetime
) -> None:
    """Nobody is asked to take it over any more, there is room for another case, and those who ask
    the same find what was answered."""
    no_longer_asked(work, before, after, by)
    wake_unoffered(work, queue, now)
    keep_answer(work, after)
