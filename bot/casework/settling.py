"""A decided case is closed once its parties were told and a reversal is carried out."""

from __future__ import annotations

from datetime import datetime

from bot.case.escalation import Escalation
from bot.case.people import Actor
from bot.case.states import CloseReason, ToDo
from bot.casework.consults import cancel_consults
from bot.ports import Work


def settle(work: Work, escalation: Escalation, by: Actor, now: datetime, *done: ToDo) -> Escalation:
    """Notes that this is done, and closes the case where nothing else is left: as untold where it
    has a note why nobody is told. Returns the case as saved."""
    after = escalation.without(*done)
    if after.still_to_do:
        return work.escalations.save(after)
    cancel_consults(work, escalation, now, by)
    work.timers.cancel_all(escalation.id)
    reason = CloseReason.UNTOLD if after.close_note else CloseReason.COMMUNICATED
    return work.escalations.save(after.closed(reason, now, note=after.close_note))
